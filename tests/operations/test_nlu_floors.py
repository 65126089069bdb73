"""The floors that `rasa test nlu` must reach."""

from __future__ import annotations

import pytest

from tools.nlu.floors import shortfalls

REPORT = {
    "accuracy": 0.9,
    "internet_down": {"recall": 0.8, "support": 10},
    "tv_no_signal": {"recall": 0.6, "support": 5},
    "inform": {"recall": 0.0, "support": 0},
    "macro avg": {"recall": 0.7, "support": 15},
    "weighted avg": {"recall": 0.7, "support": 15},
}
REACHED = {"all": 0.9, "intents": {"internet_down": 0.8, "tv_no_signal": 0.6}}


def test_what_is_reached_is_no_shortfall():
    assert list(shortfalls(REPORT, REACHED)) == []


@pytest.mark.parametrize(
    ("floors", "words"),
    [
        ({**REACHED, "all": 0.91}, "All: 90.0% right"),
        ({**REACHED, "intents": {**REACHED["intents"], "tv_no_signal": 0.7}}, "tv_no_signal: 60% found"),
        ({**REACHED, "intents": {"internet_down": 0.8}}, "tv_no_signal: nlu_floors.yml holds no floor"),
        ({**REACHED, "intents": {**REACHED["intents"], "bill_pay": 0.5}}, "bill_pay: no message"),
    ],
)
def test_every_shortfall_is_told(floors, words):
    (sentence,) = shortfalls(REPORT, floors)
    assert sentence.startswith(words)
