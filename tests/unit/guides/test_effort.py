from __future__ import annotations

from typing import Any

from frontline.guides.effort import effort_of


def entry(kind: str, answer: str | None = "ja", result: str | None = "yes") -> dict[str, Any]:
    return {"kind": kind, "step": kind, "text": "?", "answer": answer, "result": result}


def test_questions_instructions_and_checks_are_counted() -> None:
    trail = [entry("check", None), entry("ask"), entry("ask"), entry("do"), entry("verify"), entry("offer")]
    assert effort_of({"trail": trail, "tapped": 3, "typed": 1}) == {
        "questions": 4,
        "instructions": 1,
        "checks": 1,
        "tapped": 3,
        "typed": 1,
    }


def test_an_operation_without_consent_asks_nothing_but_an_open_offer_does() -> None:
    assert effort_of({"trail": [entry("offer", None, "reference: x")]})["questions"] == 0
    assert effort_of({"trail": [entry("offer", None, None)]})["questions"] == 1


def test_a_walk_of_before_has_cost_what_its_trail_says() -> None:
    assert set(effort_of({}).values()) == {0}
