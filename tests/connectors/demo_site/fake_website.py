"""A website channel in memory beside the demo pages: the widget in a browser without Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from sanic import Sanic
from sanic.response import file
from socketio import AsyncServer

from connectors.demo_site.channel import DemoSite
from frontline.settings import PROJECT_ROOT
from tests.connectors.serving import ChannelServer

WIDGET = PROJECT_ROOT / "web" / "dist" / "widget" / "widget.js"
QUIET: Mapping[str, Any] = {"owner": "assistant", "typing": False, "handoff": None}
MAX_LENGTH = 200
OFFER = {"link": "https://wa.me/31850000000?text=x", "code": "BCDF-2345", "number": "+31 85", "minutes": 15}


class FakeWebsite(ChannelServer):
    """Keeps its side of the protocol; what is said and how things stand is up to the test.

    Stopped and started again it keeps what was said.
    """

    def __init__(self, demo_site: DemoSite) -> None:
        super().__init__(demo_site)
        self.log: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.uttered: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []
        self.moves: dict[str, Any] = {"moves_to": [], "moved_to": None}
        """Whether the conversation can go on in WhatsApp, and whether it does."""

    def prepare(self, app: Sanic) -> None:
        self._sio = AsyncServer(async_mode="sanic", cors_allowed_origins=[])
        self._sio.attach(app, "/socket.io")
        self._sio.on("session_request", self._session_request)
        self._sio.on("user_uttered", self._user_uttered)
        self._sio.on("move", self._move)
        app.add_route(_widget, "/website/widget.js")

    def say(
        self, text: str, author: str = "assistant", name: str | None = None, replies: Sequence[str] = ()
    ) -> None:
        """Someone other than the customer says something, in every tab."""
        self.run(self._say(text, author, name, replies))

    def status(self, **changes: Any) -> None:
        """How the conversation stands, as the `status` event tells it."""
        self.run(self._sio.emit("status", {**QUIET, **changes}))

    def move_to(self, channel: str) -> None:
        """The conversation goes on in another channel, and every tab is told so."""
        self.moves["moved_to"] = channel
        self.run(self._confirm())

    def customer_texts(self) -> list[str]:
        """What has been stored of the customer."""
        return [message["text"] for message in self.log if message["author"] == "customer"]

    async def _session_request(self, sid: str, request: dict[str, Any]) -> None:
        self.requests.append(request)
        if request["session_id"] is None:
            self.moves["moved_to"] = None
        await self._confirm(to=sid)
        if self.moves["moved_to"]:
            return
        for message in self.log:
            if message["seq"] > request["last_seq"]:
                await self._show(message, to=sid)
        await self._sio.emit("status", QUIET, to=sid)

    async def _confirm(self, to: str | None = None) -> None:
        shown = {"language": "nl", "last_seq": len(self.log), "max_length": MAX_LENGTH, "new": not self.log}
        await self._sio.emit("session_confirm", ("a-secret-session-id", {**shown, **self.moves}), to=to)

    async def _move(self, _sid: str, _data: Any) -> dict[str, Any]:
        return {"ok": True, **OFFER}

    async def _user_uttered(self, sid: str, data: dict[str, Any]) -> dict[str, Any]:
        self.uttered.append(data)
        if self.refusals:
            return self.refusals.pop(0)
        known = next((message for message in self.log if message.get("id") == data["id"]), None)
        message = known or self._store(
            id=data["id"], text=data.get("title", data["message"]), author="customer"
        )
        if not known:
            await self._show(message)
        return {"ok": True, "id": data["id"], "seq": message["seq"]}

    async def _say(self, text: str, author: str, name: str | None, replies: Sequence[str]) -> None:
        buttons = [{"content_type": "text", "title": title, "payload": f"/{title}"} for title in replies]
        await self._show(self._store(text=text, author=author, author_name=name, quick_replies=buttons))

    def _store(self, **message: Any) -> dict[str, Any]:
        stored = {"seq": len(self.log) + 1, "at": datetime.now(timezone.utc).isoformat(), **message}
        self.log.append(stored)
        return stored

    async def _show(self, message: dict[str, Any], to: str | None = None) -> None:
        event = "user_echo" if message["author"] == "customer" else "bot_uttered"
        await self._sio.emit(event, message, to=to)


async def _widget(_request: Any) -> Any:
    return await file(WIDGET, mime_type="text/javascript")
