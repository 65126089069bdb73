"""A helpdesk that only writes down what it is told, and can be down or say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from frontline.conversations.types import Message
from frontline.handoffs.ports import Case, Errand, Heard, HelpdeskDown, HelpdeskEvent, HelpdeskRefused
from frontline.handoffs.types import Pack, State
from frontline.settings import Settings


class Notebook:
    """`told` lists what it was told, in order; a key that comes again is written down once."""

    name = "notebook"

    def __init__(self) -> None:
        self.told: list[str] = []
        self.tries = 0
        self.down = False
        self.refuses = ""
        self._keys: set[str] = set()

    @classmethod
    def connect(cls, settings: Settings) -> Notebook:
        return cls()

    def open(self, pack: Pack, errand: Errand) -> str:
        self._write(f"open {pack['conversation_id']}", errand)
        return f"case-{pack['handoff_id']}"

    def queue(self, case: Case, errand: Errand) -> None:
        self._write(f"queue {case.handoff.skill}", errand)

    def send(self, case: Case, message: Message, errand: Errand) -> None:
        assert case.reference == f"case-{case.handoff.id}"
        self._write(message.text, errand)

    def move(self, case: Case, errand: Errand) -> None:
        self._write(f"move {case.handoff.channel}", errand)

    def close(self, case: Case, reason: State, errand: Errand) -> None:
        self._write(f"close {reason.value}", errand)

    def hear(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
        return Heard("", [])

    def catch_up(self, case: Case) -> Sequence[HelpdeskEvent]:
        return []

    def _write(self, what: str, errand: Errand) -> None:
        self.tries += 1
        if self.down:
            raise HelpdeskDown("no answer")
        if self.refuses and self.refuses in what:
            raise HelpdeskRefused("status 422")
        if errand.key not in self._keys:
            self._keys.add(errand.key)
            self.told.append(what)
