"""The words around a handoff fit the guides, the problems and the pack they are written for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from frontline.handoffs.copy import LANGUAGES, HandoffCopy, join
from frontline.handoffs.types import Reason
from frontline.storage.tables import HandoffRow
from tests.library import LIBRARY


def texts(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every bilingual text below a part of the file, with its path."""
    if isinstance(part, list):
        for number, item in enumerate(part):
            yield from texts(item, f"{path}/{number}")
    elif isinstance(part, dict) and "nl" in part and isinstance(part["nl"], str):
        yield path, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, f"{path}/{key}")


def test_every_text_is_there_in_both_languages_with_the_same_places(copy: HandoffCopy) -> None:
    found = list(texts(copy.section()))
    assert len(found) > 100
    for path, text in found:
        assert set(text) == set(LANGUAGES), path
        places = [sorted(re.findall(r"\{\w+\}", text[language])) for language in LANGUAGES]
        assert places[0] == places[1], path


def test_no_short_name_is_left_of_a_step_that_is_gone(copy: HandoffCopy) -> None:
    named = {(guide, step) for guide, steps in copy.section("steps").items() for step in steps}
    there = {(guide.id, step) for guide in LIBRARY for step in guide.steps}
    assert named <= there | {("any", step) for _, step in there}


def test_every_reason_has_words(copy: HandoffCopy) -> None:
    assert set(copy.section("reasons")) == {reason.value for reason in Reason}


def test_outcomes_fit_their_column(copy: HandoffCopy) -> None:
    assert max(map(len, copy.section("outcomes"))) <= HandoffRow.outcome.type.length


def test_lists_are_joined_as_in_speech() -> None:
    assert [join(parts, " en ") for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a en b",
        "a, b en c",
    ]
