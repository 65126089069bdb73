"""What there is and whose it is; and what holds for all contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.content.visiting import Demo, ahead, down, visit

JULIA, WENDY, PRIYA = "PK100218", "PK100230", "PK100234"
TV = {"product": "tv"}


# -- what there is, and whose -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "clear"),
    [
        ("nl", "- Mobiel Onbeperkt: opgezegd, de laatste dag is", "ja duidelijk"),
        ("en", "- Mobiel Onbeperkt: cancelled, the last day is", "yes that's clear"),
    ],
)
def test_all_contracts_are_told_at_once(demo: Demo, language: str, words: str, clear: str) -> None:
    guest = visit(demo, "contract_info", PRIYA, language=language)
    assert guest.has_read(words)
    assert guest.has_read("- Glasvezel 1000:")
    guest.says(clear)
    assert guest.outcome == "solved"


def test_what_comes_after_the_end_date_is_explained(demo: Demo) -> None:
    guest = visit(demo, "contract_info", JULIA)
    guest.says("wordt het automatisch verlengd?")
    assert guest.has_read("stopt nooit vanzelf")
    guest.says("nee ik heb nog een vraag")
    assert (guest.outcome, guest.skill) == ("escalate", "sales")


@pytest.mark.parametrize(
    ("language", "answers", "reason"),
    [
        ("nl", ["mijn vader is overleden", "stopzetten"], "een nabestaande wil het abonnement laten stoppen"),
        ("nl", ["we gaan scheiden", "Op mijn naam"], "gaat naar iemand anders"),
        ("en", ["my ex moved out", "his name"], "goes to the person who writes"),
        ("en", ["my husband died", "Keep, in my name"], "wants to keep the subscription"),
    ],
)
def test_a_transfer_goes_to_a_person_who_knows_why(
    demo: Demo, language: str, answers: list[str], reason: str
) -> None:
    guest = visit(demo, "contract_transfer", None, language=language)
    guest.says(*answers)
    assert (guest.outcome, guest.skill) == ("escalate", "orders")
    assert guest.turn.ending is not None
    assert reason in str(guest.turn.ending.reason)


# -- all of them --------------------------------------------------------------------------------------------

DOWN: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "cancel_contract": (JULIA, ("contracts",), "retention"),
    "change_plan": (JULIA, ("contracts",), "sales"),
    "contract_info": (JULIA, ("contracts",), "sales"),
    "move_house": (JULIA, ("move",), "orders"),
    "mobile_lost_or_stolen": (JULIA, ("sim",), "mobile_tech"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", DOWN)
def test_a_back_office_that_is_down_is_said_and_a_person_takes_over(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    customer, methods, wanted = DOWN[name]
    down(demo, monkeypatch, *methods)
    guest = visit(demo, name, customer, language=language)
    assert (guest.outcome, guest.skill) == ("escalate", wanted)
    assert guest.has_read("systeem" if language == "nl" else "system")


BEFORE_THE_YES: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "cancel_contract": (JULIA, TV, "retention"),
    "change_plan": (WENDY, TV, "sales"),
    "mobile_lost_or_stolen": (JULIA, {}, "mobile_tech"),
}


@pytest.mark.parametrize("name", BEFORE_THE_YES)
def test_down_at_the_yes_is_said_too_and_nothing_is_claimed(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    customer, known, wanted = BEFORE_THE_YES[name]
    guest = visit(demo, name, customer, known=known)
    down(demo, monkeypatch, "perform")
    guest.says("Ja, graag")
    assert (guest.outcome, guest.skill) == ("escalate", wanted)
    assert guest.has_read("werkt niet mee")
    assert not guest.has_read("PL-")


def test_down_while_a_number_moves_is_said_too(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = visit(demo, "number_porting", JULIA)
    guest.says("Meenemen naar jullie", "0612345996", "88001234")
    down(demo, monkeypatch, "quote")
    guest.says(ahead(10))
    assert (guest.outcome, guest.skill) == ("escalate", "mobile_tech")


@pytest.mark.parametrize("name", ["cancel_contract", "change_plan", "contract_info", "move_house"])
def test_nothing_personal_is_told_to_who_cannot_prove_it(demo: Demo, name: str) -> None:
    guest = visit(demo, name, None)
    guest.says("Heb ik niet bij me")
    assert guest.outcome == "escalate"
    assert not guest.has_read("€")
