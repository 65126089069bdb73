"""The conversation log's rows: read and written inside the transaction of a use case.

Every turn comes by here some ten times, so these are SQLAlchemy Core statements made once; the same through
mapped objects costs four times as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.engine import Row

from frontline.conversations.types import (
    Author,
    Button,
    Claim,
    Conversation,
    Kind,
    Level,
    Marks,
    Message,
    Owner,
)
from frontline.storage.database import Transaction
from frontline.storage.tables import ConversationRow, MessageRow, now

CONVERSATIONS, MESSAGES = ConversationRow.__table__, MessageRow.__table__
AWAITING = and_(MESSAGES.c.to_assistant.is_(True), MESSAGES.c.answered_at.is_(None))
"""Messages that the assistant has not answered yet."""
LEASE = timedelta(seconds=60)
"""How long a claimed message stays with the process that claimed it; longer than any turn may take."""
OFFERS_REMEMBERED = 60
"""How many of the latest messages with buttons are searched for a tapped one."""

_LATER = MESSAGES.alias()
_BY_ID = select(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("conversation_id"))
_AT = select(CONVERSATIONS).where(
    CONVERSATIONS.c.channel == bindparam("channel"), CONVERSATIONS.c.address == bindparam("address")
)
_OF_CONVERSATION = MESSAGES.c.conversation_id == bindparam("conversation_id")
_DELIVERED = select(MESSAGES).where(
    _OF_CONVERSATION, MESSAGES.c.channel_message_id == bindparam("channel_message_id")
)
_REPLY = select(MESSAGES).where(
    MESSAGES.c.in_reply_to == bindparam("in_reply_to"), MESSAGES.c.ordinal == bindparam("ordinal")
)
_AFTER = select(MESSAGES).where(_OF_CONVERSATION, MESSAGES.c.seq > bindparam("seq")).order_by(MESSAGES.c.seq)
_SAID_MEANWHILE = (
    select(_LATER.c.id)
    .join(MESSAGES, MESSAGES.c.conversation_id == _LATER.c.conversation_id)
    .where(
        MESSAGES.c.id == bindparam("message_id"),
        _LATER.c.seq > MESSAGES.c.seq,
        _LATER.c.author == Author.ASSISTANT.value,
        _LATER.c.in_reply_to.is_distinct_from(MESSAGES.c.id),
    )
    .limit(1)
)
_OFFERS = (
    select(MESSAGES.c.buttons)
    .where(_OF_CONVERSATION, MESSAGES.c.author == Author.ASSISTANT.value)
    .order_by(MESSAGES.c.seq.desc())
    .limit(OFFERS_REMEMBERED)
)
_COUNT_ONE_MORE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("conversation_id"))
    .values(last_seq=CONVERSATIONS.c.last_seq + 1)
)
_LAST_SEQS = select(CONVERSATIONS.c.id, CONVERSATIONS.c.last_seq).where(
    CONVERSATIONS.c.id.in_(bindparam("ids", expanding=True))
)
_ALLOW_REPLIES = (
    update(CONVERSATIONS)
    .where(
        CONVERSATIONS.c.id == bindparam("conversation_id"),
        or_(CONVERSATIONS.c.reply_until.is_(None), CONVERSATIONS.c.reply_until < bindparam("until")),
    )
    .values(reply_until=bindparam("until"))
)
_PLACE = select(CONVERSATIONS.c.last_seq, CONVERSATIONS.c.channel).where(
    CONVERSATIONS.c.id == bindparam("conversation_id")
)
_MARKS = select(
    CONVERSATIONS.c.delivered_seq, CONVERSATIONS.c.read_seq, CONVERSATIONS.c.agent_read_seq
).where(CONVERSATIONS.c.id == bindparam("conversation_id"))
_MARK = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("conversation_id_"))
    .values(
        delivered_seq=bindparam("delivered"),
        read_seq=bindparam("read"),
        agent_read_seq=bindparam("agent_read"),
    )
)
_APPEND = insert(MESSAGES)
_NOTHING_MORE = {"author_name": None, "payload": None, "channel_message_id": None}
_NEXT_TWO = (
    select(MESSAGES).where(_OF_CONVERSATION, AWAITING).order_by(MESSAGES.c.seq).limit(2).with_for_update()
)
_MESSAGE = MESSAGES.c.id == bindparam("message_id")
_CLAIM = update(MESSAGES).where(_MESSAGE).values(claimed_by=bindparam("by"), claimed_until=bindparam("until"))
_CLOSE = (
    update(MESSAGES).where(_MESSAGE).values(answered_at=bindparam("at"), claimed_by=None, claimed_until=None)
)


def conversation_at(transaction: Transaction, channel: str, address: str) -> Conversation | None:
    """The conversation at this address of the channel."""
    row = transaction.execute(_AT, {"channel": channel, "address": address}).one_or_none()
    return as_conversation(row) if row else None


def conversation(transaction: Transaction, conversation_id: str) -> Conversation:
    """The conversation with this id; KeyError when there is none."""
    row = transaction.execute(_BY_ID, {"conversation_id": conversation_id}).one_or_none()
    if row is None:
        raise KeyError(conversation_id)
    return as_conversation(row)


def delivered(transaction: Transaction, conversation_id: str, channel_message_id: str) -> Message | None:
    """The message that the channel delivered under this id."""
    keys = {"conversation_id": conversation_id, "channel_message_id": channel_message_id}
    row = transaction.execute(_DELIVERED, keys).one_or_none()
    return as_message(row) if row else None


def reply(transaction: Transaction, in_reply_to: int | None, ordinal: int | None) -> Message:
    """The how-manieth reply to a message, which must be there."""
    return as_message(transaction.execute(_REPLY, {"in_reply_to": in_reply_to, "ordinal": ordinal}).one())


def after(transaction: Transaction, conversation_id: str, seq: int) -> list[Message]:
    """Entries after `seq`, internal events included, oldest first."""
    rows = transaction.execute(_AFTER, {"conversation_id": conversation_id, "seq": seq})
    return [as_message(row) for row in rows]


def offered_title(transaction: Transaction, conversation_id: str, payload: str) -> str | None:
    """The title of the newest button that carries this payload."""
    rows = transaction.execute(_OFFERS, {"conversation_id": conversation_id}).scalars()
    offers = (offer for buttons in rows for offer in buttons)
    return next((title for title, carried in offers if carried == payload), None)


def append(
    transaction: Transaction,
    conversation_id: str,
    author: Author,
    text: str,
    *,
    kind: Kind = Kind.TEXT,
    buttons: Sequence[Button] = (),
    **more: Any,
) -> Message:
    """Adds an entry under the next `seq`; counting locks the conversation, so numbers have no gaps.

    `more` are other columns of the table. Errors: KeyError when there is no such conversation.
    """
    key = {"conversation_id": conversation_id}
    transaction.execute(_COUNT_ONE_MORE, key)
    place = transaction.execute(_PLACE, key).one_or_none()
    if place is None:
        raise KeyError(conversation_id)
    entry = {
        **key,
        "seq": place.last_seq,
        "channel": place.channel,
        "author": author.value,
        "kind": kind.value,
        "text": text,
        "buttons": [[button.title, button.payload] for button in buttons],
        "created_at": now(),
        "to_assistant": False,
        **more,
    }
    entry_id = transaction.execute(_APPEND, entry).inserted_primary_key[0]
    return as_message(SimpleNamespace(**{**_NOTHING_MORE, **entry}, id=entry_id))


def said_meanwhile(transaction: Transaction, message_id: int) -> bool:
    """Whether the assistant has said something since this message came, other than in answer to it."""
    return transaction.execute(_SAID_MEANWHILE, {"message_id": message_id}).first() is not None


def last_seqs(transaction: Transaction, conversation_ids: Sequence[str]) -> Mapping[str, int]:
    """The newest `seq` of each of these conversations."""
    rows = transaction.execute(_LAST_SEQS, {"ids": list(conversation_ids)})
    return {row.id: row.last_seq for row in rows}


def allow_replies(transaction: Transaction, conversation_id: str, until: datetime) -> None:
    """The customer may be written to until then; an earlier end than the one known changes nothing."""
    transaction.execute(_ALLOW_REPLIES, {"conversation_id": conversation_id, "until": until})


def claim(transaction: Transaction, conversation_id: str, replica: str) -> Claim | None:
    """Reserves the oldest message that awaits the assistant for this process.

    None when there is none, or when another process is answering it.
    """
    rows = transaction.execute(_NEXT_TWO, {"conversation_id": conversation_id}).all()
    if not rows or not _free(rows[0], replica):
        return None
    until = now() + LEASE
    transaction.execute(_CLAIM, {"message_id": rows[0].id, "by": replica, "until": until})
    return Claim(conversation(transaction, conversation_id), as_message(rows[0]), more=len(rows) > 1)


def marks(transaction: Transaction, conversation_id: str) -> Marks:
    """How far both sides have read; KeyError when there is no such conversation."""
    row = transaction.execute(_MARKS, {"conversation_id": conversation_id}).one_or_none()
    if row is None:
        raise KeyError(conversation_id)
    return Marks(row.delivered_seq, row.read_seq, row.agent_read_seq)


def mark(transaction: Transaction, conversation_id: str, seen: Marks) -> Marks | None:
    """Moves the marks on, never back and never past the last message; None when nothing has changed."""
    last = transaction.execute(_PLACE, {"conversation_id": conversation_id}).one_or_none()
    if last is None:
        raise KeyError(conversation_id)
    before = marks(transaction, conversation_id)
    pairs = zip(astuple(before), astuple(seen), strict=True)
    after = Marks(*(max(old, min(new, last.last_seq)) for old, new in pairs))
    if after == before:
        return None
    values = {"delivered": after.delivered, "read": after.read, "agent_read": after.agent_read}
    transaction.execute(_MARK, {"conversation_id_": conversation_id, **values})
    return after


def close_turn(transaction: Transaction, message_id: int) -> None:
    """Marks a message as answered."""
    transaction.execute(_CLOSE, {"message_id": message_id, "at": now()})


def as_message(row: Row | SimpleNamespace) -> Message:
    """A row of the log."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        channel=row.channel,
        author=Author(row.author),
        author_name=row.author_name,
        kind=Kind(row.kind),
        text=row.text,
        payload=row.payload,
        buttons=tuple(Button(*button) for button in row.buttons),
        channel_message_id=row.channel_message_id,
        created_at=row.created_at,
    )


def as_conversation(row: Row | ConversationRow) -> Conversation:
    """A row of the conversations, or a new one."""
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
        reply_until=row.reply_until,
    )


def _free(row: Row, replica: str) -> bool:
    return row.claimed_by in (None, replica) or row.claimed_until < now()
