"""What `make test-nlu` counts and says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.nlu import pictures, report
from tools.nlu.scores import Reading, change, confusions, per_intent, scope_curve, share_right

READINGS = [
    Reading("geen net", "internet_down", "internet_down", 0.1),
    Reading("net weg", "internet_down", "internet_slow", 0.2),
    Reading("net dood", "internet_down", "internet_slow", 0.2),
    Reading("traag net", "internet_slow", "internet_slow", 0.1),
    Reading("hoe oud is de maan", "out_of_scope", "out_of_scope", 0.9),
    Reading("bak een taart", "out_of_scope", "internet_slow", 0.15),
]


def test_intents_are_scored_the_worst_first():
    scores = {score.intent: score for score in per_intent(READINGS)}
    down, slow = scores["internet_down"], scores["internet_slow"]
    assert (down.precision, round(down.recall, 2), down.support) == (1.0, 0.33, 3)
    assert (slow.precision, slow.recall, slow.support) == (0.25, 1.0, 1)
    assert next(iter(scores)) == "internet_slow"
    assert share_right(READINGS) == 0.5


def test_confusions_come_with_their_sentences_the_most_frequent_first():
    first, second = confusions(READINGS)
    assert (first.label, first.guess, first.texts) == (
        "internet_down",
        "internet_slow",
        ["net weg", "net dood"],
    )
    assert second.texts == ["bak een taart"]


def test_the_matrix_has_a_place_for_what_was_guessed_without_being_there():
    order, shares = pictures.confusion_matrix([*READINGS, Reading("hm", "internet_slow", "inform", 0.1)])
    assert order == ["inform", "internet_down", "internet_slow", "out_of_scope"]
    assert shares[2].tolist() == [0.5, 0, 0.5, 0]
    assert shares[0].sum() == 0


def test_the_scope_curve_tells_what_is_found_at_each_share_of_false_alarms():
    assert scope_curve(READINGS)[0] == (0.01, 0.5)
    assert scope_curve([reading for reading in READINGS if reading.label != "out_of_scope"]) == []


def test_what_changed_counts_only_messages_that_were_there():
    before = {
        "geen net": ["internet_down", "internet_slow"],
        "net weg": ["internet_down", "internet_down"],
        "traag net": ["internet_slow", "internet_slow"],
        "bak een taart": ["product_advice", "product_advice"],
    }
    since = change(READINGS, before)
    assert [each.text for each in since.mended] == ["geen net"]
    assert [each.text for each in since.broken] == ["net weg"]
    assert (since.share, since.recalls) == (pytest.approx(0), {})


def test_the_report_names_everything_a_trainer_looks_for(tmp_path: Path):
    since = change(READINGS, {"geen net": ["internet_down", "internet_slow"]})
    text = "\n".join(
        [*report.section("Held out", READINGS, since), *report.summary("Held out", READINGS, since)]
    )
    for part in (
        "Held out: 50.0% of 6 messages read rightly, +100.0 points since the last run",
        "### internet_down read as internet_slow: 2",
        "- net weg",
        "| internet_slow | 0.25 | 1.00 | 0.40 | 1 |",
        "| 5% | 50.0% |",
        "- internet_down: +100.0 points",
        "1 messages mended, 0 broken",
    ):
        assert part in text
    pictures.draw_confusions(READINGS, tmp_path / "confusions.png")
    pictures.draw_scope({"Held out": scope_curve(READINGS)}, tmp_path / "scope.png")
    for picture in tmp_path.iterdir():
        assert picture.read_bytes().startswith(b"\x89PNG")
