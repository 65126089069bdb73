"""What a handoff is, the states it goes through, and how a step can be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar

Text = Mapping[str, str]
"""The same copy per language: `{"nl": ..., "en": ...}`."""

EFFORT_SCORES = range(1, 6)
"""How much effort it was for the customer, from little to much."""

Pack = Mapping[str, Any]
"""The handoff pack: JSON as described by `content/schemas/handoff_pack.json`."""


class State(str, Enum):
    """Where a handoff is. It starts queued; the last three are ends."""

    QUEUED = "queued"
    ASSIGNED = "assigned"
    """An agent took it and has said nothing yet."""
    ACTIVE = "active"
    RETURNED = "returned"
    """Given back to the assistant."""
    RESOLVED = "resolved"
    ABANDONED = "abandoned"
    """The customer no longer wanted it."""

    @property
    def open(self) -> bool:
        """Whether a person still owns the conversation."""
        return bool(TRANSITIONS[self])


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.ASSIGNED, State.ABANDONED}),
    State.ASSIGNED: frozenset({State.ACTIVE, State.QUEUED, State.RETURNED, State.RESOLVED, State.ABANDONED}),
    State.ACTIVE: frozenset({State.QUEUED, State.RETURNED, State.RESOLVED, State.ABANDONED}),
    State.RETURNED: frozenset(),
    State.RESOLVED: frozenset(),
    State.ABANDONED: frozenset(),
}


class Reason(str, Enum):
    """Why a conversation was handed over."""

    ASKED = "asked"
    """The customer asked for a person."""
    GUIDE = "guide"
    """A guide ended in a person."""
    FAILED = "failed"
    """The assistant and the customer did not understand each other in a guide."""
    NO_GUIDE = "no_guide"
    """The problem is known, but there is no guide for it."""
    UNSURE = "unsure"
    """It stayed unclear what the problem is."""


@dataclass(frozen=True)
class HandoffRequest:
    """What the assistant knows when it asks for a person.

    `problem` is the triage's `{intent, category, urgency, skill, confidence, words, entities}`, `walks` the
    guides walked, each as `frontline.guides.types.Walk.to_dict()`. `reason` is a sentence for the agent when
    more is known than the code says; `skill` overrides the problem's; `frustration` counts upset messages.
    """

    conversation_id: str
    reason_code: str
    reason: Text | str | None = None
    problem: Mapping[str, Any] | None = None
    walks: Sequence[Mapping[str, Any]] = ()
    language: str = "nl"
    skill: str | None = None
    frustration: int = 0


@dataclass(frozen=True)
class HandoffStatus:
    """How one handoff stands; times in UTC. `agent_name` is the first name, which customers may see.

    A ticket has a `reference` and is answered by `promised_at`; one for a call back also has `callback_at`.
    `callback_phone` is the number for it, or until one was given that of a verified customer.
    `effort_score` is the customer's, from 1 (little effort) to 5 (much).
    """

    id: str
    conversation_id: str
    state: State
    reason_code: str
    skill: str
    urgency: int
    language: str
    channel: str
    requested_at: datetime
    queued_at: datetime
    agent_id: int | None = None
    agent_name: str | None = None
    assigned_at: datetime | None = None
    ended_at: datetime | None = None
    confirmed_problem: str | None = None
    outcome: str | None = None
    reference: str | None = None
    promised_at: datetime | None = None
    callback_at: datetime | None = None
    callback_phone: str | None = None
    effort_score: int | None = None

    @property
    def is_ticket(self) -> bool:
        """Whether it waits for an answer later, while the assistant has the conversation."""
        return self.promised_at is not None and self.state is State.QUEUED


@dataclass(frozen=True)
class Handoff(HandoffStatus):
    """One handoff as it is now, with its pack."""

    pack: Pack = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Standing:
    """How it stands with someone who waits: the place among those who wait for the same skill, from 1, and
    what is still to be waited, None when that is not known."""

    position: int
    wait: timedelta | None


@dataclass(frozen=True)
class Unrated:
    """A handoff that an agent resolved and whose customer has given no score."""

    handoff_id: str
    conversation_id: str
    language: str
    ended_at: datetime


@dataclass(frozen=True)
class QueueEntry:
    """A waiting or open handoff, as short as a list needs it; `position` counts from 1 among the waiting."""

    handoff_id: str
    conversation_id: str
    state: State
    problem: Text | None
    words: str
    urgency: int
    skill: str
    language: str
    channel: str
    customer_name: str | None
    requested_at: datetime
    position: int | None
    reference: str | None = None
    promised_at: datetime | None = None
    callback_at: datetime | None = None


@dataclass(frozen=True)
class PastEntry:
    """A handoff that has ended; `agent_name` is the first name of who had it last."""

    entry: QueueEntry
    ended_at: datetime
    outcome: str | None
    agent_name: str | None


@dataclass(frozen=True)
class InternalNote:
    """What an agent noted for colleagues; `agent_name` is a first name."""

    id: int
    agent_name: str
    text: str
    created_at: datetime


@dataclass(frozen=True)
class CannedAnswer:
    """A sentence for agents, in both languages; `{agent}` becomes their first name."""

    id: str
    title: Text
    text: Text


class HandoffRefused(Exception):
    """A step that cannot be taken; `code` names why, `details` fills the sentence that an agent reads."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: str) -> None:
        super().__init__(self.code, details)
        self.details = details


class UnknownHandoff(HandoffRefused):
    """There is no such handoff."""

    code = "unknown"


class NotForThisRole(HandoffRefused):
    """The agent's role does not speak to customers."""

    code = "not_for_your_role"


class AlreadyTaken(HandoffRefused):
    """Another agent was first; `by` is their first name."""

    code = "already_taken"


class NotYours(HandoffRefused):
    """Another agent has it; `by` is their first name, empty while it still waits."""

    code = "not_yours"


class AlreadyEnded(HandoffRefused):
    """It was resolved, given back or abandoned before; `state` says which."""

    code = "already_ended"


class NothingWaiting(HandoffRefused):
    """The queue is empty."""

    code = "nothing_waiting"


class NobodyForYou(HandoffRefused):
    """Some wait, but none for the agent's skills and languages; `minutes` until help is sought wider."""

    code = "nobody_for_you"


class NotATransfer(HandoffRefused):
    """There is no such skill, or that person cannot help this customer."""

    code = "not_a_transfer"


class NotAnAnswer(HandoffRefused):
    """A canned answer without a name, or without its words in both languages."""

    code = "not_an_answer"


class NotAMoment(HandoffRefused):
    """We cannot call back at that moment."""

    code = "not_a_moment"


class NotAPhoneNumber(HandoffRefused):
    """That cannot be called."""

    code = "not_a_phone_number"


class NotAScore(HandoffRefused):
    """The effort score is not one, or there is nothing to score."""

    code = "not_a_score"


class Full(HandoffRefused):
    """The agent has as many conversations as they can; `capacity` says how many."""

    code = "full"


class NotAnOutcome(HandoffRefused):
    """The problem or the outcome is none that we know."""

    code = "not_an_outcome"
