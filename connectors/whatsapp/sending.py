"""Sends what the outbox holds: one message at a time per customer, in order, again after a failure."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from connectors.coalesced import Coalesced
from connectors.live import Live
from connectors.whatsapp.alarms import Alarms
from connectors.whatsapp.errors import (
    BadParameter,
    Blocked,
    GraphError,
    NotAllowed,
    TooFast,
    TooFastForOne,
    Unavailable,
    Unsure,
    WindowClosed,
)
from connectors.whatsapp.graph import CONNECTIONS, Graph
from connectors.whatsapp.outbox import Outbox, Outgoing, Wait
from connectors.whatsapp.rendering import as_plain
from frontline.conversations.service import Conversations
from frontline.storage.tables import now

POLL_SECONDS = 0.5
AT_A_TIME = 4
"""So many customers' replies are looked for at the same time: what comes in goes before what goes out."""
SWEEP_SECONDS = 15.0
"""How often all that is unfinished is looked for, beside what was said just now."""
FIRST_WAIT: dict[type[GraphError], float] = {
    TooFastForOne: 6.0,
    TooFast: 2.0,
    Unavailable: 1.0,
    NotAllowed: 30.0,
    Blocked: 60.0,
}
"""Seconds before the second try, by error; these are tried again, all others are not."""
LONGEST_WAIT = 60.0
FOR_ALL = (TooFast, NotAllowed, Blocked)
"""Errors after which nobody is sent anything for a while."""
FOLLOWED = 60.0
"""Seconds for which a conversation is followed live after the customer wrote."""

logger = logging.getLogger(__name__)


class Sending:
    """The jobs that bring replies to WhatsApp, for one process."""

    def __init__(
        self,
        outbox: Outbox,
        graph: Graph,
        conversations: Conversations,
        live: Live,
        alarms: Alarms,
        replica: str,
    ) -> None:
        self._outbox = outbox
        self._graph = graph
        self._conversations = conversations
        self._live = live
        self._alarms = alarms
        self._replica = replica
        self._workers: dict[str, Coalesced] = {}
        self._followed: dict[str, tuple[Callable[[], None], float]] = {}
        self._looking = asyncio.Semaphore(AT_A_TIME)
        self._marks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(CONNECTIONS, "whatsapp")
        """A slow Graph API must hold up nothing else."""

    def follow(self, conversation_id: str) -> None:
        """The customer just wrote: what is said to them in the next minutes is sent at once."""
        ends = asyncio.get_running_loop().time() + FOLLOWED
        unsubscribe, _ = self._followed.pop(conversation_id, (None, 0.0))
        if unsubscribe is None:
            unsubscribe = self._live.subscribe(conversation_id, partial(self._wake_soon, conversation_id))
        self._followed[conversation_id] = (unsubscribe, ends)

    def wake(self, conversation_id: str) -> None:
        """Something may be to send in this conversation."""
        worker = self._workers.get(conversation_id)
        if worker is None:
            worker = self._workers[conversation_id] = Coalesced(partial(self._work, conversation_id))
        worker.wake()

    def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Shows the customer that we have read; it does not matter much when that fails."""
        task = asyncio.ensure_future(self._mark_read(message_id, typing))
        self._marks.add(task)
        task.add_done_callback(self._marks.discard)

    async def _mark_read(self, message_id: str, typing: bool) -> None:
        try:
            await self.in_thread(self._graph.mark_read, message_id, typing=typing)
        except GraphError as error:
            self._alarms.raise_for(error)

    async def in_thread(self, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """The result of a call to the Graph API, in a thread of ours."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, partial(function, *arguments, **more)
        )

    async def watch(self) -> None:
        """Looks for what is to be sent, until cancelled: at first, and now and then, for all unfinished."""
        newest, swept = None, 0.0
        while True:
            clock = asyncio.get_running_loop().time()
            try:
                if newest is None or clock - swept >= SWEEP_SECONDS:
                    newest, swept = await asyncio.to_thread(self._outbox.newest_entry), clock
                    self._forget_idle(clock)
                    said = await asyncio.to_thread(self._outbox.unfinished)
                else:
                    said, newest = await asyncio.to_thread(self._outbox.said_since, newest)
                for conversation_id in said:
                    self.wake(conversation_id)
            except SQLAlchemyError as error:
                logger.warning("Could not look for messages to send: %s", type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Breaks off what is under way; it is taken up again at the next start."""
        for worker in self._workers.values():
            worker.cancel()
        for unsubscribe, _ in self._followed.values():
            unsubscribe()
        self._threads.shutdown(wait=False)

    async def _wake_soon(self, conversation_id: str) -> None:
        self.wake(conversation_id)

    def _forget_idle(self, clock: float) -> None:
        self._workers = {key: worker for key, worker in self._workers.items() if not worker.idle}
        for conversation_id, (unsubscribe, ends) in list(self._followed.items()):
            if ends < clock:
                unsubscribe()
                del self._followed[conversation_id]

    # -- one customer --------------------------------------------------------------------------

    async def _work(self, conversation_id: str) -> None:
        while True:
            await asyncio.sleep(self._alarms.pause_left)
            async with self._looking:
                found = await asyncio.to_thread(self._outbox.next, conversation_id, self._replica)
            if found is None:
                return
            if isinstance(found, Wait):
                await asyncio.sleep(_seconds_until(found.until))
            else:
                await self._send(found)

    async def _send(self, outgoing: Outgoing) -> None:
        try:
            message_id = await self.in_thread(
                self._graph.send, outgoing.recipient, outgoing.payload, outgoing.reference
            )
        except GraphError as error:
            self._alarms.raise_for(error)
            await asyncio.to_thread(self._after, error, outgoing)
            self._live.changed(outgoing.conversation_id)
            return
        self._alarms.sent()
        await asyncio.to_thread(self._outbox.sent, outgoing, message_id)

    def _after(self, error: GraphError, outgoing: Outgoing) -> None:
        """The right next step after an error: again, in another form, when the customer writes, or never."""
        if isinstance(error, Unsure):
            self._outbox.unsure(outgoing)
        elif isinstance(error, WindowClosed) and not outgoing.template:
            self._conversations.end_replies(outgoing.conversation_id)
            self._outbox.later(outgoing, now())
        elif type(error) in FIRST_WAIT:
            self._again_later(error, outgoing)
        elif isinstance(error, BadParameter) and (simpler := as_plain(outgoing.payload)):
            logger.error("%s: a message was refused, now as text: %s", outgoing.conversation_id, error)
            self._outbox.later(outgoing, now(), simpler)
        else:
            logger.error("%s: a message was not sent: %s", outgoing.conversation_id, error)
            self._outbox.failed(outgoing, error.code)

    def _again_later(self, error: GraphError, outgoing: Outgoing) -> None:
        seconds = min(FIRST_WAIT[type(error)] * 2**outgoing.attempts, LONGEST_WAIT)
        if isinstance(error, FOR_ALL):
            self._alarms.pause(seconds)
        self._outbox.later(outgoing, now() + timedelta(seconds=seconds))


def _seconds_until(moment: datetime) -> float:
    return max(0.0, (moment - now()).total_seconds())
