from __future__ import annotations

from typing import Any

import pytest

from frontline.guides.facts import Facts
from frontline.guides.types import Branch, Walk
from tests.library import LIBRARY
from tests.unit.guides.builders import NOW, guide_of

GUIDE = guide_of("""
    colour:
      ask: {nl: "Welke kleur?", en: "Which colour?"}
      fact: light
      options: [{id: red, label: {nl: Rood, en: Red}, next: done}]
    done: {outcome: solved}
""")


def facts(**state: Any) -> Facts:
    return Facts(GUIDE, LIBRARY.phrases, Walk("walk", "small", "nl", "colour", **state), NOW)


@pytest.mark.parametrize(
    ("wanted", "value", "taken"),
    [
        ("red", "red", True),
        ("red", "green", False),
        ("red", None, False),
        (["red", "green"], "green", True),
        ({"below": 1}, 0.5, True),
        ({"below": 1}, 1, False),
        ({"at_least": 1}, 1, True),
        ({"at_least": 1, "below": 3}, 3, False),
        ({"below": 1}, None, False),
        ({"below": 1}, "few", False),
        ({"known": True}, 0, True),
        ({"known": True}, None, False),
        ({"known": False}, None, True),
    ],
)
def test_a_branch_is_taken_when_its_wish_holds(wanted: Any, value: Any, taken: bool) -> None:
    branches = [Branch("here", {"fact": wanted}), Branch("elsewhere")]
    assert facts().take(branches, {"fact": value}).next == ("here" if taken else "elsewhere")


def test_all_wishes_of_a_branch_must_hold() -> None:
    branches = [Branch("here", {"a": "x", "b": "y"}), Branch("elsewhere")]
    assert facts().take(branches, {"a": "x", "b": "z"}).next == "elsewhere"
    assert facts().take(branches, {"a": "x", "b": "y"}).next == "here"


def test_an_answer_is_known_by_the_name_of_its_fact() -> None:
    told = facts(path=[{"step": "colour", "choice": "red"}], known={"light": "green"})
    assert told.get("light") == "red"
    assert told.get("colour") is None


def test_a_checks_fact_is_known_by_both_names() -> None:
    told = facts(checks={"line_test": {"ok": True, "line": "fault"}})
    assert told.get("line_test.line") == "fault"
    assert told.get("line_test.unheard") is None
    assert told.get("unheard.line") is None


def test_a_phone_known_to_the_back_office_answers_the_shared_question() -> None:
    assert facts(checks={"mobile_line": {"ok": True, "device": "android"}}).get("device") == "android"
    assert facts(checks={"mobile_line": {"ok": True, "device": "unknown"}}).get("device") is None
