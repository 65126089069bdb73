"""The places of those who wait, read once for all of them."""

from __future__ import annotations

import asyncio

from connectors.live import QUEUE, Live
from connectors.website import places
from connectors.website.places import Places
from frontline.handoffs.queue import Line
from tests.patience import eventually

MOVED = Line((), {}, {})


async def test_the_queue_is_read_once_for_all_who_wait(monkeypatch):
    monkeypatch.setattr(places, "LEAST_SECONDS_BETWEEN_PLACES", 0)
    reads: list[int] = []
    live = Live(lambda topics: {})
    waiting = Places(lambda: reads.append(1) or MOVED, live)
    shown: dict[str, list[Line]] = {name: [] for name in "abc"}
    leave = {name: waiting.follow(as_shower(lines)) for name, lines in shown.items()}

    live.changed(QUEUE)
    await asyncio.to_thread(eventually, lambda: all(shown.values()))
    assert (shown, len(reads)) == ({name: [MOVED] for name in "abc"}, 1)

    leave["b"]()
    live.changed(QUEUE)
    await asyncio.to_thread(eventually, lambda: len(shown["a"]) == len(shown["c"]) == 2)
    assert (len(shown["b"]), len(reads)) == (1, 2)

    leave["a"]()
    leave["c"]()
    live.changed(QUEUE)
    await asyncio.sleep(0.05)
    assert len(reads) == 2, "nobody waits, so nobody looks"
    leave["d"] = waiting.follow(as_shower(shown["b"]))
    live.changed(QUEUE)
    await asyncio.to_thread(eventually, lambda: len(shown["b"]) == 2)


def as_shower(lines: list[Line]):
    async def show(line: Line) -> None:
        lines.append(line)

    return show
