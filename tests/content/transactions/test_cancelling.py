"""Cancelling: after one offer to stay, everything at once, and taken back."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from connectors.back_office.demo.seeding import today
from frontline.customers.types import ContractState
from tests.content.visiting import Demo, contract, visit

JULIA, WENDY, JOOST, PRIYA = "PK100218", "PK100230", "PK100225", "PK100234"
HENK = "PK100213"
TV, MOBILE = {"product": "tv"}, {"product": "data_bundle"}


def state(demo: Demo, line: str) -> ContractState:
    return contract(demo, line).state


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        ("nl", ["Glasvezel 1000", "Nee, liever niet", "Ja, graag", "Ja, dank je"]),
        ("nl", ["glasvezel", "gewoon opzeggen", "doe maar", "ja prima"]),
        ("en", ["the fibre one", "no, just cancel it", "yes please", "all good"]),
    ],
)
def test_one_contract_is_cancelled_after_one_offer_to_stay(
    demo: Demo, language: str, answers: list[str]
) -> None:
    fibre = contract(demo, "PK100230-internet")
    days = max(30, (fibre.ends_on - today()).days)
    left = (fibre.price * days / 30).quantize(Decimal("0.01"), ROUND_HALF_UP)
    guest = visit(demo, "cancel_contract", WENDY, language=language)
    if answers[0] == "the fibre one":
        answers = ["Glasvezel 1000", *answers[1:]]
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert state(demo, "PK100230-internet") is ContractState.CANCELLED
    assert state(demo, "PK100230-tv") is not ContractState.CANCELLED
    stays = [text for text in guest.read if "44,62" in text or "44.62" in text]
    assert len(stays) == 1, "the offer to stay is made once"
    still_costs = f"€ {str(left).replace('.', ',')}" if language == "nl" else f"€{left}"
    assert guest.has_read(still_costs), "what it still costs is said before"
    assert guest.has_read("PL-")


def test_what_the_customer_named_is_not_asked_and_far_from_the_end_no_offer_is_made(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", JULIA, known=TV)
    assert guest.asked()[0].startswith("Zal ik TV Plus opzeggen?")


@pytest.mark.parametrize(("language", "yes"), [("nl", "ik blijf"), ("en", "Yes, I'll stay")])
def test_who_stays_gets_the_discount(demo: Demo, language: str, yes: str) -> None:
    guest = visit(demo, "cancel_contract", JOOST, language=language)
    price = contract(demo, "PK100225-mobile").price
    guest.says(yes)
    assert guest.outcome == "solved"
    assert contract(demo, "PK100225-mobile").price < price
    assert state(demo, "PK100225-mobile") is ContractState.FIXED


@pytest.mark.parametrize(("language", "no"), [("nl", "nee toch maar niet"), ("en", "no thanks")])
def test_declining_keeps_the_contract(demo: Demo, language: str, no: str) -> None:
    guest = visit(demo, "cancel_contract", JULIA, known=TV, language=language)
    guest.says(no)
    assert guest.outcome == "informed"
    assert state(demo, "PK100218-tv") is ContractState.FIXED


def test_the_wrong_contract_is_corrected_at_the_offer(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", JULIA)
    guest.says("TV Plus")
    guest.says("ga terug", intent="go_back")
    assert guest.asked() == ["Welk abonnement wil je opzeggen?"]
    guest.says("mijn mobiel", "ja")
    assert state(demo, "PK100218-mobile") is ContractState.CANCELLED
    assert state(demo, "PK100218-tv") is ContractState.FIXED


def test_a_yes_that_comes_twice_cancels_once(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", JULIA, known=TV)
    asked = guest.turn
    guest.says("Ja, graag")
    first = guest.turn.walk["offers"]["cancel"]["performed"]["reference"]
    guest.turn = asked
    guest.says("Ja, graag")
    assert guest.turn.walk["offers"]["cancel"]["performed"]["reference"] == first


@pytest.mark.parametrize(
    ("language", "answers"),
    [("nl", ["Toch niet opzeggen", "ja graag"]), ("en", ["Undo cancellation", "yes"])],
)
def test_a_cancellation_is_undone(demo: Demo, language: str, answers: list[str]) -> None:
    guest = visit(demo, "cancel_contract", JULIA, known=TV, language=language)
    guest.says("ja" if language == "nl" else "yes")
    assert state(demo, "PK100218-tv") is ContractState.CANCELLED
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert state(demo, "PK100218-tv") is ContractState.FIXED


@pytest.mark.parametrize(
    ("language", "answers"),
    [("nl", ["alles", "ja", "Ja, dank je"]), ("en", ["everything", "yes", "Yes, thanks"])],
)
def test_everything_is_cancelled_with_one_yes(demo: Demo, language: str, answers: list[str]) -> None:
    guest = visit(demo, "cancel_contract", JULIA, language=language)
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert {row.state for row in demo.office.contracts(JULIA)} == {ContractState.CANCELLED}


def test_the_rest_follows_the_first(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", JULIA, known=TV)
    guest.says("ja", "De rest ook opzeggen", "ja", "prima")
    assert {row.state for row in demo.office.contracts(JULIA)} == {ContractState.CANCELLED}


def test_what_was_cancelled_before_is_told_and_can_be_taken_back(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", PRIYA, known=MOBILE)
    assert guest.has_read("Mobiel Onbeperkt is al opgezegd.")
    guest.says("nee")
    assert guest.outcome == "informed"
    assert state(demo, "PK100234-mobile") is ContractState.CANCELLED


@pytest.mark.parametrize(
    ("language", "asked", "yes"),
    [("nl", "Welk abonnement bedoel je?", "graag"), ("en", "Which subscription do you mean?", "yes please")],
)
def test_who_cancelled_something_is_not_asked_what_to_cancel(
    demo: Demo, language: str, asked: str, yes: str
) -> None:
    guest = visit(demo, "cancel_contract", PRIYA, language=language)
    assert asked in guest.read[-1]
    guest.says("Mobiel Onbeperkt", yes)
    assert guest.outcome == "solved"
    assert state(demo, "PK100234-mobile") is not ContractState.CANCELLED


def test_what_has_ended_needs_no_cancelling(demo: Demo) -> None:
    guest = visit(demo, "cancel_contract", HENK)
    assert (guest.outcome, guest.turn.says) == (
        "informed",
        ["Mobiel 5 GB is al afgelopen. Je hoeft niets meer op te zeggen."],
    )
