"""Who is helped next and by whom: tables of who waits and who is at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.agents.team import Routing
from frontline.handoffs.routing import AtDesk, Waiting, can_help, choices, in_order, pushes

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)
RULES = Routing(
    mode="push",
    urgency_step=timedelta(minutes=10),
    known_agent=timedelta(minutes=15),
    widen_after=timedelta(minutes=5),
    silent_after=timedelta(minutes=3),
    capacity=4,
)


def waiting(handoff_id: str, minutes: float = 1, skill: str = "tv", **more: Any) -> Waiting:
    since = NOW - timedelta(minutes=minutes)
    return Waiting(
        handoff_id, skill, **{"language": "nl", "urgency": 2, "since": since, "queued_at": since, **more}
    )


def agent(agent_id: int, *skills: str, load: int = 0, capacity: int = 3, languages: str = "nl") -> AtDesk:
    return AtDesk(agent_id, skills or ("tv",), languages.split(), load, capacity)


def names(*matches: Any) -> list[str]:
    return [match.handoff_id for match in matches]


@pytest.mark.parametrize(
    ("queue", "order"),
    [
        ([waiting("short", 1), waiting("long", 5)], ["long", "short"]),
        ([waiting("normal", 5), waiting("urgent", 1, urgency=3)], ["urgent", "normal"]),
        ([waiting("patient", 12, urgency=2), waiting("urgent", 1, urgency=3)], ["patient", "urgent"]),
        ([waiting("urgent", 60, urgency=3), waiting("lost", 1, urgency=1, front=True)], ["lost", "urgent"]),
    ],
)
def test_order_of_the_queue(queue: list[Waiting], order: list[str]) -> None:
    assert names(*in_order(queue, RULES)) == order


@pytest.mark.parametrize(
    ("one", "who", "can"),
    [
        (waiting("a"), agent(1, "tv"), True),
        (waiting("a"), agent(1, "billing"), False),
        (waiting("a", language="en"), agent(1, "tv"), False),
        (waiting("a", 5), agent(1, "billing"), True),
        (waiting("a", 5, language="en"), agent(1, "billing"), False),
        (waiting("a", 10, language="en"), agent(1, "billing"), True),
        (waiting("a", wanted_agent_id=2), agent(1, "tv"), False),
        (waiting("a", skill="billing", wanted_agent_id=1), agent(1, "tv"), True),
        (waiting("a", 5, wanted_agent_id=2), agent(1, "tv"), True),
        (waiting("a", 30, queued_at=NOW), agent(1, "billing"), False),
    ],
)
def test_help_is_sought_wider_while_nobody_is_free(one: Waiting, who: AtDesk, can: bool) -> None:
    assert can_help(one, who, RULES, NOW) is can


def test_agent_is_offered_whom_they_can_help_in_order() -> None:
    queue = [waiting("bill", 4, "billing"), waiting("tv", 1), waiting("film", 2)]
    assert names(*choices(agent(1, "tv"), queue, RULES, NOW)) == ["film", "tv"]


def test_agent_is_offered_first_who_was_passed_to_them_then_whom_they_know() -> None:
    queue = [
        waiting("stranger", 4),
        waiting("known", 1, known_agent_id=1),
        waiting("passed", 1, skill="billing", wanted_agent_id=1),
    ]
    assert names(*choices(agent(1, "tv"), queue, RULES, NOW)) == ["passed", "known", "stranger"]


def test_old_acquaintance_does_not_keep_others_waiting_for_ever() -> None:
    queue = [waiting("stranger", 4, urgency=3), waiting("known", 1, urgency=1, known_agent_id=1)]
    assert names(*choices(agent(1, "tv"), queue, RULES, NOW)) == ["stranger", "known"]


@pytest.mark.parametrize(
    ("agents", "chosen"),
    [
        ([agent(1, "billing"), agent(2, "tv")], 2),
        ([agent(1, load=2), agent(2, load=1)], 2),
        ([agent(1, load=2, capacity=8), agent(2, load=1, capacity=2)], 1),
        ([agent(1, "tv", "billing"), agent(2, "tv")], 2),
        ([agent(7, load=2), agent(2)], 7),
        ([agent(7, load=3), agent(2)], 2),
        ([agent(1, load=3)], None),
        ([agent(1, languages="en")], None),
    ],
)
def test_customer_is_given_to_whom_suits_best(agents: list[AtDesk], chosen: int | None) -> None:
    given_to = [match.agent_id for match in pushes([waiting("a", known_agent_id=7)], agents, RULES, NOW)]
    assert given_to == ([] if chosen is None else [chosen])


def test_log_says_why_this_one() -> None:
    (match,) = pushes([waiting("a", 6, "billing", known_agent_id=1)], [agent(1, "tv", load=1)], RULES, NOW)
    assert str(match) == (
        "handoff a goes to agent 1: helped this customer before, language nl, any skill by now, urgency 2, "
        "waited 360 s, load 1 of 3"
    )


people = st.builds(
    agent,
    st.integers(1, 5),
    st.sampled_from(["tv", "billing"]),
    load=st.integers(0, 3),
    languages=st.sampled_from(["nl", "nl en"]),
)
customers = st.builds(
    waiting,
    st.text("abcdef", min_size=1, max_size=3),
    st.floats(0, 20),
    st.sampled_from(["tv", "billing"]),
    language=st.sampled_from(["nl", "en"]),
    front=st.booleans(),
)


@given(
    st.lists(customers, unique_by=lambda one: one.handoff_id),
    st.lists(people, unique_by=lambda a: a.agent_id),
)
def test_nobody_is_given_twice_and_no_agent_more_than_fits(
    queue: list[Waiting], agents: list[AtDesk]
) -> None:
    matches = pushes(queue, agents, RULES, NOW)
    assert len({match.handoff_id for match in matches}) == len(matches)
    for one in agents:
        taken = [match for match in matches if match.agent_id == one.agent_id]
        assert one.load + len(taken) <= max(one.capacity, one.load)
    left = {one.handoff_id for one in queue} - {match.handoff_id for match in matches}
    full = [
        replace(one, load=one.load + sum(match.agent_id == one.agent_id for match in matches))
        for one in agents
    ]
    idle = [one for one in full if one.has_room]
    assert not any(can_help(one, a, RULES, NOW) for one in queue if one.handoff_id in left for a in idle)
