"""A channel on a real Sanic server, in a thread of its own, on a free port of this machine."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic

PATIENCE = 15
"""Seconds to wait for something that should happen at once."""


class ChannelServer:
    """Serves channels from `start` to `stop`; what they need of the app is put on `app.ctx` by `prepare`."""

    def __init__(self, *channels: InputChannel) -> None:
        self._channels = channels
        self.loop = asyncio.new_event_loop()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._started = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._serve()))

    def prepare(self, app: Sanic) -> None:
        """Puts on the app what the channels expect to find there."""

    async def _serve(self) -> None:
        app = Sanic(f"test-{uuid4().hex}", configure_logging=False)
        self.prepare(app)
        register(list(self._channels), app, route="/webhooks/")
        server = await app.create_server(
            host="127.0.0.1", port=self.port, return_asyncio_server=True, access_log=False
        )
        with patch.object(Sanic, "test_mode", True):  # Sanic rewrites its own code, else once per process
            await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        self._started.set()
        await self._stop.wait()
        await server.before_stop()
        server.close()

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(PATIENCE)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    def run(self, coroutine: Any) -> Any:
        """The result of a coroutine on the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)
