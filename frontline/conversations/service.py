"""The use cases of the conversation log. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontline.conversations.types import (
    Author,
    Button,
    Claim,
    Conversation,
    InboundMessage,
    Kind,
    Language,
    Level,
    Message,
    News,
    Owner,
    Receipt,
)
from frontline.storage.database import Database
from frontline.storage.tables import ConversationRow, MessageRow, now

DEFAULT_LANGUAGE = "nl"
CANCEL_HANDOFF = "/cancel_handoff"
ALWAYS_OFFERED = ("/start_over", "/human_handoff", CANCEL_HANDOFF)
"""Payloads a channel may send without having shown a button: it has controls of its own for them."""
LEASE = timedelta(seconds=60)
"""How long a claimed message stays with the process that claimed it; longer than any turn may take."""
OFFERS_REMEMBERED = 60
"""How many of the latest messages with buttons are searched for a tapped one."""


class Conversations:
    """Opens conversations, keeps what is said in order, and knows which messages await the assistant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self,
        channel: str,
        address: str,
        *,
        language: Language = DEFAULT_LANGUAGE,
        customer_id: str | None = None,
        level: Level = Level.ANONYMOUS,
        context: Mapping[str, Any] | None = None,
    ) -> Conversation:
        """The conversation at this address of the channel; made when there is none yet.

        A conversation that exists learns the newest context, and the customer when one is given.
        """
        with self._database.begin() as session:
            row = _find(session, channel, address)
            if row is None:
                row = _new_row(channel, address, language, level)
                session.add(row)
            if customer_id is not None:
                row.customer_id, row.level = customer_id, level.value
            if context:
                row.context = {**row.context, **context}
            return _conversation(row)

    def find(self, channel: str, address: str) -> Conversation | None:
        """The conversation at this address, or None."""
        with self._database.read() as session:
            row = _find(session, channel, address)
            return _conversation(row) if row else None

    def get(self, conversation_id: str) -> Conversation:
        """The conversation with this id; KeyError when there is none."""
        with self._database.read() as session:
            return _conversation(_get(session, conversation_id))

    def adopt(self, conversation_id: str, channel: str) -> Conversation:
        """The conversation with this id; one that began outside our channels (`rasa shell`) is made."""
        try:
            return self.get(conversation_id)
        except KeyError:
            with self._database.begin() as session:
                row = _new_row(channel, conversation_id, DEFAULT_LANGUAGE, Level.ANONYMOUS)
                row.id = conversation_id
                session.add(row)
                return _conversation(row)

    def receive(self, inbound: InboundMessage) -> Receipt:
        """Stores a customer's message once, whoever delivers it how often.

        A payload that no button of the conversation carries is only text: nobody can forge a tap.
        Errors: KeyError when the conversation was never opened.
        """
        with self._database.begin() as session:
            row = _find(session, inbound.channel, inbound.address)
            if row is None:
                raise KeyError(inbound.channel)
            known = _by_channel_id(session, row.id, inbound.channel_message_id)
            if known:
                return Receipt(_message(known), duplicate=True)
            inbound = _tapped(session, row.id, inbound)
            to_assistant = row.owner == Owner.ASSISTANT.value or inbound.payload == CANCEL_HANDOFF
            stored = _append(
                session,
                row.id,
                channel=inbound.channel,
                author=Author.CUSTOMER.value,
                kind=Kind.TEXT.value,
                text=inbound.text,
                payload=inbound.payload,
                channel_message_id=inbound.channel_message_id,
                to_assistant=to_assistant,
            )
            return Receipt(_message(stored), duplicate=False)

    def say(
        self,
        conversation_id: str,
        author: Author,
        text: str,
        *,
        buttons: Sequence[Button] = (),
        author_name: str | None = None,
        channel_message_id: str | None = None,
        in_reply_to: int | None = None,
        ordinal: int | None = None,
    ) -> Message:
        """Adds what someone other than the customer says.

        Said once: a second call with the same `channel_message_id`, or with the same `in_reply_to` and
        `ordinal` (the how-manieth reply to that message), returns the first one's message.
        """
        try:
            with self._database.begin() as session:
                known = channel_message_id and _by_channel_id(session, conversation_id, channel_message_id)
                if known:
                    return _message(known)
                stored = _append(
                    session,
                    conversation_id,
                    channel=_get(session, conversation_id).channel,
                    author=author.value,
                    author_name=author_name,
                    kind=Kind.TEXT.value,
                    text=text,
                    buttons=[[button.title, button.payload] for button in buttons],
                    channel_message_id=channel_message_id,
                    in_reply_to=in_reply_to,
                    ordinal=ordinal,
                )
                return _message(stored)
        except IntegrityError:
            return self._said_before(in_reply_to, ordinal)

    def _said_before(self, in_reply_to: int | None, ordinal: int | None) -> Message:
        with self._database.read() as session:
            query = select(MessageRow).where(
                MessageRow.in_reply_to == in_reply_to, MessageRow.ordinal == ordinal
            )
            return _message(session.execute(query).scalar_one())

    def tell_assistant(self, conversation_id: str, payload: str, session: Session | None = None) -> Message:
        """Leaves an internal event such as `/handoff_resolved` for the assistant, in the caller's
        transaction when a session is given."""
        if session is None:
            with self._database.begin() as own:
                return self.tell_assistant(conversation_id, payload, own)
        stored = _append(
            session,
            conversation_id,
            channel=_get(session, conversation_id).channel,
            author=Author.SYSTEM.value,
            kind=Kind.EVENT.value,
            text=payload,
            payload=payload,
            to_assistant=True,
        )
        return _message(stored)

    def hand_to(self, session: Session, conversation_id: str, owner: Owner) -> None:
        """Changes who answers the customer, in the caller's transaction."""
        _get(session, conversation_id).owner = owner.value

    def transcript(self, conversation_id: str) -> list[Message]:
        """Everything said, oldest first."""
        return [m for m in self.since(conversation_id, 0) if m.kind is Kind.TEXT]

    def since(self, conversation_id: str, seq: int) -> list[Message]:
        """Entries after `seq`, internal events included, oldest first."""
        with self._database.read() as session:
            return _since(session, conversation_id, seq)

    def news(self, conversation_id: str, seq: int) -> News:
        """What came after `seq`, and who answers the customer now."""
        with self._database.read() as session:
            messages = _since(session, conversation_id, seq)
            owner = session.execute(
                select(ConversationRow.owner).where(ConversationRow.id == conversation_id)
            ).scalar_one()
            return News(messages, Owner(owner))

    def last_seqs(self, conversation_ids: Sequence[str]) -> Mapping[str, int]:
        """The newest `seq` of each of these conversations."""
        with self._database.read() as session:
            query = select(ConversationRow.id, ConversationRow.last_seq).where(
                ConversationRow.id.in_(conversation_ids)
            )
            return {row.id: row.last_seq for row in session.execute(query)}

    def claim_next(self, conversation_id: str, replica: str) -> Claim | None:
        """Reserves the oldest message that awaits the assistant for this process.

        None when there is none, or when another process is answering it.
        """
        with self._database.begin() as session:
            query = (
                select(MessageRow)
                .where(MessageRow.conversation_id == conversation_id, _awaiting())
                .order_by(MessageRow.seq)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = session.execute(query).scalar_one_or_none()
            if row is None or not _free(row, replica):
                return None
            row.claimed_by, row.claimed_until = replica, now() + LEASE
            return Claim(_conversation(_get(session, conversation_id)), _message(row))

    def answered(self, message_id: int) -> None:
        """Closes a message's turn."""
        with self._database.begin() as session:
            close_turn(session, message_id)

    def waiting(self, replica: str) -> list[str]:
        """Conversations with a message that awaits the assistant and that this process may answer."""
        with self._database.read() as session:
            free = or_(
                MessageRow.claimed_by.is_(None),
                MessageRow.claimed_by == replica,
                MessageRow.claimed_until < now(),
            )
            query = select(MessageRow.conversation_id).where(_awaiting(), free).distinct()
            return list(session.execute(query).scalars())


def close_turn(session: Session, message_id: int) -> None:
    """Marks a message as answered, in the caller's transaction."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == message_id)
        .values(answered_at=now(), claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def _awaiting() -> Any:
    return and_(MessageRow.to_assistant.is_(True), MessageRow.answered_at.is_(None))


def _free(row: MessageRow, replica: str) -> bool:
    return row.claimed_by in (None, replica) or row.claimed_until < now()


def _new_row(channel: str, address: str, language: Language, level: Level) -> ConversationRow:
    return ConversationRow(
        id=uuid4().hex,
        channel=channel,
        address=address,
        language=language,
        owner=Owner.ASSISTANT.value,
        level=level.value,
        context={},
        last_seq=0,
        started_at=now(),
    )


def _find(session: Session, channel: str, address: str) -> ConversationRow | None:
    query = select(ConversationRow).where(
        ConversationRow.channel == channel, ConversationRow.address == address
    )
    return session.execute(query).scalar_one_or_none()


def _get(session: Session, conversation_id: str) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None:
        raise KeyError(conversation_id)
    return row


def _by_channel_id(session: Session, conversation_id: str, channel_message_id: str) -> MessageRow | None:
    query = select(MessageRow).where(
        MessageRow.conversation_id == conversation_id, MessageRow.channel_message_id == channel_message_id
    )
    return session.execute(query).scalar_one_or_none()


def _since(session: Session, conversation_id: str, seq: int) -> list[Message]:
    query = (
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.seq > seq)
        .order_by(MessageRow.seq)
    )
    return [_message(row) for row in session.execute(query).scalars()]


def _tapped(session: Session, conversation_id: str, inbound: InboundMessage) -> InboundMessage:
    """The message with the title of the button that was tapped, or without a payload."""
    if inbound.payload is None or inbound.payload in ALWAYS_OFFERED:
        return inbound
    query = (
        select(MessageRow.buttons)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.author == Author.ASSISTANT.value,
        )
        .order_by(MessageRow.seq.desc())
        .limit(OFFERS_REMEMBERED)
    )
    offers = (offer for buttons in session.execute(query).scalars() for offer in buttons)
    title = next((title for title, payload in offers if payload == inbound.payload), None)
    return replace(inbound, text=title) if title else replace(inbound, payload=None)


def _append(session: Session, conversation_id: str, **values: Any) -> MessageRow:
    """Adds an entry under the next `seq`; the update locks the conversation, so numbers have no gaps."""
    session.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(last_seq=ConversationRow.last_seq + 1)
        .execution_options(synchronize_session=False)
    )
    seq = session.execute(
        select(ConversationRow.last_seq).where(ConversationRow.id == conversation_id)
    ).scalar_one_or_none()
    if seq is None:
        raise KeyError(conversation_id)
    row = MessageRow(
        conversation_id=conversation_id, seq=seq, **{"buttons": [], "created_at": now(), **values}
    )
    session.add(row)
    session.flush()
    return row


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        author=Author(row.author),
        author_name=row.author_name,
        kind=Kind(row.kind),
        text=row.text,
        payload=row.payload,
        buttons=tuple(Button(*button) for button in row.buttons),
        channel_message_id=row.channel_message_id,
        created_at=row.created_at,
    )


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        id=row.id,
        channel=row.channel,
        address=row.address,
        language=row.language,
        owner=Owner(row.owner),
        customer_id=row.customer_id,
        level=Level(row.level),
        last_seq=row.last_seq,
        started_at=row.started_at,
        context=row.context,
    )
