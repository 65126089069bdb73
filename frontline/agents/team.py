"""The team as `content/team.yml` describes it: how the queue is ordered, and the agents of the demo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontline.agents.types import Profile, Role


class TeamError(ValueError):
    """`content/team.yml` says something that cannot be true."""


@dataclass(frozen=True)
class Routing:
    """How waiting customers are ordered."""

    urgency_step: timedelta
    """One step of urgency counts as having waited this much longer."""


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
        minutes = document["routing"]["urgency_step_minutes"]
        return cls(
            routing=Routing(urgency_step=timedelta(minutes=minutes)),
            demo_agents=[_profile(row, skills) for row in document["demo_agents"]],
        )


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
