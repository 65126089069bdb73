"""Who the customer is, as a step of a guide."""

from __future__ import annotations

import json

import pytest

from tests.library import LIBRARY
from tests.unit.guides.builders import Turns, guide_of

GUIDE = guide_of("""
    early: {check: orders, branches: [{next: who}], unavailable: who}
    who: {identify: verified, known: orders, unknown: person}
    orders: {check: orders, branches: [{next: end}], unavailable: person}
    end: {outcome: informed, say: {nl: "Klaar.", en: "Done."}}
    person: {outcome: escalate, skill: orders, reason: {nl: "Onbekend.", en: "Unknown."}}
""")
CLAIM, HOME = {"customer_number": "PK100201"}, {"postcode": "1234AB", "house_number": "5"}
LINES = LIBRARY.phrases.lines


def walk(*states: str, known: dict[str, str] | None = None, language: str = "nl") -> Turns:
    return Turns(GUIDE, identity=states, known=known, language=language)


def test_who_is_known_passes_without_a_question() -> None:
    turns = walk("known")
    assert [row for row in turns.walk.trail if row["kind"] == "ask"] == []
    assert turns.asked_for == ["check:orders", "identify:verified", "check:orders"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_one_question_at_a_time(language: str) -> None:
    turns = walk("claim", "home", "known", language=language)
    assert turns.texts() == list(LINES["identify_claim"][language])
    assert turns.choices() == ["no_proof"]
    turns.prove({"claim": CLAIM})
    assert turns.texts() == list(LINES["identify_home"][language])
    turns.prove({"home": HOME})
    assert turns.given[-1] == {"claim": CLAIM, "home": HOME}
    assert turns.at == "person"  # the check still finds nothing
    assert turns.walk.proof == {}


def test_what_could_not_be_looked_up_before_is_tried_again_once_the_customer_is_known() -> None:
    turns = walk("claim", "known")
    turns.checks["orders"] = {"orders": []}
    turns.prove({"claim": CLAIM, "home": HOME})
    assert turns.says == ["Klaar."]


def test_what_was_mentioned_before_is_not_asked() -> None:
    known = {"phone": "+31612345678", "email": "a@example.com", "postcode": "1234AB", "house_number": "5"}
    turns = walk("known", known=known)
    assert turns.given == [{"claim": {"phone": "+31612345678"}, "home": HOME}]
    assert walk("home", known={"email": "a@example.com"}).given == [{"claim": {"email": "a@example.com"}}]


def test_a_mention_that_was_about_something_else_is_let_go_without_a_word() -> None:
    known = {"email": "new@example.com", **HOME}
    turns = walk("wrong", "claim", "home", "known", known=known)
    assert (turns.says, turns.texts()) == ([], list(LINES["identify_claim"]["nl"]))
    turns.prove({"claim": CLAIM})
    assert turns.given[-1] == {"claim": CLAIM}


def test_wrong_says_only_that_they_do_not_belong_together_and_asks_again() -> None:
    turns = walk("claim", "wrong", "claim")
    turns.prove({"claim": CLAIM, "home": HOME})
    assert turns.says == list(LINES["identity_wrong"]["nl"])
    assert turns.texts() == list(LINES["identify_claim"]["nl"])


def test_after_three_wrong_answers_a_person_had_better_look() -> None:
    turns = walk("claim", "wrong", "claim", "wrong", "claim", "wrong")
    for _ in range(3):
        turns.prove({"claim": CLAIM, "home": HOME})
    assert (turns.says, turns.outcome) == (list(LINES["identity_failed"]["nl"]), "escalate")


@pytest.mark.parametrize("why", ["locked", "down"])
def test_locked_or_down_leads_to_a_person_with_an_honest_word(why: str) -> None:
    turns = walk(why)
    assert (turns.says, turns.outcome) == (list(LINES[f"identity_{why}"]["nl"]), "escalate")


def test_a_wrong_answer_that_locks_is_not_asked_to_be_checked() -> None:
    turns = walk("claim", "wrong", "locked")
    turns.prove({"claim": CLAIM, "home": HOME})
    assert turns.says == list(LINES["identity_locked"]["nl"])


def test_who_cannot_prove_it_taps_so() -> None:
    turns = walk("claim").choose("no_proof")
    assert turns.outcome == "escalate"
    assert turns.says == list(LINES["identity_failed"]["nl"])


def test_what_is_no_proof_is_told_so_and_the_third_time_a_person_takes_over() -> None:
    turns = walk("claim")
    turns.do("miss")
    assert turns.texts() == [*LINES["not_claim"]["nl"], *LINES["identify_claim"]["nl"]]
    turns.do("miss")
    turns.do("miss")
    assert turns.outcome == "escalate"


def test_going_back_takes_back_the_claim() -> None:
    turns = walk("claim", "home", "claim")
    turns.prove({"claim": CLAIM})
    assert turns.do("go_back")
    assert turns.texts() == list(LINES["identify_claim"]["nl"])


def test_the_trail_and_the_facts_hold_nothing_of_what_was_typed() -> None:
    turns = walk("claim", "home", "wrong", "claim", "known")
    turns.prove({"claim": CLAIM})
    turns.prove({"home": HOME})
    turns.prove({"claim": CLAIM, "home": HOME})
    kept = json.dumps([turns.walk.trail, turns.walk.known, turns.walk.path])
    assert "PK100201" not in kept and "1234AB" not in kept
    asked = [row for row in turns.walk.trail if row["kind"] == "ask"]
    assert [(row["answer"], row["result"]) for row in asked] == [
        (None, "given"),
        (None, "wrong"),
        (None, "given"),
    ]


def test_a_guide_may_word_the_first_question_and_only_that() -> None:
    guide = guide_of("""
        who: {identify: verified, ask: {nl: "Wie?", en: "Who?"}, known: end, unknown: end}
        end: {outcome: informed, say: {nl: "Klaar.", en: "Done."}}
    """)
    turns = Turns(guide, identity=["claim", "home"])
    assert turns.texts() == ["Wie?"]
    turns.prove({"claim": CLAIM})
    assert turns.texts() == list(LINES["identify_home"]["nl"])
