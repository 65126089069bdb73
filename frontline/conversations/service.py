"""The use cases of the conversation log. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontline.conversations import log
from frontline.conversations.types import (
    Author,
    Button,
    Claim,
    Conversation,
    InboundMessage,
    Kind,
    Language,
    Level,
    Marks,
    Message,
    News,
    Owner,
    Receipt,
)
from frontline.storage.database import Database, Transaction
from frontline.storage.tables import ConversationRow, MessageRow, now

DEFAULT_LANGUAGE = "nl"
CANCEL_HANDOFF = "/cancel_handoff"
ALWAYS_OFFERED = ("/start_over", "/human_handoff", CANCEL_HANDOFF)
"""Payloads a channel may send without having shown a button: it has controls of its own for them."""


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
            query = select(ConversationRow).where(
                ConversationRow.channel == channel, ConversationRow.address == address
            )
            row = session.execute(query).scalar_one_or_none()
            if row is None:
                row = _new_row(channel, address, language, level)
                session.add(row)
            if customer_id is not None:
                row.customer_id, row.level = customer_id, level.value
            if context:
                row.context = {**row.context, **context}
            return log.as_conversation(row)

    def find(self, channel: str, address: str) -> Conversation | None:
        """The conversation at this address, or None."""
        with self._database.read_plain() as transaction:
            return log.conversation_at(transaction, channel, address)

    def get(self, conversation_id: str) -> Conversation:
        """The conversation with this id; KeyError when there is none."""
        with self._database.read_plain() as transaction:
            return log.conversation(transaction, conversation_id)

    def adopt(self, conversation_id: str, channel: str) -> Conversation:
        """The conversation with this id; one that began outside our channels (`rasa shell`) is made."""
        try:
            return self.get(conversation_id)
        except KeyError:
            with self._database.begin() as session:
                row = _new_row(channel, conversation_id, DEFAULT_LANGUAGE, Level.ANONYMOUS)
                row.id = conversation_id
                session.add(row)
                return log.as_conversation(row)

    def receive(self, inbound: InboundMessage) -> Receipt:
        """Stores a customer's message once, whoever delivers it how often.

        A payload that no button of the conversation carries is only text: nobody can forge a tap.
        Errors: KeyError when the conversation was never opened.
        """
        with self._database.begin_plain() as transaction:
            conversation = log.conversation_at(transaction, inbound.channel, inbound.address)
            if conversation is None:
                raise KeyError(inbound.channel)
            known = log.delivered(transaction, conversation.id, inbound.channel_message_id)
            if known:
                return Receipt(known, duplicate=True)
            inbound = _tapped(transaction, conversation.id, inbound)
            stored = log.append(
                transaction,
                conversation.id,
                Author.CUSTOMER,
                inbound.text,
                payload=inbound.payload,
                channel_message_id=inbound.channel_message_id,
                to_assistant=_is_for_assistant(conversation, inbound),
            )
            return Receipt(stored, duplicate=False)

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
            with self._database.begin_plain() as transaction:
                known = channel_message_id and log.delivered(transaction, conversation_id, channel_message_id)
                return known or log.append(
                    transaction,
                    conversation_id,
                    author,
                    text,
                    buttons=buttons,
                    author_name=author_name,
                    channel_message_id=channel_message_id,
                    in_reply_to=in_reply_to,
                    ordinal=ordinal,
                )
        except IntegrityError:
            with self._database.read_plain() as transaction:
                return log.reply(transaction, in_reply_to, ordinal)

    def tell_assistant(
        self, conversation_id: str, payload: str, session: Session | None = None, text: str | None = None
    ) -> Message:
        """Leaves an internal event such as `/handoff_resolved` for the assistant, in the caller's
        transaction when a session is given; `text` is what the assistant takes to have been said."""
        if session is None:
            with self._database.begin() as own:
                return self.tell_assistant(conversation_id, payload, own, text)
        return log.append(
            session,
            conversation_id,
            Author.SYSTEM,
            text or payload,
            kind=Kind.EVENT,
            payload=payload,
            to_assistant=True,
        )

    def hand_to(self, session: Session, conversation_id: str, owner: Owner) -> None:
        """Changes who answers the customer, in the caller's transaction."""
        row = session.get(ConversationRow, conversation_id)
        if row is None:
            raise KeyError(conversation_id)
        row.owner = owner.value

    def identify(self, conversation_id: str, customer_id: str, level: Level) -> None:
        """From now on the conversation is with this customer, this surely; KeyError when there is none."""
        with self._database.begin() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise KeyError(conversation_id)
            row.customer_id, row.level = customer_id, level.value

    def allow_replies(self, conversation_id: str, until: datetime) -> None:
        """The channel lets us write to the customer until then; an earlier end changes nothing."""
        with self._database.begin_plain() as transaction:
            log.allow_replies(transaction, conversation_id, until)

    def end_replies(self, conversation_id: str) -> None:
        """The channel says that the customer may not be written to any more, whatever we thought."""
        with self._database.begin() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise KeyError(conversation_id)
            row.reply_until = now()

    def transcript(self, conversation_id: str) -> list[Message]:
        """Everything said, oldest first."""
        return [m for m in self.since(conversation_id, 0) if m.kind is Kind.TEXT]

    def since(self, conversation_id: str, seq: int) -> list[Message]:
        """Entries after `seq`, internal events included, oldest first."""
        with self._database.read_plain() as transaction:
            return log.after(transaction, conversation_id, seq)

    def news(self, conversation_id: str, seq: int) -> News:
        """What came after `seq`, and who answers the customer now, and where."""
        with self._database.read_plain() as transaction:
            messages = log.after(transaction, conversation_id, seq)
            conversation = log.conversation(transaction, conversation_id)
            return News(messages, conversation.owner, conversation.channel)

    def said_meanwhile(self, message_id: int) -> bool:
        """Whether the assistant has said something since this message came, other than in answer to it:
        then the customer had not read that when they wrote."""
        with self._database.read_plain() as transaction:
            return log.said_meanwhile(transaction, message_id)

    def last_seqs(self, conversation_ids: Sequence[str]) -> Mapping[str, int]:
        """The newest `seq` of each of these conversations."""
        with self._database.read_plain() as transaction:
            return log.last_seqs(transaction, conversation_ids)

    def mark(
        self, conversation_id: str, *, delivered: int = 0, read: int = 0, agent_read: int = 0
    ) -> Marks | None:
        """How far (`seq`) the customer was shown and has read, and the agent has read; marks never go back.

        The marks as they are now, or None when nothing has changed.
        """
        with self._database.begin_plain() as transaction:
            return log.mark(transaction, conversation_id, Marks(max(delivered, read), read, agent_read))

    def marks(self, conversation_id: str) -> Marks:
        """How far both sides have read; KeyError when there is no such conversation."""
        with self._database.read_plain() as transaction:
            return log.marks(transaction, conversation_id)

    def claim_next(self, conversation_id: str, replica: str) -> Claim | None:
        """Reserves the oldest message that awaits the assistant for this process.

        None when there is none, or when another process is answering it.
        """
        with self._database.begin_plain() as transaction:
            return log.claim(transaction, conversation_id, replica)

    def answered(self, message_id: int) -> None:
        """Closes a message's turn."""
        with self._database.begin_plain() as transaction:
            log.close_turn(transaction, message_id)

    def waiting(self, replica: str) -> list[str]:
        """Conversations with a message that awaits the assistant and that this process may answer."""
        with self._database.read() as session:
            free = or_(
                MessageRow.claimed_by.is_(None),
                MessageRow.claimed_by == replica,
                MessageRow.claimed_until < now(),
            )
            query = select(MessageRow.conversation_id).where(log.AWAITING, free).distinct()
            return list(session.execute(query).scalars())


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


def _is_for_assistant(conversation: Conversation, inbound: InboundMessage) -> bool:
    owned = conversation.owner is Owner.ASSISTANT or inbound.payload == CANCEL_HANDOFF
    return inbound.for_assistant and owned


def _tapped(transaction: Transaction, conversation_id: str, inbound: InboundMessage) -> InboundMessage:
    """The message with the title of the button that was tapped, or without a payload."""
    if inbound.payload is None or inbound.payload in ALWAYS_OFFERED:
        return inbound
    title = log.offered_title(transaction, conversation_id, inbound.payload)
    return replace(inbound, text=title) if title else replace(inbound, payload=None)
