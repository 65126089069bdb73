"""Turns at writing, for the threads of one process on SQLite.

SQLite lets one write at a time; who finds it busy sleeps and tries again, ever longer, so under load some
wait for seconds while others pass them by. Here the next one is woken the moment the last is done, and the
urgent go first. Other processes are still waited for in SQLite's own way.
"""

from __future__ import annotations

import threading


class Turns:
    """One turn at a time; the urgent first, the others as they came."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds after which one goes without a turn, and SQLite has the last word."""
        self._patience = patience
        self._lock = threading.Lock()
        self._queues = {urgent: threading.Condition(self._lock) for urgent in (True, False)}
        self._waiting = {True: 0, False: 0}
        self._taken = False

    def take(self, urgent: bool = False) -> bool:
        """Waits for a turn; False when it did not come in time. A turn must be given back."""
        with self._lock:
            self._waiting[urgent] += 1
            came = self._queues[urgent].wait_for(lambda: self._is_next(urgent), self._patience)
            self._waiting[urgent] -= 1
            self._taken = self._taken or came
            return came

    def give_back(self) -> None:
        """The next one's turn."""
        with self._lock:
            self._taken = False
            self._queues[self._waiting[True] > 0].notify()

    def _is_next(self, urgent: bool) -> bool:
        return not self._taken and (urgent or not self._waiting[True])
