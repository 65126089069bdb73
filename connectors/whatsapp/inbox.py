"""What came in and is not yet taken in: stored before it is acknowledged, taken in the order of sending.

Meta delivers at least once, in any order, and after an outage hours of messages at once. Here each message is
kept once, and a customer's messages wait until no earlier one is likely to follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, not_, or_, select, update
from sqlalchemy.engine import Connection, Row

from connectors.whatsapp.incoming import Content, Received, Sender
from frontline.storage.database import Database
from frontline.storage.tables import WhatsAppInboxRow, now

INBOX = WhatsAppInboxRow.__table__
SETTLE = timedelta(seconds=0.3)
"""How long a message waits for an earlier one that it may have overtaken."""
LATE = timedelta(seconds=30)
"""A message that took longer comes from a backlog, which Meta delivers in any order."""
BACKLOG_QUIET, BACKLOG_LONGEST = timedelta(seconds=3), timedelta(minutes=5)
"""Messages of a backlog wait until none has come for so long, new or again, and at most so long."""
DEAF = timedelta(seconds=1)
"""Who looks into the inbox less often than this has not listened meanwhile: the process stood still."""
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=8)
"""How long ids are remembered; Meta gives up after seven days."""
NEVER = datetime.min.replace(tzinfo=timezone.utc)
NOBODY = ""
"""Claims what is left for later; no replica is called so."""
MOST_CUSTOMERS = 20
"""Whose messages one process has at the same time: few enough to be done with before the lease ends."""

_WAITS = INBOX.c.taken_at.is_(None)
_NEWEST_LATE = select(func.max(INBOX.c.received_at)).where(_WAITS, INBOX.c.late.is_(True))
_FREE = or_(
    INBOX.c.claimed_by.is_(None),
    INBOX.c.claimed_by == bindparam("replica"),
    INBOX.c.claimed_until < bindparam("moment"),
)
_HELD = select(INBOX.c.sender).where(_WAITS, not_(_FREE))
_SENDERS = (
    select(
        INBOX.c.sender,
        func.min(INBOX.c.received_at).label("first"),
        func.sum(case((INBOX.c.late.is_(True), 1), else_=0)).label("late"),
    )
    .where(_WAITS, INBOX.c.sender.not_in(_HELD))
    .group_by(INBOX.c.sender)
    .order_by(func.min(INBOX.c.received_at))
)
_CLAIM = (
    update(INBOX)
    .where(_WAITS, INBOX.c.sender == bindparam("sender_"), _FREE)
    .values(claimed_by=bindparam("replica"), claimed_until=bindparam("until"))
)
_TAKE = update(INBOX).where(INBOX.c.id == bindparam("row")).values(taken_at=bindparam("at"), content=None)


@dataclass(frozen=True)
class Waiting:
    """A message that was claimed; `row` is its place in the inbox."""

    row: int
    message: Received


class Inbox:
    """Keeps each delivered message once, and gives out a customer's messages together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hearing = 0
        self._late_heard = self._looked = self._listening_since = NEVER

    @contextmanager
    def hearing(self, messages: Iterable[Received]) -> Iterator[None]:
        """While these are being delivered, for the first time or again: late ones tell of a backlog."""
        late = any(_is_late(message, now()) for message in messages)
        self._hearing += late
        try:
            yield
        finally:
            self._hearing -= late
            self._late_heard = now() if late else self._late_heard

    def store(self, transaction: Connection, messages: Iterable[Received]) -> None:
        """Keeps what is not known yet, in the caller's transaction.

        Errors: IntegrityError when another process stored one of them in the meantime.
        """
        by_id = {message.id: message for message in messages}
        if not by_id:
            return
        query = select(INBOX.c.message_id).where(INBOX.c.message_id.in_(list(by_id)))
        known = set(transaction.execute(query).scalars())
        rows = [_as_row(message) for id, message in by_id.items() if id not in known]
        if rows:
            transaction.execute(insert(INBOX), rows)

    def claim(self, replica: str, except_of: Collection[str] = ()) -> list[list[Waiting]]:
        """The messages of customers who need wait no longer, each customer's in the order of sending.

        They stay with this process for a minute; senders `except_of` are left for the next time.
        """
        self._listen()
        room = MOST_CUSTOMERS - len(except_of)
        with self._database.read_plain() as transaction:
            ready = self._ready(transaction, replica) if room > 0 else []
        senders = [sender for sender in ready if sender not in except_of][:room]
        if not senders:
            return []
        with self._database.begin_plain() as transaction:
            ours = [sender for sender in senders if _claim(transaction, sender, replica)]
            query = select(INBOX).where(_WAITS, INBOX.c.sender.in_(ours), INBOX.c.claimed_by == replica)
            order = (INBOX.c.sender, INBOX.c.sent_at, INBOX.c.id)
            rows = transaction.execute(query.order_by(*order)).all()
        return [
            [_as_waiting(row) for row in theirs] for _, theirs in groupby(rows, key=lambda row: row.sender)
        ]

    def taken(self, rows: Sequence[int]) -> None:
        """These messages are done with; only their ids are kept."""
        with self._database.begin_plain() as transaction:
            transaction.execute(_TAKE, [{"row": row, "at": now()} for row in rows])

    def leave(self, rows: Sequence[int], until: datetime) -> None:
        """Nobody claims these messages before that time."""
        with self._database.begin_plain() as transaction:
            left = update(INBOX).where(INBOX.c.id.in_(rows))
            transaction.execute(left.values(claimed_by=NOBODY, claimed_until=until))

    def forget(self) -> None:
        """Drops the ids that no redelivery can have any more."""
        with self._database.begin_plain() as transaction:
            transaction.execute(delete(INBOX).where(INBOX.c.taken_at < now() - KEPT))

    def _listen(self) -> None:
        """While nobody listened, before the start or in a standstill, it was not quiet: nothing came."""
        moment = now()
        if moment - self._looked > DEAF:
            self._listening_since = moment
        self._looked = moment

    def _ready(self, transaction: Connection, replica: str) -> list[str]:
        """Senders, the longest waiting first, of whom no earlier message is likely to follow."""
        moment = now()
        newest_late = transaction.execute(_NEWEST_LATE).scalar() or NEVER
        noise = moment if self._hearing else max(newest_late, self._late_heard, self._listening_since)
        rows = transaction.execute(_SENDERS, {"replica": replica, "moment": moment}).all()
        return [row.sender for row in rows if _is_settled(row, moment, noise <= moment - BACKLOG_QUIET)]


def _is_settled(row: Row, moment: datetime, backlog_over: bool) -> bool:
    if not row.late:
        return row.first <= moment - SETTLE
    return backlog_over or row.first <= moment - BACKLOG_LONGEST


def _claim(transaction: Connection, sender: str, replica: str) -> bool:
    """Whether all that the sender has waiting is ours now; another process may have been first."""
    claim = {"sender_": sender, "replica": replica, "moment": now(), "until": now() + LEASE}
    return bool(transaction.execute(_CLAIM, claim).rowcount)


def _as_row(message: Received) -> dict[str, Any]:
    received_at = now()
    return {
        "message_id": message.id,
        "sender": message.sender.key,
        "sent_at": message.sent_at,
        "received_at": received_at,
        "late": _is_late(message, received_at),
        "content": {"sender": asdict(message.sender), "content": message.content.to_dict()},
    }


def _is_late(message: Received, moment: datetime) -> bool:
    return moment - message.sent_at > LATE


def _as_waiting(row: Row) -> Waiting:
    sender, content = Sender(**row.content["sender"]), Content.from_dict(row.content["content"])
    return Waiting(row.id, Received(row.message_id, sender, row.sent_at, content))
