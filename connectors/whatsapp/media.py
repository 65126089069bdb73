"""Files of customers: fetched from WhatsApp within limits, kept apart, never opened, removed in time."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from connectors.whatsapp.errors import GraphError, TooFast, Unavailable, Unsure
from connectors.whatsapp.graph import Graph, TooLarge
from connectors.whatsapp.incoming import Content
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Message, Owner
from frontline.copy import Copy
from frontline.settings import WhatsAppSettings
from frontline.storage.database import Database
from frontline.storage.tables import MediaRow, now

MARKS: Mapping[str, tuple[tuple[int, bytes], ...]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n"),),
    "image/webp": ((8, b"WEBP"),),
    "audio/ogg": ((0, b"OggS"),),
    "audio/amr": ((0, b"#!AMR"),),
    "audio/mpeg": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "audio/aac": ((0, b"\xff\xf1"), (0, b"\xff\xf9"), (0, b"ADIF")),
    "audio/mp4": ((4, b"ftyp"),),
    "video/mp4": ((4, b"ftyp"),),
    "video/3gpp": ((4, b"ftyp"),),
    "application/pdf": ((0, b"%PDF-"),),
}
"""The kinds of file that we keep, and by what we know them: name and announced kind prove nothing."""
MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=2)
MEGABYTE = 1024 * 1024
EXPECTED, KEPT, REFUSED, REMOVED = "expected", "kept", "refused", "removed"
REFUSED_ORDINAL = 1102

logger = logging.getLogger(__name__)


class Media:
    """Keeps what customers send, in a folder of its own, under names of ours."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        graph: Graph,
        copy: Copy,
        settings: WhatsAppSettings,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._graph = graph
        self._copy = copy
        self._settings = settings

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
                    state=EXPECTED,
                    next_try_at=now(),
                )
            )

    def path(self, media_id: str) -> Path:
        """Where a kept file lies."""
        return self._settings.media_dir / media_id

    def fetch_all(self) -> None:
        """Fetches the files that are due."""
        due = (MediaRow.state == EXPECTED, MediaRow.next_try_at <= now())
        with self._database.read() as session:
            rows = list(session.execute(select(MediaRow).where(*due).limit(20)).scalars())
        for row in rows:
            self._change(row.id, self._fetch(row))

    def remove_old(self) -> None:
        """Removes the files that were kept long enough; that they were there stays known."""
        before = now() - timedelta(days=self._settings.media_days)
        old = (MediaRow.state == KEPT, MediaRow.created_at < before)
        with self._database.read() as session:
            ids = list(session.execute(select(MediaRow.id).where(*old)).scalars())
        for media_id in ids:
            self.path(media_id).unlink(missing_ok=True)
            self._change(media_id, {"state": REMOVED, "name": None})

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
        file, limit = self._graph.file(row.source_id), self._settings.media_megabytes * MEGABYTE
        if file.mime_type not in MARKS:
            return self._refuse(row, "kind")
        if (file.size or 0) > limit:
            raise TooLarge()
        content = self._graph.fetch(file, limit)
        if not any(content.startswith(mark, at) for at, mark in MARKS[file.mime_type]):
            return self._refuse(row, "content")
        _write(self.path(row.id), content)
        return {"state": KEPT, "mime_type": file.mime_type, "size": len(content)}

    def _refuse(self, row: Any, reason: str, says: str = "file_refused") -> dict[str, Any]:
        """The customer hears it while the assistant has the conversation; an agent would tell them."""
        conversation = self._conversations.get(row.conversation_id)
        logger.warning("%s: a file was not kept: %s", conversation.id, reason)
        if conversation.owner is Owner.ASSISTANT:
            megabytes = self._settings.media_megabytes
            self._conversations.say(
                conversation.id,
                Author.ASSISTANT,
                self._copy.text(says, conversation.language, megabytes=megabytes),
                in_reply_to=row.message_id,
                ordinal=REFUSED_ORDINAL,
            )
        return {"state": REFUSED, "reason": reason}

    def _change(self, media_id: str, values: dict[str, Any]) -> None:
        with self._database.begin() as session:
            session.execute(update(MediaRow).where(MediaRow.id == media_id).values(values))


def _write(path: Path, content: bytes) -> None:
    """Readable by us alone, executable by nobody, and there only when it is whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)
