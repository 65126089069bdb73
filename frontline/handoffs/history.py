"""Past conversations with agents: a list, and a search through what was said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, or_, select

from frontline.conversations.types import Kind
from frontline.handoffs.rows import LISTED, as_entry
from frontline.handoffs.types import PastEntry
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, HandoffRow, MessageRow

MOST_FOUND = 50
SHORTEST_SEARCH = 2
ESCAPE = "\\"


class History:
    """Finds handoffs that have ended, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, words: str = "") -> list[PastEntry]:
        """The newest ones, or those in which the words were said, whose customer or reference they are."""
        query = (
            LISTED.add_columns(HandoffRow.ended_at, HandoffRow.outcome, AgentRow.name.label("agent"))
            .outerjoin(AgentRow, AgentRow.id == HandoffRow.agent_id)
            .where(HandoffRow.ended_at.is_not(None))
            .order_by(HandoffRow.ended_at.desc())
            .limit(MOST_FOUND)
        )
        if len(words.strip()) >= SHORTEST_SEARCH:
            query = query.where(_holds(words.strip()))
        with self._database.read() as session:
            return [_past(row) for row in session.execute(query)]


def _holds(words: str) -> Any:
    for character in (ESCAPE, "%", "_"):
        words = words.replace(character, ESCAPE + character)
    like = f"%{words}%"
    said = (
        MessageRow.conversation_id == HandoffRow.conversation_id,
        MessageRow.kind == Kind.TEXT.value,
        MessageRow.text.ilike(like, escape=ESCAPE),
    )
    customer = HandoffRow.pack["customer"]["name"].as_string()
    return or_(
        exists(select(MessageRow.id).where(*said)),
        customer.ilike(like, escape=ESCAPE),
        HandoffRow.reference.ilike(like, escape=ESCAPE),
    )


def _past(row: Any) -> PastEntry:
    agent = row.agent.split()[0] if row.agent else None
    return PastEntry(as_entry(row, None), row.ended_at, row.outcome, agent)
