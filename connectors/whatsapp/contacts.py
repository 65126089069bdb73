"""Who writes to us on WhatsApp, and which conversation is theirs.

A user id is the surer name: numbers are hidden, change hands and change owners. So a known number under
another user id is another person, and gets a conversation of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from connectors.whatsapp.incoming import Sender
from frontline.conversations.log import CONVERSATIONS, as_conversation
from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, Level
from frontline.customers.service import Customers
from frontline.storage.database import Database
from frontline.storage.tables import ConversationRow, WhatsAppContactRow, now

CHANNEL = "whatsapp"
WINDOW = timedelta(hours=24)
"""How long after their last message a customer may be written to freely."""
CONTACTS = WhatsAppContactRow.__table__
_CONTACT = select(CONVERSATIONS, CONTACTS.c.user_id, CONTACTS.c.phone, CONTACTS.c.opted_out_at).join(
    CONTACTS, CONTACTS.c.conversation_id == CONVERSATIONS.c.id
)
DUTCH_SPEAKING = ("31", "32", "597", "297", "599")
"""Calling codes of countries whose numbers are greeted in Dutch."""


@dataclass(frozen=True)
class Contact:
    """A WhatsApp customer; `new` until the first message of theirs is stored."""

    conversation: Conversation
    user_id: str | None
    phone: str | None
    opted_out: bool
    new: bool = False


class Contacts:
    """Finds and follows WhatsApp customers."""

    def __init__(self, database: Database, conversations: Conversations, customers: Customers) -> None:
        self._database = database
        self._conversations = conversations
        self._customers = customers

    def meet(self, sender: Sender) -> Contact:
        """The contact who wrote; made, with a conversation, when they write for the first time.

        A number that the back office knows makes the customer recognised, then or when it knows it later.
        """
        contact = self.find(sender) or self._add(sender)
        if contact.conversation.customer_id is None and contact.phone:
            return self._recognise(contact, contact.phone)
        return contact

    def find(self, sender: Sender) -> Contact | None:
        """The contact of this sender, if we know them; their names are followed."""
        with self._database.read_plain() as transaction:
            row = _known_row(transaction, sender)
        if row is None:
            return None
        same_names = sender.phone in (None, row.phone) and sender.user_id in (None, row.user_id)
        if same_names and sender.name in (None, row.context.get("name")):
            return _as_contact(row)
        return self._learn(sender)

    def move(self, sender: Sender, to: Sender) -> Contact:
        """The customer has another number, and with it mostly another user id, from now on.

        Whoever had that number before has it no longer. Errors: KeyError when we never met the sender.
        """
        with self._database.begin() as session:
            row = _known(session, sender)
            if row is None:
                raise KeyError("an unknown customer moved")
            _take_names(session, row, Sender(to.user_id, to.phone or row.phone))
            row.user_id = to.user_id or (None if to.phone else row.user_id)
            return _contact(session, row)

    def come_to(self, session: Session, sender: Sender, conversation: Conversation) -> None:
        """The sender is in this conversation from now on, in the caller's transaction.

        What they allow us goes along; what was said in it so far is not sent to them."""
        before = _known(session, sender)
        row = WhatsAppContactRow(conversation_id=conversation.id, planned_seq=conversation.last_seq)
        session.add(row)
        if before is not None:
            row.opted_out_at, row.opted_in_at = before.opted_out_at, before.opted_in_at
            sender = Sender(sender.user_id or before.user_id, sender.phone or before.phone)
        _take_names(session, row, sender)

    def is_anothers(self, sender: Sender, customer_id: str | None) -> bool:
        """Whether the number is known as that of another customer than this one."""
        if customer_id is None or sender.phone is None:
            return False
        return self._customers.recognise_phone(f"+{sender.phone}").customer_id not in (None, customer_id)

    def doubt(self, conversation_id: str) -> None:
        """Somebody else may hold the phone: what was proven before has to be proven again."""
        with self._database.begin() as session:
            doubt(session, conversation_id)

    def opt(self, conversation_id: str, *, out: bool) -> None:
        """The customer does, or does not, want to hear from us unasked."""
        with self._database.begin() as session:
            row = _row(session, conversation_id)
            row.opted_out_at, row.opted_in_at = (now(), row.opted_in_at) if out else (None, now())

    def _learn(self, sender: Sender) -> Contact:
        """Keeps the names that are new."""
        with self._database.begin() as session:
            row = _known(session, sender)
            _take_names(session, row, sender)
            _remember_name(session, row, sender.name)
            return _contact(session, row)

    def _add(self, sender: Sender) -> Contact:
        """The address of the conversation is a random one: numbers change owners, conversations must not."""
        conversation = self._conversations.open(
            CHANNEL,
            uuid4().hex,
            language=_language(sender.phone),
            context={"name": sender.name} if sender.name else None,
        )
        try:
            with self._database.begin() as session:
                row = WhatsAppContactRow(conversation_id=conversation.id, planned_seq=0)
                session.add(row)
                _take_names(session, row, sender)
                session.flush()
                return _contact(session, row, new=True)
        except IntegrityError:  # another process met them at the same moment
            met = self.find(sender)
            if met is None:
                raise
            return met

    def _recognise(self, contact: Contact, phone: str) -> Contact:
        subject = self._customers.recognise_phone(f"+{phone}")
        if subject.customer_id is None:
            return contact
        self._conversations.identify(contact.conversation.id, subject.customer_id, Level.RECOGNISED)
        conversation = self._conversations.get(contact.conversation.id)
        return Contact(conversation, contact.user_id, contact.phone, contact.opted_out, contact.new)


def doubt(session: Session, conversation_id: str) -> None:
    """As `Contacts.doubt`, in the caller's transaction."""
    row = session.get(ConversationRow, conversation_id)
    if row is not None and row.level == Level.VERIFIED.value:
        row.level = Level.RECOGNISED.value


def _known_row(transaction: Connection, sender: Sender) -> Row | None:
    """The same as `_known`, with the conversation, for reading."""
    if sender.user_id:
        row = transaction.execute(_CONTACT.where(CONTACTS.c.user_id == sender.user_id)).one_or_none()
        if row is not None:
            return row
    if sender.phone is None:
        return None
    row = transaction.execute(_CONTACT.where(CONTACTS.c.phone == sender.phone)).one_or_none()
    another = row is not None and sender.user_id and row.user_id not in (None, sender.user_id)
    return None if another else row


def _known(session: Session, sender: Sender) -> Any:
    """By user id; by number only where that does not belong to another user id."""
    if sender.user_id:
        row = _by(session, WhatsAppContactRow.user_id == sender.user_id)
        if row is not None:
            return row
    row = _by(session, WhatsAppContactRow.phone == sender.phone) if sender.phone else None
    another = row is not None and sender.user_id and row.user_id not in (None, sender.user_id)
    return None if another else row


def _by(session: Session, condition: Any) -> Any:
    return session.execute(select(WhatsAppContactRow).where(condition)).scalar_one_or_none()


def _take_names(session: Session, row: Any, sender: Sender) -> None:
    """Gives the contact the sender's names; each leaves the contact that had it."""
    for name, value in (("phone", sender.phone), ("user_id", sender.user_id)):
        if value and getattr(row, name) != value:
            before = _by(session, getattr(WhatsAppContactRow, name) == value)
            if before is not None:
                setattr(before, name, None)
                session.flush()
            setattr(row, name, value)


def _remember_name(session: Session, row: Any, name: str | None) -> None:
    conversation = session.get(ConversationRow, row.conversation_id)
    if name and conversation.context.get("name") != name:
        conversation.context = {**conversation.context, "name": name}


def _row(session: Session, conversation_id: str) -> Any:
    row = session.get(WhatsAppContactRow, conversation_id)
    if row is None:
        raise KeyError(conversation_id)
    return row


def _contact(session: Session, row: Any, new: bool = False) -> Contact:
    conversation = as_conversation(session.get(ConversationRow, row.conversation_id))
    return Contact(conversation, row.user_id, row.phone, row.opted_out_at is not None, new)


def _as_contact(row: Row) -> Contact:
    return Contact(as_conversation(row), row.user_id, row.phone, row.opted_out_at is not None)


def _language(phone: str | None) -> str:
    return "nl" if phone is None or phone.startswith(DUTCH_SPEAKING) else "en"
