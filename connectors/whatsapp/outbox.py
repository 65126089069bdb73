"""What is to be sent to WhatsApp customers: the log's new entries, made into deliveries and kept until sent.

The log is the outbox. `planned_seq` of a contact says how far the log has become deliveries, so nothing is
planned twice; a delivery keeps its payload until WhatsApp has it. One process at a time sends to a customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from connectors.whatsapp.contacts import CHANNEL
from connectors.whatsapp.incoming import Status
from connectors.whatsapp.rendering import Entry, Labels, Payload, Tap, render, template_message, with_buttons
from frontline.conversations import log
from frontline.conversations.types import Author, Kind, Message
from frontline.copy import Copy
from frontline.settings import WhatsAppSettings
from frontline.storage.database import Database
from frontline.storage.tables import WhatsAppContactRow, WhatsAppDeliveryRow, now

CONTACTS, DELIVERIES = WhatsAppContactRow.__table__, WhatsAppDeliveryRow.__table__
MERGE = timedelta(seconds=2)
"""How long replies wait for more of the same turn, so that they go as one message."""
INTRODUCTION = "introduction"
"""The name of what a new customer reads first; what they wrote is stored after it, so an answer follows."""
LOOK_AGAIN = timedelta(seconds=0.1)
LEASE = timedelta(seconds=60)
UNSURE, LONGEST_UNSURE = timedelta(seconds=5), timedelta(minutes=10)
"""How long we wait for a status of a message that may have been sent, before it is sent again."""
WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
PROGRESS = (WAITING, SENDING, SENT, "delivered", "read")
"""Statuses come in any order; one further back than what we know changes nothing."""

_OURS = CONTACTS.c.conversation_id == bindparam("whose")
_REACHABLE = or_(CONTACTS.c.phone.is_not(None), CONTACTS.c.user_id.is_not(None))
"""Somebody whose names went to another conversation cannot be written to in this one."""
_CLAIM = (
    update(CONTACTS)
    .where(
        _OURS,
        _REACHABLE,
        or_(
            CONTACTS.c.claimed_by.is_(None),
            CONTACTS.c.claimed_by == bindparam("replica"),
            CONTACTS.c.claimed_until < bindparam("moment"),
        ),
    )
    .values(claimed_by=bindparam("replica"), claimed_until=bindparam("until"))
)
_RELEASE = update(CONTACTS).where(_OURS).values(claimed_by=None, claimed_until=None)
_CONTACT = (
    select(
        CONTACTS,
        log.CONVERSATIONS.c.language,
        log.CONVERSATIONS.c.last_seq,
        log.CONVERSATIONS.c.reply_until,
    )
    .join(log.CONVERSATIONS, log.CONVERSATIONS.c.id == CONTACTS.c.conversation_id)
    .where(_OURS)
)
_AWAITED = select(exists().where(log.MESSAGES.c.conversation_id == bindparam("whose"), log.AWAITING))
_PENDING = (
    select(DELIVERIES)
    .where(
        DELIVERIES.c.conversation_id == bindparam("whose"),
        DELIVERIES.c.state.in_((WAITING, SENDING)),
    )
    .order_by(DELIVERIES.c.template.desc(), DELIVERIES.c.id)
)
_PLANNED = update(CONTACTS).where(_OURS).values(planned_seq=bindparam("seq"))
_UNPLANNED = (
    select(CONTACTS.c.conversation_id)
    .join(log.CONVERSATIONS, log.CONVERSATIONS.c.id == CONTACTS.c.conversation_id)
    .where(log.CONVERSATIONS.c.last_seq > CONTACTS.c.planned_seq, _REACHABLE)
)
_UNSENT = select(DELIVERIES.c.conversation_id).where(DELIVERIES.c.state.in_((WAITING, SENDING))).distinct()
_SAID_SINCE = (
    select(log.MESSAGES.c.conversation_id)
    .where(
        log.MESSAGES.c.id > bindparam("message_id"),
        log.MESSAGES.c.channel == CHANNEL,
        log.MESSAGES.c.author != Author.CUSTOMER.value,
    )
    .distinct()
)
_BY_ID = DELIVERIES.c.id == bindparam("delivery_id")
_BEGIN = (
    update(DELIVERIES)
    .where(_BY_ID)
    .values(state=SENDING, attempts=DELIVERIES.c.attempts + 1, next_try_at=bindparam("until"))
)
_SENT = (
    update(DELIVERIES)
    .where(_BY_ID)
    .values(message_id=bindparam("wamid"), payload=None, sent_at=bindparam("at"), changed_at=bindparam("at"))
)


@dataclass(frozen=True)
class Outgoing:
    """One message to send now, and to whom; `reference` is what its statuses will name."""

    id: int
    conversation_id: str
    user_id: str | None
    phone: str | None
    payload: Payload
    template: bool
    attempts: int

    @property
    def recipient(self) -> dict[str, str]:
        """How the Graph API is told whom to write to."""
        return {"to": self.phone} if self.phone else {"recipient": self.user_id or ""}

    @property
    def reference(self) -> str:
        """Our own name of the delivery."""
        return f"delivery-{self.id}"


@dataclass(frozen=True)
class Wait:
    """There is something, but not yet."""

    until: datetime


class Outbox:
    """Plans, hands out and keeps account of what is sent."""

    def __init__(self, database: Database, copy: Copy, settings: WhatsAppSettings) -> None:
        self._database = database
        self._copy = copy
        self._settings = settings

    # -- whom to look after --------------------------------------------------------------------

    def unfinished(self) -> list[str]:
        """Conversations with anything that may be to send."""
        with self._database.read_plain() as transaction:
            found = [*transaction.execute(_UNPLANNED).scalars(), *transaction.execute(_UNSENT).scalars()]
            return list(dict.fromkeys(found))

    def newest_entry(self) -> int:
        """The id of the log's newest entry."""
        with self._database.read_plain() as transaction:
            return transaction.execute(select(func.max(log.MESSAGES.c.id))).scalar() or 0

    def said_since(self, message_id: int) -> tuple[list[str], int]:
        """Conversations in which something was said after this entry of the log, and the newest entry."""
        newest = self.newest_entry()
        if newest <= message_id:
            return [], newest
        with self._database.read_plain() as transaction:
            return list(transaction.execute(_SAID_SINCE, {"message_id": message_id}).scalars()), newest

    # -- what to send --------------------------------------------------------------------------

    def next(self, conversation_id: str, replica: str) -> Outgoing | Wait | None:
        """The next message to send, which is ours from now on; None when there is none that may go."""
        key = {"whose": conversation_id}
        with self._database.begin_plain() as transaction:
            moment = now()
            claim = {**key, "replica": replica, "moment": moment, "until": moment + LEASE}
            if not transaction.execute(_CLAIM, claim).rowcount:
                return None
            contact = transaction.execute(_CONTACT, key).one()
            wait = self._plan(transaction, contact)
            self._ask_back(transaction, contact)
            chosen = _choose(transaction, contact) or wait
            if chosen is None:
                transaction.execute(_RELEASE, key)
            return chosen

    def _plan(self, transaction: Connection, contact: Row) -> Wait | None:
        """Makes deliveries of what was said since the last time, unless more of it is about to come."""
        if contact.last_seq <= contact.planned_seq:
            return None
        entries = log.after(transaction, contact.conversation_id, contact.planned_seq)
        said = [entry for entry in entries if entry.author is not Author.CUSTOMER and entry.kind is Kind.TEXT]
        awaited = transaction.execute(_AWAITED, {"whose": contact.conversation_id}).scalar()
        if (awaited or _just_introduced(said)) and (not said or now() - said[0].created_at < MERGE):
            return Wait(now() + LOOK_AGAIN) if said else None
        labels = self._labels(contact.language)
        for _, turn in groupby(said, key=lambda entry: (entry.author, entry.author_name)):
            group = [Entry(e.seq, e.author, e.text, e.buttons, e.author_name) for e in turn]
            _insert(transaction, contact, render(group, labels), group)
        seq = {"whose": contact.conversation_id, "seq": entries[-1].seq}
        transaction.execute(_PLANNED, seq)
        return None

    def _ask_back(self, transaction: Connection, contact: Row) -> None:
        """Where only a template may go, one goes: it asks the customer to write, which opens the window."""
        if _may_write(contact) or not self._wants_to_hear(contact) or not self._settings.template:
            return
        key = {"whose": contact.conversation_id}
        if _was_asked_back(contact) or transaction.execute(_PENDING, key).first() is None:
            return
        language = self._settings.template_languages.get(contact.language, contact.language)
        template = template_message(self._settings.template, language)
        _insert(transaction, contact, [template], template=True)
        transaction.execute(update(CONTACTS).where(_OURS).values(asked_back_at=now()), key)

    def may_tell(self, conversation_id: str) -> bool:
        """Whether the customer may hear something now that is no answer to what they asked."""
        with self._database.read_plain() as transaction:
            contact = transaction.execute(_CONTACT, {"whose": conversation_id}).one_or_none()
            return contact is not None and self._wants_to_hear(contact) and _may_write(contact)

    def _wants_to_hear(self, contact: Row) -> bool:
        """All that we say unasked depends on this: the settings' switch, and the customer's own word."""
        return self._settings.unasked and contact.opted_out_at is None

    def is_done(self, conversation_id: str) -> bool:
        """Whether the assistant has answered everything, and all of it is sent."""
        key = {"whose": conversation_id}
        with self._database.read_plain() as transaction:
            contact = transaction.execute(_CONTACT, key).one()
            awaited = transaction.execute(_AWAITED, key).scalar()
            waits = awaited or transaction.execute(_PENDING, key).first()
            return not waits and contact.planned_seq >= contact.last_seq

    def turn_page(self, conversation_id: str, tap: Tap) -> bool:
        """Puts another page of a list into the outbox; False when there is no such list."""
        with self._database.begin_plain() as transaction:
            entries = log.after(transaction, conversation_id, tap.seq - 1)[:1]
            if not entries or not entries[0].buttons or tap.page is None:
                return False
            contact = transaction.execute(_CONTACT, {"whose": conversation_id}).one()
            one = Entry(entries[0].seq, entries[0].author, "", entries[0].buttons)
            payloads = with_buttons([], one, self._labels(contact.language), tap.page)
            _insert(transaction, contact, payloads)
            return True

    def _labels(self, language: str) -> Labels:
        return Labels(**{key: self._copy.text(key, language) for key in ("choose", "options", "more")})

    # -- what became of it ---------------------------------------------------------------------

    def sent(self, outgoing: Outgoing, message_id: str) -> None:
        """WhatsApp has it, under this id; a status may have told so before."""
        with self._database.begin_plain() as transaction:
            values = {"delivery_id": outgoing.id, "wamid": message_id, "at": now()}
            transaction.execute(_SENT, values)
            begun = update(DELIVERIES).where(_BY_ID, DELIVERIES.c.state.in_((WAITING, SENDING)))
            transaction.execute(begun.values(state=SENT), {"delivery_id": outgoing.id})

    def later(self, outgoing: Outgoing, until: datetime, payload: Payload | None = None) -> None:
        """It was not sent; it is tried again then, in another form if one is given."""
        values = {"state": WAITING, "next_try_at": until, **({"payload": payload} if payload else {})}
        self._change(outgoing, values)

    def unsure(self, outgoing: Outgoing) -> None:
        """It may have been sent; unless a status tells so in time, it is sent again."""
        wait = min(UNSURE * 2**outgoing.attempts, LONGEST_UNSURE)
        self._change(outgoing, {"state": SENDING, "next_try_at": now() + wait})

    def failed(self, outgoing: Outgoing, code: int | None) -> None:
        """It will not be sent any more."""
        self._change(outgoing, {"state": FAILED, "error_code": code, "payload": None, "changed_at": now()})

    def record(self, transaction: Connection, statuses: Iterable[Status]) -> list[str]:
        """Keeps what WhatsApp tells of messages of ours; brings the conversations where one failed."""
        failed = []
        for status in statuses:
            row = _delivery_of(transaction, status)
            if row is not None and _is_news(row, status):
                at = now()
                values: dict[str, Any] = {"state": status.state, "message_id": status.id, "payload": None}
                values |= {"changed_at": at, "sent_at": row.sent_at or at, "error_code": status.error_code}
                transaction.execute(update(DELIVERIES).where(DELIVERIES.c.id == row.id).values(values))
                failed += [row.conversation_id] if status.state == FAILED else []
        return failed

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        query = select(DELIVERIES.c.state, func.count()).group_by(DELIVERIES.c.state)
        with self._database.read_plain() as transaction:
            return {state: int(number) for state, number in transaction.execute(query)}

    def _change(self, outgoing: Outgoing, values: dict[str, Any]) -> None:
        """Only while it is still to be sent: a status may have told otherwise."""
        open_one = update(DELIVERIES).where(
            DELIVERIES.c.id == outgoing.id, DELIVERIES.c.state.in_((WAITING, SENDING))
        )
        with self._database.begin_plain() as transaction:
            transaction.execute(open_one.values(values))


def _just_introduced(said: Sequence[Message]) -> bool:
    return bool(said) and all(entry.channel_message_id == INTRODUCTION for entry in said)


def _may_write(contact: Row) -> bool:
    reachable = contact.phone or contact.user_id
    return bool(reachable and contact.reply_until and contact.reply_until > now())


def _was_asked_back(contact: Row) -> bool:
    """Since the window closed."""
    closed = contact.reply_until or contact.asked_back_at
    return bool(contact.asked_back_at and contact.asked_back_at >= closed)


def _choose(transaction: Connection, contact: Row) -> Outgoing | Wait | None:
    """The first delivery that may go: templates first, and nothing else where the window is closed."""
    rows = transaction.execute(_PENDING, {"whose": contact.conversation_id}).all()
    row = next((row for row in rows if row.template or _may_write(contact)), None)
    if row is None:
        return None
    if row.next_try_at > now():
        return Wait(row.next_try_at)
    transaction.execute(_BEGIN, {"delivery_id": row.id, "until": now() + UNSURE})
    return Outgoing(
        id=row.id,
        conversation_id=row.conversation_id,
        user_id=contact.user_id,
        phone=contact.phone,
        payload=row.payload,
        template=row.template,
        attempts=row.attempts,
    )


def _insert(
    transaction: Connection,
    contact: Row,
    payloads: Sequence[Payload],
    entries: Sequence[Entry] = (),
    *,
    template: bool = False,
) -> None:
    moment = now()
    rows = [
        {
            "conversation_id": contact.conversation_id,
            "first_seq": entries[0].seq if entries else None,
            "last_seq": entries[-1].seq if entries else None,
            "payload": payload,
            "template": template,
            "state": WAITING,
            "attempts": 0,
            "next_try_at": moment,
            "created_at": moment,
            "changed_at": moment,
        }
        for payload in payloads
    ]
    if rows:
        transaction.execute(insert(DELIVERIES), rows)


def _delivery_of(transaction: Connection, status: Status) -> Row | None:
    """By WhatsApp's id; by our reference when the status was quicker than the answer to sending."""
    row = transaction.execute(select(DELIVERIES).where(DELIVERIES.c.message_id == status.id)).one_or_none()
    reference = (status.reference or "").removeprefix("delivery-")
    if row is not None or not (reference.isascii() and reference.isdigit() and len(reference) < 10):
        return row
    unnamed = select(DELIVERIES).where(DELIVERIES.c.id == int(reference), DELIVERIES.c.message_id.is_(None))
    return transaction.execute(unnamed).one_or_none()


def _is_news(row: Row, status: Status) -> bool:
    if row.state == FAILED or status.state == FAILED:
        return row.state not in (FAILED, "delivered", "read")
    return PROGRESS.index(status.state) > PROGRESS.index(row.state)
