"""The team as `content/team.yml` describes it: skills in words, how the queue is ordered, demo agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontline.agents.types import Profile, Role

LANGUAGES = ("nl", "en")


class TeamError(ValueError):
    """`content/team.yml` says something that cannot be true."""


@dataclass(frozen=True)
class Routing:
    """How waiting customers are ordered."""

    urgency_step: timedelta
    """One step of urgency counts as having waited this much longer."""


@dataclass(frozen=True)
class Team:
    """Skills by name with their label per language, the routing rules, and the agents of the demo."""

    skills: Mapping[str, Mapping[str, str]]
    routing: Routing
    demo_agents: Sequence[Profile]

    @classmethod
    def load(cls, path: Path) -> Team:
        """Reads `team.yml`. Raises TeamError with one plain sentence on what is wrong."""
        document = YAML(typ="safe").load(path)
        skills = {name: _label(name, label) for name, label in document["skills"].items()}
        minutes = document["routing"]["urgency_step_minutes"]
        return cls(
            skills=skills,
            routing=Routing(urgency_step=timedelta(minutes=minutes)),
            demo_agents=[_profile(row, skills) for row in document["demo_agents"]],
        )

    def skill_label(self, skill: str) -> Mapping[str, str]:
        """The skill in words; its bare name when the team file does not know it."""
        return self.skills.get(skill) or {language: skill for language in LANGUAGES}


def _label(skill: str, label: Mapping[str, str]) -> Mapping[str, str]:
    missing = [language for language in LANGUAGES if not label.get(language)]
    if missing:
        raise TeamError(f"Skill {skill} has no label in {', '.join(missing)}. Add it.")
    return label


def _profile(row: Mapping[str, Any], skills: Mapping[str, Any]) -> Profile:
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
