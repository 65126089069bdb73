"""Requests signed with a shared secret: HMAC-SHA256, and a time, so that old ones are of no use to anyone."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from hashlib import sha256

from frontline.handoffs.ports import NotGenuine
from frontline.handoffs.replays import FRESH_FOR

_SECONDS = re.compile(r"[0-9]{1,12}")


def digest(key: bytes, *parts: bytes) -> bytes:
    """The HMAC of the parts with full stops between them."""
    return hmac.new(key, b".".join(parts), sha256).digest()


def matches(given: str, expected: str) -> bool:
    """Whether they are the same, in a time that tells nothing; `given` may be anything."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def check_fresh(timestamp: str, at: datetime) -> None:
    """Raises NotGenuine when `timestamp`, in seconds since 1970, is missing or not of about this moment."""
    if not _SECONDS.fullmatch(timestamp):
        raise NotGenuine("no time")
    if abs(at.timestamp() - int(timestamp)) > FRESH_FOR.total_seconds():
        raise NotGenuine("too old, or from a clock that is wrong")
