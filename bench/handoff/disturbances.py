"""What goes wrong in the middle of a shift: a restart, a locked database, agents who are all gone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence

from bench.handoff.browsers import Agent
from tools.running import RunningFrontLine

LOCKED_SECONDS, AWAY_SECONDS = 10.0, 60.0
REST_SECONDS = 15.0


async def all_of_them(running: RunningFrontLine, agents: Sequence[Agent], seconds: float) -> None:
    """One after the other, with rests between them, in `seconds` or as long as it takes."""
    ends = time.monotonic() + seconds
    rest = max(REST_SECONDS, (seconds - LOCKED_SECONDS - AWAY_SECONDS) / 6)
    for disturbance in (
        asyncio.to_thread(_lock, running),
        _close_desks(agents),
        asyncio.to_thread(_restart, running, "actions"),
        asyncio.to_thread(_restart, running, "rasa"),
        asyncio.to_thread(_crash, running, "rasa"),
    ):
        await asyncio.sleep(rest)
        await disturbance
    await asyncio.sleep(max(rest, ends - time.monotonic()))


def _lock(running: RunningFrontLine) -> None:
    """Somebody else holds the database's write lock."""
    connection = sqlite3.connect(
        running.folder / "front_line.db", timeout=LOCKED_SECONDS, isolation_level=None
    )
    connection.execute("BEGIN IMMEDIATE")
    time.sleep(LOCKED_SECONDS)
    connection.execute("ROLLBACK")
    connection.close()


async def _close_desks(agents: Sequence[Agent]) -> None:
    """The helpdesk is down: nobody is at the desk."""
    await asyncio.gather(*(agent.close() for agent in agents))
    await asyncio.sleep(AWAY_SECONDS)
    await asyncio.gather(*(agent.open() for agent in agents))


def _restart(running: RunningFrontLine, name: str) -> None:
    running.stop(name)
    running.start(name)


def _crash(running: RunningFrontLine, name: str) -> None:
    running.kill(name)
    running.start(name)
