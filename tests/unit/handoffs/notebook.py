"""A helpdesk that only writes down what it is told, and can be down or say no."""

from __future__ import annotations

from collections.abc import Iterable

from frontline.conversations.types import Message
from frontline.handoffs.ports import Case, HelpdeskDown, HelpdeskEvent, HelpdeskRefused
from frontline.handoffs.types import Pack, State
from frontline.settings import Settings


class Notebook:
    """`told` lists what it was told, in order; a key that comes again is written down once."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.tries = 0
        self.down = False
        self.refuses = ""
        self._keys: set[str] = set()

    @classmethod
    def connect(cls, settings: Settings) -> Notebook:
        return cls()

    def open(self, pack: Pack, key: str) -> str:
        self._write(f"open {pack['conversation_id']}", key)
        return f"case-{pack['handoff_id']}"

    def queue(self, case: Case, key: str) -> None:
        self._write(f"queue {case.handoff.skill}", key)

    def send(self, case: Case, message: Message, key: str) -> None:
        assert case.reference == f"case-{case.handoff.id}"
        self._write(message.text, key)

    def close(self, case: Case, reason: State, key: str) -> None:
        self._write(f"close {reason.value}", key)

    def catch_up(self, case: Case) -> Iterable[HelpdeskEvent]:
        return []

    def _write(self, what: str, key: str) -> None:
        self.tries += 1
        if self.down:
            raise HelpdeskDown("no answer")
        if self.refuses and self.refuses in what:
            raise HelpdeskRefused("status 422")
        if key not in self._keys:
            self._keys.add(key)
            self.told.append(what)
