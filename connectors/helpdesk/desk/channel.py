"""The desk as a Rasa input channel: its pages, its sign-in and its socket, all below `/desk`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from socketio import AsyncServer

from connectors.front_door import FrontDoor
from connectors.helpdesk.desk import media, pages, sign_in
from connectors.helpdesk.desk.sockets import DeskSockets
from connectors.jobs import while_serving

SOCKET_PATH = "/desk/socket.io"
LARGEST_PACKET = 64 * 1024


class DeskChannel(InputChannel):
    """The built-in desk for agents. It brings Rasa no messages: agents speak to customers, not to Rasa."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in `credentials.yml`."""
        return "desk"

    def url_prefix(self) -> str:
        """Outside Rasa's `/webhooks`, since agents type this address."""
        return "/desk"

    def blueprint(self, _on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The desk's routes and socket."""
        blueprint = _DeskBlueprint()
        pages.add_routes(blueprint)
        sign_in.add_routes(blueprint)
        media.add_routes(blueprint)
        return blueprint


class _DeskBlueprint(Blueprint):
    """Sanic gives the app only on registration, and the socket and the front door both need it."""

    def __init__(self) -> None:
        super().__init__("desk")

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Attaches the socket to the app; engine.io itself lets only pages of our own origin connect."""
        sio = AsyncServer(async_mode="sanic", max_http_buffer_size=LARGEST_PACKET)
        sio.attach(app, SOCKET_PATH)
        sockets = app.ctx.desk = DeskSockets(sio, FrontDoor.of(app))
        sockets.listen()
        while_serving(app, sockets.keep_moving)
        super().register(app, options)
