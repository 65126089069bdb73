"""The desk on a real Sanic server, and who uses it in tests: agents' browsers and a customer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import requests
from sanic import Sanic

from connectors.helpdesk.desk.channel import DeskChannel
from connectors.live import QUEUE, Live
from frontline.bootstrap import Frontline
from frontline.conversations.types import InboundMessage
from frontline.handoffs.types import Handoff, HandoffRequest
from tests.connectors.serving import PATIENCE, ChannelServer
from tools.ordered_socket import OrderedClient

PASSWORD = "klaver-vier-dijk"


class DeskServer(ChannelServer):
    """The desk of one process; `woken` lists the conversations in which the assistant was woken."""

    def __init__(self, services: Frontline) -> None:
        super().__init__(DeskChannel())
        self.services = services
        self.woken: list[str] = []
        self.live = Live(self._versions)

    def _versions(self, topics: Any) -> dict[str, int]:
        seqs = dict(self.services.conversations.last_seqs([topic for topic in topics if topic != QUEUE]))
        return {**seqs, QUEUE: self.services.handoffs.last_event_id()}

    def prepare(self, app: Sanic) -> None:
        door = SimpleNamespace(frontline=self.services, live=self.live, wake=self.woken.append)
        app.ctx.front_door = door
        self.app = app
        app.add_task(self.live.watch())

    def move_on(self) -> None:
        """What the desk does by itself every few seconds."""
        self.run(self.app.ctx.desk.move_on())

    def signal(self, conversation_id: str, data: dict[str, Any]) -> None:
        """What a channel passes on, such as typing."""
        self.run(self.live.signal(conversation_id, data))

    def changed(self, topic: str) -> None:
        self.loop.call_soon_threadsafe(self.live.changed, topic)


class Browser:
    """An agent's browser: the cookie of the sign-in, and a socket whose events are kept."""

    def __init__(self, server: DeskServer) -> None:
        self.server = server
        self.http = requests.Session()
        self.events: list[tuple[str, Any]] = []
        self._arrived = threading.Condition()
        self.socket = OrderedClient(reconnection=False, http_session=self.http)
        for event in (
            "queue",
            "messages",
            "status",
            "typing",
            "marks",
            "note",
            "media",
            "reach",
            "signed_out",
        ):
            self.socket.on(event, lambda data=None, event=event: self._keep(event, data))

    def _keep(self, event: str, data: Any) -> None:
        with self._arrived:
            self.events.append((event, data))
            self._arrived.notify_all()

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.http.post(f"{self.server.url}/desk/api/{path}", json=body, timeout=PATIENCE)

    def sign_in(self, username: str, password: str = PASSWORD) -> Browser:
        assert self.post("sign-in", username=username, password=password).status_code == 200
        return self

    def connect(self) -> Browser:
        self.socket.connect(self.server.url, socketio_path="/desk/socket.io", wait_timeout=PATIENCE)
        self.me = self.ask("me")
        return self

    def ask(self, event: str, **data: Any) -> dict[str, Any]:
        """The answer to an event."""
        return dict(self.socket.call(event, data, timeout=PATIENCE))

    def wait_for(self, event: str, suits: Callable[[Any], bool] = lambda data: True) -> Any:
        """The newest data of an event that suits, now or soon."""

        def found() -> list[Any]:
            return [data for name, data in self.events if name == event and suits(data)]

        with self._arrived:
            assert self._arrived.wait_for(lambda: bool(found()), PATIENCE), (event, self.events)
            return found()[-1]

    def close(self) -> None:
        self.socket.disconnect()


class Customer:
    """Someone who writes on the website and waits for an agent."""

    def __init__(self, services: Frontline, server: DeskServer, address: str = "bezoeker") -> None:
        self._services = services
        self.server = server
        self._address = address
        self.conversation_id = services.conversations.open("website", address).id

    def writes(self, text: str) -> None:
        inbound = InboundMessage("website", self._address, text, uuid4().hex)
        self._services.conversations.receive(inbound)
        self.server.changed(self.conversation_id)

    def asks_for_a_person(self, words: str = "internet doet het niet") -> Handoff:
        """As the action server does it: in another process, so the desk must notice by itself."""
        problem = {"intent": "internet_down", "words": words, "confidence": 0.9}
        return self._services.handoffs.request(HandoffRequest(self.conversation_id, "asked", problem=problem))

    def reads(self) -> list[tuple[str, str]]:
        """Author and text of all that was said."""
        said = self._services.conversations.transcript(self.conversation_id)
        return [(message.author.value, message.text) for message in said]
