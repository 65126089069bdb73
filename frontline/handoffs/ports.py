"""What the front line asks of another company's helpdesk, and what it hears back.

The built-in desk needs none of this: it reads the same tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from frontline.conversations.types import Message
from frontline.handoffs.types import Handoff, Pack, State
from frontline.settings import Settings


@dataclass(frozen=True)
class Case:
    """A handoff as both sides know it; `reference` is what the helpdesk calls it."""

    handoff: Handoff
    reference: str


@dataclass(frozen=True)
class Errand:
    """One thing to tell. `key` is the same at every try; `again` when it may have been told before."""

    key: str
    again: bool = False


@dataclass(frozen=True)
class Colleague:
    """An agent who works in the other helpdesk; `key` is their id there."""

    key: str
    name: str


@dataclass(frozen=True)
class Assigned:
    """This agent has the conversation now."""

    reference: str
    colleague: Colleague


@dataclass(frozen=True)
class Said:
    """The agent wrote to the customer; `message_id` is the helpdesk's and makes it said once only."""

    reference: str
    colleague: Colleague
    message_id: str
    text: str


@dataclass(frozen=True)
class Returned:
    """The agent gave the conversation back to the assistant."""

    reference: str
    colleague: Colleague | None
    note: str = ""


@dataclass(frozen=True)
class Resolved:
    """The agent ended it; problem and outcome are the agent's own word, None where they gave none."""

    reference: str
    colleague: Colleague | None
    problem: str | None = None
    outcome: str | None = None


HelpdeskEvent = Assigned | Said | Returned | Resolved
"""What an agent did. `reference` names the case; `colleague` is None when the helpdesk does not say who."""


@dataclass(frozen=True)
class Heard:
    """A genuine request of the helpdesk; `signature` tells it from every other one."""

    signature: str
    events: Sequence[HelpdeskEvent]


class Helpdesk(Protocol):
    """A place where agents work.

    What it is told may come twice, with the same key: the second time changes nothing. Calls for one handoff
    come one at a time and in order, after its `open`. All of them may block.
    Errors: `HelpdeskDown` when trying again later may help, `HelpdeskRefused` when it will not.
    """

    name: ClassVar[str]
    """A short name, under which its agents get accounts with us."""

    @classmethod
    def connect(cls, settings: Settings) -> Helpdesk:
        """The helpdesk of this installation. Raises ValueError when a setting is missing."""

    def open(self, pack: Pack, errand: Errand) -> str:
        """Makes the conversation known, with all that an agent should know; what the helpdesk calls it."""

    def queue(self, case: Case, errand: Errand) -> None:
        """Puts it before the agents with the right skill."""

    def send(self, case: Case, message: Message, errand: Errand) -> None:
        """Passes on what the customer said."""

    def move(self, case: Case, errand: Errand) -> None:
        """Says that the customer goes on in another channel, the one that the handoff now names."""

    def close(self, case: Case, reason: State, errand: Errand) -> None:
        """Says that it has ended: resolved, returned to the assistant, or abandoned by the customer."""

    def hear(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
        """What a request that came in at this moment says; the names of `headers` are in lower case.

        Raises NotGenuine when it is forged or too old, NotUnderstood when it does not say what it should.
        """

    def catch_up(self, case: Case) -> Sequence[HelpdeskEvent]:
        """What happened in an open conversation, as far as we may not have heard of it.

        Nothing where the other side repeats what it says until we have heard it.
        """


class HelpdeskDown(Exception):
    """The helpdesk cannot be reached; `args[0]` says why, without personal data."""


class HelpdeskRefused(Exception):
    """The helpdesk says no, and will say no again; `args[0]` says why, without personal data."""


class NotGenuine(Exception):
    """Nobody whom we trust sent this, or not now; `args[0]` says what is wrong, for the log."""


class NotUnderstood(Exception):
    """A genuine request that is not what it should be; `args[0]` says where."""
