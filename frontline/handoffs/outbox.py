"""What another company's helpdesk is still to be told, in order, until it is told (docs/decisions/0008).

The outbox is filled from what is stored anyway: handoffs, their ends, and what customers write meanwhile, and
where. So no use case has to think of it, and nothing that was stored is forgotten. Its rows hold no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, not_, or_, select, update
from sqlalchemy.exc import IntegrityError
from tenacity import RetryCallState, Retrying
from tenacity.wait import wait_exponential, wait_random

from frontline.agents.types import Agent, Role
from frontline.conversations.service import CANCEL_HANDOFF
from frontline.conversations.types import Author, Kind
from frontline.handoffs.ports import Errand
from frontline.handoffs.types import HandoffRefused, NotForThisRole
from frontline.storage.database import Database, Transaction
from frontline.storage.tables import ChannelMoveRow, HandoffRow, HelpdeskCaseRow, MessageRow, OutboxRow, now

LEASE = timedelta(seconds=60)
"""How long something stays with the process that is sending it; longer than sending may take."""
GIVE_UP_AFTER = timedelta(hours=4)
"""What could not be told for so long goes to the undelivered, where an admin can send it again."""
WAIT = wait_exponential(multiplier=0.5, max=30) + wait_random(0, 1)
"""Seconds between tries: a moment at first, then ever longer, never quite the same."""
LONGEST_PROBLEM = 200

OUTBOX, HANDOFFS, MESSAGES = OutboxRow.__table__, HandoffRow.__table__, MessageRow.__table__
CASES, MOVES = HelpdeskCaseRow.__table__, ChannelMoveRow.__table__


class Tells(str, Enum):
    """What a row tells the helpdesk: one method of the port each."""

    OPEN = "open"
    QUEUE = "queue"
    MESSAGE = "message"
    MOVE = "move"
    CLOSE = "close"


class Post(str, Enum):
    """How far a row is."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Undelivered: refused, or tried for too long."""
    VOID = "void"
    """The customer was no longer waiting before the helpdesk had heard of them."""


@dataclass(frozen=True)
class Task:
    """A row reserved for this process, for the `attempts`-th time.

    `seq` is how far the log was, for a message its own number; `told` when the customer has heard that it
    takes longer.
    """

    id: int
    handoff_id: str
    tells: Tells
    seq: int
    attempts: int
    created_at: datetime
    told: bool

    @property
    def errand(self) -> Errand:
        """What the helpdesk can tell a repetition by."""
        return Errand(f"{self.handoff_id}-{self.tells.value}-{self.seq}", again=self.attempts > 1)


@dataclass(frozen=True)
class Undelivered:
    """What the helpdesk did not take; `problem` says why, without personal data."""

    id: int
    handoff_id: str
    conversation_id: str
    tells: Tells
    attempts: int
    problem: str
    created_at: datetime
    given_up_at: datetime


class NotUndelivered(HandoffRefused):
    """There is no such undelivered row, or someone has sent it again already."""

    code = "not_undelivered"


class Outbox:
    """Gathers, reserves and settles, safely with several processes: rows are unique, claims have a lease."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """`clock` tells the time in UTC."""
        self._database = database
        self._clock = clock

    def gather(self) -> int:
        """Puts in what is stored and not in yet; how many rows. Another process may have been first."""
        with self._database.read_plain() as transaction:
            if not self._missing(transaction) and not transaction.execute(_VOID_IDS.limit(1)).first():
                return 0
        try:
            with self._database.begin_plain() as transaction:
                transaction.execute(_VOID, {"at": self._clock()})
                rows = self._missing(transaction)
                if rows:
                    transaction.execute(insert(OUTBOX), rows)
        except IntegrityError:
            return 0
        return len(rows)

    def claim(self, replica: str, most: int) -> list[Task]:
        """Reserves the first waiting row of each of up to `most` handoffs, as far as they are due."""
        moment = self._clock()
        due = and_(OUTBOX.c.due_at <= moment, _free(replica, moment))
        query = select(OUTBOX).where(OUTBOX.c.id.in_(_HEADS), due).order_by(OUTBOX.c.due_at, OUTBOX.c.id)
        with self._database.read_plain() as transaction:
            if not transaction.execute(query.limit(1)).first():
                return []
        with self._database.begin_plain() as transaction:
            rows = transaction.execute(query.limit(most).with_for_update(skip_locked=True)).all()
            claimed = OUTBOX.c.id.in_([row.id for row in rows])
            values = {
                "claimed_by": replica,
                "claimed_until": moment + LEASE,
                "attempts": OUTBOX.c.attempts + 1,
            }
            transaction.execute(update(OUTBOX).where(claimed).values(values))
        return [_task(row) for row in rows]

    def sent(self, task: Task, reference: str | None = None) -> None:
        """The helpdesk knows; `reference` is what it calls the case it has opened."""
        with self._database.begin_plain() as transaction:
            self._settle(transaction, task, Post.SENT)
            if reference is not None:
                _name_case(transaction, task.handoff_id, reference)

    def put_off(self, task: Task, problem: str) -> bool:
        """The helpdesk is down: it is tried again later. False when it was tried for too long already."""
        if self._clock() - task.created_at >= GIVE_UP_AFTER:
            self.give_up(task, problem)
            return False
        values = {
            "due_at": self._clock() + timedelta(seconds=_wait(task.attempts)),
            "problem": problem[:LONGEST_PROBLEM],
            "claimed_by": None,
            "claimed_until": None,
        }
        with self._database.begin_plain() as transaction:
            transaction.execute(update(OUTBOX).where(OUTBOX.c.id == task.id).values(values))
        return True

    def give_up(self, task: Task, problem: str) -> None:
        """It goes to the undelivered. Later messages go on without it, unless the case was never opened."""
        with self._database.begin_plain() as transaction:
            self._settle(transaction, task, Post.DEAD, problem=problem[:LONGEST_PROBLEM])

    def told(self, task: Task) -> None:
        """The customer has heard that this takes longer."""
        with self._database.begin_plain() as transaction:
            transaction.execute(update(OUTBOX).where(OUTBOX.c.id == task.id).values(told=True))

    # -- the cases -----------------------------------------------------------------------------------

    def reference(self, handoff_id: str) -> str | None:
        """What the helpdesk calls this handoff; None before it is opened there."""
        query = select(CASES.c.reference).where(CASES.c.handoff_id == handoff_id)
        with self._database.read_plain() as transaction:
            return transaction.execute(query).scalar_one_or_none()

    def handoff_of(self, reference: str) -> str | None:
        """The newest handoff that the helpdesk calls so."""
        query = (
            select(CASES.c.handoff_id)
            .join(HANDOFFS, HANDOFFS.c.id == CASES.c.handoff_id)
            .where(CASES.c.reference == reference)
            .order_by(HANDOFFS.c.requested_at.desc())
        )
        with self._database.read_plain() as transaction:
            return transaction.execute(query.limit(1)).scalar_one_or_none()

    def open_cases(self) -> Sequence[str]:
        """The handoffs that are open on both sides, and before the agents."""
        query = (
            select(CASES.c.handoff_id)
            .join(HANDOFFS, HANDOFFS.c.id == CASES.c.handoff_id)
            .where(HANDOFFS.c.ended_at.is_(None), CASES.c.handoff_id.in_(_QUEUED))
        )
        with self._database.read_plain() as transaction:
            return list(transaction.execute(query).scalars())

    # -- the undelivered -----------------------------------------------------------------------------

    def undelivered(self, agent: Agent) -> list[Undelivered]:
        """All that was given up, newest first. Raises NotForThisRole for who is no admin."""
        _must_manage(agent)
        query = (
            select(OUTBOX, HANDOFFS.c.conversation_id)
            .join(HANDOFFS, HANDOFFS.c.id == OUTBOX.c.handoff_id)
            .where(OUTBOX.c.state == Post.DEAD.value)
            .order_by(OUTBOX.c.settled_at.desc())
        )
        with self._database.read_plain() as transaction:
            return [_undelivered(row) for row in transaction.execute(query)]

    def resend(self, undelivered_id: int, agent: Agent) -> None:
        """Tries it again at once, with all patience anew. Raises NotForThisRole and NotUndelivered."""
        _must_manage(agent)
        moment = self._clock()
        values = {
            "state": Post.WAITING.value,
            "due_at": moment,
            "created_at": moment,
            "settled_at": None,
            "told": True,
        }
        given_up = and_(OUTBOX.c.id == undelivered_id, OUTBOX.c.state == Post.DEAD.value)
        with self._database.begin_plain() as transaction:
            if transaction.execute(update(OUTBOX).where(given_up).values(values)).rowcount == 0:
                raise NotUndelivered()

    # -- inside --------------------------------------------------------------------------------------

    def _missing(self, transaction: Transaction) -> list[dict[str, Any]]:
        moment = self._clock()
        meanwhile = sorted([*_messages(transaction), *_moves(transaction)], key=itemgetter("seq"))
        found = [*_openings(transaction), *meanwhile, *_closings(transaction)]
        return [
            {
                **row,
                "state": Post.WAITING.value,
                "attempts": 0,
                "told": False,
                "due_at": moment,
                "created_at": moment,
            }
            for row in found
        ]

    def _settle(self, transaction: Transaction, task: Task, state: Post, **more: Any) -> None:
        values = {
            "state": state.value,
            "settled_at": self._clock(),
            "claimed_by": None,
            "claimed_until": None,
        }
        transaction.execute(update(OUTBOX).where(OUTBOX.c.id == task.id).values({**values, **more}))


def _free(replica: str, moment: datetime) -> Any:
    return or_(OUTBOX.c.claimed_by.is_(None), OUTBOX.c.claimed_by == replica, OUTBOX.c.claimed_until < moment)


def _of(*tells: Tells) -> Any:
    return OUTBOX.c.kind.in_([one.value for one in tells])


def _in(*states: Post) -> Any:
    return OUTBOX.c.state.in_([state.value for state in states])


_KNOWN = select(OUTBOX.c.handoff_id).where(_of(Tells.OPEN))
"""Handoffs that the helpdesk has heard of or will hear of."""
_OPENED = _KNOWN.where(_in(Post.SENT))
_QUEUED = select(OUTBOX.c.handoff_id).where(_of(Tells.QUEUE), _in(Post.SENT))
_CLOSED = select(OUTBOX.c.handoff_id).where(_of(Tells.CLOSE))
_STUCK = select(OUTBOX.c.handoff_id).where(_of(Tells.OPEN), _in(Post.DEAD))
_HEADS = (
    select(func.min(OUTBOX.c.id))
    .where(_in(Post.WAITING), OUTBOX.c.handoff_id.not_in(_STUCK))
    .group_by(OUTBOX.c.handoff_id)
)
"""The first waiting row of each handoff that goes on."""
_TO_OPEN = select(HANDOFFS.c.id, HANDOFFS.c.pack).where(
    HANDOFFS.c.ended_at.is_(None), HANDOFFS.c.id.not_in(_KNOWN)
)
_TO_CLOSE = (
    select(HANDOFFS.c.id, func.max(OUTBOX.c.seq).label("seq"))
    .join(OUTBOX, OUTBOX.c.handoff_id == HANDOFFS.c.id)
    .where(HANDOFFS.c.ended_at.is_not(None), HANDOFFS.c.id.in_(_OPENED), HANDOFFS.c.id.not_in(_CLOSED))
    .group_by(HANDOFFS.c.id)
)
_FOLLOWED = (
    select(
        HANDOFFS.c.id,
        HANDOFFS.c.conversation_id,
        HANDOFFS.c.ended_at,
        HANDOFFS.c.promised_at,
        func.max(OUTBOX.c.seq).label("seq"),
    )
    .join(OUTBOX, OUTBOX.c.handoff_id == HANDOFFS.c.id)
    .where(OUTBOX.c.state != Post.VOID.value, HANDOFFS.c.id.not_in(_CLOSED))
    .group_by(HANDOFFS.c.id, HANDOFFS.c.conversation_id, HANDOFFS.c.ended_at, HANDOFFS.c.promised_at)
    .subquery()
)
"""Handoffs that go on; `seq` is how far the helpdesk has heard or will hear."""
_TO_PASS_ON = (
    select(_FOLLOWED.c.id, MESSAGES.c.seq)
    .join(MESSAGES, MESSAGES.c.conversation_id == _FOLLOWED.c.conversation_id)
    .where(
        MESSAGES.c.seq > _FOLLOWED.c.seq,
        MESSAGES.c.author == Author.CUSTOMER.value,
        MESSAGES.c.kind == Kind.TEXT.value,
        or_(MESSAGES.c.payload.is_(None), MESSAGES.c.payload != CANCEL_HANDOFF),
        or_(_FOLLOWED.c.ended_at.is_(None), MESSAGES.c.created_at <= _FOLLOWED.c.ended_at),
        or_(_FOLLOWED.c.promised_at.is_(None), MESSAGES.c.to_assistant.is_(False)),
    )
    .order_by(_FOLLOWED.c.id, MESSAGES.c.seq)
)
_TO_MOVE = (
    select(HANDOFFS.c.id, MOVES.c.seq)
    .join(MOVES, MOVES.c.conversation_id == HANDOFFS.c.conversation_id)
    .where(
        HANDOFFS.c.ended_at.is_(None),
        HANDOFFS.c.id.in_(_KNOWN),
        MOVES.c.moved_at > HANDOFFS.c.requested_at,
        not_(
            exists().where(OUTBOX.c.handoff_id == HANDOFFS.c.id, _of(Tells.MOVE), OUTBOX.c.seq == MOVES.c.seq)
        ),
    )
)
_VOID_IDS = (
    select(OUTBOX.c.id)
    .join(HANDOFFS, HANDOFFS.c.id == OUTBOX.c.handoff_id)
    .where(_in(Post.WAITING, Post.DEAD), HANDOFFS.c.ended_at.is_not(None), HANDOFFS.c.id.not_in(_OPENED))
)
"""Rows of customers who were gone before the helpdesk had heard of them."""
_VOID = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(_VOID_IDS))
    .values(state=Post.VOID.value, settled_at=bindparam("at"), claimed_by=None, claimed_until=None)
)


def _openings(transaction: Transaction) -> Iterable[dict[str, Any]]:
    """Two rows for each new handoff: the case with its pack, and its place before the agents."""
    for row in transaction.execute(_TO_OPEN):
        seq = max((entry["seq"] for entry in row.pack["transcript"]), default=0)
        for tells in (Tells.OPEN, Tells.QUEUE):
            yield _row(row.id, tells, seq)


def _messages(transaction: Transaction) -> Iterable[dict[str, Any]]:
    """What customers wrote since the last row of their handoff."""
    return [_row(row.id, Tells.MESSAGE, row.seq) for row in transaction.execute(_TO_PASS_ON)]


def _moves(transaction: Transaction) -> Iterable[dict[str, Any]]:
    """That customers went on in another channel; each time with a message, so no two have the same `seq`."""
    return [_row(row.id, Tells.MOVE, row.seq) for row in transaction.execute(_TO_MOVE)]


def _closings(transaction: Transaction) -> Iterable[dict[str, Any]]:
    """The ends of handoffs that the helpdesk knows."""
    return [_row(row.id, Tells.CLOSE, row.seq) for row in transaction.execute(_TO_CLOSE)]


def _row(handoff_id: str, tells: Tells, seq: int) -> dict[str, Any]:
    return {"handoff_id": handoff_id, "kind": tells.value, "seq": seq}


def _name_case(transaction: Transaction, handoff_id: str, reference: str) -> None:
    known = transaction.execute(
        update(CASES).where(CASES.c.handoff_id == handoff_id).values(reference=reference)
    )
    if known.rowcount == 0:
        transaction.execute(insert(CASES), {"handoff_id": handoff_id, "reference": reference})


def _wait(attempts: int) -> float:
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempts
    return WAIT(state)


def _must_manage(agent: Agent) -> None:
    if agent.role is not Role.ADMIN:
        raise NotForThisRole()


def _task(row: Any) -> Task:
    return Task(
        id=row.id,
        handoff_id=row.handoff_id,
        tells=Tells(row.kind),
        seq=row.seq,
        attempts=row.attempts + 1,
        created_at=row.created_at,
        told=row.told,
    )


def _undelivered(row: Any) -> Undelivered:
    return Undelivered(
        id=row.id,
        handoff_id=row.handoff_id,
        conversation_id=row.conversation_id,
        tells=Tells(row.kind),
        attempts=row.attempts,
        problem=row.problem or "",
        created_at=row.created_at,
        given_up_at=row.settled_at,
    )
