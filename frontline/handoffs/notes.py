"""Internal notes: what agents tell one another about a conversation, and customers never see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontline.agents.types import Agent
from frontline.handoffs.rows import get_row
from frontline.handoffs.types import InternalNote, NotForThisRole
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, HandoffNoteRow


class Notes:
    """Keeps the notes of each handoff, in order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, handoff_id: str, agent: Agent, text: str) -> InternalNote:
        """Adds a note. Raises UnknownHandoff, NotForThisRole for who only reads along."""
        if not agent.helps_customers:
            raise NotForThisRole()
        with self._database.begin() as session:
            get_row(session, handoff_id)
            return add_note(session, handoff_id, agent, text)

    def of(self, handoff_id: str) -> Sequence[InternalNote]:
        """All notes of a handoff, oldest first."""
        query = (
            select(HandoffNoteRow, AgentRow.name)
            .join(AgentRow, AgentRow.id == HandoffNoteRow.agent_id)
            .where(HandoffNoteRow.handoff_id == handoff_id)
            .order_by(HandoffNoteRow.id)
        )
        with self._database.read() as session:
            return [_note(row, name.split()[0]) for row, name in session.execute(query)]


def add_note(session: Session, handoff_id: str, agent: Agent, text: str) -> InternalNote:
    """Adds a note in the caller's transaction."""
    row = HandoffNoteRow(handoff_id=handoff_id, agent_id=agent.id, text=text)
    session.add(row)
    session.flush()
    return _note(row, agent.first_name)


def _note(row: HandoffNoteRow, agent_name: str) -> InternalNote:
    return InternalNote(row.id, agent_name, row.text, row.created_at)
