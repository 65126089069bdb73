"""What the front line asks of another company's helpdesk, and what it hears back.

The built-in desk needs none of this: it reads the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from frontline.conversations.types import Message
from frontline.handoffs.types import Handoff, Pack, State
from frontline.settings import Settings


@dataclass(frozen=True)
class Case:
    """A handoff as both sides know it; `reference` is what the helpdesk calls it."""

    handoff: Handoff
    reference: str


@dataclass(frozen=True)
class Colleague:
    """An agent who works in the other helpdesk; `key` is their id there."""

    key: str
    name: str


@dataclass(frozen=True)
class Assigned:
    """This agent has the conversation now."""

    handoff_id: str
    colleague: Colleague


@dataclass(frozen=True)
class Said:
    """The agent wrote to the customer; `message_id` is the helpdesk's and makes it said once only."""

    handoff_id: str
    colleague: Colleague
    message_id: str
    text: str


@dataclass(frozen=True)
class Returned:
    """The agent gave the conversation back to the assistant."""

    handoff_id: str
    colleague: Colleague
    note: str = ""


@dataclass(frozen=True)
class Resolved:
    """The agent ended it; problem and outcome are the agent's own word, None where they gave none."""

    handoff_id: str
    colleague: Colleague
    problem: str | None = None
    outcome: str | None = None


HelpdeskEvent = Assigned | Said | Returned | Resolved


class Helpdesk(Protocol):
    """A place where agents work. `connect(settings)` makes one.

    Every call may be repeated with the same `key`: the same one twice changes nothing. Calls for one handoff
    come one at a time and in order, after its `open`.
    Errors: `HelpdeskDown` when trying again later may help, `HelpdeskRefused` when it will not.
    """

    @classmethod
    def connect(cls, settings: Settings) -> Helpdesk:
        """The helpdesk of this installation. Raises ValueError when a setting is missing."""

    def open(self, pack: Pack, key: str) -> str:
        """Makes the conversation known, with all that an agent should know; what the helpdesk calls it."""

    def queue(self, case: Case, key: str) -> None:
        """Puts it before the agents with the right skill."""

    def send(self, case: Case, message: Message, key: str) -> None:
        """Passes on what the customer said."""

    def close(self, case: Case, reason: State, key: str) -> None:
        """Says that it has ended: resolved, returned to the assistant, or abandoned by the customer."""

    def catch_up(self, case: Case) -> Iterable[HelpdeskEvent]:
        """What happened in an open conversation that we may not have heard of; nothing where the other side
        says everything until we have heard it."""


class HelpdeskDown(Exception):
    """The helpdesk cannot be reached; `args[0]` says why, without personal data."""


class HelpdeskRefused(Exception):
    """The helpdesk says no, and will say no again; `args[0]` says why, without personal data."""
