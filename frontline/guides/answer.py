"""What came from the customer, tapped or typed, as Rasa understood it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frontline.guides.values import Mention

MOVES = ("stop", "goodbye", "start_over", "problem_solved", "go_back", "repeat")
"""Intents that move the walk as a whole rather than answer its question."""

FALLBACK = "nlu_fallback"

SURE_OF_MATCH = 0.72
"""Cosine from which an answer is taken for a choice though it also looks like something else."""

SURE_OF_INTENT, MAYBE_INTENT = 0.75, 0.4
"""Confidence of an intent from which a message is another problem, and from which it is worth a question."""

LIKELY_INTENT = 0.5
"""The same where it stands behind a no to our offer, after which we would have asked what else there is."""


@dataclass(frozen=True)
class Answer:
    """What came from the customer, as Rasa understood it; `unseen` before they could read what is asked.

    `tapped` says that its intent is that of a button.
    """

    text: str
    payload: str | None = None
    intent: str | None = None
    confidence: float = 0.0
    mentions: Sequence[Mention] = ()
    unseen: bool = False
    tapped: bool = False

    @property
    def asks(self) -> bool:
        """Whether it ends as a question does ("and now?")."""
        return self.text.rstrip().endswith("?")

    @property
    def is_sure(self) -> bool:
        """Whether its intent is beyond doubt."""
        return self.confidence >= SURE_OF_INTENT

    @property
    def likely_means_it(self) -> bool:
        """Whether its intent is likelier than all others together."""
        return self.confidence >= LIKELY_INTENT

    @property
    def moves(self) -> bool:
        """Whether it surely moves the walk as a whole."""
        return self.intent in MOVES and self.is_sure


def understood(
    intent: str | None, confidence: float, ranking: Sequence[Mapping[str, Any]]
) -> tuple[str | None, float]:
    """The intent, or the likeliest one behind a fallback."""
    if intent != FALLBACK:
        return intent, confidence
    likeliest = next((row for row in ranking if row.get("name") != FALLBACK), None)
    return (likeliest["name"], float(likeliest["confidence"])) if likeliest else (None, 0.0)
