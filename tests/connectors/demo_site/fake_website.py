"""A website channel in memory beside the demo pages: the widget in a browser without Rasa."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from sanic import Sanic
from sanic.response import file
from socketio import AsyncServer

from connectors.demo_site.channel import DemoSite
from frontline.settings import PROJECT_ROOT

WIDGET = PROJECT_ROOT / "web" / "dist" / "widget" / "widget.js"
QUIET: Mapping[str, Any] = {"owner": "assistant", "typing": False, "handoff": None}
MAX_LENGTH = 200


class FakeWebsite:
    """Keeps its side of the protocol; what is said and how things stand is up to the test."""

    def __init__(self, demo_site: DemoSite) -> None:
        self._demo_site = demo_site
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.log: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.uttered: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []
        self.port = 0

    @property
    def url(self) -> str:
        """The address of the site, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serves, after a `stop` on the same port."""
        self._call(self._start())

    def stop(self) -> None:
        """Closes the port and every connection; what was said is kept."""
        self._call(self._stop())

    def end(self) -> None:
        """Stops for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def say(
        self, text: str, author: str = "assistant", name: str | None = None, replies: Sequence[str] = ()
    ) -> None:
        """Someone other than the customer says something, in every tab."""
        self._call(self._say(text, author, name, replies))

    def status(self, **changes: Any) -> None:
        """How the conversation stands, as the `status` event tells it."""
        self._call(self._sio.emit("status", {**QUIET, **changes}))

    def customer_texts(self) -> list[str]:
        """What has been stored of the customer."""
        return [message["text"] for message in self.log if message["author"] == "customer"]

    def _call(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _start(self) -> None:
        app = Sanic(f"fake-website-{uuid4().hex}", configure_logging=False)
        self._sio = AsyncServer(async_mode="sanic", cors_allowed_origins=[])
        self._sio.attach(app, "/socket.io")
        self._sio.on("session_request", self._session_request)
        self._sio.on("user_uttered", self._user_uttered)
        app.blueprint(self._demo_site.blueprint(_nobody), url_prefix=self._demo_site.url_prefix())
        app.add_route(_widget, "/website/widget.js")
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._server = await app.create_server(
            sock=listening,
            return_asyncio_server=True,
            access_log=False,
            asyncio_server_kwargs={"start_serving": False},
        )
        with patch.object(Sanic, "test_mode", True):  # Sanic rewrites its own code, else once per process
            await self._server.startup()
        await self._server.start_serving()

    async def _stop(self) -> None:
        self._server.close()
        for connection in list(self._server.connections):
            connection.abort() if hasattr(connection, "abort") else connection.close()
        await self._server.wait_closed()

    async def _session_request(self, sid: str, request: dict[str, Any]) -> None:
        self.requests.append(request)
        new = not self.log
        confirmed = {"language": "nl", "last_seq": len(self.log), "max_length": MAX_LENGTH, "new": new}
        await self._sio.emit("session_confirm", ("a-secret-session-id", confirmed), to=sid)
        for message in self.log:
            if message["seq"] > request["last_seq"]:
                await self._show(message, to=sid)
        await self._sio.emit("status", QUIET, to=sid)

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


async def _nobody(_message: Any) -> None:
    """The demo pages pass no messages on."""


async def _widget(_request: Any) -> Any:
    return await file(WIDGET, mime_type="text/javascript")
