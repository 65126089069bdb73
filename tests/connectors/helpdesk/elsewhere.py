"""A front line whose agents work in another helpdesk: its channels on a real server, and customers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from sanic import Sanic

from connectors.helpdesk.channel import HelpdeskChannel
from connectors.live import QUEUE, Live
from connectors.website.channel import WebsiteChannel
from connectors.website.sessions import address
from frontline.agents.service import Agents
from frontline.bootstrap import Frontline
from frontline.conversations.service import CANCEL_HANDOFF
from frontline.conversations.types import InboundMessage, Level
from frontline.handoffs.types import Handoff, HandoffRequest
from frontline.settings import Settings
from tests.connectors.serving import PATIENCE, ChannelServer
from tests.library import with_real_content
from tests.patience import eventually
from tools.ordered_socket import OrderedClient

soon = partial(eventually, patience=PATIENCE)
"""What another helpdesk does takes a round trip and a retry."""


class FrontLine(ChannelServer):
    """The channels of one process; `woken` lists the conversations in which the assistant was woken."""

    def __init__(self, services: Frontline) -> None:
        super().__init__(HelpdeskChannel(), WebsiteChannel(services.settings))
        self.services = services
        self.woken: list[str] = []
        self.events_url = f"{self.url}/helpdesk/events"

    def _versions(self, topics: Any) -> dict[str, int]:
        seqs = dict(self.services.conversations.last_seqs([topic for topic in topics if topic != QUEUE]))
        return {**seqs, QUEUE: self.services.handoffs.last_event_id()}

    def prepare(self, app: Sanic) -> None:
        self.live = Live(self._versions)
        app.ctx.front_door = SimpleNamespace(frontline=self.services, live=self.live, wake=self.woken.append)
        app.add_task(self.live.watch())


class Customer:
    """Someone on the website who needs a person."""

    def __init__(self, services: Frontline, customer_id: str | None = None, at: str | None = None) -> None:
        """`at` is the address of a conversation that is there already."""
        self._services = services
        self._channel, self._address = "website", at or uuid4().hex
        level = Level.VERIFIED if customer_id else Level.ANONYMOUS
        self.conversation_id = services.conversations.open(
            self._channel, self._address, customer_id=customer_id, level=level
        ).id

    def writes(self, text: str, payload: str | None = None) -> None:
        inbound = InboundMessage(self._channel, self._address, text, uuid4().hex, payload)
        self._services.conversations.receive(inbound)

    def asks_for_a_person(self, words: str = "internet doet het niet") -> Handoff:
        problem = {"intent": "internet_down", "words": words, "confidence": 0.9}
        return self._services.handoffs.request(HandoffRequest(self.conversation_id, "asked", problem=problem))

    def goes_to_whatsapp(self) -> None:
        """With the code that the website showed them."""
        moves = self._services.moves
        code = moves.offer(self._services.conversations.get(self.conversation_id))
        with self._services.database.begin() as session:
            moved = moves.carry_out(session, code, "whatsapp")
            assert moved is not None
            self._services.handoffs.follow(session, moved.id, "whatsapp")
        self._channel, self._address = moved.channel, moved.address

    def gives_up(self) -> None:
        self.writes("laat maar", CANCEL_HANDOFF)
        self._services.handoffs.cancel(self.conversation_id)

    def reads(self) -> list[tuple[str, str]]:
        """Author and text of all that was said."""
        said = self._services.conversations.transcript(self.conversation_id)
        return [(message.author.value, message.text) for message in said]


class Browser:
    """A visitor's chat widget, as far as it shows things: the events of its socket are kept."""

    def __init__(self, front_line: FrontLine) -> None:
        self._events: list[tuple[str, Any]] = []
        self._socket = OrderedClient(reconnection=False)
        for event in ("session_confirm", "bot_uttered", "status"):
            self._socket.on(event, lambda data, *_, event=event: self._events.append((event, data)))
        self._socket.connect(front_line.url, wait_timeout=PATIENCE)
        self._socket.emit("session_request", {})
        session_id = self.waits_for("session_confirm", lambda data: data)
        self.customer = Customer(front_line.services, at=address(session_id))

    def waits_for(self, event: str, suits: Callable[[Any], Any]) -> Any:
        """The newest data of an event that suits, now or soon."""
        return soon(lambda: [data for name, data in self._events if name == event and suits(data)])[-1]

    def close(self) -> None:
        self._socket.disconnect()


def front_line_on(path: Path, **settings: Any) -> Frontline:
    """Services on the database at `path`, at any hour, whose passwords are hashed quickly."""
    services = Frontline(Settings(database_url=f"sqlite:///{path}", always_open=True, **settings))
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    vars(with_real_content(services))["agents"] = Agents(services.database, hasher=hasher)
    return services
