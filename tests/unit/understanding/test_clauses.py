"""Where a message may begin about something else."""

from __future__ import annotations

import pytest

from frontline.understanding.clauses import clauses_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "mijn tv is zwart en waarom is mijn rekening zo hoog",
            ["mijn tv is zwart", "en waarom is mijn rekening zo hoog"],
        ),
        ("No internet here. Also I want to move.", ["No internet here.", "Also I want to move."]),
        (
            "pakket niet gekomen, wifi doet raar + rekening is te hoog",
            ["pakket niet gekomen", "wifi doet raar", "rekening is te hoog"],
        ),
        (
            "hallo, mijn wifi valt weg, en de tv blijft zwart",
            ["hallo mijn wifi valt weg", "en de tv blijft zwart"],
        ),
    ],
)
def test_a_message_falls_into_clauses_and_crumbs_join_their_neighbour(text: str, clauses: list[str]) -> None:
    assert clauses_of(text) == clauses


@pytest.mark.parametrize(
    "text",
    ["", "internet en tv", "mijn internet doet het helemaal niet", "a b c. " * 9],
    ids=["nothing", "too short", "one clause", "a story"],
)
def test_one_thing_has_no_clauses(text: str) -> None:
    assert clauses_of(text) == []
