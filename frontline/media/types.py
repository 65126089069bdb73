"""What is known of a customer's file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Keeping(str, Enum):
    """How it stands with a file."""

    EXPECTED = "expected"
    """Still to be fetched from the customer's channel."""
    KEPT = "kept"
    REFUSED = "refused"
    """Too large, of a kind that we do not keep, or lost on the way."""
    REMOVED = "removed"
    """It was kept long enough."""


@dataclass(frozen=True)
class MediaFile:
    """A file of the message `seq`; `what` is photo, voice, document …, `name` what the customer called it."""

    id: str
    conversation_id: str
    seq: int
    what: str
    mime_type: str | None
    name: str | None
    size: int | None
    keeping: Keeping


class NotAPhoto(Exception):
    """What was sent is no photo that we keep."""
