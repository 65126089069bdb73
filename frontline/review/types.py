"""What the review of real messages is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

Text = Mapping[str, str]
"""The same copy per language: `{"nl": ..., "en": ...}`."""

NOT_OURS = "out_of_scope"
"""The intent of what belongs to nothing we do."""


class Source(str, Enum):
    """Why a message was kept."""

    OFFERED = "offered"
    """We were unsure and offered a few problems; the customer has chosen none of them."""
    CHOSEN = "chosen"
    """The customer tapped one of the problems that we offered."""
    REPHRASED = "rephrased"
    """The customer said it in other words, which we did understand."""
    NOTHING_LIKELY = "nothing_likely"
    """Nothing was likely enough to be offered."""
    AGENT = "agent"
    """An agent who helped the customer named the problem."""


class State(str, Enum):
    """What became of a kept message."""

    WAITING = "waiting"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Guess:
    """An intent that a message could have, with the model's confidence, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Example:
    """A message without personal data, our guesses (likeliest first), and what somebody said it meant."""

    id: int
    conversation_id: str
    text: str
    language: str
    source: Source
    guesses: Sequence[Guess]
    label: str | None
    created_at: datetime
    skipped: bool = False

    @property
    def guess(self) -> str | None:
        """What we would have taken it for."""
        return self.guesses[0].intent if self.guesses else None

    @property
    def against_guess(self) -> bool:
        """Whether somebody named another intent than we would have taken it for."""
        return self.label is not None and self.label != self.guess

    @property
    def margin(self) -> float:
        """How far the likeliest intent was ahead of the next; 0 when two were equally likely."""
        first, second, *_ = [*(guess.confidence for guess in self.guesses), 0.0, 0.0]
        return first - second


class Why(str, Enum):
    """What makes a message worth a trainer's time, most valuable first."""

    AGENT_DISAGREED = "agent_disagreed"
    CUSTOMER_DISAGREED = "customer_disagreed"
    NOTHING_LIKELY = "nothing_likely"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Reviewable:
    """An example as the review page shows it: why, how many are alike, and the intents to choose from."""

    example: Example
    why: Why
    times: int
    """So many waiting messages have exactly these words."""
    kind: int
    """So many waiting messages are of this kind: taken for the same and, where known, meant the same."""
    choices: Sequence[str]


@dataclass(frozen=True)
class Written:
    """Where an accepted message went; `added` is False when the file had it already."""

    example_id: int
    intent: str
    file: str
    added: bool


class ReviewRefused(Exception):
    """A step that cannot be taken; `code` names why, `details` fills the sentence that a trainer reads."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: str) -> None:
        super().__init__(self.code, details)
        self.details: dict[str, Any] = details


class NotATrainer(ReviewRefused):
    """Only trainers and admins review."""

    code = "not_a_trainer"


class AlreadyReviewed(ReviewRefused):
    """A colleague was first, or the message is gone; `by` is their first name, or empty."""

    code = "already_reviewed"


class UnknownIntent(ReviewRefused):
    """The training data has no such intent."""

    code = "unknown_intent"


class StandsElsewhere(ReviewRefused):
    """The same words are an example of another intent already; `intent` says which."""

    code = "stands_elsewhere"


class HeldOut(ReviewRefused):
    """The same words are in the file that the assistant is tested with, so it must not learn them."""

    code = "held_out"


class CannotWrite(ReviewRefused):
    """The training data cannot be written here, or is laid out in a way we do not know; `file` says where."""

    code = "cannot_write"
