"""One open socket of the chat widget: what it has been shown, and what is new for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import Any

from socketio import AsyncServer

from connectors.live import QUEUE, Live, Signal
from connectors.website.places import Places
from connectors.website.sessions import CHANNEL, Session
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Kind, Message, Owner
from frontline.handoffs.contact import Alternative
from frontline.handoffs.queue import Line
from frontline.handoffs.types import HandoffStatus, Standing

Status = Mapping[str, Any]
TYPING_SECONDS = 8
"""Typing that nothing follows is over after so long."""
LOOK_AGAIN_SECONDS = 30
"""How often someone who waits is told how long it will still take, when the queue does not move."""


class Visitor:
    """Shows a conversation to one socket, each message once and in order."""

    def __init__(
        self,
        sio: AsyncServer,
        sid: str,
        services: Frontline,
        live: Live,
        places: Places,
        session: Session,
        on_moved: Callable[[], Awaitable[None]],
    ) -> None:
        """`on_moved` is called when the conversation goes on in another channel, with all said here shown."""
        self._on_moved = on_moved
        self._sio = sio
        self._sid = sid
        self._services = services
        self.session = session
        self.conversation_id = session.conversation.id
        self._live = live
        self._places = places
        self._cursor = 0
        self._showing = asyncio.Lock()
        self._shown: Status = {}
        self._waits: HandoffStatus | None = None
        self._typing = False
        self._typing_ends: asyncio.TimerHandle | None = None
        self._looks_again: asyncio.TimerHandle | None = None
        self._subscriptions: dict[str, Callable[[], None]] = {}

    async def follow(self, cursor: int) -> None:
        """Shows all after `cursor`, then what comes, until `leave`."""
        self._cursor = cursor
        self._subscriptions[self.conversation_id] = self._live.subscribe(
            self.conversation_id, self._catch_up, self._show_signal
        )
        self._live.changed(self.conversation_id)

    def leave(self) -> None:
        """The socket is gone."""
        for unsubscribe in self._subscriptions.values():
            unsubscribe()
        self._subscriptions = {}
        self._look_again_later(waiting=False)

    def sent(self, message: Message) -> None:
        """This socket knows its own message from the acknowledgement, so it is not shown again."""
        if message.seq == self._cursor + 1:
            self._cursor = message.seq

    async def read(self, seq: int) -> None:
        """The customer has this before their eyes; an agent may see so."""
        await self._mark(read=seq)

    async def _mark(self, **seqs: int) -> None:
        mark = self._services.conversations.mark
        marks = await asyncio.to_thread(mark, self.conversation_id, **seqs)
        if marks:
            shown = {"marks": {"delivered": marks.delivered, "read": marks.read}}
            await self._live.signal(self.conversation_id, shown)

    async def _catch_up(self) -> None:
        if not self._subscriptions:
            return
        if not self._shown or self._live.version(self.conversation_id) != self._cursor:
            await self._show_news()

    async def _show_news(self) -> None:
        """One at a time: the conversation and the queue may change together."""
        async with self._showing:
            await self._show_all_after_cursor()

    async def _show_all_after_cursor(self) -> None:
        messages, status, self._waits = await asyncio.to_thread(
            read_news, self._services, self.conversation_id, self._cursor
        )
        for message in messages:
            event, data = as_event(message)
            if event:
                await self._sio.emit(event, data, to=self._sid)
            self._cursor = message.seq
        if any(message.author is not Author.CUSTOMER for message in messages):
            self._typing = False
        if any(message.author is Author.AGENT for message in messages):
            await self._mark(delivered=self._cursor)
        if "moved_to" in status:
            await self._on_moved()
            return
        self._follow_queue(waiting=self._waits is not None)
        await self._show_status(status)

    async def _show_status(self, status: Status) -> None:
        status = {**status, "typing": self._typing}
        if status != self._shown:
            self._shown = status
            await self._sio.emit("status", status, to=self._sid)

    def _follow_queue(self, waiting: bool) -> None:
        """Whoever waits sees their place change when others are helped; all else comes with a message."""
        if waiting and QUEUE not in self._subscriptions:
            self._subscriptions[QUEUE] = self._places.follow(self._show_place)
        elif not waiting and QUEUE in self._subscriptions:
            self._subscriptions.pop(QUEUE)()
        self._look_again_later(waiting and self.conversation_id in self._subscriptions)

    async def _show_place(self, line: Line) -> None:
        """The queue has moved; who no longer waits in it, or is being shown something, looks at all again."""
        standing = self._services.handoffs.standing(self._waits, line) if self._waits else None
        if standing is None or self._showing.locked():
            self._live.changed(self.conversation_id)
            return
        handoff = {**self._shown["handoff"], **_place(self._services, standing)}
        await self._show_status({**self._shown, "handoff": handoff})

    def _look_again_later(self, waiting: bool) -> None:
        if self._looks_again:
            self._looks_again.cancel()
            self._looks_again = None
        if waiting:
            loop = asyncio.get_running_loop()
            self._looks_again = loop.call_later(LOOK_AGAIN_SECONDS, self._live.changed, self.conversation_id)

    async def _show_signal(self, signal: Signal) -> None:
        """Someone other than the customer is typing, which ends with a message or by itself; or has read."""
        if signal.get("author") == Author.CUSTOMER.value or not self._shown:
            return
        if "agent_read" in signal:
            await self._show_status({**self._shown, "agent_read": signal["agent_read"]})
        if "typing" not in signal:
            return
        self._typing = bool(signal.get("typing"))
        if self._typing_ends:
            self._typing_ends.cancel()
        self._typing_ends = asyncio.get_running_loop().call_later(
            TYPING_SECONDS, lambda: asyncio.ensure_future(self._stop_typing())
        )
        await self._show_status(self._shown)

    async def _stop_typing(self) -> None:
        self._typing = False
        await self._show_status(self._shown)


def read_news(
    services: Frontline, conversation_id: str, cursor: int
) -> tuple[Sequence[Message], Status, HandoffStatus | None]:
    """What came after `cursor`, how the conversation stands, and its handoff while it waits in the queue.

    Of one that goes on elsewhere, only what was said here, and where it went (`moved_to`).
    """
    news = services.conversations.news(conversation_id, cursor)
    if news.channel != CHANNEL:
        return [one for one in news.messages if one.channel == CHANNEL], {"moved_to": news.channel}, None
    handoff, rate = services.handoffs.for_customer(conversation_id)
    status: dict[str, Any] = {"owner": news.owner.value, "handoff": handoff and as_status(services, handoff)}
    if news.owner is Owner.HUMAN:
        status["agent_read"] = services.conversations.marks(conversation_id).agent_read
    waits = handoff if handoff and "topic" in status["handoff"] else None
    return news.messages, {**status, "rate": rate} if rate else status, waits


def as_status(services: Frontline, handoff: HandoffStatus) -> dict[str, Any]:
    """What the customer sees of a handoff: more while they wait than when someone is there."""
    if handoff.is_ticket:
        return {"state": "ticket", "reference": handoff.reference, **_moments(handoff)}
    standing = services.handoffs.standing(handoff)
    shown = {
        "state": handoff.state.value,
        "position": None,
        "agent_name": handoff.agent_name,
    }
    if standing is None:
        return shown
    return {**shown, **_waiting(services, handoff), **_place(services, standing)}


def _moments(handoff: HandoffStatus) -> dict[str, Any]:
    moments = {"promised_at": handoff.promised_at, "callback_at": handoff.callback_at}
    return {name: at.isoformat() if at else None for name, at in moments.items()}


def _place(services: Frontline, standing: Standing) -> dict[str, Any]:
    """Which place in our queue, and how long it will take if that is known."""
    minutes = None if standing.wait is None else max(1, ceil(standing.wait / timedelta(minutes=1)))
    return {"position": standing.position if services.helpdesk is None else None, "wait_minutes": minutes}


def _waiting(services: Frontline, handoff: HandoffStatus) -> dict[str, Any]:
    """What it is about, and what can be done instead."""
    language, handoffs = handoff.language, services.handoffs
    return {
        "topic": services.taxonomy.skills[handoff.skill][language],
        "ways": [as_way(way, language) for way in handoffs.other_ways()],
        "moments": [moment.isoformat() for moment in handoffs.callback_moments()],
        "phone": handoff.callback_phone,
    }


def as_way(way: Alternative, language: str) -> dict[str, Any]:
    """Another way than waiting, in the customer's language."""
    words = {"label": way.label[language], "wait": way.wait[language], "cost": way.cost[language]}
    return {"id": way.id, **words, "link": way.link}


def as_event(message: Message) -> tuple[str | None, dict[str, Any]]:
    """The socket event that shows a message; no event for what customers do not see."""
    if message.kind is Kind.EVENT:
        return None, {}
    shown: dict[str, Any] = {
        "seq": message.seq,
        "text": message.text,
        "at": message.created_at.isoformat(),
    }
    if message.author is Author.CUSTOMER:
        return "user_echo", {**shown, "id": message.channel_message_id}
    quick_replies = [
        {"content_type": "text", "title": button.title, "payload": button.payload}
        for button in message.buttons
    ]
    return "bot_uttered", {
        **shown,
        "author": message.author.value,
        **({"author_name": message.author_name} if message.author_name else {}),
        **({"quick_replies": quick_replies} if quick_replies else {}),
    }
