"""What trainers do with kept messages: see the most valuable first, label them, skip or delete them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from frontline.agents.types import Agent, Role
from frontline.review.intents import IntentNames
from frontline.review.ordering import reviewable
from frontline.review.training_files import TrainingFiles
from frontline.review.types import (
    AlreadyReviewed,
    Example,
    Guess,
    NotATrainer,
    Reviewable,
    Source,
    State,
    UnknownIntent,
    Written,
)
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, ReviewExampleRow, now

MOST_READ = 2000
"""So many of the newest waiting messages are put in order; what is older has waited for too long."""
PAGE = 30

Row = Any
"""A row of a table: SQLAlchemy's own types take every column for one that may be empty."""


class Review:
    """The trainers' work. Errors of all steps are `ReviewRefused`; nothing has changed then."""

    def __init__(self, database: Database, names: IntentNames, files: TrainingFiles) -> None:
        """`names` are the intents to choose from; `files` take what is accepted."""
        self._database = database
        self.names = names
        self._files = files

    def waiting(self, trainer: Agent) -> tuple[list[Reviewable], int]:
        """The most valuable waiting messages, and how many different ones there are in all."""
        _must_train(trainer)
        query = select(ReviewExampleRow).where(ReviewExampleRow.state == State.WAITING.value)
        with self._database.read() as session:
            rows = session.execute(query.order_by(ReviewExampleRow.id.desc()).limit(MOST_READ)).scalars()
            ordered = reviewable([_example(row) for row in rows])
        return ordered[:PAGE], len(ordered)

    def accept(self, example_id: int, intent: str, trainer: Agent) -> Written:
        """Writes the message under the intent; whoever else waits with the same words is done with it.

        Of two trainers who try at once, the other gets AlreadyReviewed.
        """
        _must_train(trainer)
        if intent not in self.names:
            raise UnknownIntent(intent=intent)
        with self._database.begin() as session:
            row = _waiting(session, example_id)
            file, added = self._files.add(row.language, intent, row.text)
            at = now()
            for same in _same_words(session, row):
                same.state, same.intent, same.added = State.ACCEPTED.value, intent, added and same is row
                same.reviewed_by, same.reviewed_at = trainer.id, at
        return Written(example_id, intent, file, added)

    def undo(self, example_id: int, trainer: Agent) -> None:
        """Takes an accepted message back: out of the file, if this put it there, and into the list."""
        _must_train(trainer)
        with self._database.begin() as session:
            row = session.get(ReviewExampleRow, example_id, with_for_update=True)
            if row is None or row.state != State.ACCEPTED.value:
                raise AlreadyReviewed(by="")
            if row.added:
                self._files.remove(row.language, row.intent, row.text)
            for same in _decided_with(session, row):
                same.state, same.intent, same.added = State.WAITING.value, None, False
                same.reviewed_by = same.reviewed_at = None

    def skip(self, example_id: int, trainer: Agent) -> None:
        """Puts the message behind all others, for another day or a colleague."""
        _must_train(trainer)
        with self._database.begin() as session:
            for row in _same_words(session, _waiting(session, example_id)):
                row.skipped_at = now()

    def delete(self, example_id: int, trainer: Agent) -> None:
        """Forgets the message for good: nothing can be learned from it, or it names somebody."""
        _must_train(trainer)
        with self._database.begin() as session:
            ids = [row.id for row in _same_words(session, _waiting(session, example_id))]
            session.execute(delete(ReviewExampleRow).where(ReviewExampleRow.id.in_(ids)))


def _must_train(agent: Agent) -> None:
    if agent.role not in (Role.TRAINER, Role.ADMIN):
        raise NotATrainer()


def _waiting(session: Session, example_id: int) -> Row:
    """The row, locked until the transaction ends where the database locks rows."""
    row = session.get(ReviewExampleRow, example_id, with_for_update=True)
    if row is None or row.state != State.WAITING.value:
        raise AlreadyReviewed(by=_reviewer(session, row))
    return row


def _reviewer(session: Session, row: Row) -> str:
    agent = session.get(AgentRow, row.reviewed_by) if row is not None and row.reviewed_by else None
    return str(agent.name).split()[0] if agent else ""


def _same_words(session: Session, row: Row) -> list[Row]:
    """All waiting messages with the words of this one, capitals aside; this one is among them."""
    query = select(ReviewExampleRow).where(
        ReviewExampleRow.state == State.WAITING.value,
        ReviewExampleRow.language == row.language,
        func.lower(ReviewExampleRow.text) == func.lower(row.text),
    )
    return list({same.id: same for same in (row, *session.execute(query).scalars())}.values())


def _decided_with(session: Session, row: Row) -> list[Row]:
    """All messages that were accepted in the same step."""
    query = select(ReviewExampleRow).where(
        ReviewExampleRow.reviewed_at == row.reviewed_at, ReviewExampleRow.reviewed_by == row.reviewed_by
    )
    return list(session.execute(query).scalars())


def _example(row: Row) -> Example:
    return Example(
        id=row.id,
        conversation_id=row.conversation_id,
        text=row.text,
        language=row.language,
        source=Source(row.source),
        guesses=[Guess(intent, confidence) for intent, confidence in row.guesses],
        label=row.label,
        created_at=row.created_at,
        skipped=row.skipped_at is not None,
    )
