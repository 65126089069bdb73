"""How many of the answers that customers type are understood, in a set written apart from the content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
import yaml

from frontline.guides.engine import Engine
from frontline.guides.matching import Matcher
from frontline.guides.types import Walk
from frontline.settings import PROJECT_ROOT
from frontline.understanding.encoders import load_encoder
from tests.library import LIBRARY

ANSWERS = PROJECT_ROOT / "tests" / "nlu" / "answers.yml"
LEAST_RIGHT, MOST_WRONG = 0.85, 0.1
NOW = datetime(2026, 11, 21, tzinfo=timezone.utc)


def rows() -> Iterator[tuple[str, str, str]]:
    """Where the customer is (`guide/step`), what is typed, and the answers that would be right."""
    for place, answers in yaml.safe_load(ANSWERS.read_text(encoding="utf8")).items():
        for right, texts in answers.items():
            yield from ((place, text, right) for text in texts)


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, str]]:
    """Each answer in words, and whether it was taken rightly, wrongly or not at all."""
    matcher = Matcher(load_encoder("use"), LIBRARY.phrases)
    return [
        (f"{place} {text!r}: {right}", verdict(matcher, place, text, right)) for place, text, right in rows()
    ]


def verdict(matcher: Matcher, place: str, text: str, right: str) -> str:
    """`right`, `wrong`, or `asked again`."""
    guide_id, step = place.split("/")
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    walk = Walk("test", guide_id, "nl", step, known={"device": "android"})
    match = matcher.match(text, Engine(guide, LIBRARY.phrases, walk, NOW).asking.answers())
    if match is None:
        return "asked again"
    return "right" if match.choice in right.split(" or ") else "wrong"


@pytest.mark.parametrize(("what", "least", "most"), [("right", LEAST_RIGHT, 1.0), ("wrong", 0.0, MOST_WRONG)])
def test_typed_answers_are_understood(verdicts, what, least, most):
    found = [row for row, verdict in verdicts if verdict == what]
    others = "\n".join(f"{verdict}: {row}" for row, verdict in verdicts if verdict != "right")
    assert least <= len(found) / len(verdicts) <= most, others
