"""One agent's open browser: the queue and the conversations it shows, each message once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from socketio import AsyncServer

from connectors.helpdesk.desk import views
from connectors.live import QUEUE, Live, Signal
from connectors.whatsapp.reach import Reaches
from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Message
from frontline.handoffs.types import Handoff, HandoffStatus, QueueEntry

NOTHING_BESIDE: Mapping[str, Any] = {"media": [], "reach": None}


@dataclass
class Watched:
    """A handoff on the screen: how far its conversation was shown, how it stood, and what stood beside it."""

    handoff_id: str
    conversation_id: str
    cursor: int
    status: dict[str, Any]
    beside: dict[str, Any]
    unsubscribe: Callable[[], None]


class Workplace:
    """Pushes what changes to one socket, until `leave`."""

    def __init__(
        self, sio: AsyncServer, sid: str, token: str, agent: Agent, services: Frontline, live: Live
    ) -> None:
        self._sio = sio
        self.sid = sid
        self._token = token
        self.agent = agent
        self._services = services
        self._live = live
        self._reaches = Reaches(services.database, services.settings.whatsapp)
        self._watched: dict[str, Watched] = {}
        self._leave_queue: Callable[[], None] = lambda: None
        self._shown: dict[str, Any] = {}

    def follow_queue(self) -> None:
        """Shows the queue now and after each change."""
        self._leave_queue()
        self._shown = {}
        self._leave_queue = self._live.subscribe(QUEUE, self._show_queue)
        self._live.changed(QUEUE)

    def leave(self) -> None:
        """The socket is gone."""
        self._leave_queue()
        for handoff_id in list(self._watched):
            self.unwatch(handoff_id)

    async def admitted(self) -> bool:
        """Whether the agent is still signed in; if not, the browser is told and let go."""
        agent = await asyncio.to_thread(self._services.agents.by_token, self._token)
        if agent is None:
            await self._sio.emit("signed_out", to=self.sid)
            await self._sio.disconnect(self.sid)
            return False
        self.agent = agent
        return True

    async def watch(self, handoff: Handoff, after: int) -> list[Message]:
        """What was said after `after`; what is said later is pushed."""
        self.unwatch(handoff.id)
        since = self._services.conversations.since
        messages = await asyncio.to_thread(since, handoff.conversation_id, after)
        self._watched[handoff.id] = Watched(
            handoff_id=handoff.id,
            conversation_id=handoff.conversation_id,
            cursor=messages[-1].seq if messages else after,
            status=views.handoff(handoff),
            beside=await asyncio.to_thread(self._beside, handoff.conversation_id),
            unsubscribe=self._live.subscribe(
                handoff.conversation_id, self._showing(handoff.id), self._signalling(handoff.id)
            ),
        )
        self._live.changed(handoff.conversation_id)
        return messages

    def beside(self, handoff_id: str) -> Mapping[str, Any]:
        """The files of a conversation on the screen, and how its customer is reached, as last shown."""
        watched = self._watched.get(handoff_id)
        return watched.beside if watched else NOTHING_BESIDE

    def unwatch(self, handoff_id: str) -> None:
        """Pushes no more of this conversation."""
        watched = self._watched.pop(handoff_id, None)
        if watched:
            watched.unsubscribe()

    async def _show_queue(self) -> None:
        if not await self.admitted():
            return
        waiting, mine = await asyncio.to_thread(self._lists)
        shown = {
            "waiting": [views.entry(entry) for entry in waiting],
            "mine": [views.entry(entry) for entry in mine],
        }
        if shown != self._shown:
            self._shown = shown
            await self._sio.emit("queue", shown, to=self.sid)
        for handoff in await asyncio.to_thread(self._services.handoffs.statuses, list(self._watched)):
            await self._show_status(handoff)

    async def _show_status(self, handoff: HandoffStatus) -> None:
        watched, status = self._watched.get(handoff.id), views.handoff(handoff)
        if watched and status != watched.status:
            watched.status = status
            await self._sio.emit("status", status, to=self.sid)

    def _showing(self, handoff_id: str) -> Callable[[], Awaitable[None]]:
        async def show() -> None:
            watched = self._watched.get(handoff_id)
            if watched is None or not await self.admitted():
                return
            since = self._services.conversations.since
            messages = await asyncio.to_thread(since, watched.conversation_id, watched.cursor)
            if self._watched.get(handoff_id) is not watched:
                return  # opened anew meanwhile: the answer to that brings these messages
            if messages:
                watched.cursor = messages[-1].seq
                shown = {"handoff_id": handoff_id, "messages": views.messages(messages)}
                await self._sio.emit("messages", shown, to=self.sid)
            await self._show_beside(watched)

        return show

    async def _show_beside(self, watched: Watched) -> None:
        before = watched.beside
        watched.beside = await asyncio.to_thread(self._beside, watched.conversation_id)
        for event, shown in watched.beside.items():
            if shown != before[event]:
                await self._sio.emit(event, {"handoff_id": watched.handoff_id, event: shown}, to=self.sid)

    def _beside(self, conversation_id: str) -> dict[str, Any]:
        """What changes beside the messages, by the event that tells it."""
        return {
            "media": views.media(self._services.media.of(conversation_id)),
            "reach": views.reach(self._reaches.of(conversation_id)),
        }

    def _signalling(self, handoff_id: str) -> Callable[[Signal], Awaitable[None]]:
        async def signal(data: Signal) -> None:
            if data.get("author") == Author.CUSTOMER.value:
                await self._sio.emit("typing", {"handoff_id": handoff_id}, to=self.sid)
            for event in ("marks", "note"):
                if event in data:
                    shown = {"handoff_id": handoff_id, event: data[event]}
                    await self._sio.emit(event, shown, to=self.sid)

        return signal

    def _lists(self) -> tuple[list[QueueEntry], list[QueueEntry]]:
        handoffs = self._services.handoffs
        return handoffs.queue(), handoffs.of_agent(self.agent)
