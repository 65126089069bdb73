"""Which row a typed answer means, and how rows are shown."""

from __future__ import annotations

import pytest

from frontline.customers.checks import CHECKS
from frontline.guides.matching import Matcher
from frontline.guides.picking import RowChoice, known_row
from frontline.guides.types import PickStep
from frontline.understanding.encoders import load_encoder
from frontline.understanding.entities import EntityRules
from tests.library import LIBRARY
from tests.unit.guides.builders import NOW, Turns, guide_of

MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)
RULES = EntityRules.load(today=NOW.date)
GUIDE = guide_of("""
    which:
      pick: technician_slots.moments
      ask: {nl: "Wanneer?", en: "When?"}
      label: {nl: "{day} {hours}", en: "{day} {hours}"}
      fact: moment
      next: end
      empty: end
      unavailable: end
      none: {label: {nl: "Geen van deze", en: "None of these"}, next: end}
    end: {outcome: informed}
""")
MOMENTS = [
    {"id": "M-1", "day": "2026-11-24", "hours": "8-12", "part": "morning"},
    {"id": "M-2", "day": "2026-11-24", "hours": "13-17", "part": "afternoon"},
    {"id": "M-3", "day": "2026-11-26", "hours": "8-12", "part": "morning"},
]


def picked(text: str, language: str = "nl") -> str | None:
    turns = Turns(GUIDE, checks={"technician_slots": {"moments": MOMENTS}}, language=language)
    days = [found.value for found in RULES.find(text) if found.kind == "date"]
    match = MATCHER.match(text, turns.engine.asking.choices(), days=days)
    return match.choice if match else None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("donderdag", "M-3"),
        ("die van donderdag graag", "M-3"),
        ("26 november", "M-3"),
        ("26-11", "M-3"),
        ("dinsdag ochtend", "M-1"),
        ("dinsdag in de middag", "M-2"),
        ("24 november 13-17", "M-2"),
        ("de tweede", "M-2"),
        ("3", "M-3"),
        ("m-1", "M-1"),
        ("de laatste", "none"),
        ("geen van deze", "none"),
    ],
)
def test_a_row_is_named_in_many_ways(text: str, row: str) -> None:
    assert picked(text) == row


@pytest.mark.parametrize(
    ("text", "row"), [("Thursday", "M-3"), ("the afternoon one", "M-2"), ("the second one", "M-2")]
)
def test_in_english_too(text: str, row: str | None) -> None:
    assert picked(text, "en") == row


@pytest.mark.parametrize("text", ["dinsdag", "8-12", "hm", "niet donderdag"])
def test_what_fits_several_or_is_denied_picks_none(text: str) -> None:
    assert picked(text) is None


def test_rows_say_choices_in_words_and_days_in_short() -> None:
    turns = Turns(GUIDE, checks={"technician_slots": {"moments": MOMENTS}})
    step = GUIDE.steps["which"]
    assert isinstance(step, PickStep)
    first = turns.engine.asking.rows(step)[0]
    assert isinstance(first, RowChoice)
    assert (first.label["nl"], first.label["en"]) == ("di 24 nov 8-12", "Tue 24 Nov 8-12")
    assert "ochtend" in first.examples["nl"] and "morning" in first.examples["en"]


LINES = [{"id": f"L-{service}", "service": service} for service in ("internet", "tv", "mobile")]


@pytest.mark.parametrize(
    ("product", "line"),
    [("wifi", "L-internet"), ("tv", "L-tv"), ("data_bundle", "L-mobile"), ("landline", None), (None, None)],
)
def test_a_line_is_known_by_the_product_that_was_mentioned(product: str | None, line: str | None) -> None:
    columns = CHECKS["contract"].fields["contracts"].columns
    assert known_row(LINES, columns, {"product": product}, "line") == line


def test_of_two_lines_of_a_kind_none_is_known() -> None:
    columns = CHECKS["contract"].fields["contracts"].columns
    rows = [*LINES, {"id": "L-second", "service": "mobile"}]
    assert known_row(rows, columns, {"product": "mobile"}, "line") is None
