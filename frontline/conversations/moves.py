"""A conversation that goes on in another channel, by a code which its customer carries there.

Who has the code within a quarter of an hour is the customer to whom it was shown (docs/decisions/0012).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from frontline.conversations.log import as_conversation
from frontline.conversations.types import Conversation
from frontline.spelling import SPOKEN, random_letters
from frontline.storage.database import Database
from frontline.storage.tables import ChannelMoveRow, ConversationRow, now

MOVES = ChannelMoveRow.__table__
VALID = timedelta(minutes=15)
KEPT = timedelta(days=30)
"""So long the old place still tells where the conversation went."""
HALF = 4
"""A code is two groups of so many letters, which together hold 38 bits."""
_CODE = re.compile(rf"(?<!\w)([{SPOKEN}]{{{HALF}}})[-–— ]?([{SPOKEN}]{{{HALF}}})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class SpokenCode:
    """A code in somebody's message, and the rest of the message."""

    code: str
    rest: str


def spoken_code(text: str) -> SpokenCode | None:
    """The first code in a text, however it is written there; None without one."""
    for found in _CODE.finditer(text):
        code = "-".join(found.groups()).upper()
        if _is_mixed(code):
            before, after = text[: found.start()].strip(), text[found.end() :].strip()
            return SpokenCode(code, f"{before} {after}".strip())
    return None


class Moves:
    """Gives codes out, and moves the conversation of one that came back."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """`clock` tells the time in UTC."""
        self._database = database
        self._clock = clock

    def offer(self, conversation: Conversation) -> str:
        """A new code for this conversation, valid for `VALID` and once; earlier ones count no more."""
        code, moment = _new_code(), self._clock()
        with self._database.begin() as session:
            unused = and_(MOVES.c.conversation_id == conversation.id, MOVES.c.moved_at.is_(None))
            session.execute(delete(MOVES).where(unused))
            session.add(
                ChannelMoveRow(
                    conversation_id=conversation.id,
                    code_hash=_hashed(code),
                    channel=conversation.channel,
                    address=conversation.address,
                    created_at=moment,
                    expires_at=moment + VALID,
                )
            )
        return code

    def find(self, code: str) -> Conversation | None:
        """The conversation that this code would move now; None for one that is unknown, used or too old."""
        with self._database.read() as session:
            row = session.execute(_still_there(_hashed(code), self._clock())).scalar_one_or_none()
            return as_conversation(row) if row else None

    def was_by(self, code: str, conversation_id: str) -> bool:
        """Whether it was this code that brought the conversation where it is."""
        ours = select(MOVES.c.id).where(
            MOVES.c.code_hash == _hashed(code),
            MOVES.c.conversation_id == conversation_id,
            MOVES.c.moved_at.is_not(None),
        )
        with self._database.read_plain() as transaction:
            return transaction.execute(ours).first() is not None

    def carry_out(
        self, session: Session, code: str, channel: str, replacing: Conversation | None = None
    ) -> Conversation | None:
        """The conversation, which is in this channel from now on, under a new address; in the caller's
        transaction. `replacing` is the one that was there before.

        None when the code moves nothing any more: of two who come with one code, the other gets that.
        """
        found = session.execute(_still_there(_hashed(code), self._clock()).with_for_update())
        row = found.scalar_one_or_none()
        unused = and_(MOVES.c.code_hash == _hashed(code), MOVES.c.moved_at.is_(None))
        if row is None:
            return None
        taken = {"moved_at": self._clock(), "replaced_id": _linked(row, replacing), "seq": row.last_seq}
        if not session.execute(update(MOVES).where(unused).values(taken)).rowcount:
            return None
        row.channel, row.address = channel, uuid4().hex
        session.flush()
        return as_conversation(row)

    def gone_from(self, channel: str, address: str) -> Conversation | None:
        """The conversation that was at this address, as it is now elsewhere; None when none has left it."""
        left = (MOVES.c.channel == channel, MOVES.c.address == address, MOVES.c.moved_at.is_not(None))
        query = select(ConversationRow).join(MOVES, MOVES.c.conversation_id == ConversationRow.id)
        with self._database.read() as session:
            row = session.execute(query.where(*left)).scalar_one_or_none()
            return as_conversation(row) if row else None

    def forget(self) -> None:
        """Drops codes that nobody can use any more, and moves of long ago."""
        moment = self._clock()
        unused = and_(MOVES.c.moved_at.is_(None), MOVES.c.expires_at < moment)
        with self._database.begin_plain() as transaction:
            transaction.execute(delete(MOVES).where(or_(unused, MOVES.c.moved_at < moment - KEPT)))


def _still_there(code_hash: str, moment: datetime) -> Any:
    """The conversation of a code that counts, as long as it is where the code was given out."""
    same_place = and_(
        MOVES.c.conversation_id == ConversationRow.id,
        MOVES.c.channel == ConversationRow.channel,
        MOVES.c.address == ConversationRow.address,
    )
    counts = (MOVES.c.code_hash == code_hash, MOVES.c.moved_at.is_(None), MOVES.c.expires_at > moment)
    return select(ConversationRow).join(MOVES, same_place).where(*counts)


def _linked(row: Any, replaced: Conversation | None) -> str | None:
    """Nothing of one customer is linked to another, who happens to have the same phone in hand."""
    if replaced is None or replaced.customer_id not in (None, row.customer_id):
        return None
    return replaced.id


def _new_code() -> str:
    """Letters and numbers both, so that it is never taken for an order number or the like."""
    while True:
        code = f"{random_letters(HALF)}-{random_letters(HALF)}"
        if _is_mixed(code):
            return code


def _is_mixed(code: str) -> bool:
    return any(map(str.isalpha, code)) and any(map(str.isdecimal, code))


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
