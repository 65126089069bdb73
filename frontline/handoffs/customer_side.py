"""The customer's side of a handoff: asking for a person, waiting, other ways, and the score at the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontline.conversations.types import Owner
from frontline.handoffs.changes import Changes
from frontline.handoffs.contact import Alternative, read_phone
from frontline.handoffs.pack import PackFacts, build_pack
from frontline.handoffs.queue import Line
from frontline.handoffs.rows import (
    LAST,
    UNRATED,
    Row,
    as_handoff,
    as_status,
    get_row,
    known_agent,
    open_row,
    record,
)
from frontline.handoffs.types import (
    EFFORT_SCORES,
    Handoff,
    HandoffRequest,
    HandoffStatus,
    NotAMoment,
    NotAScore,
    Pack,
    Standing,
    State,
    UnknownHandoff,
    Unrated,
)
from frontline.handoffs.waiting import remaining_wait
from frontline.spelling import random_letters
from frontline.storage.tables import HandoffRow

REFERENCE_LENGTH = 6
ASKED_FOR_SCORE = timedelta(hours=1)
"""How long after the end the customer is asked for a score."""


class CustomerSide(Changes):
    """What the assistant does for a customer who wants a person, and what the customer can do meanwhile."""

    def request(self, request: HandoffRequest) -> Handoff:
        """Puts the conversation in the queue; brings the open handoff when there is one already.

        While nobody is there it becomes a ticket, which joins the queue when it is asked for again later.
        Errors: KeyError for an unknown conversation.
        """
        waiting = self.current(request.conversation_id)
        if waiting is not None:
            return self._join_queue(waiting) if waiting.is_ticket and not self._closed() else waiting
        facts = self._gathering.facts(request)
        try:
            return self._store(facts, self._pack(facts))
        except IntegrityError:
            waiting = self.current(request.conversation_id)
            if waiting is None:
                raise
            return waiting

    def _pack(self, facts: PackFacts) -> Pack:
        pack = build_pack(facts, self._copy)
        return {**pack, "suggestions": {**pack["suggestions"], "articles": self._articles(pack)}}

    def cancel(self, conversation_id: str) -> Handoff | None:
        """The customer goes on without an agent; None when there was no open handoff."""
        with self._database.begin() as session:
            row = open_row(session, conversation_id)
            if row is None:
                return None
            self._end(session, row, State.ABANDONED)
            return as_handoff(session, row)

    def current(self, conversation_id: str) -> Handoff | None:
        """The open handoff of a conversation, or None."""
        with self._database.read() as session:
            row = open_row(session, conversation_id)
            return as_handoff(session, row) if row else None

    def follow(self, session: Session, conversation_id: str, channel: str) -> None:
        """The conversation goes on in another channel, in the caller's transaction; place and agent stay."""
        row = open_row(session, conversation_id)
        if row is not None:
            row.channel, row.pack = channel, {**row.pack, "channel": channel}
            record(session, row)

    def line(self) -> Line:
        """How the queue stands now."""
        return self._queue.line()

    def standing(self, handoff: HandoffStatus, line: Line | None = None) -> Standing | None:
        """How it stands with someone who waits; None when they do not, or when they have a ticket.

        `line` is the queue where it has just been read; nothing is read then.
        """
        if handoff.state is not State.QUEUED or handoff.is_ticket:
            return None
        line = line or self.line()
        if handoff.id not in line.places:
            return None
        waited = self._clock() - handoff.queued_at
        wait = remaining_wait(line.waits.get(handoff.skill, ()), waited)
        return Standing(line.places[handoff.id], wait)

    def other_ways(self) -> list[Alternative]:
        """What someone who does not want to wait can do."""
        return self._contact.ways(self._clock()) if self._contact else []

    def callback_moments(self) -> list[datetime]:
        """When we can call back, soonest first."""
        return self._contact.callback_moments(self._clock()) if self._contact else []

    def call_back(self, conversation_id: str, moment: str, phone: str) -> Handoff:
        """The customer would rather be called, at one of the offered moments (ISO 8601).

        Raises UnknownHandoff when nobody waits there, NotAMoment, NotAPhoneNumber.
        """
        if self._contact is None:
            raise NotAMoment()
        at, number = self._contact.callback_moment(moment, self._clock()), read_phone(phone)
        with self._database.begin() as session:
            row = open_row(session, conversation_id)
            if row is None or State(row.state) is not State.QUEUED:
                raise UnknownHandoff()
            row.callback_at, row.callback_phone = at, number
            self._make_ticket(session, row, at)
            record(session, row)
            handoff = as_handoff(session, row)
        said = self._contact.say_moment(at, self._clock(), handoff.language)
        values = {"moment": said, "phone": number[-3:], "reference": str(handoff.reference)}
        self._tell(handoff, "callback", mark=moment, **values)
        return handoff

    def rate(self, conversation_id: str, handoff_id: str, score: int) -> None:
        """How much effort it was, from 1 (little) to 5 (much); the last one given counts.

        Raises NotAScore for another number, or when this is no ended handoff of the conversation.
        """
        ended = (HandoffRow.id == handoff_id, HandoffRow.conversation_id == conversation_id)
        is_score = type(score) is int and score in EFFORT_SCORES
        with self._database.begin() as session:
            row = session.execute(select(HandoffRow).where(*ended)).scalar_one_or_none()
            if row is None or row.ended_at is None or not is_score:
                raise NotAScore()
            row.effort_score = score

    def for_customer(self, conversation_id: str) -> tuple[HandoffStatus | None, str | None]:
        """What the customer is shown: the open handoff, or else the id of the one that an agent ended a short
        while ago and that has no score yet. Asked at every turn, and most conversations never had one."""
        with self._database.read_plain() as transaction:
            last = transaction.execute(LAST, {"key": conversation_id}).one_or_none()
        if last is None:
            return None, None
        if last.ended_at is None:
            return as_status(last), None
        asked = State(last.state) is State.RESOLVED and last.ended_at > self._clock() - ASKED_FOR_SCORE
        return None, last.id if asked and last.effort_score is None else None

    def unrated(self, channel: str, within: timedelta) -> list[Unrated]:
        """Who of a channel was helped this short a while ago, and has not said how much effort it was."""
        since = self._clock() - within
        with self._database.read_plain() as transaction:
            rows = transaction.execute(UNRATED, {"channel": channel, "since": since}).all()
        return [Unrated(row.id, row.conversation_id, row.language, row.ended_at) for row in rows]

    def close_for_today(self) -> list[Handoff]:
        """Nobody is there any more: who still waits gets a ticket, and hears so."""
        if not self._closed():
            return []
        made = [self._close(one.handoff_id) for one in self._queue.in_order()]
        return [handoff for handoff in made if handoff is not None]

    def ticket_words(self, handoff: Handoff, line: str = "ticket") -> str:
        """A ticket's reference and promise in the customer's language."""
        if self._contact is None or handoff.promised_at is None:
            raise ValueError(f"{handoff.id} is not a ticket")
        promise = self._contact.say_moment(handoff.promised_at, self._clock(), handoff.language)
        return self._copy.say(handoff.language, "lines", line, reference=handoff.reference, promise=promise)

    def _store(self, facts: PackFacts, pack: Pack) -> Handoff:
        request, conversation = facts.request, facts.conversation
        with self._database.begin() as session:
            row = HandoffRow(
                id=facts.handoff_id,
                conversation_id=conversation.id,
                state=State.QUEUED.value,
                reason_code=request.reason_code,
                skill=facts.skill,
                urgency=facts.urgency,
                language=request.language,
                channel=conversation.channel,
                pack=pack,
                known_agent_id=known_agent(session, conversation),
                callback_phone=pack["customer"]["phone"],
                requested_at=facts.requested_at,
                queued_at=facts.requested_at,
            )
            session.add(row)
            if self._contact is not None and self._closed():
                self._make_ticket(session, row, self._contact.promise(facts.requested_at))
            else:
                self._conversations.hand_to(session, conversation.id, Owner.HUMAN)
            session.flush()
            record(session, row)
            return as_handoff(session, row)

    def _join_queue(self, ticket: Handoff) -> Handoff:
        """A ticket asked for again while someone is there: its owner waits in the queue like others."""
        with self._database.begin() as session:
            row = get_row(session, ticket.id)
            if State(row.state) is State.QUEUED and row.callback_at is None:
                row.promised_at, row.queued_at = None, self._clock()
                record(session, row)
                self._conversations.hand_to(session, row.conversation_id, Owner.HUMAN)
            return as_handoff(session, row)

    def _close(self, handoff_id: str) -> Handoff | None:
        """None for who has a ticket already, or was taken in the meantime."""
        with self._database.begin() as session:
            row = get_row(session, handoff_id)
            if self._contact is None or row.promised_at or State(row.state) is not State.QUEUED:
                return None
            self._make_ticket(session, row, self._contact.promise(self._clock()))
            record(session, row)
            handoff = as_handoff(session, row)
        self._say(handoff, "closing", self.ticket_words(handoff, "closing"), str(handoff.promised_at))
        return handoff

    def _closed(self) -> bool:
        """Whether nobody can be expected now."""
        return self._contact is not None and self._contact.closed(self._clock())

    def _make_ticket(self, session: Session, row: Row, promised_at: datetime) -> None:
        """Answered later; until then the assistant has the conversation."""
        row.promised_at = promised_at
        row.reference = row.reference or _reference(self._contact.prefix if self._contact else "")
        self._conversations.hand_to(session, row.conversation_id, Owner.ASSISTANT)


def _reference(prefix: str) -> str:
    """What a customer can read out: no letters that look or sound like others."""
    return f"{prefix}-{random_letters(REFERENCE_LENGTH)}"
