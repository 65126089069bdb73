from __future__ import annotations

from collections.abc import Iterable

import pytest

from frontline.customers.types import Subject
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.try_guide import Trial
from frontline.guides.types import Ending
from frontline.guides.values import Mention
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from tests.library import CONTENT, LIBRARY
from tests.unit.guides.builders import FakeChecks, FakeOffers
from tests.unit.guides.test_transactions import ACCOUNT, NEW

MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)
TAXONOMY = Taxonomy.load(CONTENT / "taxonomy.yml")


def try_it(lines: Iterable[str], language: str = "nl") -> tuple[Ending | None, str]:
    guides = Guides(LIBRARY, FakeChecks(), FakeOffers(), MATCHER, TAXONOMY)
    said: list[str] = []
    typed = iter(lines)

    def read() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    ending = Trial(guides, Subject, language, read, said.append).walk("internet_down")
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


def test_a_typed_value_is_read_with_what_the_text_mentions() -> None:
    said: list[str] = []
    typed = iter(["nl91 abna 0417 1643 00", "ja"])
    library = Library([ACCOUNT], LIBRARY.phrases)
    facts = {"iban": NEW, "starts": "2026-12-01", "reference": "PL-2026-000009"}
    guides = Guides(library, FakeChecks(), FakeOffers(change_bank_account=facts), MATCHER, TAXONOMY)

    def find(text: str) -> list[Mention]:
        return [Mention("iban", NEW, text)]

    trial = Trial(guides, Subject, "nl", lambda: next(typed), said.append, find=find)
    ending = trial.walk("internet_down")
    assert ending is not None
    assert ending.outcome == "informed"
    assert f"\nWijzigen in {NEW} vanaf 1 december?\n" in said
