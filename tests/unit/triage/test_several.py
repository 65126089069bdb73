"""Several problems in one message: which, and in which order."""

from __future__ import annotations

import pytest

from frontline.bootstrap import Frontline
from frontline.settings import Settings
from frontline.triage.service import Triage


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Frontline(Settings(database_url="sqlite://")).triage


def parts(*intents: str) -> list[dict[str, str]]:
    return [{"intent": intent, "text": f"over {intent}"} for intent in intents]


@pytest.mark.parametrize(
    ("said", "order"),
    [
        (("payment_extension", "internet_down"), ["internet_down", "payment_extension"]),
        (
            ("bill_too_high", "tv_no_signal", "internet_down"),
            ["internet_down", "bill_too_high", "tv_no_signal"],
        ),
        (("tv_no_signal", "greet", "bill_too_high"), ["tv_no_signal", "bill_too_high"]),
        (("bill_too_high", "bill_copy", "tv_no_signal"), ["bill_too_high", "tv_no_signal"]),
    ],
    ids=["by urgency", "as said", "problems alone", "one of a category"],
)
def test_the_most_urgent_comes_first(triage: Triage, said: tuple[str, ...], order: list[str]) -> None:
    several = triage.several(said[0], parts(*said))
    assert [named.kind.intent for named in several] == order
    assert [named.words for named in several] == [f"over {intent}" for intent in order]


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("internet_down", ()),
        ("wifi_problem", ("internet_down", "bill_copy")),
        ("internet_down", ("internet_down", "internet_slow")),
        ("internet_down", ("internet_down", "human_handoff")),
    ],
    ids=["no parts", "the whole is about something else", "one category", "one problem"],
)
def test_one_problem_is_not_several(triage: Triage, whole: str, said: tuple[str, ...]) -> None:
    assert triage.several(whole, parts(*said)) == []
