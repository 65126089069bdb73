"""Conversations as one reads them: what a customer types and taps, and what they hear.

    says: ik wil mijn bestelling annuleren
    hears: krijgt € 79,00 terug
    taps twice: Ja, graag

`taps: #2` is the second button under the last message; whoever `taps twice` does so before the answer comes.
`hears` and `does not hear` are about the latest answer, `sees` names a button under it. `-- down --` stands
where the back office goes down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.journeys.visiting import Visitor


@dataclass(frozen=True)
class Journey:
    """A customer (None for nobody we know), the conversation, and the operations it comes to, in order."""

    customer: str | None
    script: str
    carried_out: Sequence[str] = ()
    language: str = "nl"


def _cannot_go_down() -> None:
    raise AssertionError("this back office cannot go down")


class Dialogue:
    """One customer in one conversation; `latest` is what the assistant said last."""

    def __init__(self, visitor: Visitor, take_down: Callable[[], None] = _cannot_go_down) -> None:
        self.visitor = visitor
        self._take_down = take_down
        self.latest = visitor.read[-1]["text"] if visitor.read else ""

    def play(self, script: str) -> None:
        """Line by line; AssertionError with the line and the answer where it goes otherwise."""
        for kind, words in _lines(script):
            LINES[kind](self, words)

    def _says(self, words: str) -> None:
        self.latest = self.visitor.says(words)

    def _taps(self, title: str) -> None:
        self.latest = self.visitor.taps(self._title(title))

    def _taps_twice(self, title: str) -> None:
        seen, title = len(self.visitor.read), self._title(title)
        for _ in range(2):
            assert self.visitor.send(self.visitor.buttons[title], title)["ok"]
        self.latest = self.visitor.wait_for_answer(seen)

    def _hears(self, words: str) -> None:
        assert words.casefold() in self.latest.casefold(), f"{words!r} is not in {self.latest!r}"

    def _does_not_hear(self, words: str) -> None:
        assert words.casefold() not in self.latest.casefold(), f"{words!r} is in {self.latest!r}"

    def _sees(self, title: str) -> None:
        assert title in self.visitor.choices, f"{title!r} is not among {self.visitor.choices}"

    def _back_office_goes_down(self, _words: str) -> None:
        self._take_down()

    def _title(self, title: str) -> str:
        choices = self.visitor.choices
        found = choices[int(title[1:]) - 1] if title.startswith("#") else title
        assert found in choices, f"{found!r} is not among {choices} after {self.latest!r}"
        return found


LINES: Mapping[str, Callable[[Dialogue, str], None]] = {
    "says": Dialogue._says,
    "taps": Dialogue._taps,
    "taps twice": Dialogue._taps_twice,
    "hears": Dialogue._hears,
    "does not hear": Dialogue._does_not_hear,
    "sees": Dialogue._sees,
    "-- down --": Dialogue._back_office_goes_down,
}


def _lines(script: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, map(str.strip, script.splitlines())):
        kind, _, words = line.partition(": ")
        yield kind, words
