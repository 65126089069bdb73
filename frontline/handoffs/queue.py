"""The queue: who waits, in which order, and how long it takes."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from frontline.agents.team import Routing
from frontline.handoffs.routing import Waiting, in_order
from frontline.handoffs.rows import LISTED, WAITING, Row, as_entry, as_waiting
from frontline.handoffs.types import QueueEntry, State
from frontline.storage.database import Database
from frontline.storage.tables import HandoffEventRow, HandoffRow

RECENT, MOST_WAITS = timedelta(hours=4), 200
"""Which waits an expected wait is made of."""
_LAST_EVENT_ID = select(func.max(HandoffEventRow.id))
_LISTED, _WAITING = (rows.where(HandoffRow.state == State.QUEUED.value) for rows in (LISTED, WAITING))
_LATELY = (
    select(HandoffRow.skill, HandoffRow.queued_at, HandoffRow.assigned_at)
    .where(HandoffRow.assigned_at > bindparam("since"), HandoffRow.promised_at.is_(None))
    .order_by(HandoffRow.assigned_at.desc())
    .limit(MOST_WAITS)
)
"""How long those who were taken lately had waited."""


@dataclass(frozen=True)
class Line:
    """The queue at one moment: who waits, in order, each one's place among their skill, and how long others
    waited lately, by skill."""

    entries: Sequence[QueueEntry]
    places: Mapping[str, int]
    waits: Mapping[str, Sequence[timedelta]]


class Queue:
    """Who waits, and in which order they will be helped."""

    def __init__(self, database: Database, rules: Routing, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._rules = rules
        self._clock = clock
        self._line: tuple[int, Line] = (-1, Line((), {}, {}))
        self._reading_line = threading.Lock()

    def last_event_id(self) -> int:
        """A number that grows with every change of any handoff."""
        with self._database.read_plain() as transaction:
            return transaction.execute(_LAST_EVENT_ID).scalar() or 0

    def line(self) -> Line:
        """How it stands now; read once per change, since everybody who waits and every desk asks then."""
        version = self.last_event_id()
        with self._reading_line:
            if self._line[0] < version:
                self._line = (version, self._read_line())
            return self._line[1]

    def _read_line(self) -> Line:
        with self._database.read_plain() as transaction:
            rows = transaction.execute(_LISTED).all()
            waits = _by_skill(transaction.execute(_LATELY, {"since": self._clock() - RECENT}))
        by_id = {row.id: row for row in rows}
        order = in_order(map(as_waiting, rows), self._rules)
        entries = [as_entry(by_id[one.handoff_id], place) for place, one in enumerate(order, start=1)]
        ahead: Counter[str] = Counter()
        places = {}
        for one in order:
            ahead[one.skill] += 1
            places[one.handoff_id] = ahead[one.skill]
        return Line(entries, places, waits)

    def in_order(self) -> list[Waiting]:
        """All who wait, in the order in which they will be helped."""
        with self._database.read_plain() as transaction:
            rows = transaction.execute(_WAITING).all()
        return in_order(map(as_waiting, rows), self._rules)


def _by_skill(rows: Iterable[Row]) -> Mapping[str, Sequence[timedelta]]:
    waits: dict[str, list[timedelta]] = defaultdict(list)
    for row in rows:
        waits[row.skill].append(row.assigned_at - row.queued_at)
    return waits
