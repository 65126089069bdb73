"""What the front line asks of a helpdesk, ours or another company's."""

from __future__ import annotations

from typing import Protocol

from frontline.conversations.types import Message
from frontline.handoffs.types import Handoff, Pack


class Helpdesk(Protocol):
    """A place where agents work. Every call may be repeated: the same one twice changes nothing.

    Errors: `HelpdeskDown` when it cannot be reached; trying again later may help.
    """

    def open(self, pack: Pack) -> None:
        """Makes the conversation known, with all that an agent should know."""

    def queue(self, handoff: Handoff) -> None:
        """Puts it before the agents with the right skill."""

    def send(self, message: Message) -> None:
        """Passes on what the customer said."""

    def close(self, reason: str) -> None:
        """Says that the customer no longer waits, and why."""


class HelpdeskDown(Exception):
    """The helpdesk cannot be reached."""
