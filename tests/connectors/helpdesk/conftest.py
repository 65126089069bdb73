"""The desk on a real Sanic server, with agents at it and a customer who writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from tenacity import wait_fixed

from connectors.back_office.demo import seed
from connectors.helpdesk import worker
from connectors.helpdesk.desk import pages
from frontline.agents.service import Agents
from frontline.agents.types import Agent, Profile, Role
from frontline.bootstrap import ENCODER_OF_ANSWERS, Frontline
from frontline.handoffs import delivery, outbox
from frontline.handoffs.meanings import Meanings
from frontline.review.collector import Unclear
from frontline.review.types import Guess
from frontline.settings import Settings
from frontline.storage.database import Database
from frontline.understanding.encoders import load_encoder
from tests.connectors.helpdesk.desk_page import OpenDesk
from tests.connectors.helpdesk.desk_server import PASSWORD, Browser, Customer, DeskServer
from tests.databases import empty_database
from tests.library import with_real_content


@pytest.fixture(scope="session")
def meanings() -> Meanings:
    """Learns each text once for all tests: that takes seconds."""
    return Meanings(lambda: load_encoder(ENCODER_OF_ANSWERS))


@pytest.fixture
def services(tmp_path: Path, meanings: Meanings) -> Frontline:
    services = Frontline(
        Settings(
            database_url=empty_database(tmp_path / "t.db"),
            nlu_data_dir=_training_data(tmp_path),
            media_dir=tmp_path / "media",
        )
    )
    vars(with_real_content(services)).update(back_office=None, meanings=meanings)
    vars(services)["agents"] = Agents(
        services.database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    return services


@pytest.fixture(autouse=True)
def agents(services: Frontline) -> dict[str, Agent]:
    roles = {"Sanne": Role.AGENT, "Daan": Role.AGENT, "Noor": Role.TRAINER, "Willem": Role.ADMIN}
    skills, languages = ("internet_tech",), ("nl", "en")
    profiles = [Profile(name.lower(), name, role, skills, languages) for name, role in roles.items()]
    return {profile.username: services.agents.save(profile, PASSWORD) for profile in profiles}


@pytest.fixture
def server(services: Frontline) -> Iterator[DeskServer]:
    server = DeskServer(services)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def browser(server: DeskServer) -> Iterator[Callable[[], Browser]]:
    """Opens a browser that nobody is signed in with."""
    opened: list[Browser] = []

    def new() -> Browser:
        opened.append(Browser(server))
        return opened[-1]

    yield new
    for one in opened:
        one.close()


@pytest.fixture
def at_desk(browser: Callable[[], Browser]) -> Callable[[str], Browser]:
    """A browser in which this agent is signed in and connected."""
    return lambda username: browser().sign_in(username).connect()


@pytest.fixture
def customer(services: Frontline, server: DeskServer) -> Customer:
    return Customer(services, server)


@pytest.fixture
def open_desk(chromium: Chromium, server: DeskServer) -> Iterator[OpenDesk]:
    """The sign-in page as another agent sees it."""
    assert (pages.BUILT / "index.html").is_file(), pages.NOT_BUILT
    contexts = []

    def open_(address: str = "", **options: object) -> Page:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options}))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.goto(f"{server.url}/desk/{address}")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def keep(services: Frontline) -> Callable[..., None]:
    """`keep(text, label="wifi_problem")`: a message that the assistant was unsure of, and what was tapped."""

    def keep(text: str, label: str | None = None, language: str = "nl") -> None:
        conversation_id = services.conversations.open("website", uuid4().hex).id
        guesses = [Guess("internet_slow", 0.4), Guess("wifi_problem", 0.3)]
        offered = [guess.intent for guess in guesses] if label else []
        services.collector.keep(Unclear(conversation_id, text, language, guesses, offered))
        if label:
            services.triage.record(conversation_id, label, words=text)

    return keep


@pytest.fixture(scope="session")
def polderlink(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo's customers in it, made once and copied for each test."""
    path = tmp_path_factory.mktemp("polderlink") / "t.db"
    database = Database(f"sqlite:///{path}")
    database.create_all()
    seed(database)
    database.close()
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What took seconds takes a moment: the next try, the word to the customer, the look around."""
    monkeypatch.setattr(outbox, "WAIT", wait_fixed(0.05))
    monkeypatch.setattr(delivery, "PATIENCE", timedelta(seconds=0.3))
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(worker, "CATCH_UP_SECONDS", 0.2)


def _training_data(folder: Path) -> Path:
    """Dutch messages of a small company."""
    lines = ['version: "3.1"', "nlu:"]
    for intent in ("internet_slow", "wifi_problem", "tv_no_signal", "out_of_scope"):
        lines += [f"  - intent: {intent}", "    examples: |", f"      - voorbeeld van {intent}"]
    (folder / "nlu" / "nl").mkdir(parents=True)
    (folder / "nlu" / "nl" / "internet.yml").write_text("\n".join(lines) + "\n")
    return folder / "nlu"
