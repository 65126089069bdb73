"""What a channel does beside answering: from the start of its server until it stops, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from sanic import Sanic


def while_serving(app: Sanic, *jobs: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Begins the jobs when the server has started and cancels them before it stops."""
    tasks: list[asyncio.Task[None]] = []

    async def begin(_app: Sanic, _loop: Any) -> None:
        tasks.extend(asyncio.ensure_future(job()) for job in jobs)

    async def end(_app: Sanic, _loop: Any) -> None:
        for task in tasks:
            task.cancel()

    app.register_listener(begin, "after_server_start")
    app.register_listener(end, "before_server_stop")
