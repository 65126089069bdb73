"""Those who wait on the website, and are told their place when the queue moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from connectors.live import QUEUE, Live
from frontline.handoffs.queue import Line

LEAST_SECONDS_BETWEEN_PLACES = 1
"""A queue moves often and many look at it: nobody is told their place more often than this."""

Show = Callable[[Line], Awaitable[None]]


class Places:
    """Reads the queue once for all who wait: with 200 of them, each for itself would hold up everybody."""

    def __init__(self, line: Callable[[], Line], live: Live) -> None:
        """`line` reads the queue; it may block."""
        self._line = line
        self._live = live
        self._waiting: set[Show] = set()
        self._leave: Callable[[], None] = lambda: None

    def follow(self, show: Show) -> Callable[[], None]:
        """Calls `show` after each change of the queue until the returned function is called."""
        if not self._waiting:
            self._leave = self._live.subscribe(QUEUE, self._show_all)
        self._waiting.add(show)

        def unfollow() -> None:
            self._waiting.discard(show)
            if not self._waiting:
                self._leave()

        return unfollow

    async def _show_all(self) -> None:
        line = await asyncio.to_thread(self._line)
        for show in list(self._waiting):
            if show in self._waiting:
                await show(line)
            await asyncio.sleep(0)  # messages go before places
        await asyncio.sleep(LEAST_SECONDS_BETWEEN_PLACES)
