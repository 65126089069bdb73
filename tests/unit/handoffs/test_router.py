"""The queue moves by itself: agents who are gone lose their customers, free agents are given some."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from frontline.agents.service import Agents
from frontline.agents.team import Team
from frontline.agents.types import Agent
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.router import Router
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Full, Handoff, HandoffRequest, NobodyForYou, State
from frontline.storage.database import Database
from frontline.storage.tables import now
from frontline.triage.taxonomy import Taxonomy
from tests.unit.handoffs.conftest import CONTENT


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead

    def later(self, minutes: float) -> None:
        self.ahead += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def team(taxonomy: Taxonomy) -> Team:
    return Team.load(CONTENT / "team.yml", taxonomy.skills)


@pytest.fixture
def handoffs(
    database: Database,
    conversations: Conversations,
    taxonomy: Taxonomy,
    team: Team,
    copy: HandoffCopy,
    clock: Clock,
) -> Handoffs:
    return Handoffs(database, conversations, taxonomy, team, copy, clock=clock)


@pytest.fixture
def agents(database: Database, clock: Clock) -> Agents:
    return Agents(database, clock=clock, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def router(handoffs: Handoffs, agents: Agents, team: Team) -> Router:
    return Router(handoffs, agents, team.routing)


@pytest.fixture
def pushing(handoffs: Handoffs, agents: Agents, team: Team) -> Router:
    return Router(handoffs, agents, replace(team.routing, mode="push"))


QueueUp = Callable[..., Handoff]


def test_customer_of_an_agent_who_is_gone_is_first_in_line_and_hears_so(
    router: Router,
    handoffs: Handoffs,
    agents: Agents,
    conversations: Conversations,
    clock: Clock,
    queue_up: QueueUp,
    sanne: Agent,
    daan: Agent,
) -> None:
    agents.seen({sanne.id})
    theirs = handoffs.take(queue_up("a", "bill_copy").id, sanne)
    handoffs.say(theirs.id, sanne, "Hoi", "c1")
    clock.later(minutes=4)
    urgent = queue_up("b", "internet_down")
    assert [handoff.id for handoff in router.move_on()] == [theirs.id]
    assert [entry.handoff_id for entry in handoffs.queue()] == [theirs.id, urgent.id]
    said = conversations.transcript(theirs.conversation_id)[-1]
    assert (said.author, "Sanne" in said.text) == (Author.SYSTEM, True)
    assert router.move_on() == []

    again = handoffs.take(theirs.id, daan)
    joined = conversations.transcript(theirs.conversation_id)[-1].text
    assert (again.agent_name, "Daan" in joined) == ("Daan", True)


def test_agent_whose_desk_is_open_keeps_their_customers(
    router: Router, handoffs: Handoffs, agents: Agents, clock: Clock, queue_up: QueueUp, sanne: Agent
) -> None:
    taken = handoffs.take(queue_up("a").id, sanne)
    clock.later(minutes=30)
    agents.seen({sanne.id})
    clock.later(minutes=2)
    assert router.move_on() == []
    assert handoffs.get(taken.id).state is State.ASSIGNED


def test_agent_of_another_helpdesk_was_never_at_ours_and_is_not_gone(
    router: Router, handoffs: Handoffs, clock: Clock, queue_up: QueueUp, sanne: Agent
) -> None:
    handoffs.take(queue_up("a").id, sanne)
    clock.later(minutes=60)
    assert router.move_on() == []


def test_pushed_customer_goes_to_an_agent_who_is_there_and_the_log_says_why(
    pushing: Router,
    handoffs: Handoffs,
    agents: Agents,
    queue_up: QueueUp,
    sanne: Agent,
    daan: Agent,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    handoff = queue_up("a", "internet_down")
    agents.seen({daan.id})
    assert pushing.move_on() == []
    agents.seen({sanne.id})
    assert [one.agent_name for one in pushing.move_on()] == ["Sanne"]
    assert f"handoff {handoff.id} goes to agent {sanne.id}: skill internet_tech" in caplog.text


@pytest.mark.parametrize(
    "status", [{"available": False, "capacity": None}, {"available": True, "capacity": 1}]
)
def test_who_is_away_or_full_is_given_nobody(
    pushing: Router,
    handoffs: Handoffs,
    agents: Agents,
    queue_up: QueueUp,
    sanne: Agent,
    status: dict[str, object],
) -> None:
    agents.seen({sanne.id})
    handoffs.take(queue_up("a").id, agents.set_status(sanne.id, **status))
    queue_up("b")
    assert pushing.move_on() == []


def test_after_some_minutes_anyone_may_help(
    pushing: Router, agents: Agents, clock: Clock, queue_up: QueueUp, daan: Agent
) -> None:
    queue_up("a", "internet_down")
    agents.seen({daan.id})
    assert pushing.move_on() == []
    clock.later(minutes=6)
    agents.seen({daan.id})
    assert [one.agent_name for one in pushing.move_on()] == ["Daan"]


def test_customer_who_comes_back_is_given_to_the_agent_who_helped_before(
    pushing: Router,
    handoffs: Handoffs,
    agents: Agents,
    queue_up: QueueUp,
    sanne: Agent,
    new_agent: Callable[..., Agent],
) -> None:
    robin = new_agent("Robin Kok")
    agents.seen({sanne.id, robin.id})
    before = handoffs.take(queue_up("a").id, robin)
    handoffs.resolve(before.id, robin, "internet_down", "solved")
    handoffs.request(HandoffRequest(before.conversation_id, "asked", problem={"intent": "internet_down"}))
    assert [one.agent_name for one in pushing.move_on()] == ["Robin"]


def test_next_is_refused_to_who_is_full(
    handoffs: Handoffs, agents: Agents, queue_up: QueueUp, sanne: Agent
) -> None:
    busy = agents.set_status(sanne.id, available=True, capacity=1)
    handoffs.take(queue_up("a").id, busy)
    queue_up("b")
    with pytest.raises(Full) as refused:
        handoffs.take_next(busy)
    assert refused.value.details == {"capacity": "1"}


def test_next_says_when_nobody_is_for_this_agent_yet(
    handoffs: Handoffs, clock: Clock, queue_up: QueueUp, daan: Agent
) -> None:
    handoff = queue_up("a", "internet_down")
    with pytest.raises(NobodyForYou) as refused:
        handoffs.take_next(daan)
    assert refused.value.details == {"minutes": "5"}
    clock.later(minutes=6)
    assert handoffs.take_next(daan).id == handoff.id
