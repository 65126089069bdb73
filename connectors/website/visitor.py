"""One open socket of the chat widget: what it has been shown, and what is new for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from socketio import AsyncServer

from connectors.live import Live, Signal
from connectors.website.sessions import Session
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Kind, Message, Owner

Status = Mapping[str, Any]


class Visitor:
    """Shows a conversation to one socket, each message once and in order."""

    def __init__(self, sio: AsyncServer, sid: str, services: Frontline, live: Live, session: Session) -> None:
        self._sio = sio
        self._sid = sid
        self._services = services
        self.session = session
        self.conversation_id = session.conversation.id
        self._cursor = 0
        self._status: Status | None = None
        self._live = live
        self._unsubscribe: Callable[[], None] = lambda: None

    async def follow(self, cursor: int) -> None:
        """Shows all after `cursor`, then what comes, until `leave`."""
        self._cursor = cursor
        self._unsubscribe = self._live.subscribe(self.conversation_id, self._show_news, self._show_signal)
        self._live.changed(self.conversation_id)

    def leave(self) -> None:
        """The socket is gone."""
        self._unsubscribe()

    async def _show_news(self) -> None:
        messages, status = await asyncio.to_thread(
            read_news, self._services, self.conversation_id, self._cursor
        )
        for message in messages:
            event, data = as_event(message)
            if event:
                await self._sio.emit(event, data, to=self._sid)
            self._cursor = message.seq
        if status != self._status:
            self._status = status
            await self._sio.emit("status", status, to=self._sid)

    async def _show_signal(self, signal: Signal) -> None:
        """Someone other than the customer is typing; the next news ends it."""
        if signal.get("author") != Author.CUSTOMER.value and self._status:
            self._status = {**self._status, "typing": bool(signal.get("typing"))}
            await self._sio.emit("status", self._status, to=self._sid)


def read_news(services: Frontline, conversation_id: str, cursor: int) -> tuple[Sequence[Message], Status]:
    """What came after `cursor`, and how the conversation stands."""
    news = services.conversations.news(conversation_id, cursor)
    handoff = _handoff(services, conversation_id, news.owner)
    return news.messages, {"owner": news.owner.value, "typing": False, "handoff": handoff}


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
