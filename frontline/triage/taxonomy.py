"""The taxonomy of problems, read from `content/taxonomy.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

Text = Mapping[str, str]
"""The same copy per language: `{"nl": ..., "en": ...}`."""

GENERAL_SKILL = "general"
"""The skill of agents who take what has no problem of its own."""


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem; urgency runs from 1 (can wait) to 3 (now)."""

    intent: str
    category: str
    urgency: int
    skill: str
    label: Text
    button: Text


class Taxonomy:
    """The known kinds of problem, by intent name."""

    def __init__(
        self,
        problems: Mapping[str, ProblemType],
        categories: Mapping[str, Text],
        skills: Mapping[str, Text],
        services: Mapping[str, Sequence[str]],
    ) -> None:
        """`services` are the products and devices that tell of a service, by the category of its troubles."""
        self._problems = dict(problems)
        self._told_by = {thing: service for service, things in services.items() for thing in things}
        self.categories = dict(categories)
        self.skills = dict(skills)

    @classmethod
    def load(cls, path: Path) -> Taxonomy:
        """Reads the file; KeyError or TypeError name what a row lacks."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        problems: dict[str, ProblemType] = {
            intent: ProblemType(intent=intent, **row) for intent, row in content["problems"].items()
        }
        return cls(problems, content["categories"], content["skills"], content["services"])

    def __contains__(self, intent: str | None) -> bool:
        return intent in self._problems

    def __iter__(self) -> Iterator[ProblemType]:
        return iter(self._problems.values())

    def is_service(self, category: str | None) -> bool:
        """Whether its problems are troubles of a service, which much the same words describe."""
        return category in self._told_by.values()

    def service_of(self, thing: str) -> str | None:
        """The category of the service that a product or device tells of; None when it tells of none."""
        return self._told_by.get(thing)

    def problem(self, intent: str) -> ProblemType:
        """The kind of problem with this intent name; KeyError when it is not one."""
        return self._problems[intent]
