"""Visits to guides with the demo back office behind them, by whatever customer a test brings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.demo.seeding import today
from frontline.conversations.service import Conversations
from frontline.conversations.types import Level
from frontline.customers.checks import Checks
from frontline.customers.identity import Identity
from frontline.customers.offers import Offers
from frontline.customers.ports import BackOfficeDown, NotAllowed
from frontline.customers.service import Customers
from frontline.customers.types import Bill, Contract
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.types import Guide, Turn
from frontline.guides.values import Mention
from frontline.storage.database import Database
from frontline.understanding.encoders import load_encoder
from frontline.understanding.entities import EntityRules
from tests.databases import demo_database
from tests.library import LIBRARY, TAXONOMY

PHRASES = LIBRARY.phrases
MATCHER = Matcher(load_encoder("use"), PHRASES)
RULES = EntityRules.load()
YES = {"nl": "Ja, graag", "en": "Yes, please"}
NO = {"nl": "Nee, liever niet", "en": "No, thanks"}
THANKS = {"nl": "Ja, dank je", "en": "Yes, thank you"}
LANGUAGES = ("nl", "en")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


class Demo:
    """The demo back office on its own database, which can be down."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(demo_database(folder / "demo.db"))
        self.office = DemoBackOffice(self.database)
        self.conversations = Conversations(self.database)


class Visit:
    """A visitor of the site, who types or taps by the button's title; the slot is JSON as in Rasa."""

    def __init__(
        self,
        demo: Demo,
        guide: Guide,
        customer_id: str | None = None,
        *,
        known: Mapping[str, Any] | None = None,
        language: str = "nl",
        conversation: str = "visit",
        words: str = "",
    ) -> None:
        self.demo, self.language = demo, language
        self.conversation = demo.conversations.adopt(conversation, "website")
        if customer_id:
            demo.conversations.identify(conversation, customer_id, Level.VERIFIED)
        office = demo.office
        self.guides = Guides(
            Library([guide], PHRASES),
            Checks(office),
            Offers(office),
            MATCHER,
            TAXONOMY,
            Identity(demo.database, demo.conversations, office),
        )
        self.turn = self.guides.begin(
            guide.problems[0],
            language=language,
            customer=self.customer(),
            known=known or {},
            conversation_id=conversation,
            words=words,
        )
        self.read = [*self.turn.says, *self.asked()]

    def customer(self) -> Any:
        """As the next turn of Rasa sees them."""
        row = self.demo.conversations.get(self.conversation.id)
        return Customers(self.demo.office).subject(row.customer_id, row.level)

    def buttons(self) -> dict[str, str]:
        prompt = self.guides.ask(self.turn.walk, self.language)
        return {button.title: button.payload for button in prompt.buttons}

    def asked(self) -> list[str]:
        return [] if self.turn.ending else self.guides.ask(self.turn.walk, self.language).texts

    def says(
        self, *answers: str, intent: str | None = None, payload: str | None = None, confidence: float = 0.95
    ) -> Turn:
        for text in answers:
            found = [Mention(row.kind, row.value, text[row.start : row.end]) for row in RULES.find(text)]
            self.turn = self.guides.answer(
                json.loads(json.dumps(self.turn.walk)),
                text=text,
                payload=payload or self.buttons().get(text),
                intent=intent,
                confidence=confidence if intent else 0.0,
                mentions=found,
                customer=self.customer(),
                language=self.language,
            )
            self.read += [*self.turn.says, *self.asked()]
        return self.turn

    def says_twice(self, answer: str) -> Visit:
        """Gives an answer twice from the same state, as after a lost connection."""
        before = self.turn
        self.says(answer)
        self.turn = before
        self.says(answer)
        return self

    @property
    def told(self) -> str:
        """All that the customer read."""
        return " ".join(self.read)

    def has_read(self, *words: str) -> bool:
        """Whether some text that the customer read holds all these words."""
        return any(all(word in text for word in words) for text in self.read)

    @property
    def outcome(self) -> str | None:
        return self.turn.ending.outcome if self.turn.ending else None

    @property
    def skill(self) -> str | None:
        """Whom the guide, which has ended, passes on to."""
        assert self.turn.ending is not None, self.read[-1]
        return self.turn.ending.skill


def visit(demo: Demo, problem: str, customer: str | None = None, language: str = "nl", **more: Any) -> Visit:
    """Somebody with this problem."""
    guide = LIBRARY.for_problem(problem)
    assert guide is not None
    return Visit(demo, guide, customer, language=language, **more)


def change(demo: Demo, table: Any, id: str, **values: Any) -> None:
    """As if something happened in the back office meanwhile."""
    with demo.database.begin() as session:
        row = session.get(table, id)
        for name, value in values.items():
            setattr(row, name, value)


def down(demo: Demo, monkeypatch: pytest.MonkeyPatch, *methods: str) -> None:
    """The back office goes down for these."""

    def fails(*_: object, **__: object) -> None:
        raise BackOfficeDown

    for method in methods:
        monkeypatch.setattr(demo.office, method, fails)


def refuses(demo: Demo, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The rule that only bites when the offer is carried out: something changed since it was quoted."""

    def perform(*_: object, **__: object) -> None:
        raise NotAllowed(code)

    monkeypatch.setattr(demo.office, "perform", perform)


def row(demo: Demo, table: Any, id: str) -> dict[str, Any]:
    """A row of the back office's database, by column."""
    with demo.database.begin() as session:
        found = session.get(table, id)
        return {column.name: getattr(found, column.name) for column in table.__table__.columns}


def latest(demo: Demo, customer: str) -> Bill:
    """A customer's latest bill."""
    return demo.office.bills(customer)[0]


def contract(demo: Demo, line: str) -> Contract:
    """The contract of a line."""
    return next(found for found in demo.office.contracts(line.partition("-")[0]) if found.line_id == line)


def typed(day: date) -> str:
    """A day as customers type it."""
    return f"{day.day}-{day.month}-{day.year}"


def ahead(days: int) -> str:
    """The day that comes so many days after today, as customers type it."""
    return typed(today() + timedelta(days=days))
