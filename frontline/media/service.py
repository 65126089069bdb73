"""Where the files of customers are: in a folder of their own, under names of ours, for a while."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from frontline.conversations.types import Message
from frontline.media.kinds import kind_of
from frontline.media.types import Keeping, MediaFile, NotAPhoto
from frontline.storage.database import Database
from frontline.storage.tables import HandoffRow, MediaRow, MessageRow, now

MEGABYTE = 1024 * 1024
MEDIA, MESSAGES = MediaRow.__table__, MessageRow.__table__
_FILES = (
    select(MEDIA, MESSAGES.c.seq).join(MESSAGES, MESSAGES.c.id == MEDIA.c.message_id).order_by(MESSAGES.c.seq)
)


class MediaStore:
    """Keeps what customers send; every channel uses the same one.

    `megabytes` is how large a file may be, `days` how long it stays.
    """

    def __init__(self, database: Database, folder: Path, days: int, megabytes: int) -> None:
        self._database = database
        self._folder = folder
        self._days = days
        self.megabytes = megabytes

    @property
    def largest(self) -> int:
        """In bytes."""
        return self.megabytes * MEGABYTE

    def path(self, media_id: str) -> Path:
        """Where a kept file lies."""
        return self._folder / media_id

    def write(self, media_id: str, content: bytes) -> None:
        """Readable by us alone, executable by nobody, and there only when it is whole."""
        path = self.path(media_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        unfinished.replace(path)

    def keep_photo(self, message: Message, content: bytes, name: str | None) -> None:
        """Keeps the photo of this message; the same message again changes nothing. Raises NotAPhoto."""
        mime_type = kind_of(content)
        if mime_type is None:
            raise NotAPhoto()
        with self._database.read_plain() as transaction:
            if transaction.execute(select(MEDIA.c.id).where(MEDIA.c.message_id == message.id)).first():
                return
        row = _photo(message, mime_type, name, len(content))
        self.write(row["id"], content)
        try:
            with self._database.begin_plain() as transaction:
                transaction.execute(insert(MEDIA), row)
        except IntegrityError:  # the same photo came twice at the same moment
            self.path(row["id"]).unlink()

    def of(self, conversation_id: str) -> list[MediaFile]:
        """The files of a conversation, oldest first."""
        with self._database.read_plain() as transaction:
            rows = transaction.execute(_FILES.where(MEDIA.c.conversation_id == conversation_id))
            return [_as_file(row) for row in rows]

    def for_agents(self, media_id: str) -> MediaFile:
        """A kept file of a customer who was passed to the agents. Raises KeyError for any other."""
        passed = select(HandoffRow.id).where(HandoffRow.conversation_id == MEDIA.c.conversation_id).exists()
        query = _FILES.where(MEDIA.c.id == media_id, MEDIA.c.state == Keeping.KEPT.value, passed)
        with self._database.read_plain() as transaction:
            row = transaction.execute(query).one_or_none()
        if row is None:
            raise KeyError(media_id)
        return _as_file(row)

    def remove_old(self) -> None:
        """Removes the files that were kept long enough; that they were there stays known."""
        before = now() - timedelta(days=self._days)
        old = (MEDIA.c.state == Keeping.KEPT.value, MEDIA.c.created_at < before)
        with self._database.read_plain() as transaction:
            ids = list(transaction.execute(select(MEDIA.c.id).where(*old)).scalars())
        for media_id in ids:
            self.path(media_id).unlink(missing_ok=True)
            with self._database.begin_plain() as transaction:
                gone = {"state": Keeping.REMOVED.value, "name": None}
                transaction.execute(update(MEDIA).where(MEDIA.c.id == media_id).values(gone))


def _photo(message: Message, mime_type: str, name: str | None, size: int) -> dict[str, Any]:
    media_id = uuid4().hex
    return {
        "id": media_id,
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "source_id": media_id,
        "kind": "photo",
        "mime_type": mime_type,
        "name": name,
        "size": size,
        "state": Keeping.KEPT.value,
        "attempts": 0,
        "next_try_at": now(),
        "created_at": now(),
    }


def _as_file(row: Any) -> MediaFile:
    return MediaFile(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        what=row.kind,
        mime_type=row.mime_type,
        name=row.name,
        size=row.size,
        keeping=Keeping(row.state),
    )
