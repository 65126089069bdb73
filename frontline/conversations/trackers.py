"""Where Rasa's memory of a conversation is kept."""

from __future__ import annotations

from sqlalchemy import select, update

from frontline.conversations.service import close_turn
from frontline.conversations.types import Language
from frontline.storage.database import Database
from frontline.storage.tables import ConversationRow, TrackerRow, now


class Trackers:
    """Keeps one JSON document of events per conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conversation_id: str) -> str | None:
        """The document, or None for a new conversation."""
        with self._database.read() as session:
            row = session.get(TrackerRow, conversation_id)
            return row.events if row else None

    def conversation_ids(self) -> list[str]:
        """Ids of all conversations that have one."""
        with self._database.read() as session:
            return list(session.execute(select(TrackerRow.conversation_id)).scalars())

    def save(
        self,
        conversation_id: str,
        events: str,
        answered_message_id: int | None = None,
        language: Language | None = None,
    ) -> None:
        """Keeps the document and ends the turn that made it in one transaction, so that a crash
        leaves either both or neither: the message is answered exactly once."""
        with self._database.begin() as session:
            session.merge(TrackerRow(conversation_id=conversation_id, events=events, saved_at=now()))
            if answered_message_id is not None:
                close_turn(session, answered_message_id)
            if language:
                session.execute(
                    update(ConversationRow)
                    .where(ConversationRow.id == conversation_id, ConversationRow.language != language)
                    .values(language=language)
                    .execution_options(synchronize_session=False)
                )
