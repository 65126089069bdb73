"""The demo customers' stories, played with the real checks, offers and demo back office."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from connectors.back_office.demo import DemoBackOffice
from frontline.conversations.types import Level
from frontline.customers.checks import Checks
from frontline.customers.offers import Offers
from frontline.customers.ports import BackOfficeDown
from frontline.customers.service import Customers
from frontline.customers.types import LineStatus
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.types import Turn
from frontline.storage.database import Database
from frontline.understanding.encoders import load_encoder
from tests.databases import demo_database
from tests.library import CONTENT, LIBRARY, TAXONOMY

WAYS = yaml.safe_load((CONTENT / "ways.yml").read_text(encoding="utf-8"))["ways"]
MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)


@pytest.fixture
def office(tmp_path: Path) -> DemoBackOffice:
    return DemoBackOffice(Database(demo_database(tmp_path / "demo.db")))


class Visit:
    """A demo customer in a guide, who types or taps by the button's title."""

    def __init__(
        self, office: DemoBackOffice, customer_id: str, problem: str, level: Level = Level.VERIFIED
    ) -> None:
        self.customer = Customers(office).subject(customer_id, level)
        self.guides = Guides(LIBRARY, Checks(office), Offers(office), MATCHER, TAXONOMY)
        self.turn = self.guides.begin(problem, language="nl", customer=self.customer)
        self.read = [*self.turn.says, *self.asked()]

    def asked(self) -> list[str]:
        """What is asked now."""
        return [] if self.turn.ending else self.guides.ask(self.turn.walk, "nl").texts

    def says(self, *answers: str) -> Turn:
        """One answer after another."""
        for text in answers:
            prompt = self.guides.ask(self.turn.walk, "nl")
            buttons = {button.title: button.payload for button in prompt.buttons}
            self.turn = self.guides.answer(
                self.turn.walk, text=text, payload=buttons.get(text), customer=self.customer
            )
            self.read += [*self.turn.says, *self.asked()]
        return self.turn

    @property
    def outcome(self) -> tuple[str, str | None]:
        """How it ended, with the skill of an escalation."""
        assert self.turn.ending is not None, self.read[-1]
        return self.turn.ending.outcome, self.turn.ending.skill

    def has_read(self, words: str) -> bool:
        """Whether this was said somewhere."""
        return any(words in text for text in self.read)


def test_a_paid_bill_brings_the_internet_back(office: DemoBackOffice) -> None:
    visit = Visit(office, "PK100206", "internet_down")
    assert visit.has_read("een rekening van € 45,00")
    visit.says("Ja, graag")
    link = next(text for text in visit.read if "betaallink:" in text)
    visit.says("Gedaan")
    assert visit.has_read("Ik zie je betaling nog niet binnen")
    reference = re.search(r"PL-\d{4}-\d{6}", link)
    assert reference is not None
    office.pay(reference.group())
    visit.says("Gedaan")
    assert visit.has_read("je internet staat weer aan")
    assert office.lines("PK100206")[0].status is LineStatus.ACTIVE
    visit.says("ja hij doet het weer")
    assert visit.outcome == ("solved", None)


def test_a_bill_that_stays_unpaid_goes_to_billing(office: DemoBackOffice) -> None:
    visit = Visit(office, "PK100210", "mobile_data_down")
    visit.says("Ja, graag", "Gedaan", "Gedaan")
    assert visit.outcome == ("escalate", "billing")


def test_data_is_added_at_the_stated_price(office: DemoBackOffice) -> None:
    visit = Visit(office, "PK100209", "mobile_data_down")
    assert visit.has_read("€ 2,50 per GB")
    visit.says("2 GB erbij")
    assert visit.has_read("er staat 2 GB bij voor € 5,00")
    assert office.usage("PK100209-mobile").left_gb == 2
    visit.says("ja nu wel")
    assert visit.outcome == ("solved", None)


def test_used_up_data_and_roaming_both_come_to_light(office: DemoBackOffice) -> None:
    visit = Visit(office, "PK100212", "mobile_data_down")
    visit.says("1 GB erbij", "Nee, nog niet", "Streepjes (bereik)", "Nee, nog niet", "ik ben in Spanje")
    assert visit.has_read("gebruik in het buitenland uit")
    visit.says("Ja, graag")
    assert office.lines("PK100212")[0].roaming
    visit.says("Hoe doe ik dat?")
    assert visit.has_read("Dataroaming op groen"), "an iPhone is known, so its own help is given unasked"
    visit.says("gelukt")
    assert visit.outcome == ("solved", None)


@pytest.mark.parametrize(
    ("customer_id", "problem", "outcome", "words"),
    [
        ("PK100205", "technician_appointment", None, "fout op zit"),
        ("PK100213", "mobile_data_down", ("escalate", "sales"), "abonnement is afgelopen"),
        ("PK100216", "tv_no_signal", ("escalate", "sales"), "geen tv-abonnement"),
        ("PK100201", "mobile_data_down", None, "boven in het scherm"),
        ("PK100201", "internet_down", None, "een storing bij jou in de buurt"),
        ("PK100202", "internet_down", None, "weet nog niet hoe lang"),
        ("PK100203", "internet_down", None, "lijkt geen stroom te krijgen"),
        ("PK100204", "internet_down", None, "je modem reageert niet"),
        ("PK100207", "internet_down", None, "de wifi staat uit"),
        ("PK100215", "tv_no_signal", None, "een tv-storing"),
        ("PK100217", "tv_no_signal", None, "Wat zie je nu op je tv?"),
        ("PK100218", "internet_down", None, "Die doen het allebei"),
    ],
)
def test_the_first_thing_said_fits_the_story(
    office: DemoBackOffice, customer_id: str, problem: str, outcome: tuple[str, str] | None, words: str
) -> None:
    visit = Visit(office, customer_id, problem)
    assert visit.has_read(words), visit.read
    assert visit.turn.ending is None if outcome is None else visit.outcome == outcome


@pytest.mark.parametrize("problem", [guide.id for guide in LIBRARY])
@pytest.mark.parametrize("customer_id", ["PK100206", "PK100210", "PK100212"])
def test_who_is_only_recognised_hears_no_amounts_and_buys_nothing(
    office: DemoBackOffice, customer_id: str, problem: str
) -> None:
    visit = Visit(office, customer_id, problem, Level.RECOGNISED)
    assert not visit.has_read("€")
    assert not visit.has_read("rekening")


@pytest.mark.parametrize("problem", [name for name, row in WAYS.items() if row["way"] == "guide"])
def test_a_back_office_that_goes_down_leaves_the_questions(
    office: DemoBackOffice, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_arguments: object, **_named: object) -> None:
        raise BackOfficeDown

    for method in ("lines", "outages", "test_line", "test_modem", "bills"):
        monkeypatch.setattr(office, method, down)
    visit = Visit(office, "PK100218", problem)
    assert visit.turn.ending is None
    assert visit.asked()
