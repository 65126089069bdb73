"""What makes one bill differ from the one before, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from frontline.customers.types import BillLine, BillLineKind, Words

ZERO = Decimal(0)
Key = tuple[BillLineKind, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Change:
    """One difference between two bills: `amount`; `how` is `new`, `risen`, `fallen` or `gone`."""

    what: Words
    kind: BillLineKind
    how: str
    amount: Decimal
    now: Decimal
    before: Decimal


def compare(latest: Sequence[BillLine], before: Sequence[BillLine]) -> list[Change]:
    """The differences, what adds most first; together they are the difference between the two totals.

    Lines that say the same belong together, and several of them on one bill are one.
    """
    changes = list(_changes(latest, before))
    return sorted(changes, key=lambda change: change.amount, reverse=True)


def _changes(latest: Sequence[BillLine], before: Sequence[BillLine]) -> Iterator[Change]:
    lines = {_key(line): line for line in (*before, *latest)}
    for key, line in lines.items():
        now, then = _sum(latest, key), _sum(before, key)
        if now != then:
            yield Change(line.what, line.kind, _how(key, latest, before, now > then), now - then, now, then)


def _how(key: Key, latest: Sequence[BillLine], before: Sequence[BillLine], more: bool) -> str:
    if key not in map(_key, before):
        return "new"
    if key not in map(_key, latest):
        return "gone"
    return "risen" if more else "fallen"


def _key(line: BillLine) -> Key:
    return line.kind, frozenset(line.what.items())


def _sum(lines: Sequence[BillLine], key: Key) -> Decimal:
    return sum((line.amount for line in lines if _key(line) == key), ZERO)
