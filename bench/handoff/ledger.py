"""What was said by whom, on which screens it appeared, and how long that took."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

_SAID = re.compile(r"(klant|agent) (\d{3}) bericht (\d{4})")
CUSTOMER, AGENT = "klant", "agent"


@dataclass(frozen=True, order=True)
class Said:
    """One message: who wrote it, in whose conversation, and the how-manieth of theirs there."""

    author: str
    customer: int
    number: int

    def __str__(self) -> str:
        return f"{self.author} {self.customer:03} bericht {self.number:04}"

    @classmethod
    def read(cls, text: str) -> Said | None:
        """The message of a text; None for what the assistant and the system say."""
        found = _SAID.fullmatch(text)
        return cls(found[1], int(found[2]), int(found[3])) if found else None


class Screen:
    """One conversation before someone's eyes: in order of `seq`, as widget and desk show it.

    `customer` is whose it is. What was pushed must have come once and in order as well.
    """

    def __init__(self, reader: str, customer: int) -> None:
        self.reader = reader
        self.customer = customer
        self._by_seq: dict[int, Said] = {}
        self._last_pushed = 0
        self._pushed_again: list[Said] = []
        self._pushed_late: list[Said] = []

    def put(self, seq: int, said: Said, *, pushed: bool) -> None:
        """Shows a message, pushed by the server or in answer to a question."""
        if pushed and seq in self._by_seq:
            self._pushed_again.append(said)
        elif pushed and seq < self._last_pushed:
            self._pushed_late.append(said)
        if pushed:
            self._last_pushed = max(seq, self._last_pushed)
        self._by_seq[seq] = said

    @property
    def heard(self) -> list[Said]:
        """What the other side wrote, and belongs here."""
        mine = self._by_seq.values()
        return [said for said in mine if said.author != self.reader and said.customer == self.customer]

    @property
    def doubled(self) -> list[Said]:
        """Shown or sent more than once."""
        return [
            said for said, times in Counter(self._by_seq.values()).items() if times > 1
        ] + self._pushed_again

    @property
    def disordered(self) -> list[Said]:
        """Shown or sent after a later one of the same author."""
        return [*self._late(), *self._pushed_late]

    @property
    def crossed(self) -> list[Said]:
        """Of another customer's conversation."""
        return [said for said in self._by_seq.values() if said.customer != self.customer]

    def _late(self) -> Iterator[Said]:
        newest: dict[str, int] = {}
        for _, said in sorted(self._by_seq.items()):
            if said.number < newest.get(said.author, 0):
                yield said
            newest[said.author] = max(said.number, newest.get(said.author, 0))


@dataclass(frozen=True)
class Faults:
    """Messages that did not come across as they should, and how many were sent."""

    sent: int
    lost: Sequence[Said]
    doubled: Sequence[Said]
    disordered: Sequence[Said]
    crossed: Sequence[Said]

    def __str__(self) -> str:
        return " / ".join(str(len(one)) for one in (self.lost, self.doubled, self.disordered, self.crossed))

    def lines(self) -> Iterator[str]:
        """Which they are, for whoever looks for the cause."""
        for kind in ("lost", "doubled", "disordered", "crossed"):
            yield from (f"{kind}: {said}" for said in getattr(self, kind))

    @property
    def none(self) -> bool:
        """Whether all is well."""
        return not (self.lost or self.doubled or self.disordered or self.crossed)


class Ledger:
    """Of one stretch of traffic."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int]] = Counter()
        self._sent_at: dict[Said, float] = {}
        self._seconds: dict[Said, float] = {}
        self._stored: set[Said] = set()
        self._screens: list[Screen] = []

    def screen(self, reader: str, customer: int) -> Screen:
        """A new screen that shows this customer's conversation."""
        self._screens.append(Screen(reader, customer))
        return self._screens[-1]

    def writes(self, author: str, customer: int) -> Said:
        """The next message of this author in this customer's conversation; it is sent now."""
        self._counts[author, customer] += 1
        said = Said(author, customer, self._counts[author, customer])
        self._sent_at[said] = perf_counter()
        return said

    def stored(self, said: Said) -> None:
        """Its author was told that it has arrived."""
        self._stored.add(said)

    def shown(self, screen: Screen, seq: int, text: str, *, pushed: bool = True) -> Said | None:
        """A text appeared on a screen; what it is of ours."""
        said = Said.read(text)
        if said is None:
            return None
        screen.put(seq, said, pushed=pushed)
        if pushed and said.author != screen.reader and said in self._sent_at:
            self._seconds.setdefault(said, perf_counter() - self._sent_at[said])
        return said

    def seconds(self, author: str, since: float) -> list[float]:
        """How long this side's messages took to the other side, of those sent since that moment."""
        return [
            took
            for said, took in self._seconds.items()
            if said.author == author and self._sent_at[said] >= since
        ]

    def missing(self) -> list[Said]:
        """Messages that their author takes to have arrived, and that the other side was not shown."""
        return sorted(self._stored.difference(*(screen.heard for screen in self._screens)))

    def faults(self) -> Faults:
        """All so far."""
        doubled = [said for screen in self._screens for said in screen.doubled]
        disordered = [said for screen in self._screens for said in screen.disordered]
        crossed = [said for screen in self._screens for said in screen.crossed]
        return Faults(len(self._stored), self.missing(), doubled, disordered, crossed)
