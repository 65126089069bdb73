"""Walks through the real guides, told to the agent: nothing that was asked, done or found is lost."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from frontline.conversations.types import Button, Conversation
from frontline.customers.checks import CheckResult
from frontline.customers.offers import OfferResult
from frontline.customers.types import Subject
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.types import Ending
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import HandoffRequest
from frontline.triage.taxonomy import Taxonomy
from tests.library import LIBRARY

FOUND: dict[str, dict[str, Any]] = {
    "internet_outage": {"outage": "no"},
    "internet_line": {"status": "active", "reason": "none", "technology": "fiber"},
    "line_test": {"line": "ok"},
    "modem_test": {"modem": "offline", "wifi": "unknown"},
    "tv_outage": {"outage": "no"},
    "tv_line": {"status": "active", "reason": "none", "technology": "fiber"},
    "mobile_line": {"status": "suspended", "reason": "overdue_bill"},
    "overdue_bill": {"overdue": "yes", "amount": 34.5, "due": "2026-10-01"},
}
UNWILLING = ("not_solved", "no", "stuck", "done", "all")


class Found:
    """A back office that finds what the table says, and can carry nothing out."""

    def run(self, name: str, customer: Subject) -> CheckResult:
        return CheckResult(name, ok=name in FOUND, facts=FOUND.get(name, {}))

    def quote(self, name: str, customer: Subject, arguments: object) -> OfferResult:
        return OfferResult(name, ok=True, facts={"amount": 34.5, "price_per_gb": 2.5, "gb": 1, "price": 2.5})

    def perform(self, name: str, customer: Subject, arguments: object, key: str) -> OfferResult:
        return OfferResult(name, ok=False)


@pytest.fixture
def guides(taxonomy: Taxonomy) -> Guides:
    never_asked = cast(Matcher, None)  # every answer here is tapped
    return Guides(LIBRARY, Found(), Found(), never_asked, taxonomy)


def walk_to_its_end(guides: Guides, problem: str) -> tuple[dict[str, Any], Ending]:
    """Answers every question so that nothing helps."""
    turn = guides.begin(problem, language="nl", customer=Subject())
    while turn.ending is None:
        buttons = guides.ask(turn.walk, "nl").buttons
        chosen = next((button for button in buttons if choice_of(button) in UNWILLING), buttons[0])
        turn = guides.answer(turn.walk, text=chosen.title, payload=chosen.payload, customer=Subject())
    return turn.walk, turn.ending


def choice_of(button: Button) -> str:
    answer = json.loads(button.payload.removeprefix("/answer"))["guide_answer"]
    return str(answer.rsplit("/", 1)[-1])


def request_after(
    conversation: Conversation, problem: str, walk: dict[str, Any], ending: Ending
) -> HandoffRequest:
    return HandoffRequest(
        conversation.id,
        "guide",
        reason=ending.reason,
        problem={"intent": problem, "words": "internet doet het niet"},
        walks=[walk],
        skill=ending.skill,
    )


@pytest.mark.parametrize("problem", ["internet_down", "mobile_data_down", "tv_no_signal"])
def test_pack_holds_the_whole_walk(
    handoffs: Handoffs, conversation: Conversation, guides: Guides, problem: str
) -> None:
    walk, ending = walk_to_its_end(guides, problem)
    pack = handoffs.request(request_after(conversation, problem, walk, ending)).pack
    told = [entry for entry in walk["trail"] if entry["kind"] != "check"]
    assert len(pack["steps"]) + len(pack["offers"]) == len(told)
    assert {check["name"] for check in pack["checks"]} == set(walk["checks"])
    assert all(check["findings"] for check in pack["checks"])
    assert all(step["short"] for step in pack["steps"] if step["kind"] == "do")
    for lines in pack["summary"].values():
        assert 3 <= len(lines) <= 5


def test_summary_of_a_walk_reads_as_a_colleague_says_it(
    handoffs: Handoffs, conversation: Conversation, guides: Guides
) -> None:
    walk, ending = walk_to_its_end(guides, "mobile_data_down")
    summary = handoffs.request(request_after(conversation, "mobile_data_down", walk, ending)).pack["summary"]
    told = ending.reason or {}
    assert summary["nl"][1:] == [
        "Het gaat om: mobiel internet werkt niet.",
        (
            "Nagekeken: het nummer is afgesloten om een openstaande rekening "
            "en een openstaande rekening van € 34,50."
        ),
        "Aangeboden: een betaallink (de klant wilde dat niet).",
        f"Waarom overgedragen: {told['nl']} De klant is rustig.",
    ]
    assert summary["en"][1:] == [
        "It is about: mobile data does not work.",
        "Checked: the line is suspended for an overdue bill and an overdue bill of €34.50.",
        "Offered: a payment link (the customer declined).",
        f"Why handed over: {told['en']} The customer is calm.",
    ]
