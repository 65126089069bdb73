"""Who is helped next and by whom: rules over who waits and who is at the desk. Pure; times in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from frontline.agents.team import Routing

SAME_SKILL, SAME_LANGUAGE, ANYONE = range(3)
"""How widely help is sought: by skill and language, by language alone, by anyone."""


@dataclass(frozen=True)
class Waiting:
    """Someone in the queue. `front` goes before everyone; `since` is when their waiting began to count,
    `queued_at` when they came into this queue last; nobody is given them before `not_before`.

    `known_agent_id` helped this customer before; `wanted_agent_id` is whom a colleague passed them to.
    """

    handoff_id: str
    skill: str
    language: str
    urgency: int
    since: datetime
    queued_at: datetime
    front: bool = False
    known_agent_id: int | None = None
    wanted_agent_id: int | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class AtDesk:
    """An agent who may be given customers: `load` conversations now, `capacity` at most."""

    agent_id: int
    skills: Sequence[str]
    languages: Sequence[str]
    load: int
    capacity: int

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.load < self.capacity


@dataclass(frozen=True)
class Match:
    """Who helps whom, and why: short reasons for the log."""

    handoff_id: str
    agent_id: int
    because: tuple[str, ...]

    def __str__(self) -> str:
        return f"handoff {self.handoff_id} goes to agent {self.agent_id}: {', '.join(self.because)}"


def in_order(queue: Iterable[Waiting], rules: Routing) -> list[Waiting]:
    """The queue as it will be helped. The order stays while they wait, so nobody waits for ever."""
    return sorted(queue, key=lambda one: _place(one, rules))


def reach(one: Waiting, rules: Routing, now: datetime) -> int:
    """How widely help is sought by now: one step wider each time nobody was free for so long."""
    return min(max(int((now - one.queued_at) / rules.widen_after), SAME_SKILL), ANYONE)


def can_help(one: Waiting, agent: AtDesk, rules: Routing, now: datetime) -> bool:
    """Whether this customer may be given to this agent now."""
    if one.not_before is not None and now < one.not_before:
        return False
    wide = reach(one, rules, now)
    if one.wanted_agent_id is not None and wide == SAME_SKILL:
        return one.wanted_agent_id == agent.agent_id
    return (wide >= SAME_LANGUAGE or one.skill in agent.skills) and (
        wide >= ANYONE or one.language in agent.languages
    )


def choices(agent: AtDesk, queue: Iterable[Waiting], rules: Routing, now: datetime) -> list[Match]:
    """Whom this agent can help, best first: those passed to them, then by place, old acquaintances sooner."""
    order = in_order(queue, rules)
    places = {one.handoff_id: place for place, one in enumerate(order, start=1)}
    mine = [one for one in order if can_help(one, agent, rules, now)]
    mine.sort(
        key=lambda one: (one.wanted_agent_id != agent.agent_id, _place(_sooner(one, agent, rules), rules))
    )
    return [_match(one, agent, rules, now, f"place {places[one.handoff_id]}") for one in mine]


def pushes(queue: Iterable[Waiting], agents: Iterable[AtDesk], rules: Routing, now: datetime) -> list[Match]:
    """The customers who can be given to someone now, in their order, each to whom suits best."""
    desks = {agent.agent_id: agent for agent in agents}
    matches = []
    for one in in_order(queue, rules):
        agent = _best(one, desks.values(), rules, now)
        if agent is not None:
            matches.append(_match(one, agent, rules, now, f"load {agent.load} of {agent.capacity}"))
            desks[agent.agent_id] = replace(agent, load=agent.load + 1)
    return matches


def _place(one: Waiting, rules: Routing) -> tuple[bool, datetime, str]:
    return not one.front, one.since - one.urgency * rules.urgency_step, one.handoff_id


def _sooner(one: Waiting, agent: AtDesk, rules: Routing) -> Waiting:
    """As the agent's own choice sees it: a customer they know counts as having waited longer."""
    if one.known_agent_id != agent.agent_id:
        return one
    return replace(one, since=one.since - rules.known_agent)


def _best(one: Waiting, agents: Iterable[AtDesk], rules: Routing, now: datetime) -> AtDesk | None:
    """Whom a colleague named, who knows the customer, who is least busy, who can help with least else."""
    free = [agent for agent in agents if agent.has_room and can_help(one, agent, rules, now)]
    return min(free, key=lambda agent: _preference(one, agent), default=None)


def _preference(one: Waiting, agent: AtDesk) -> tuple[bool, bool, float, int, int]:
    named, known = one.wanted_agent_id == agent.agent_id, one.known_agent_id == agent.agent_id
    return not named, not known, agent.load / agent.capacity, len(agent.skills), agent.agent_id


def _match(one: Waiting, agent: AtDesk, rules: Routing, now: datetime, *more: str) -> Match:
    wide = reach(one, rules, now)
    told = [
        ("passed to them", one.wanted_agent_id == agent.agent_id),
        ("helped this customer before", one.known_agent_id == agent.agent_id),
        ("back at the front", one.front),
        (f"skill {one.skill}", one.skill in agent.skills),
        (f"language {one.language}", one.language in agent.languages),
        ("any skill by now", wide >= SAME_LANGUAGE and one.skill not in agent.skills),
        ("any language by now", wide >= ANYONE and one.language not in agent.languages),
    ]
    waited = f"waited {max(int((now - one.since).total_seconds()), 0)} s"
    reasons = (*(words for words, holds in told if holds), f"urgency {one.urgency}", waited, *more)
    return Match(one.handoff_id, agent.agent_id, reasons)
