"""What the front door refuses, and the sentence it says then."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

from cachetools import TTLCache

MAX_LENGTH = 4000
"""Characters of one message; longer ones are refused, never cut."""
HOUR = 3600.0
BURST, HOURLY = (15, 5.0), (400, HOUR)
"""How many messages of one customer in how many seconds."""
RETRY_AFTER_SECONDS = 5
MOST_KEYS = 100_000
"""How many are counted at the same time; those unheard of the longest are forgotten first."""

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
    """So many of something for each key in any stretch of time; per process, so replicas multiply it."""

    def __init__(self, many: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._many, self._seconds, self._clock = many, seconds, clock
        self._times: TTLCache[str, deque[float]] = TTLCache(MOST_KEYS, seconds, clock)
        self._lock = Lock()

    def has_room(self, key: str) -> bool:
        """Whether there may be another one."""
        with self._lock:
            return self._has_room(self._times.get(key))

    def use(self, key: str) -> bool:
        """Counts one; False when there have been too many, and then it does not count."""
        with self._lock:
            times = self._times.get(key)
            if not self._has_room(times):
                return False
            times = deque(maxlen=self._many) if times is None else times
            times.append(self._clock())
            self._times[key] = times  # which keeps them for as long again
            return True

    def _has_room(self, times: deque[float] | None) -> bool:
        return times is None or len(times) < self._many or times[0] <= self._clock() - self._seconds


class RateLimit:
    """How many messages one conversation may send."""

    def __init__(self) -> None:
        self._allowances = [Allowance(*limit) for limit in (BURST, HOURLY)]

    def check(self, key: str) -> None:
        """Counts one message; raises `Refused` when there have been too many."""
        for allowance in self._allowances:
            if not allowance.use(key):
                raise Refused("rate_limited", RETRY_AFTER_SECONDS)
