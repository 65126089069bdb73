"""Files of customers: known by what they contain, kept apart, for agents only, and removed in time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from frontline.conversations.service import Conversations
from frontline.conversations.types import InboundMessage, Message
from frontline.media.kinds import MARKS, SHOWN, SUFFIXES, kind_of
from frontline.media.service import MediaStore
from frontline.media.types import Keeping, NotAPhoto
from frontline.storage.database import Database
from frontline.storage.tables import HandoffRow, MediaRow, now

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 60
NASTY = "../../<script>alert(1)</script>.html"


@pytest.fixture
def store(database: Database, tmp_path: Path) -> MediaStore:
    return MediaStore(database, tmp_path / "media", days=30, megabytes=16)


@pytest.fixture
def message(database: Database) -> Message:
    conversations = Conversations(database)
    conversations.open("website", "bezoeker")
    return conversations.receive(InboundMessage("website", "bezoeker", "[foto]", uuid4().hex)).message


def hand_off(database: Database, conversation_id: str) -> None:
    with database.begin() as session:
        row = HandoffRow(
            id="h1", conversation_id=conversation_id, state="queued", reason_code="asked", pack={}
        )
        row.skill, row.urgency, row.language, row.channel = "general", 2, "nl", "website"
        session.add(row)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (HEIC, "image/heic"),
        (WEBP, "image/webp"),
        (b"<svg onload=alert(1)>", None),
        (b"<html><script>alert(1)</script>", None),
        (b"GIF89a" + b"\x00" * 60, None),
        (b"%PDF-1.7", None),
        (b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60, None),
        (b"", None),
    ],
)
def test_a_photo_is_known_by_its_first_bytes(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


def test_whatever_we_keep_has_a_name_of_ours_and_nothing_that_runs_is_shown() -> None:
    assert SUFFIXES.keys() == MARKS.keys()
    assert not any(kind.endswith(("svg+xml", "html", "pdf", "xml")) for kind in SHOWN)


def test_a_photo_is_kept_once_under_a_name_of_ours(store: MediaStore, message: Message) -> None:
    store.keep_photo(message, PNG, NASTY)
    store.keep_photo(message, JPEG, "nog eens.jpg")
    (kept,) = store.of(message.conversation_id)
    path = store.path(kept.id)
    assert (kept.what, kept.mime_type, kept.name, kept.size) == ("photo", "image/png", NASTY, len(PNG))
    assert (kept.seq, kept.keeping) == (message.seq, Keeping.KEPT)
    assert [one.name for one in path.parent.iterdir()] == [kept.id]
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (PNG, 0o600)


def test_what_is_no_photo_is_not_kept(store: MediaStore, message: Message) -> None:
    with pytest.raises(NotAPhoto):
        store.keep_photo(message, b"<html>", "foto.jpg")
    assert store.of(message.conversation_id) == []


def test_agents_see_files_of_customers_who_were_passed_to_them(
    store: MediaStore, message: Message, database: Database
) -> None:
    store.keep_photo(message, PNG, None)
    (kept,) = store.of(message.conversation_id)
    with pytest.raises(KeyError):
        store.for_agents(kept.id)
    hand_off(database, message.conversation_id)
    assert store.for_agents(kept.id) == kept
    with pytest.raises(KeyError):
        store.for_agents("../t.db")


def test_a_file_goes_when_its_time_is_over(store: MediaStore, message: Message, database: Database) -> None:
    store.keep_photo(message, PNG, "foto.png")
    hand_off(database, message.conversation_id)
    store.remove_old()
    (kept,) = store.of(message.conversation_id)
    assert store.path(kept.id).exists()
    with database.begin() as session:
        session.execute(select(MediaRow)).scalar_one().created_at = now() - timedelta(days=31)
    store.remove_old()
    (gone,) = store.of(message.conversation_id)
    assert (gone.keeping, gone.name, store.path(gone.id).exists()) == (Keeping.REMOVED, None, False)
    with pytest.raises(KeyError):
        store.for_agents(gone.id)
