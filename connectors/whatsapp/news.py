"""What the website shows beside the conversation, as messages: the place in the queue, and one last question.

All of it is unasked, so `Outbox.may_tell` decides: not outside the window, nor to who opted out, nor at all
where the settings say so. Each line is said once, whichever process says it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from connectors.whatsapp.contacts import CHANNEL
from connectors.whatsapp.meaning import score_payload
from connectors.whatsapp.outbox import Outbox
from frontline.conversations.service import CANCEL_HANDOFF, Conversations
from frontline.conversations.types import Author, Button, Kind, Message
from frontline.copy import Copy
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import EFFORT_SCORES, Handoff, Standing
from frontline.storage.tables import now

SETTLED = timedelta(seconds=5)
"""So long it has been quiet before we say something unasked: what is being said goes first."""
QUESTION_OPEN = timedelta(minutes=2)
"""So long after a question with buttons: a second question would be in its way."""
REMEMBERED = 30
ASKED_WITHIN = timedelta(minutes=30)


class News:
    """Tells customers on WhatsApp how it stands; `tell` is to be called every few seconds."""

    def __init__(
        self,
        handoffs: Handoffs,
        conversations: Conversations,
        outbox: Outbox,
        copy: Copy,
        *,
        our_desk: bool,
    ) -> None:
        """`our_desk`: the queue is ours, so we know the place in it."""
        self._our_desk = our_desk
        self._handoffs = handoffs
        self._conversations = conversations
        self._outbox = outbox
        self._copy = copy
        self._told: set[str] = set()

    def tell(self) -> None:
        """Says what is new to those who wait, and asks those who were helped."""
        for entry in self._handoffs.queue() if self._our_desk else ():
            if entry.channel == CHANNEL:
                self._tell_place(self._handoffs.get(entry.handoff_id))
        for one in self._handoffs.unrated(CHANNEL, ASKED_WITHIN):
            entries = self._latest(one.conversation_id)
            if _is_settled(entries, QUESTION_OPEN) and _has_answered(entries, one.ended_at):
                self._ask_score(one.handoff_id, one.conversation_id, one.language)

    def _tell_place(self, handoff: Handoff) -> None:
        """At most twice: where the customer stands, and that they are next."""
        standing = self._handoffs.standing(handoff)
        if standing is None or not _is_settled(self._latest(handoff.conversation_id)):
            return
        line = "next" if standing.position == 1 else "waiting"
        leave = Button(self._copy.text("queue_leave", handoff.language), CANCEL_HANDOFF)
        text = self._place(handoff.language, standing, line)
        self._say(handoff.conversation_id, Author.SYSTEM, f"queue:{handoff.id}:{line}", text, [leave])

    def _place(self, language: str, standing: Standing, line: str) -> str:
        said = self._copy.text(f"queue_{line}", language, position=standing.position)
        if standing.wait is None:
            return said
        minutes = max(1, ceil(standing.wait / timedelta(minutes=1)))
        how_long = "queue_minute" if minutes == 1 else "queue_minutes"
        return f"{said} {self._copy.text(how_long, language, minutes=minutes)}"

    def _ask_score(self, handoff_id: str, conversation_id: str, language: str) -> None:
        scores = [
            Button(self._copy.text(f"score_{score}", language), score_payload(handoff_id, score))
            for score in EFFORT_SCORES
        ]
        text = self._copy.text("score", language)
        self._say(conversation_id, Author.ASSISTANT, f"score:{handoff_id}", text, scores)

    def _say(
        self, conversation_id: str, author: Author, said_as: str, text: str, buttons: Sequence[Button]
    ) -> None:
        if said_as in self._told or not self._outbox.may_tell(conversation_id):
            return
        self._conversations.say(conversation_id, author, text, buttons=buttons, channel_message_id=said_as)
        self._told.add(said_as)

    def _latest(self, conversation_id: str) -> list[Message]:
        last_seq = self._conversations.get(conversation_id).last_seq
        return self._conversations.since(conversation_id, max(0, last_seq - REMEMBERED))


def _is_settled(entries: Sequence[Message], question_open: timedelta = timedelta(0)) -> bool:
    """Whether it has been quiet for long enough, also for a question that may still be open."""
    if not entries:
        return True
    quiet = now() - entries[-1].created_at
    return quiet > SETTLED and (not entries[-1].buttons or quiet > question_open)


def _has_answered(entries: Sequence[Message], ended_at: datetime) -> bool:
    """Whether the customer has said what the assistant asked when the person left, and was answered."""
    since = [entry for entry in entries if entry.created_at > ended_at and entry.kind is Kind.TEXT]
    said = any(entry.author is Author.CUSTOMER for entry in since)
    return said and since[-1].author is Author.ASSISTANT
