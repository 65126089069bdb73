"""A company's own systems, over the REST API: they work, or else the customer hears so honestly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from connectors.back_office.demo import DemoBackOffice
from frontline.bootstrap import Frontline
from tests.connectors.back_office.http.server import TOKEN, ApiServer
from tests.journeys.demo import Demo
from tests.journeys.dialogues import Dialogue, Journey
from tests.journeys.visiting import Visitor
from tools.running import RunningFrontLine

AMINA, OLIVIA, STEFAN, ELS, LOTTE = "PK100220", "PK100222", "PK100231", "PK100228", "PK100205"
JULIA, THIJS, WENDY, COR, TIM = "PK100218", "PK100219", "PK100230", "PK100233", "PK100229"
DAAN, YUSUF, IRIS, AHMED, MIRJAM, EMMA = (
    "PK100209",
    "PK100211",
    "PK100224",
    "PK100227",
    "PK100226",
    "PK100210",
)
COLLEAGUE = {"nl": "collega", "en": "colleague"}
PAUSE = 0.2
"""So long, in seconds, the front line leaves a back office alone that did not answer."""

WORKS = {
    "an order is cancelled": Journey(
        AMINA,
        """
        says: ik wil mijn bestelling annuleren
        says: wifi-punt
        taps twice: Ja, graag
        hears: is geannuleerd
        """,
        ["cancel_order"],
    ),
    "a stolen phone of somebody unknown": Journey(
        None,
        """
        says: my phone was stolen
        says: 100229
        says: 8256 SM 63
        says: yes
        hears: Blocked
        """,
        ["block_sim"],
        "en",
    ),
}


def at_the_yes(customer: str, begin: str, hears: str, language: str = "nl") -> Journey:
    """Goes down just before the customer agrees."""
    agree = {"nl": "Ja, graag", "en": "Yes, please"}[language]
    return Journey(customer, f"{begin}\n-- down --\ntaps: {agree}\nhears: {hears}", (), language)


def from_the_start(customer: str, says: str, hears: str, language: str = "nl") -> Journey:
    """Is down when the customer comes with it."""
    return Journey(customer, f"-- down --\nsays: {says}\nhears: {hears}", (), language)


DOWN = {
    "pay a bill": at_the_yes(WENDY, "says: ik wil mijn rekening betalen", "ons systeem reageert even niet"),
    "more time to pay": at_the_yes(
        IRIS,
        "says: kan ik later betalen?\nsays: over drie weken",
        "ons systeem reageert even niet",
    ),
    "bank account": at_the_yes(
        JULIA,
        "says: ik heb een nieuw rekeningnummer\nsays: NL91 ABNA 0417 1643 00",
        "ons systeem reageert even niet",
    ),
    "compensation": at_the_yes(AHMED, "says: ik wil een vergoeding voor de storing", "niets toegekend"),
    "cancel an order": at_the_yes(
        AMINA, "says: ik wil mijn bestelling annuleren\nsays: wifi-punt", "niets aan je bestelling veranderd"
    ),
    "another day for an order": at_the_yes(
        AMINA,
        "says: ik ben niet thuis als het pakket komt\nsays: wifi-punt\ntaps: Een ander moment\ntaps: #1",
        "niets aan je bestelling veranderd",
    ),
    "return": at_the_yes(OLIVIA, "says: I want to return my phone", "Nothing about your order", "en"),
    "damaged": at_the_yes(
        OLIVIA,
        "says: my new phone arrived broken\ntaps: Broken\ntaps: A new one",
        "Nothing about your order",
        "en",
    ),
    "late parcel": at_the_yes(STEFAN, "says: mijn pakket is er nog steeds niet", "Dat lukt nu niet"),
    "cancel a plan": at_the_yes(THIJS, "says: ik wil mijn mobiel opzeggen", "ons systeem werkt niet mee"),
    "change a plan": at_the_yes(
        THIJS, "says: ik wil een groter abonnement\ntaps: Mobiel 20 GB", "ons systeem werkt niet mee"
    ),
    "move house": at_the_yes(
        COR,
        "says: we gaan verhuizen\nsays: 1862 KP 14\nsays: over drie weken",
        "ons systeem werkt niet mee",
    ),
    "change details": at_the_yes(
        JULIA, "says: ik heb een nieuw e-mailadres\nsays: julia@voorbeeld.nl", "ons systeem"
    ),
    "lost phone": at_the_yes(TIM, "says: mijn telefoon is gestolen", "Een collega pakt dit meteen op"),
    "new SIM card": at_the_yes(
        TIM, "says: ik ben mijn telefoon kwijt\nsays: ja", "Je simkaart is dicht, maar"
    ),
    "number porting": at_the_yes(
        JULIA,
        "says: ik wil mijn oude nummer meenemen\ntaps: #1\nsays: 06 12345996\nsays: 88001234\n"
        "says: over een week",
        "ons systeem werkt niet mee",
    ),
    "book a technician": at_the_yes(LOTTE, "says: I want to book a technician\ntaps: #1", "system", "en"),
    "cancel a technician": at_the_yes(ELS, "says: de monteur hoeft niet te komen", "ons systeem"),
    "switch on use abroad": at_the_yes(
        TIM, "says: can I use my phone in Spain next week?\nsays: no", "can't switch it on here", "en"
    ),
    "restart the modem": at_the_yes(
        JULIA, "says: mijn internet is traag\ntaps: Op alle apparaten", "Haal de stekker van je modem"
    ),
    "where is my order": from_the_start(AMINA, "waar blijft mijn bestelling?", "ons systeem reageert niet"),
    "where is my money": from_the_start(STEFAN, "where is my refund?", "our system isn't responding", "en"),
    "copy of a bill": from_the_start(
        JULIA, "kan ik een kopie van mijn factuur krijgen?", "reageert even niet"
    ),
    "why is it higher": from_the_start(MIRJAM, "waarom is mijn rekening zo hoog?", "reageert even niet"),
    "contract": from_the_start(WENDY, "wanneer loopt mijn contract af?", "ons systeem"),
    "coverage": from_the_start(COR, "is er glasvezel op 1862 KP 12?", "ons systeem"),
    "data is used up": from_the_start(DAAN, "mijn mobiele internet doet het niet", "?"),
    "data roaming": from_the_start(YUSUF, "ik ben in spanje en heb geen internet op mijn telefoon", "?"),
}


class Systems:
    """A company's systems behind the REST API; they can go down."""

    def __init__(self, api: ApiServer, demo: DemoBackOffice) -> None:
        self._api = api
        self._demo = demo

    def come_up(self) -> None:
        """Answer from now on, also to who had been told to leave them alone."""
        self._api.put(self._demo)
        time.sleep(PAUSE)

    def go_down(self) -> None:
        """Answer 503 to everything."""
        self._api.put(None)


@pytest.fixture(scope="module")
def systems(front_line: RunningFrontLine, services: Frontline) -> Iterator[Systems]:
    """The front line's actions with a back office over HTTP: the demo, behind the tests' server."""
    ours = dict(front_line.environment)
    with ApiServer() as api:
        front_line.environment |= {
            "FRONTLINE_BACK_OFFICE": "connectors.back_office.http.HttpBackOffice",
            "FRONTLINE_BACK_OFFICE_HTTP__URL": api.url,
            "FRONTLINE_BACK_OFFICE_HTTP__TOKEN": TOKEN,
            "FRONTLINE_BACK_OFFICE_HTTP__ATTEMPTS": "1",
            "FRONTLINE_BACK_OFFICE_HTTP__PAUSE": str(PAUSE),
        }
        _restart_actions(front_line)
        yield Systems(api, DemoBackOffice(services.database))
        front_line.environment = ours
        _restart_actions(front_line)
        assert api.complaints == []


def _restart_actions(front_line: RunningFrontLine) -> None:
    front_line.stop("actions")
    front_line.start("actions")


@pytest.fixture
def converse(
    systems: Systems, customer: Callable[..., Visitor], office: Demo
) -> Iterator[Callable[[Journey], Dialogue]]:
    """Plays a journey; the systems are up when it begins."""
    systems.come_up()

    def converse(journey: Journey) -> Dialogue:
        dialogue = Dialogue(customer(journey.customer, journey.language), systems.go_down)
        dialogue.play(journey.script)
        return dialogue

    yield converse
    systems.come_up()


@pytest.mark.parametrize("journey", WORKS.values(), ids=WORKS)
def test_over_the_rest_api_it_is_carried_out_once(converse, office: Demo, journey: Journey) -> None:
    converse(journey)
    assert office.carried_out() == list(journey.carried_out)


@pytest.mark.parametrize("journey", DOWN.values(), ids=DOWN)
def test_down_is_said_and_there_is_a_way_on(converse, journey: Journey) -> None:
    dialogue = converse(journey)
    assert dialogue.visitor.choices or COLLEAGUE[journey.language] in dialogue.latest
