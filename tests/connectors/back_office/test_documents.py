from __future__ import annotations

from uuid import uuid4

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.demo.documents import Documents
from frontline.storage.database import Database
from tests.connectors.serving import PATIENCE, ChannelServer


async def _nobody(_message: UserMessage) -> None:
    raise AssertionError("the documents take no messages")


@pytest.fixture
def office(database: Database, server: ChannelServer) -> DemoBackOffice:
    """A back office whose documents are served."""
    made = DemoBackOffice(database, site=server.url)
    server.channels.append(Documents(made))
    server.start()
    return made


def test_a_copy_of_a_bill_shows_its_lines(office: DemoBackOffice) -> None:
    receipt = office.perform("bill_copy", "PK100226", {"bill": "FA-100226-3"}, key="k")
    shown = requests.get(receipt.facts["url"], timeout=PATIENCE)
    assert shown.status_code == 200
    for words in (
        "FA-100226-3",
        "Mirjam Scholten",
        "Bellen naar Turkije",
        "€ 6,20",
        "€ 88,20",
    ):
        assert words in shown.text
    assert "Welkomstkorting" not in shown.text
    assert "no-store" in shown.headers["cache-control"]


def test_a_return_has_a_label_in_the_language_of_the_customer(office: DemoBackOffice) -> None:
    receipt = office.perform("return_order", "PK100222", {"order": "PL-2026-100223"}, key="k")
    shown = requests.get(receipt.facts["url"], timeout=PATIENCE)
    for words in ("Return: Google Pixel 9a", receipt.reference, "PL-2026-100223", "PolderPost"):
        assert words in shown.text


def test_a_document_is_found_by_its_link_and_never_by_a_reference(
    office: DemoBackOffice, server: ChannelServer
) -> None:
    copy = office.perform("bill_copy", "PK100226", {"bill": "FA-100226-3"}, key="k")
    paying = office.perform("pay_bill", "PK100224", {"bill": "FA-100224-3"}, key="p")
    assert paying.facts["url"].endswith(paying.reference)
    for link in (copy.reference, paying.reference, "x", "%3Cscript%3E"):
        answer = requests.get(f"{server.url}/demo/documents/{link}", timeout=PATIENCE)
        assert answer.status_code == 404
        assert "bestaat niet" in answer.text
        assert "<script" not in answer.text


def test_another_back_office_has_no_documents() -> None:
    app = Sanic(f"documents-{uuid4().hex}", configure_logging=False)
    app.blueprint(Documents(None).blueprint(_nobody))
    assert len(app.router.routes) == 0
