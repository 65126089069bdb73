"""Keeps the messages that taught us something, without personal data, with the label that followed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from frontline.customers.ports import BackOffice, BackOfficeError
from frontline.handoffs.types import Handoff
from frontline.review.redaction import Redactor, Span
from frontline.review.training_files import tidy
from frontline.review.types import Guess, Source, State
from frontline.storage.database import Database
from frontline.storage.tables import ReviewExampleRow, now

MOST_GUESSES = 5
SAME_MATTER = timedelta(minutes=30)
"""What the customer names later than this says nothing about the unclear words before."""

Row = Any
"""A row of a table: SQLAlchemy's own types take every column for one that may be empty."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unclear:
    """A typed message that we were not sure of; `entities` are those the pipeline found in it."""

    conversation_id: str
    text: str
    language: str
    guesses: Sequence[Guess]
    offered: Sequence[str]
    """The problems that we asked about, none when nothing was likely."""
    entities: Iterable[Span] = ()
    customer_id: str | None = None


class Collector:
    """Keeps unclear messages, and what customers and agents then said they meant."""

    def __init__(
        self,
        database: Database,
        redactor: Redactor,
        find_entities: Callable[[str], Iterable[Span]],
        back_office: BackOffice | None = None,
    ) -> None:
        """`find_entities` reads a text that did not come through the pipeline just now."""
        self._database = database
        self._redactor = redactor
        self._find_entities = find_entities
        self._back_office = back_office

    def keep(self, unclear: Unclear) -> None:
        """Keeps a message; said again in the same conversation, it is kept once."""
        text = tidy(self._redactor.clean(unclear.text, unclear.entities, self._names(unclear.customer_id)))
        if not text:
            return
        with self._database.begin() as session:
            if _same(session, unclear.conversation_id, text) is None:
                source = Source.OFFERED if unclear.offered else Source.NOTHING_LIKELY
                session.add(_row(unclear, text, source))

    def meant(self, session: Session, conversation_id: str, intent: str, *, tapped: bool) -> None:
        """The customer has named the problem: that is what the unclear messages before it meant.

        A tap on a problem that we offered counts as their choice, also when it corrects an earlier tap.
        """
        waiting = _waiting(session, conversation_id)
        asked = [row for row in waiting if tapped and intent in row.offered][-1:]
        for row in waiting:
            if row in asked:
                row.label, row.source = intent, Source.CHOSEN.value
            elif row.label is None and now() - row.created_at < SAME_MATTER:
                row.label, row.source = intent, Source.REPHRASED.value

    def withdraw(self, conversation_id: str, intent: str | None) -> None:
        """The customer says that it was not this problem after all."""
        with self._database.begin() as session:
            for row in _waiting(session, conversation_id):
                if row.label == intent and row.source != Source.AGENT.value:
                    source = Source.OFFERED if row.offered else Source.NOTHING_LIKELY
                    row.label, row.source = None, source.value

    def resolved(self, handoff: Handoff) -> None:
        """An agent ended the conversation, and named the problem. That comes before whatever was thought.

        It never stands in the way of the agent: what cannot be kept now is not kept.
        """
        problem = handoff.pack.get("problem") or {}
        try:
            with self._database.begin() as session:
                self._label(session, handoff, problem.get("intent"))
            if problem and problem.get("intent") != handoff.confirmed_problem:
                self._keep_misread(handoff, problem)
        except OperationalError as error:
            logger.error("%s: label not kept: %s", handoff.conversation_id, type(error).__name__)

    def _label(self, session: Session, handoff: Handoff, thought: str | None) -> None:
        """Messages about another problem of the same conversation keep their label."""
        for row in _waiting(session, handoff.conversation_id):
            if row.label in (None, thought):
                row.label, row.source = handoff.confirmed_problem, Source.AGENT.value

    def _keep_misread(self, handoff: Handoff, problem: Mapping[str, Any]) -> None:
        """The words by which the problem was named, which were taken for something else."""
        name = (handoff.pack.get("customer") or {}).get("name")
        words = problem.get("words") or ""
        text = tidy(self._redactor.clean(words, self._find_entities(words), [name] if name else []))
        if not text:
            return
        guess = Guess(problem["intent"], float(problem.get("confidence") or 0.0))
        misread = Unclear(handoff.conversation_id, text, handoff.language, [guess], offered=[])
        with self._database.begin() as session:
            if _same(session, handoff.conversation_id, text) is None:
                session.add(_row(misread, text, Source.AGENT, handoff.confirmed_problem))

    def _names(self, customer_id: str | None) -> Collection[str]:
        """The customer's own name; a back office that is down leaves us the words around names."""
        if customer_id is None or self._back_office is None:
            return []
        try:
            customer = self._back_office.find_by_number(customer_id)
        except BackOfficeError as error:
            logger.warning("names not looked up: %s", type(error).__name__)
            return []
        return [customer.name] if customer else []


def _waiting(session: Session, conversation_id: str) -> list[Row]:
    query = select(ReviewExampleRow).where(
        ReviewExampleRow.conversation_id == conversation_id, ReviewExampleRow.state == State.WAITING.value
    )
    return list(session.execute(query.order_by(ReviewExampleRow.id)).scalars())


def _same(session: Session, conversation_id: str, text: str) -> Row:
    """The same words in the same conversation, waiting or accepted."""
    query = select(ReviewExampleRow).where(
        ReviewExampleRow.conversation_id == conversation_id, ReviewExampleRow.text == text
    )
    return session.execute(query.limit(1)).scalar_one_or_none()


def _row(unclear: Unclear, text: str, source: Source, label: str | None = None) -> ReviewExampleRow:
    return ReviewExampleRow(
        conversation_id=unclear.conversation_id,
        text=text,
        language=unclear.language,
        source=source.value,
        guesses=[[guess.intent, round(guess.confidence, 3)] for guess in unclear.guesses[:MOST_GUESSES]],
        offered=list(unclear.offered),
        label=label,
        state=State.WAITING.value,
    )
