"""Files of customers: fetched from WhatsApp within limits, and kept with those of all channels."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from connectors.whatsapp.errors import GraphError, TooFast, Unavailable, Unsure
from connectors.whatsapp.graph import Graph, TooLarge
from connectors.whatsapp.incoming import Content
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Message, Owner
from frontline.copy import Copy
from frontline.media.kinds import MARKS, is_one
from frontline.media.service import MediaStore
from frontline.media.types import Keeping
from frontline.storage.database import Database
from frontline.storage.tables import MediaRow, now

MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=2)
REFUSED_ORDINAL = 1103
"""After that of the arrivals: each is said once per message."""

logger = logging.getLogger(__name__)


class Media:
    """Fetches what customers send; `store` keeps it."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        graph: Graph,
        copy: Copy,
        store: MediaStore,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._graph = graph
        self._copy = copy
        self._store = store

    def expect(self, message: Message, content: Content) -> None:
        """Notes a file to be fetched; the same message again changes nothing."""
        with self._database.begin() as session:
            known = select(MediaRow.id).where(MediaRow.message_id == message.id)
            if content.media_id is None or session.execute(known).first():
                return
            session.add(
                MediaRow(
                    id=uuid4().hex,
                    conversation_id=message.conversation_id,
                    message_id=message.id,
                    source_id=content.media_id,
                    kind=content.what,
                    mime_type=content.mime_type,
                    name=content.file_name,
                    state=Keeping.EXPECTED.value,
                    next_try_at=now(),
                )
            )

    def fetch_all(self) -> set[str]:
        """Fetches the files that are due; the conversations of those."""
        due = (MediaRow.state == Keeping.EXPECTED.value, MediaRow.next_try_at <= now())
        with self._database.read() as session:
            rows = list(session.execute(select(MediaRow).where(*due).limit(20)).scalars())
        for row in rows:
            self._change(row.id, self._fetch(row))
        return {row.conversation_id for row in rows}

    def _fetch(self, row: Any) -> dict[str, Any]:
        """What is then known of the file."""
        try:
            return self._keep(row)
        except (Unavailable, Unsure, TooFast) as error:
            if row.attempts + 1 < MOST_TRIES:
                return {"attempts": row.attempts + 1, "next_try_at": now() + FIRST_WAIT * 4**row.attempts}
            return self._refuse(row, type(error).__name__, "file_lost")
        except GraphError as error:
            return self._refuse(row, type(error).__name__, "file_lost")
        except TooLarge:
            return self._refuse(row, "size")

    def _keep(self, row: Any) -> dict[str, Any]:
        file, limit = self._graph.file(row.source_id), self._store.largest
        if file.mime_type not in MARKS:
            return self._refuse(row, "kind")
        if (file.size or 0) > limit:
            raise TooLarge()
        content = self._graph.fetch(file, limit)
        if not is_one(content, file.mime_type):
            return self._refuse(row, "content")
        self._store.write(row.id, content)
        return {"state": Keeping.KEPT.value, "mime_type": file.mime_type, "size": len(content)}

    def _refuse(self, row: Any, reason: str, says: str = "file_refused") -> dict[str, Any]:
        """The customer hears it while the assistant has the conversation; an agent would tell them."""
        conversation = self._conversations.get(row.conversation_id)
        logger.warning("%s: a file was not kept: %s", conversation.id, reason)
        if conversation.owner is Owner.ASSISTANT:
            self._conversations.say(
                conversation.id,
                Author.ASSISTANT,
                self._copy.text(says, conversation.language, megabytes=self._store.megabytes),
                in_reply_to=row.message_id,
                ordinal=REFUSED_ORDINAL,
            )
        return {"state": Keeping.REFUSED.value, "reason": reason}

    def _change(self, media_id: str, values: dict[str, Any]) -> None:
        with self._database.begin() as session:
            session.execute(update(MediaRow).where(MediaRow.id == media_id).values(values))
