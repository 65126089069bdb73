"""The WhatsApp channel behind the real front door, with Meta's stand-in; a parrot stands in for Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sanic import Sanic

from connectors.front_door import FrontDoor
from connectors.whatsapp import inbox, outbox
from connectors.whatsapp.channel import WhatsAppChannel
from frontline.bootstrap import Frontline
from frontline.customers.types import Address, Customer
from frontline.settings import Settings
from tests.connectors.serving import ChannelServer
from tests.connectors.website.conftest import Parrot
from tests.connectors.whatsapp.graph_api import GraphApi, Meta
from tests.databases import empty_database
from tests.library import with_real_content


class PhoneBook:
    """A back office that knows customers by their numbers, and nothing else."""

    def __init__(self) -> None:
        self.customers: dict[str, Customer] = {}

    def add(self, phone: str, customer_id: str) -> None:
        home = Address("1234AB", "5")
        self.customers[phone] = Customer(customer_id, "Fatima Bouzid", "f@example.com", phone, home, "nl")

    def find_by_phone(self, phone: str) -> Customer | None:
        return self.customers.get(phone)


class WhatsAppServer(ChannelServer):
    """One Rasa process, as far as WhatsApp sees it."""

    def __init__(self, services: Frontline) -> None:
        super().__init__(WhatsAppChannel(services.settings))
        self.services = services
        self.parrot = Parrot(services)
        self.meta = Meta(self.url)

    def prepare(self, app: Sanic) -> None:
        app.ctx.agent = self.parrot
        self.front_door = FrontDoor.of(app, self.services)

    def health(self) -> dict[str, Any]:
        """What operators see."""
        return dict(requests.get(f"{self.url}/webhooks/whatsapp/health", timeout=5).json())


@pytest.fixture
def graph() -> Iterator[GraphApi]:
    """Meta's side."""
    graph = GraphApi().start()
    yield graph
    graph.stop()


@pytest.fixture
def make_services(tmp_path: Path, graph: GraphApi) -> Callable[..., Frontline]:
    """Services on the test's database; the values are settings of WhatsApp."""
    url = empty_database(tmp_path / "t.db")

    def make(media_megabytes: int = 16, **whatsapp: Any) -> Frontline:
        services = Frontline(
            Settings(
                database_url=url,
                media_dir=tmp_path / "media",
                media_megabytes=media_megabytes,
                whatsapp=graph.settings(**{"read_timeout": 2.0, **whatsapp}),
            )
        )
        vars(with_real_content(services))["back_office"] = PhoneBook()
        return services

    return make


@pytest.fixture
def services(make_services: Callable[..., Frontline]) -> Frontline:
    return make_services()


@pytest.fixture
def start_server(services: Frontline) -> Iterator[Callable[..., WhatsAppServer]]:
    """Starts a server on the same database, as often as asked; all are stopped at the end."""
    started: list[WhatsAppServer] = []

    def start(own: Frontline = services) -> WhatsAppServer:
        server = WhatsAppServer(own)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., WhatsAppServer]) -> WhatsAppServer:
    return start_server()


@pytest.fixture
def meta(server: WhatsAppServer) -> Meta:
    return server.meta


@pytest.fixture(autouse=True)
def whole_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The replies of one turn go together, however slow the machine is."""
    monkeypatch.setattr(outbox, "MERGE", timedelta(minutes=1))


@pytest.fixture
def quick_backlog(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backlog is over sooner than in life."""
    monkeypatch.setattr(inbox, "BACKLOG_QUIET", inbox.SETTLE)
