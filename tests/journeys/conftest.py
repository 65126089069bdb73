"""Customers who talk to the whole front line, with the trained model and the real actions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import jwt
import pytest

from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from frontline.settings import Settings
from tests.journeys.demo import Demo
from tests.journeys.dialogues import Dialogue, Journey
from tests.journeys.visiting import Visitor
from tools.running import RunningFrontLine


@pytest.fixture(scope="session")
def services(front_line: RunningFrontLine) -> Frontline:
    """The services on the running front line's database, as another process has them."""
    return Frontline(Settings(database_url=front_line.database_url))


@pytest.fixture
def agent(services: Frontline, front_line: RunningFrontLine) -> Agent:
    """Somebody at the desk, which was seen to be open just now: who has gone loses their customers."""
    username = next(p.username for p in services.team.demo_agents if p.role.value == "agent")
    agent = services.agents.sign_in(username, front_line.agent_password).agent
    services.agents.seen({agent.id})
    return agent


@pytest.fixture
def customer(front_line: RunningFrontLine, services: Frontline) -> Iterator[Callable[..., Visitor]]:
    """`customer()` is an anonymous visitor, `customer("PK100201")` is signed in; `language` is the page's."""
    visitors: list[Visitor] = []

    def visit(customer_id: str | None = None, language: str = "nl") -> Visitor:
        request = {"context": {"locale": language, "page": "/demo/"}}
        if customer_id:
            request["customer_token"] = token(front_line, customer_id)
        visitors.append(Visitor(front_line.url, services, **request))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def office(services: Frontline) -> Iterator[Demo]:
    """The running front line's demo back office, which is afterwards as it was before."""
    demo = Demo(services)
    yield demo
    demo.restore()


@pytest.fixture
def play(customer: Callable[..., Visitor], office: Demo) -> Callable[[Journey], None]:
    """Plays a journey and holds against it what was carried out in the back office."""

    def play(journey: Journey) -> None:
        Dialogue(customer(journey.customer, journey.language)).play(journey.script)
        assert office.carried_out() == list(journey.carried_out)

    return play


def token(front_line: RunningFrontLine, customer_id: str) -> str:
    """The token that the company's own site would give."""
    claims = {"sub": customer_id, "aud": "frontline", "exp": int(time.time()) + 600}
    secret = front_line.environment["FRONTLINE_WEBSITE_TOKEN_SECRET"]
    return jwt.encode(claims, secret, algorithm="HS256")
