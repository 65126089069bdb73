from __future__ import annotations

from uuid import uuid4

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.demo.payment_page import PaymentPage
from frontline.customers.types import BillStatus
from frontline.storage.database import Database
from tests.connectors.serving import PATIENCE, ChannelServer


async def _nobody(_message: UserMessage) -> None:
    raise AssertionError("the payment page takes no messages")


@pytest.fixture
def office(database: Database, server: ChannelServer) -> DemoBackOffice:
    """A back office whose payment page is served."""
    made = DemoBackOffice(database, site=server.url)
    server.channels.append(PaymentPage(made))
    server.start()
    return made


def test_a_bill_is_paid_through_its_link(office: DemoBackOffice) -> None:
    url = office.send_payment_link("FA-100206-3", key="k").facts["url"]
    shown = requests.get(url, timeout=PATIENCE)
    assert shown.status_code == 200
    assert "Betaal € 45,00" in shown.text
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert office.bills("PK100206")[0].status is BillStatus.OVERDUE
    paid = requests.post(url, timeout=PATIENCE)
    assert (paid.url, paid.history[0].status_code) == (url, 303)
    assert "De betaling van € 45,00 is gelukt" in paid.text
    assert office.bills("PK100206")[0].status is BillStatus.PAID
    assert requests.post(url, timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize("reference", ["PL-2026-000000", "x", "%3Cscript%3E"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_tells_nothing(
    office: DemoBackOffice, server: ChannelServer, method: str, reference: str
) -> None:
    answer = requests.request(method, f"{server.url}/demo/pay/{reference}", timeout=PATIENCE)
    assert answer.status_code == 404
    assert "bestaat niet" in answer.text
    assert "<script" not in answer.text


def test_another_site_cannot_pay(office: DemoBackOffice) -> None:
    url = office.send_payment_link("FA-100206-3", key="k").facts["url"]
    answer = requests.post(url, headers={"Sec-Fetch-Site": "cross-site"}, timeout=PATIENCE)
    assert answer.status_code == 403
    assert office.bills("PK100206")[0].status is BillStatus.OVERDUE


def test_another_back_office_has_no_such_page() -> None:
    page = PaymentPage(None).blueprint(_nobody)
    app = Sanic(f"payment-{uuid4().hex}", configure_logging=False)
    app.blueprint(page)
    assert len(app.router.routes) == 0
