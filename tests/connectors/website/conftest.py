"""The website channel behind the real front door; a parrot stands in for Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from connectors.action_server import TurnFailed
from connectors.front_door import FrontDoor
from connectors.website.channel import WebsiteChannel
from frontline.bootstrap import Frontline
from frontline.settings import PROJECT_ROOT, Settings
from tests.connectors.serving import ChannelServer
from tests.connectors.website.page import Page
from tests.databases import empty_database
from tests.library import with_real_content

DOMAIN = Domain.load(str(PROJECT_ROOT / "domain.yml"))
SECRET = "a-secret-of-more-than-thirty-two-characters"


class Parrot:
    """Answers each message with what it heard, as Rasa would: through the output channel.

    `failures` is how many turns fail before one succeeds; `pause` how many seconds a turn takes.
    """

    def __init__(self, services: Frontline) -> None:
        self._services = services
        self.action_endpoint = EndpointConfig("http://127.0.0.1:9/webhook")
        self.processor = SimpleNamespace(action_endpoint=None, graph_runner=None)
        self.domain = DOMAIN
        self.failures = 0
        self.pause = 0.0
        self.heard: list[UserMessage] = []
        self.silent = False

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        await asyncio.sleep(self.pause)
        self.heard.append(message)
        if not self.silent:
            answer = {"text": f"Je zei: {message.text}", "buttons": [{"title": "Ja", "payload": "/affirm"}]}
            await message.output_channel.send_response(message.sender_id, answer)
        if self.failures:
            self.failures -= 1
            raise TurnFailed("the action server is down")
        await asyncio.to_thread(self._services.conversations.answered, int(message.message_id))

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.heard if "session_opened" not in message.text]


class WebsiteServer(ChannelServer):
    """One Rasa process, as far as the website sees it."""

    def __init__(self, services: Frontline) -> None:
        super().__init__(WebsiteChannel(services.settings))
        self.services = services
        self.parrot = Parrot(services)

    def prepare(self, app: Sanic) -> None:
        app.ctx.agent = self.parrot
        self.front_door = FrontDoor.of(app, self.services)


@pytest.fixture
def services(tmp_path: Path) -> Frontline:
    where = {"database_url": empty_database(tmp_path / "t.db"), "media_dir": tmp_path / "media"}
    services = Frontline(Settings(**where, website_token_secret=SECRET))
    vars(with_real_content(services))["back_office"] = None
    return services


@pytest.fixture
def start_server(services: Frontline) -> Iterator[Callable[[], WebsiteServer]]:
    """Starts a server on the same database, as often as asked; all are stopped at the end."""
    started: list[WebsiteServer] = []

    def start() -> WebsiteServer:
        server = WebsiteServer(services)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[[], WebsiteServer]) -> WebsiteServer:
    return start_server()


@pytest.fixture
def open_page(server: WebsiteServer) -> Iterator[Callable[..., Page]]:
    """Opens the page with the widget in a browser; the values are those of its `session_request`."""
    opened: list[Page] = []

    def open_page(**request: Any) -> Page:
        opened.append(Page(server.url).open(**request))
        return opened[-1]

    yield open_page
    for page in opened:
        page.close()
