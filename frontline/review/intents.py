"""What trainers see for the name of an intent: all that a message can mean, in human words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from frontline.review.types import Text
from frontline.triage.taxonomy import Taxonomy

OTHER = "contact"
"""The category of what is no problem: wishes about the contact and moves in the conversation."""


@dataclass(frozen=True)
class IntentName:
    """An intent in human words; `category` is one of the taxonomy's, or `contact`."""

    intent: str
    category: str
    label: Text


class IntentNames:
    """The names of all intents that a trainer can choose."""

    def __init__(self, taxonomy: Taxonomy, others: Mapping[str, Text]) -> None:
        problems = [IntentName(problem.intent, problem.category, problem.label) for problem in taxonomy]
        rest = [IntentName(intent, OTHER, label) for intent, label in others.items()]
        self._names = {name.intent: name for name in (*problems, *rest)}

    @classmethod
    def load(cls, path: Path, taxonomy: Taxonomy) -> IntentNames:
        """Reads `intents` of `content/review.yml`."""
        return cls(taxonomy, yaml.safe_load(path.read_text(encoding="utf-8"))["intents"])

    def __contains__(self, intent: object) -> bool:
        return intent in self._names

    def __iter__(self) -> Iterator[IntentName]:
        return iter(self._names.values())
