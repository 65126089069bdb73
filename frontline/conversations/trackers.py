"""Where Rasa's memory of a conversation is kept."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, insert, select, update

from frontline.conversations.log import CONVERSATIONS, close_turn
from frontline.conversations.types import Language
from frontline.storage.database import Database
from frontline.storage.tables import TrackerRow, now

TRACKERS = TrackerRow.__table__

_OF_CONVERSATION = TRACKERS.c.conversation_id == bindparam("key")
_LOAD = select(TRACKERS.c.events).where(_OF_CONVERSATION)
_REPLACE = (
    update(TRACKERS).where(_OF_CONVERSATION).values(events=bindparam("document"), saved_at=bindparam("at"))
)
_ADD = insert(TRACKERS).values(
    conversation_id=bindparam("key"), events=bindparam("document"), saved_at=bindparam("at")
)
_SET_LANGUAGE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("key"), CONVERSATIONS.c.language != bindparam("spoken"))
    .values(language=bindparam("spoken"))
)


class Trackers:
    """Keeps one JSON document of events per conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conversation_id: str) -> str | None:
        """The document, or None for a new conversation."""
        with self._database.read_plain() as transaction:
            return transaction.execute(_LOAD, {"key": conversation_id}).scalar_one_or_none()

    def active_form(self, conversation_id: str) -> str | None:
        """The form that the conversation is in, or None."""
        events = json.loads(self.load(conversation_id) or "[]")
        loops = [event.get("name") for event in events if event.get("event") == "active_loop"]
        return loops[-1] if loops else None

    def conversation_ids(self) -> list[str]:
        """Ids of all conversations that have one."""
        with self._database.read_plain() as transaction:
            return list(transaction.execute(select(TRACKERS.c.conversation_id)).scalars())

    def save(
        self,
        conversation_id: str,
        events: str,
        answered_message_id: int | None = None,
        language: Language | None = None,
    ) -> None:
        """Keeps the document and ends the turn that made it in one transaction, so that a crash
        leaves either both or neither: the message is answered exactly once."""
        with self._database.begin_plain() as transaction:
            tracker = {"key": conversation_id, "document": events, "at": now()}
            if transaction.execute(_REPLACE, tracker).rowcount == 0:
                transaction.execute(_ADD, tracker)
            if answered_message_id is not None:
                close_turn(transaction, answered_message_id)
            if language:
                transaction.execute(_SET_LANGUAGE, {"key": conversation_id, "spoken": language})
