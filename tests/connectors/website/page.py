"""A page with the chat widget, as far as the server sees it: a socket that speaks its protocol."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.connectors.serving import PATIENCE
from tools.ordered_socket import OrderedClient


class Page:
    """One browser tab; keeps every event in the order of arrival."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.session_id: str | None = None
        self.events: list[tuple[str, Any]] = []
        self._arrived = threading.Condition()
        self._socket = OrderedClient(reconnection=False)
        for event in ("session_confirm", "bot_uttered", "user_echo", "status"):
            self._socket.on(event, lambda *data, event=event: self._keep(event, data))

    def _keep(self, event: str, data: tuple[Any, ...]) -> None:
        with self._arrived:
            self.events.append((event, data if len(data) > 1 else data[0]))
            self._arrived.notify_all()

    def connect(self) -> Page:
        self._socket.connect(self._url)
        return self

    def open(self, **request: Any) -> Page:
        """Connects and asks for a session; waits for the greeting or what was said before."""
        self.connect().ask_session(**request)
        return self

    def ask_session(self, **request: Any) -> None:
        self._socket.emit("session_request", request)
        self.session_id = self.wait_for("session_confirm")[0]
        self.wait_for("status")

    def send(self, message: Any, message_id: str | None = None, **more: Any) -> dict[str, Any]:
        """The server's acknowledgement of a message."""
        data = {"message": message, "id": message_id or str(uuid4()), **more}
        return dict(self._socket.call("user_uttered", data, timeout=PATIENCE))

    def emit(self, event: str, data: Any = None) -> None:
        self._socket.emit(event, data)

    def call(self, event: str, data: Any, patience: float = PATIENCE) -> Any:
        return self._socket.call(event, data, timeout=patience)

    def wait_for(self, event: str, suits: Callable[[Any], bool] = lambda data: True) -> Any:
        """The newest data of an event that suits, now or soon."""

        def found() -> list[Any]:
            return [data for name, data in self.events if name == event and suits(data)]

        with self._arrived:
            assert self._arrived.wait_for(lambda: bool(found()), PATIENCE), (event, self.events)
            return found()[-1]

    def stops_typing(self) -> bool:
        """Whether the newest status, now or soon, says that nobody is typing."""
        with self._arrived:
            return self._arrived.wait_for(lambda: not self._status()["typing"], PATIENCE)

    def _status(self) -> dict[str, Any]:
        return dict([data for event, data in self.events if event == "status"][-1])

    def reads(self, text: str) -> dict[str, Any]:
        """The assistant's message that contains this text, now or soon."""
        return dict(self.wait_for("bot_uttered", lambda data: text in data["text"]))

    @property
    def shown(self) -> list[str]:
        """What is in the window, oldest first, as the widget would show it."""
        return [data["text"] for event, data in self.events if event in ("bot_uttered", "user_echo")]

    @property
    def connected(self) -> bool:
        return bool(self._socket.connected)

    def close(self) -> None:
        self._socket.disconnect()
