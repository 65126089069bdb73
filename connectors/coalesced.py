"""A job that many may ask for and that runs one at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

RETRY_SECONDS = (0.2, 1, 3)
"""Waits before a job that failed is tried again; after the last one it waits for the next change."""

logger = logging.getLogger(__name__)


class Coalesced:
    """Runs `job` after each `wake`, never twice at the same time; wakes during a run make one more run."""

    def __init__(self, job: Callable[[], Awaitable[None]]) -> None:
        self._job = job
        self._again = False
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """True when nothing runs."""
        return self._task is None or self._task.done()

    def wake(self) -> None:
        """Asks for a run; returns at once."""
        self._again = True
        if self.idle:
            self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        failures = 0
        while self._again:
            self._again = False
            try:
                await self._job()
                failures = 0
            except Exception:
                logger.exception("A background job failed, %d times now.", failures + 1)
                if failures < len(RETRY_SECONDS):
                    await asyncio.sleep(RETRY_SECONDS[failures])
                    self._again = True
                failures += 1

    def cancel(self) -> None:
        """Stops a run that is under way."""
        if self._task:
            self._task.cancel()
