"""One open socket of the chat widget: what it has been shown, and what is new for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from socketio import AsyncServer

from connectors.live import QUEUE, Live, Signal
from connectors.website.sessions import Session
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Kind, Message, Owner

Status = Mapping[str, Any]
TYPING_SECONDS = 8
"""Typing that nothing follows is over after so long."""


class Visitor:
    """Shows a conversation to one socket, each message once and in order."""

    def __init__(self, sio: AsyncServer, sid: str, services: Frontline, live: Live, session: Session) -> None:
        self._sio = sio
        self._sid = sid
        self._services = services
        self.session = session
        self.conversation_id = session.conversation.id
        self._live = live
        self._cursor = 0
        self._showing = asyncio.Lock()
        self._shown: Status = {}
        self._typing = False
        self._typing_ends: asyncio.TimerHandle | None = None
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

    def sent(self, message: Message) -> None:
        """This socket knows its own message from the acknowledgement, so it is not shown again."""
        if message.seq == self._cursor + 1:
            self._cursor = message.seq

    async def _catch_up(self) -> None:
        if not self._shown or self._live.version(self.conversation_id) != self._cursor:
            await self._show_news()

    async def _show_news(self) -> None:
        """One at a time: the conversation and the queue may change together."""
        async with self._showing:
            await self._show_all_after_cursor()

    async def _show_all_after_cursor(self) -> None:
        messages, status = await asyncio.to_thread(
            read_news, self._services, self.conversation_id, self._cursor
        )
        for message in messages:
            event, data = as_event(message)
            if event:
                await self._sio.emit(event, data, to=self._sid)
            self._cursor = message.seq
        if any(message.author is not Author.CUSTOMER for message in messages):
            self._typing = False
        self._follow_queue(waiting=status["handoff"] is not None)
        await self._show_status(status)

    async def _show_status(self, status: Status) -> None:
        status = {**status, "typing": self._typing}
        if status != self._shown:
            self._shown = status
            await self._sio.emit("status", status, to=self._sid)

    def _follow_queue(self, waiting: bool) -> None:
        """Whoever waits sees their place change, also when others are helped."""
        if waiting and QUEUE not in self._subscriptions:
            self._subscriptions[QUEUE] = self._live.subscribe(QUEUE, self._show_news)
        elif not waiting and QUEUE in self._subscriptions:
            self._subscriptions.pop(QUEUE)()

    async def _show_signal(self, signal: Signal) -> None:
        """Someone other than the customer is typing; it ends with a message, or by itself."""
        if signal.get("author") == Author.CUSTOMER.value or not self._shown:
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


def read_news(services: Frontline, conversation_id: str, cursor: int) -> tuple[Sequence[Message], Status]:
    """What came after `cursor`, and how the conversation stands."""
    news = services.conversations.news(conversation_id, cursor)
    handoff = _handoff(services, conversation_id, news.owner)
    return news.messages, {"owner": news.owner.value, "handoff": handoff}


def _handoff(services: Frontline, conversation_id: str, owner: Owner) -> dict[str, Any] | None:
    handoff = services.handoffs.current(conversation_id) if owner is Owner.HUMAN else None
    if handoff is None:
        return None
    return {
        "state": handoff.state.value,
        "position": services.handoffs.position(handoff.id),
        "agent_name": handoff.agent_name,
    }


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
