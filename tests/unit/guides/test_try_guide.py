from __future__ import annotations

from collections.abc import Iterable

import pytest

from frontline.customers.types import Subject
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.try_guide import Trial
from frontline.guides.types import Ending
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from tests.unit.guides.builders import CONTENT, FakeChecks, FakeOffers

LIBRARY = Library.load(CONTENT)


def try_it(lines: Iterable[str], language: str = "nl") -> tuple[Ending | None, str]:
    matcher = Matcher(load_encoder("use"), LIBRARY.phrases)
    taxonomy = Taxonomy.load(CONTENT / "taxonomy.yml")
    guides = Guides(LIBRARY, FakeChecks(), FakeOffers(), matcher, taxonomy)
    said: list[str] = []
    typed = iter(lines)

    def read() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    ending = Trial(guides, Subject(), language, read, said.append).walk("internet_down")
    return ending, "".join(said)


def test_numbers_tap_and_words_are_typed() -> None:
    ending, said = try_it(["sla over", "2", "ja hij doet het weer"])
    assert ending is not None
    assert ending.outcome == "solved"
    assert "   1. Ja, het werkt weer\n" in said
    assert said.endswith("== solved\n")


def test_an_escalation_shows_skill_and_reason() -> None:
    _, said = try_it(["1", "no", "not yet", "still off"], language="en")
    assert "== escalate – internet_tech – The modem does not switch on" in said


@pytest.mark.parametrize("lines", [[], ["sla over", "1"]])
def test_leaving_ends_the_trial(lines: list[str]) -> None:
    assert try_it(lines)[0] is None
