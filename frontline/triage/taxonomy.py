"""The taxonomy of problems, read from `content/taxonomy.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        self, problems: Mapping[str, ProblemType], categories: Mapping[str, Text], skills: Mapping[str, Text]
    ) -> None:
        self._problems = dict(problems)
        self.categories = dict(categories)
        self.skills = dict(skills)

    @classmethod
    def load(cls, path: Path) -> Taxonomy:
        """Reads the file; KeyError or TypeError name what a row lacks."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        problems: dict[str, ProblemType] = {
            intent: ProblemType(intent=intent, **row) for intent, row in content["problems"].items()
        }
        return cls(problems, content["categories"], content["skills"])

    def __contains__(self, intent: str | None) -> bool:
        return intent in self._problems

    def __iter__(self) -> Iterator[ProblemType]:
        return iter(self._problems.values())

    def problem(self, intent: str) -> ProblemType:
        """The kind of problem with this intent name; KeyError when it is not one."""
        return self._problems[intent]
