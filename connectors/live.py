"""Tells the sockets of this process that a conversation or the queue has changed.

Changes made in this process arrive at once through `changed`; those of another process (the action server,
another replica) are noticed by comparing versions in the database twice a second. Receivers keep a cursor
and read what is new themselves, so nothing is lost, doubled or out of order, whoever made the change.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from connectors.coalesced import Coalesced

QUEUE = "queue"
"""The topic of the agents' queue; every other topic is a conversation id."""
POLL_SECONDS = 0.5

Callback = Callable[[], Awaitable[None]]
Signal = Mapping[str, Any]
OnSignal = Callable[[Signal], Awaitable[None]]
logger = logging.getLogger(__name__)


class Subscription(Coalesced):
    """One receiver of a topic's changes and, if it wants them, of its signals."""

    def __init__(self, callback: Callback, on_signal: OnSignal | None) -> None:
        super().__init__(callback)
        self.on_signal = on_signal


class Live:
    """The topics of this process and who listens to them."""

    def __init__(self, versions: Callable[[Sequence[str]], Mapping[str, int]]) -> None:
        """`versions` gives, for topics, numbers that grow with each change; it may block."""
        self._versions = versions
        self._seen: dict[str, int] = {}
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)

    def subscribe(
        self,
        topic: str,
        callback: Callback,
        on_signal: OnSignal | None = None,
    ) -> Callable[[], None]:
        """Calls `callback` after each change of the topic until the returned function is called."""
        subscription = Subscription(callback, on_signal)
        self._subscriptions[topic].add(subscription)

        def unsubscribe() -> None:
            self._subscriptions[topic].discard(subscription)
            if not self._subscriptions[topic]:
                self._subscriptions.pop(topic)
                self._seen.pop(topic, None)

        return unsubscribe

    def changed(self, topic: str, version: int | None = None) -> None:
        """Something of this topic was just stored; its `version`, when known, saves looking again."""
        if version is None:
            self._seen.pop(topic, None)
        elif topic in self._subscriptions:
            self._seen[topic] = version
        for subscription in list(self._subscriptions.get(topic, ())):
            subscription.wake()

    def version(self, topic: str) -> int | None:
        """The newest version of a topic that someone listens to, when it is known."""
        return self._seen.get(topic)

    async def signal(self, topic: str, data: Signal) -> None:
        """Passes on what is not worth storing, such as typing, to the listeners of this process."""
        for subscription in list(self._subscriptions.get(topic, ())):
            if subscription.on_signal:
                await subscription.on_signal(data)

    async def look(self, topic: str) -> None:
        """Notices now what was changed elsewhere, where someone waits for it."""
        if topic in self._subscriptions:
            await self._compare([topic])

    async def watch(self) -> None:
        """Notices changes made elsewhere, until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            topics = list(self._subscriptions)
            if topics:
                await self._compare(topics)

    async def _compare(self, topics: Sequence[str]) -> None:
        try:
            versions = await asyncio.to_thread(self._versions, topics)
        except Exception:
            logger.warning("Could not look for live changes; trying again.", exc_info=True)
            return
        for topic, version in versions.items():
            if self._seen.get(topic) != version:
                self.changed(topic, version)
