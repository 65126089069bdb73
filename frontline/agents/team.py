"""The team as `content/team.yml` describes it: who is helped by whom, and the demo's agents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from frontline.agents.types import Profile, Role


class TeamError(ValueError):
    """`content/team.yml` says something that cannot be true."""


@dataclass(frozen=True)
class Routing:
    """How customers and agents find each other."""

    mode: Literal["pull", "push"]
    """`pull`: agents take the next themselves; `push`: customers are given to whoever suits best."""
    urgency_step: timedelta
    """One step of urgency counts as having waited this much longer."""
    known_agent: timedelta
    """For the agent who helped them before, a customer counts as having waited this much longer."""
    widen_after: timedelta
    """When nobody was free for so long, the skill no longer counts; after twice that the language neither."""
    silent_after: timedelta
    """An agent who is gone for so long loses their conversations, which go to the front of the queue."""
    capacity: int
    """Conversations at once for an agent who chose no other number."""


@dataclass(frozen=True)
class Team:
    """The routing rules and the agents of the demo."""

    routing: Routing
    demo_agents: Sequence[Profile]

    @classmethod
    def load(cls, path: Path, skills: Collection[str]) -> Team:
        """Reads `team.yml`; `skills` are the names the taxonomy knows.

        Raises TeamError with one plain sentence on what is wrong.
        """
        document = YAML(typ="safe").load(path)
        return cls(
            routing=_routing(document["routing"]),
            demo_agents=[_profile(row, skills) for row in document["demo_agents"]],
        )


def _routing(row: Mapping[str, Any]) -> Routing:
    if row["mode"] not in ("pull", "push"):
        raise TeamError(f"routing: mode is {row['mode']}, and can only be pull or push.")
    if not isinstance(row["capacity"], int) or row["capacity"] < 1:
        raise TeamError("routing: capacity must be a whole number from 1.")
    return Routing(
        mode=row["mode"],
        urgency_step=_minutes(row, "urgency_step_minutes", least=0),
        known_agent=_minutes(row, "known_agent_minutes", least=0),
        widen_after=_minutes(row, "widen_after_minutes", least=1),
        silent_after=_minutes(row, "silent_after_minutes", least=1),
        capacity=row["capacity"],
    )


def _minutes(row: Mapping[str, Any], name: str, least: int) -> timedelta:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < least:
        raise TeamError(f"routing: {name} must be a number of minutes from {least}.")
    return timedelta(minutes=value)


def _profile(row: Mapping[str, Any], skills: Collection[str]) -> Profile:
    unknown = set(row["skills"]) - set(skills)
    if unknown:
        raise TeamError(f"Agent {row['username']} has unknown skills: {', '.join(sorted(unknown))}.")
    return Profile(
        username=row["username"],
        name=row["name"],
        role=Role(row["role"]),
        skills=tuple(row["skills"]),
        languages=tuple(row["languages"]),
    )
