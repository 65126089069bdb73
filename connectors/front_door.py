"""The front door: the one way in for every channel.

A message is checked, stored, and only then acknowledged; the dispatcher answers it after that. What was
stored and not answered when a process died is taken up when it starts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sanic import Sanic
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from connectors.action_server import ActionServer
from connectors.dispatcher import Dispatcher
from connectors.graph_runner import planned
from connectors.live import QUEUE, Live
from connectors.metrics import Metrics
from connectors.screening import RateLimit, Refused, clean
from frontline.bootstrap import Frontline, frontline
from frontline.conversations.types import InboundMessage, Receipt

TAKE_UP_SECONDS = 3
CLEAN_UP_SECONDS = 3600.0
"""How often files and codes that were kept long enough are removed."""
RETRY_AFTER_SECONDS = 2

logger = logging.getLogger(__name__)


class FrontDoor:
    """What all channels of one Rasa process share: the services, the live topics and the dispatcher."""

    def __init__(self, services: Frontline, app: Sanic) -> None:
        self.frontline = services
        self.live = Live(self._versions)
        self._app = app
        self.metrics = Metrics(services.backlog, services.settings.metrics)
        self._dispatcher = Dispatcher(services, self.live, self.metrics, lambda: app.ctx.agent)
        self._rate_limit = RateLimit()
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def of(cls, app: Sanic, services: Frontline | None = None) -> FrontDoor:
        """The front door of this app; the first that asks makes it, with its own `services` if it likes."""
        if not hasattr(app.ctx, "front_door"):
            door = app.ctx.front_door = cls(services or frontline(), app)
            app.register_listener(door._open, "after_server_start")
            app.register_listener(door._close, "before_server_stop")
        return app.ctx.front_door  # type: ignore[no-any-return]

    async def receive(
        self, inbound: InboundMessage, also: Callable[[Receipt], None] = lambda receipt: None
    ) -> Receipt:
        """Takes a customer's message in; once this returns, it is stored and will be answered.

        `also` does, in the same thread, what belongs to the message, before anybody is told of it.
        Errors: `Refused`, with the code of a sentence for the customer; nothing is stored then, unless it was
        `also` that failed: sent again under the same id, the message is stored once and `also` tried again.
        """
        try:
            receipt = await asyncio.to_thread(self._store, inbound, also)
        except Refused as refusal:
            self.metrics.refused.labels(inbound.channel, refusal.code).inc()
            raise
        if not receipt.duplicate:
            self.metrics.messages.labels(inbound.channel).inc()
        message = receipt.message
        self.live.changed(message.conversation_id, message.seq)
        self.wake(message.conversation_id)
        return receipt

    def _store(self, inbound: InboundMessage, also: Callable[[Receipt], None]) -> Receipt:
        """In a thread: the database may make it wait."""
        self._rate_limit.check(f"{inbound.channel}:{inbound.address}")
        try:
            receipt = self.frontline.conversations.receive(replace(inbound, text=clean(inbound.text)))
            also(receipt)
            return receipt
        except KeyError as error:
            raise Refused("no_session") from error
        except OperationalError as error:
            logger.error("A message could not be stored: %s", str(error).splitlines()[0])
            raise Refused("unavailable", RETRY_AFTER_SECONDS) from error

    def wake(self, conversation_id: str) -> None:
        """Something in this conversation may await the assistant."""
        self._dispatcher.wake(conversation_id)

    def _versions(self, topics: Sequence[str]) -> Mapping[str, int]:
        versions: dict[str, int] = dict(
            self.frontline.conversations.last_seqs([topic for topic in topics if topic != QUEUE])
        )
        if QUEUE in topics:
            versions[QUEUE] = self.frontline.handoffs.last_event_id()
        return versions

    async def _open(self, app: Sanic, _loop: Any) -> None:
        agent, settings = app.ctx.agent, self.frontline.settings
        self._actions = ActionServer(agent.action_endpoint, settings.actions_url, settings.actions_timeout)
        agent.action_endpoint = agent.processor.action_endpoint = self._actions
        agent.processor.graph_runner = planned(agent.processor.graph_runner)
        jobs = (self.live.watch(), self._take_up(), self._clean_up())
        self._tasks = [asyncio.ensure_future(job) for job in jobs]
        self.metrics.open()

    async def _close(self, _app: Sanic, _loop: Any) -> None:
        for task in self._tasks:
            task.cancel()
        self._dispatcher.stop()
        self.metrics.close()
        await self._actions.close()

    async def _take_up(self) -> None:
        while True:
            try:
                await self._dispatcher.take_up()
            except OperationalError as error:
                logger.warning("Could not look for unanswered messages: %s", str(error).splitlines()[0])
            await asyncio.sleep(TAKE_UP_SECONDS)

    async def _clean_up(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.frontline.media.remove_old)
                await asyncio.to_thread(self.frontline.moves.forget)
            except (SQLAlchemyError, OSError) as error:
                logger.error("What is too old could not be removed: %s", type(error).__name__)
            await asyncio.sleep(CLEAN_UP_SECONDS)
