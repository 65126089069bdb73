"""Signed requests that were taken in, so that nobody can have them taken in a second time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from frontline.storage.database import Database
from frontline.storage.tables import SeenWebhookRow, now

FRESH_FOR = timedelta(minutes=5)
"""A signed request of another age, older or newer, is not taken in."""
REMEMBERED_FOR = 3 * FRESH_FOR

SEEN = SeenWebhookRow.__table__


class Replays:
    """Remembers signatures for as long as their requests are fresh, for all processes alike."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """`clock` tells the time in UTC."""
        self._database = database
        self._clock = clock

    def seen(self, signature: str) -> bool:
        """Whether it was taken in before."""
        with self._database.read_plain() as transaction:
            return transaction.execute(select(SEEN).where(SEEN.c.signature == signature)).first() is not None

    def remember(self, signature: str) -> None:
        """It was taken in; another process may have been a moment earlier."""
        old = SEEN.c.seen_at < self._clock() - REMEMBERED_FOR
        row = {"signature": signature, "seen_at": self._clock()}
        with suppress(IntegrityError), self._database.begin_plain() as transaction:
            transaction.execute(delete(SEEN).where(old))
            transaction.execute(insert(SEEN), row)
