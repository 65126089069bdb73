from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from frontline.customers.checks import CHECKS
from frontline.customers.fields import DAY, MONEY, NUMBER, TEXT, TIME, Field
from frontline.guides.phrases import placeholders
from tests.library import LIBRARY

PHRASES = LIBRARY.phrases
EVENING = datetime(2026, 11, 21, 22, 30, tzinfo=timezone.utc)
"""Half past eleven at night in the Netherlands."""


@pytest.mark.parametrize(
    ("field", "value", "dutch", "english"),
    [
        (MONEY, 2.5, "€ 2,50", "€2.50"),
        (MONEY, 45, "€ 45,00", "€45.00"),
        (MONEY, -7.5, "-€ 7,50", "-€7.50"),
        (NUMBER, 2.0, "2", "2"),
        (NUMBER, 0.5, "0,5", "0.5"),
        (DAY, "2026-12-01", "1 december", "1 December"),
        (DAY, "2027-11-20", "20 november 2027", "20 November 2027"),
        (TIME, "2026-11-21T22:45:00+00:00", "vandaag om 23:45 uur", "today at 23:45"),
        (TIME, "2026-11-21T23:15:00+00:00", "vannacht om 00:15 uur", "tonight at 00:15"),
        (TIME, "2026-11-22T05:00:00+00:00", "morgen om 06:00 uur", "tomorrow at 06:00"),
        (TIME, "2026-11-24T08:00:00+00:00", "24 november om 09:00 uur", "24 November at 09:00"),
        (TEXT, "PL-2026-000001", "PL-2026-000001", "PL-2026-000001"),
        (TEXT, None, "onbekend", "unknown"),
    ],
)
def test_facts_are_worded_as_people_say_them(field: Field, value: Any, dutch: str, english: str) -> None:
    for language, worded in (("nl", dutch), ("en", english)):
        assert PHRASES.fill("<{x.y}>", {"x.y": value}, {"x.y": field}, language, EVENING) == f"<{worded}>"


def test_a_list_is_said_line_by_line_each_row_by_the_first_text_that_fits() -> None:
    columns = CHECKS["latest_bill"].fields["changes"]
    rows = [
        {"what": {"nl": "Korting", "en": "Discount"}, "kind": "discount", "how": "gone", "amount": 7.5},
        {"what": {"nl": "Boete", "en": "Fine"}, "kind": "one_off", "how": "new", "amount": 5},
        {"what": {"nl": "Tegoed", "en": "Credit"}, "kind": "credit", "how": "new", "amount": -2},
    ]
    facts, fields = {"latest_bill.changes": rows}, {"latest_bill.changes": columns}
    said = {
        language: PHRASES.fill("Zo:\n{latest_bill.changes}", facts, fields, language, EVENING)
        for language in ("nl", "en")
    }
    assert said["nl"].splitlines() == [
        "Zo:",
        "- Korting is afgelopen: € 7,50 meer",
        "- Boete: € 5,00, eenmalig",
        "- Tegoed: -€ 2,00",
    ]
    assert said["en"].splitlines()[1:] == [
        "- Discount has ended: €7.50 more",
        "- Fine: €5.00, one-off",
        "- Credit: -€2.00",
    ]


def test_what_facts_hold_is_not_filled_again() -> None:
    assert PHRASES.fill("{a}", {"a": "{b}", "b": "secret"}, {}, "nl", EVENING) == "{b}"


def test_placeholders_are_found() -> None:
    assert placeholders("{gb} GB for {line.price_per_gb} {No} {}") == ("gb", "line.price_per_gb")


def test_lines_vary_along_a_walk_and_repeat_in_a_replay() -> None:
    wordings = {PHRASES.line("next_cause", "nl", variation) for variation in range(8)}
    assert len(wordings) == len(PHRASES.lines["next_cause"]["nl"])
    assert PHRASES.line("next_cause", "nl", 5) == PHRASES.line("next_cause", "nl", 5)
