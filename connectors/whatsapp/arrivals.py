"""Customers who bring their conversation from the website, by a code that the chat there showed them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from connectors.screening import HOUR, Allowance, Refused
from connectors.whatsapp.contacts import CHANNEL, WINDOW, Contact, Contacts, doubt
from connectors.whatsapp.incoming import Received
from connectors.whatsapp.links import said_with
from connectors.whatsapp.outbox import Outbox
from frontline.bootstrap import Frontline
from frontline.conversations import log
from frontline.conversations.moves import spoken_code
from frontline.conversations.trackers import Trackers
from frontline.conversations.types import Author, Conversation, Message, Owner
from frontline.copy import Copy
from frontline.guides.words import normalise
from frontline.handoffs.types import State

TRIES = (5, HOUR)
"""How many codes that are not right one customer may send."""
REPLY_ORDINAL = 1102
"""After those of the intake: each is said once per message."""

logger = logging.getLogger(__name__)


class Outcome(str, Enum):
    """What a code has brought about."""

    HERE = "here"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"
    BUSY = "busy"
    """Somebody helps, or will help, in the conversation that is here already: it is not put aside."""


@dataclass(frozen=True)
class Arrival:
    """A message with a code in it; `says_more` than the code and the sentence we put around it."""

    outcome: Outcome
    says_more: bool


class Arrivals:
    """Moves conversations here, and welcomes their customers."""

    def __init__(self, services: Frontline, contacts: Contacts, outbox: Outbox, copy: Copy) -> None:
        self._database = services.database
        self._conversations = services.conversations
        self._moves = services.moves
        self._handoffs = services.handoffs
        self._trackers = Trackers(services.database)
        self._contacts = contacts
        self._outbox = outbox
        self._copy = copy
        self._tries = Allowance(*TRIES)

    def of(self, received: Received) -> Arrival | None:
        """What came of the code in a message; None when there is none in it.

        Errors: `Refused` when the customer is still being answered here; then it is to be tried again.
        """
        spoken = spoken_code(received.content.text)
        if spoken is None:
            return None
        alone = {"", *map(normalise, said_with("", self._copy))}
        return Arrival(self._bring(received, spoken.code), normalise(spoken.rest) not in alone)

    def answer(self, arrival: Arrival, message: Message, contact: Contact) -> None:
        """Says what came of it, together with what the assistant had asked before the customer came here."""
        conversation = contact.conversation
        ours = conversation.owner is Owner.ASSISTANT
        again = arrival.outcome is Outcome.HERE and ours and not arrival.says_more
        asked = self._open_question(message) if again else []
        self._conversations.say(
            conversation.id,
            Author.ASSISTANT if ours else Author.SYSTEM,
            "\n\n".join([self._words(arrival, conversation), *(entry.text for entry in asked)]),
            buttons=asked[-1].buttons if asked else (),
            in_reply_to=message.id,
            ordinal=REPLY_ORDINAL,
        )

    def _bring(self, received: Received, code: str) -> Outcome:
        here = self._contacts.find(received.sender)
        if here and self._moves.was_by(code, here.conversation.id):
            return Outcome.HERE
        if not self._tries.has_room(received.sender.key):
            return Outcome.TOO_MANY
        conversation = self._moves.find(code)
        if conversation is None:
            self._tries.use(received.sender.key)
            return Outcome.UNKNOWN
        if here and self._handoffs.current(here.conversation.id):
            return Outcome.BUSY
        if here:
            self._finish(here.conversation, received)
        return self._carry_out(received, code, conversation, here)

    def _finish(self, here: Conversation, received: Received) -> None:
        """What was asked here is answered first."""
        if not self._outbox.is_done(here.id):
            self._conversations.allow_replies(here.id, received.sent_at + WINDOW)
            raise Refused("unavailable")

    def _carry_out(
        self, received: Received, code: str, conversation: Conversation, here: Contact | None
    ) -> Outcome:
        doubtful = self._contacts.is_anothers(received.sender, conversation.customer_id)
        with self._database.begin() as session:
            moved = self._moves.carry_out(session, code, CHANNEL, here.conversation if here else None)
            if moved is None:
                return Outcome.UNKNOWN
            log.allow_replies(session, moved.id, received.sent_at + WINDOW)
            self._contacts.come_to(session, received.sender, moved)
            self._handoffs.follow(session, moved.id, CHANNEL)
            if doubtful:
                doubt(session, moved.id)
        logger.info("Conversation %s goes on here", moved.id)
        return Outcome.HERE

    def _words(self, arrival: Arrival, conversation: Conversation) -> str:
        """The sentence that goes with the outcome, and with how it stands with a person."""
        key, language = f"code_{arrival.outcome.value}", conversation.language
        handoff = self._handoffs.current(conversation.id)
        if arrival.outcome is not Outcome.HERE or handoff is None or handoff.is_ticket:
            return self._copy.text(key, language)
        if handoff.state is State.QUEUED:
            return self._copy.text(f"{key}_queue", language)
        return self._copy.text(f"{key}_agent", language, agent=handoff.agent_name)

    def _open_question(self, message: Message) -> Sequence[Message]:
        conversation_id = message.conversation_id
        before = [e for e in self._conversations.transcript(conversation_id) if e.seq < message.seq]
        return open_question(before, in_form=self._trackers.active_form(conversation_id) is not None)


def open_question(transcript: Sequence[Message], *, in_form: bool) -> Sequence[Message]:
    """All that the assistant said last, what to do and what it asks, if it still awaits an answer. Pure."""
    said = list(takewhile(lambda entry: entry.author is Author.ASSISTANT, reversed(transcript)))[::-1]
    return said if said and (said[-1].buttons or in_form) else []
