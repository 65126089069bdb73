"""What the front door refuses, and the sentence it says then."""

from __future__ import annotations

import re

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MAX_LENGTH = 4000
"""Characters of one message; longer ones are refused, never cut."""
BURST = parse("15 per 5 seconds")
HOURLY = parse("400 per hour")
RETRY_AFTER_SECONDS = 5

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff]")


class Refused(Exception):
    """A message that was not taken in. `code` is also the key of its sentence in content/system.yml."""

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


def clean(text: object) -> str:
    """The message as text that can be stored and shown; raises `Refused` when nothing readable is left."""
    if not isinstance(text, str):
        raise Refused("bad_request")
    if len(text) > MAX_LENGTH:
        raise Refused("too_long")
    readable = _CONTROLS.sub("", _LONE_SURROGATES.sub("", text)).strip()
    if not readable:
        raise Refused("empty")
    return readable


class Allowance:
    """So many of something for each key; counted per process, so replicas multiply it."""

    def __init__(self, limit: str) -> None:
        """`limit` as the library says it: "5 per hour"."""
        self._limiter, self._limit = MovingWindowRateLimiter(MemoryStorage()), parse(limit)

    def has_room(self, key: str) -> bool:
        """Whether there may be another one."""
        return self._limiter.test(self._limit, key)

    def use(self, key: str) -> bool:
        """Counts one; False when there have been too many."""
        return self._limiter.hit(self._limit, key)


class RateLimit:
    """How many messages one conversation may send; counted per process, so replicas multiply it."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, key: str) -> None:
        """Counts one message; raises `Refused` when there have been too many."""
        for limit in (BURST, HOURLY):
            if not self._limiter.hit(limit, key):
                raise Refused("rate_limited", RETRY_AFTER_SECONDS)
