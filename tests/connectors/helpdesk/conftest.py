"""The desk on a real Sanic server, with agents at it and a customer who writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from frontline.agents.service import Agents
from frontline.agents.types import Agent, Profile, Role
from frontline.bootstrap import Frontline
from frontline.settings import Settings
from tests.connectors.helpdesk.desk_server import PASSWORD, Browser, Customer, DeskServer


@pytest.fixture
def services(tmp_path: Path) -> Frontline:
    services = Frontline(Settings(database_url=f"sqlite:///{tmp_path}/t.db"))
    vars(services)["back_office"] = None
    services.database.create_all()
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
