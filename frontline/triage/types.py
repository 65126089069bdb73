"""What triage finds in a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """A problem in the taxonomy's terms and in the customer's own words.

    `urgency` runs from 1 (can wait) to 3 (now); `confidence` from 0 to 1; `entities` maps names to values.
    """

    intent: str
    category: str
    urgency: int
    skill: str
    confidence: float
    words: str
    entities: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain JSON, as slots and the handoff pack hold it."""
        return asdict(self)
