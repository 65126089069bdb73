"""Channels on a real Sanic server, in a thread of its own, on a free port of this machine."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic
from sanic.touchup.service import TouchUp

PATIENCE = 30
"""Seconds to wait for something that should happen at once."""


touch_up = TouchUp.run


def touch_up_once(app: Sanic) -> None:
    """Sanic rewrites its own classes at the start of an app, and cannot do so again for a second one."""
    with suppress(KeyError):
        touch_up(app)


class ChannelServer:
    """Serves `channels` from `start` to `stop`, as often as asked, always on the same port.

    A subclass puts on the app, in `prepare`, what the channels expect to find there.
    """

    def __init__(self, *channels: InputChannel) -> None:
        self.channels = list(channels)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def prepare(self, app: Sanic) -> None:
        """Puts on the app what the channels expect to find there."""

    def start(self) -> None:
        """Serves; returns once requests are answered."""
        self.loop = asyncio.new_event_loop()
        self._started, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._serve()))
        self._thread.start()
        assert self._started.wait(PATIENCE)

    def stop(self) -> None:
        """Closes the port and every connection."""
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    def run(self, coroutine: Any) -> Any:
        """The result of a coroutine on the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    async def _serve(self) -> None:
        app = Sanic(f"test-{uuid4().hex}", configure_logging=False)
        self.prepare(app)
        register(self.channels, app, route="/webhooks/")
        server = await app.create_server(
            host="127.0.0.1", port=self.port, return_asyncio_server=True, access_log=False
        )
        with patch.object(TouchUp, "run", touch_up_once):
            await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        self._started.set()
        await self._stop.wait()
        await server.before_stop()
        server.close()
        for connection in list(server.connections):
            connection.abort() if hasattr(connection, "abort") else connection.close()
        await server.wait_closed()
