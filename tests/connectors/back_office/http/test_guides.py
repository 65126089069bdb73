"""What a customer notices of a back office that is down: questions instead of checks, and never a wait."""

from __future__ import annotations

import socket

import pytest

from connectors.back_office.http import HttpBackOffice
from frontline.conversations.types import Level
from frontline.customers.checks import Checks
from frontline.customers.offers import Offers
from frontline.customers.service import Customers
from frontline.customers.types import Address, Subject
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.settings import HttpBackOfficeSettings
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from tests.connectors.back_office.back_desk import Desk
from tests.connectors.back_office.deals import JULIA
from tests.library import CONTENT, LIBRARY


@pytest.fixture
def nobody() -> HttpBackOffice:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return HttpBackOffice(HttpBackOfficeSettings(url=f"http://127.0.0.1:{port}", token="any", pause=60))


def questions(guides: Guides, office: HttpBackOffice) -> list[str]:
    """What is asked of a customer whose internet is down, who answers each first choice until it ends."""
    customer = Customers(office).subject(JULIA, Level.VERIFIED)
    turn, asked = guides.begin("internet_down", language="nl", customer=customer), []
    while not turn.ending and len(asked) < 3:
        prompt = guides.ask(turn.walk, "nl")
        asked.append(" ".join(prompt.texts))
        button = prompt.buttons[0]
        turn = guides.answer(turn.walk, text=button.title, payload=button.payload, customer=customer)
    return asked


def test_with_the_back_office_down_a_guide_goes_on_with_questions(nobody: HttpBackOffice) -> None:
    taxonomy = Taxonomy.load(CONTENT / "taxonomy.yml")
    matcher = Matcher(load_encoder("use"), LIBRARY.phrases)
    guides = Guides(LIBRARY, Checks(nobody), Offers(nobody), matcher, taxonomy)
    assert not Checks(nobody).run("internet_outage", Subject(address=Address("1862KP", "12"))).ok
    asked = questions(guides, nobody)
    assert len(asked) == 3
    assert all(asked)


@pytest.mark.parametrize("reach", ["http"], indirect=True)
def test_a_customer_is_known_over_http(desk: Desk) -> None:
    assert desk.who(JULIA).level is Level.VERIFIED
    assert desk.look(JULIA, "internet_line")["status"] == "active"
