"""Contracts, moves, lost phones and numbers: done, declined, corrected, refused, undone, back office down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo.seeding import today
from frontline.customers.ports import BackOfficeDown
from frontline.customers.types import Contract, ContractState, MoveState, PortingStatus, SimStatus
from frontline.guides.types import Guide
from tests.content.visiting import PHRASES, Demo, Visit
from tests.library import LIBRARY

JULIA, WENDY, JOOST, PRIYA = "PK100218", "PK100230", "PK100225", "PK100234"
KARIM, BRAM, TIM, HENK, JEROEN, GERRIT = (
    "PK100206",
    "PK100221",
    "PK100229",
    "PK100213",
    "PK100235",
    "PK100223",
)
TV, INTERNET, MOBILE = {"product": "tv"}, {"product": "internet"}, {"product": "data_bundle"}


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def guide(name: str) -> Guide:
    found = LIBRARY.get(name)
    assert found is not None
    return found


def visit(demo: Demo, name: str, customer: str | None, **named: Any) -> Visit:
    return Visit(demo, guide(name), customer, **named)


def contract(demo: Demo, line: str) -> Contract:
    return next(row for row in demo.office.contracts(line.partition("-")[0]) if row.line_id == line)


def state(demo: Demo, line: str) -> ContractState:
    return contract(demo, line).state


def has_read(guest: Visit, words: str) -> bool:
    return any(words in text for text in guest.read)


def day(demo: Demo, ahead: int) -> str:
    on = demo.office.move(JULIA).earliest - timedelta(days=7) + timedelta(days=ahead)
    return f"{on.day}-{on.month}-{on.year}"


def skill(guest: Visit) -> str | None:
    assert guest.turn.ending is not None, guest.read[-1]
    return guest.turn.ending.skill


def close(demo: Demo, monkeypatch: pytest.MonkeyPatch, *methods: str) -> None:
    """The back office goes down for these."""

    def down(*_: object, **__: object) -> None:
        raise BackOfficeDown

    for method in methods:
        monkeypatch.setattr(demo.office, method, down)


# -- cancelling -----------------------------------------------------------------------------------------


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
    assert has_read(guest, still_costs), "what it still costs is said before"
    assert has_read(guest, "PL-")


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
    assert has_read(guest, "Mobiel Onbeperkt is al opgezegd.")
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


# -- another plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "pick", "yes"),
    [("nl", "die van 5 gb", "ja doe maar"), ("nl", "Mobiel 5 GB", "Ja, graag"), ("en", "the first", "yes")],
)
def test_a_plan_is_changed_at_the_stated_price_and_day(
    demo: Demo, language: str, pick: str, yes: str
) -> None:
    guest = visit(demo, "change_plan", JULIA, known=MOBILE, language=language)
    guest.says(pick)
    assert has_read(guest, "€ 12,50" if language == "nl" else "€12.50")
    guest.says(yes, "ja" if language == "nl" else "yes thanks")
    assert guest.outcome == "solved"
    assert contract(demo, "PK100218-mobile").next_plan == "Mobiel 5 GB"


def test_a_single_other_plan_is_offered_without_asking_which(demo: Demo) -> None:
    guest = visit(demo, "change_plan", WENDY, known=TV)
    assert guest.asked()[0].startswith("Zal ik TV Plus veranderen in TV Basis?")
    guest.says("nee", "nee")
    assert guest.outcome == "informed"
    assert contract(demo, "PK100230-tv").next_plan is None


def test_another_plan_is_chosen_half_way(demo: Demo) -> None:
    guest = visit(demo, "change_plan", JULIA, known=MOBILE)
    guest.says("Mobiel 5 GB")
    guest.says("ga terug", intent="go_back")
    guest.says("Mobiel 20 GB", "ja")
    assert contract(demo, "PK100218-mobile").next_plan == "Mobiel 20 GB"


@pytest.mark.parametrize(
    ("language", "answers"),
    [("nl", ["ja", "draai het terug", "ja"]), ("en", ["yes", "Undo it", "yes"])],
)
def test_a_change_is_undone(demo: Demo, language: str, answers: list[str]) -> None:
    guest = visit(demo, "change_plan", WENDY, known=TV, language=language)
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert contract(demo, "PK100230-tv").next_plan is None


def test_a_change_under_way_is_told_first(demo: Demo) -> None:
    visit(demo, "change_plan", WENDY, known=TV).says("ja", "ja")
    guest = visit(demo, "change_plan", WENDY, known=TV, conversation="later")
    assert has_read(guest, "TV Plus verandert al")
    guest.says("nee")
    assert guest.outcome == "informed"
    assert contract(demo, "PK100230-tv").next_plan == "TV Basis"


def test_where_nothing_else_can_be_had_that_is_said(demo: Demo) -> None:
    guest = visit(demo, "change_plan", BRAM, known=INTERNET)
    assert has_read(guest, "geen ander abonnement")
    guest.says("ja graag")
    assert (guest.outcome, skill(guest)) == ("escalate", "sales")


def test_a_suspended_line_is_refused_with_the_reason(demo: Demo) -> None:
    guest = visit(demo, "change_plan", KARIM)
    assert has_read(guest, "Kabel 200 staat op dit moment uit")
    assert (guest.outcome, skill(guest)) == ("escalate", "billing")


# -- another home ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "yes", "fine"), [("nl", "ja", "ja"), ("en", "yes please", "yes thanks")]
)
def test_a_move_is_planned(demo: Demo, language: str, yes: str, fine: str) -> None:
    guest = visit(demo, "move_house", JULIA, language=language)
    guest.says("1012 AB 5", day(demo, 30), yes, fine)
    assert guest.outcome == "solved"
    assert has_read(guest, "€ 25,00" if language == "nl" else "€25.00")
    move = demo.office.move(JULIA)
    assert move.state is MoveState.PLANNED
    assert move.to is not None
    assert (move.to.postcode, move.to.house_number) == ("1012AB", "5")


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "1012AB 5, vanaf {day}"), ("en", "on {day}, to 1012AB 5")]
)
def test_address_and_day_in_one_answer_are_both_taken(demo: Demo, language: str, words: str) -> None:
    guest = visit(demo, "move_house", JULIA, language=language)
    guest.says(words.format(day=day(demo, 30)))
    assert guest.turn.walk["at"] == "plan"


def test_where_somebody_moves_to_does_not_prove_where_they_live(demo: Demo) -> None:
    known = {"postcode": "1012AB", "house_number": "5"}
    guest = visit(demo, "move_house", None, known=known)
    guest.says(JULIA)
    assert guest.asked() == list(PHRASES.lines["identify_home"]["nl"])
    guest.says("3707CW 14", day(demo, 30))
    assert has_read(guest, "Zal ik je verhuizing naar 1012AB 5 plannen")


@pytest.mark.parametrize(("language", "words"), [("nl", "we gaan op {day} over"), ("en", "we move on {day}")])
def test_a_day_that_is_told_before_it_is_asked_is_kept(demo: Demo, language: str, words: str) -> None:
    guest = visit(demo, "move_house", None, language=language)
    guest.says(f"{JULIA}, {words.format(day=day(demo, 30))}", "3707CW 14", "1012AB 5")
    assert guest.turn.walk["at"] == "plan"


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "ik verhuis over vier weken"), ("en", "I'm moving in four weeks")]
)
def test_a_day_that_is_told_as_so_many_weeks_ahead_is_kept(demo: Demo, language: str, words: str) -> None:
    guest = visit(demo, "move_house", JULIA, language=language, words=words)
    guest.says("1012AB 5")
    assert guest.turn.walk["at"] == "plan"


def test_days_and_places_that_cannot_be_are_refused_honestly_and_asked_anew(demo: Demo) -> None:
    guest = visit(demo, "move_house", JULIA)
    guest.says("1012AB 5", day(demo, 1))
    assert guest.turn.says[0].startswith("Zo snel lukt het niet")
    guest.says(day(demo, 200))
    assert guest.turn.says == ["Zo ver vooruit kan ik nog niet plannen."]
    guest.says(day(demo, 30), f"nee, {day(demo, 31)}")
    assert demo.office.move(JULIA).state is MoveState.POSSIBLE
    guest.says("ja", "ja")
    assert guest.outcome == "solved"


@pytest.mark.parametrize(
    ("address", "words", "answers", "outcome"),
    [
        ("3707CW 14", "woon je nu al", ["1012AB 5", "nee"], "informed"),
        ("9901AB 1", "nog geen lijn", ["Nee, ander adres", "1012AB 5", "nee"], "informed"),
        ("9901AB 1", "nog geen lijn", ["ja"], "escalate"),
        ("4811AB 1", "ander soort lijn", [], "escalate"),
    ],
)
def test_an_address_that_cannot_be_is_told_why(
    demo: Demo, address: str, words: str, answers: list[str], outcome: str
) -> None:
    guest = visit(demo, "move_house", JULIA)
    guest.says(address, day(demo, 30))
    assert has_read(guest, words)
    guest.says(*answers)
    assert guest.outcome == outcome
    assert demo.office.move(JULIA).state is MoveState.POSSIBLE


@pytest.mark.parametrize(
    ("language", "answers"), [("nl", ["Het gaat niet door", "ja"]), ("en", ["Call it off", "yes"])]
)
def test_a_planned_move_is_told_and_called_off(demo: Demo, language: str, answers: list[str]) -> None:
    visit(demo, "move_house", JULIA).says("1012AB 5", day(demo, 30), "ja", "ja")
    guest = visit(demo, "move_house", JULIA, language=language, conversation="later")
    assert has_read(guest, "1012AB 5")
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert demo.office.move(JULIA).state is MoveState.POSSIBLE


def test_who_has_nothing_at_home_hears_so_before_any_question(demo: Demo) -> None:
    assert visit(demo, "move_house", TIM).outcome == "informed"


# -- a phone that is gone -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        ("nl", ["ja meteen", "ja graag", "ja"]),
        ("nl", ["Ja, graag", "Ja, graag", "Ja, dank je"]),
        ("en", ["yes now", "yes please", "all good"]),
    ],
)
def test_one_yes_blocks_the_sim_and_another_brings_a_new_one(
    demo: Demo, language: str, answers: list[str]
) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", JOOST, language=language)
    guest.says(answers[0])
    assert demo.office.sim("PK100225-mobile").status is SimStatus.BLOCKED
    assert has_read(guest, "€ 7,50" if language == "nl" else "€7.50")
    guest.says(*answers[1:])
    assert guest.outcome == "solved"
    assert demo.office.sim("PK100225-mobile").replaced_on is not None


def test_no_blocks_nothing(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", JOOST)
    guest.says("nee, ik zoek nog even", "nee")
    assert guest.outcome == "informed"
    assert demo.office.sim("PK100225-mobile").status is SimStatus.ACTIVE


def test_a_phone_that_is_found_is_unblocked(demo: Demo) -> None:
    visit(demo, "mobile_lost_or_stolen", JOOST).says("ja", "nee", "ja")
    guest = visit(demo, "mobile_lost_or_stolen", JOOST, conversation="later")
    assert has_read(guest, "is al geblokkeerd")
    guest.says("ik heb hem terug", "ja")
    assert demo.office.sim("PK100225-mobile").status is SimStatus.ACTIVE
    guest.says("ja hij doet het")
    assert guest.outcome == "solved"


def test_once_a_new_sim_is_coming_the_old_one_stays_blocked(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", JOOST)
    guest.says("ja", "ja", "Hij is weer terecht")
    assert has_read(guest, "blijft de oude voorgoed dicht")
    guest.says("nog niet binnen")
    assert guest.outcome == "informed"
    assert demo.office.sim("PK100225-mobile").status is SimStatus.BLOCKED


def test_who_is_not_signed_in_proves_it_first_and_blocks_then(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", None)
    guest.says("PK100225", "7461 BR 4", "ja")
    assert demo.office.sim("PK100225-mobile").status is SimStatus.BLOCKED


def test_without_a_mobile_line_a_person_looks(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", GERRIT)
    assert (guest.outcome, skill(guest)) == ("escalate", "mobile_tech")


# -- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "way", "account", "yes", "fine"),
    [
        ("nl", "mijn oude nummer meenemen", "klantnr is 8800 1234", "ja", "ja"),
        ("nl", "Meenemen naar jullie", "AB-12345", "Ja, graag", "Ja, dank je"),
        ("en", "keep my old number", "it's 88001234", "yes please", "yes thanks"),
    ],
)
def test_a_number_comes_along(demo: Demo, language: str, way: str, account: str, yes: str, fine: str) -> None:
    guest = visit(demo, "number_porting", JULIA, language=language)
    guest.says(way, "06 12345996", account, day(demo, 10), yes, fine)
    assert guest.outcome == "solved"
    porting = demo.office.porting(JULIA)
    assert porting is not None
    assert (porting.phone, porting.status) == ("+31612345996", PortingStatus.REQUESTED)


def test_what_cannot_be_a_number_an_account_or_a_day_is_told(demo: Demo) -> None:
    guest = visit(demo, "number_porting", JULIA)
    guest.says("Meenemen naar jullie", "020 1234567", "weet ik veel 12")
    assert has_read(guest, "minstens vier cijfers")
    guest.says("88001234", day(demo, 10))
    assert has_read(guest, "Alleen een Nederlands mobiel nummer")
    guest.says("0612345996")
    assert guest.asked()[0].startswith("Zal ik 06•••996 op"), "account and day are not asked again"
    guest.says(f"nee, {day(demo, 0)}")
    assert guest.turn.says == ["Zo snel lukt het je oude provider niet."]
    guest.says(day(demo, 12), "ja")
    assert demo.office.porting(JULIA) is not None


def test_a_number_of_ours_need_not_move(demo: Demo) -> None:
    guest = visit(demo, "number_porting", JULIA, known={"phone": "+31612345225"})
    guest.says("Meenemen naar jullie", "88001234", day(demo, 10))
    assert (guest.outcome, demo.office.porting(JULIA)) == ("informed", None)


@pytest.mark.parametrize(
    ("language", "answers"), [("nl", ["Toch niet overzetten", "ja"]), ("en", ["Call it off", "yes"])]
)
def test_a_number_under_way_is_told_unasked_and_called_off(
    demo: Demo, language: str, answers: list[str]
) -> None:
    guest = visit(demo, "number_porting", JEROEN, language=language)
    assert has_read(guest, "06•••995")
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert demo.office.porting(JEROEN) is None


@pytest.mark.parametrize("way", ["Meenemen, ik stap over", "Ik ben nog geen klant"])
def test_who_leaves_or_is_to_come_hears_how_without_any_proof(demo: Demo, way: str) -> None:
    guest = visit(demo, "number_porting", None)
    guest.says(way)
    assert guest.outcome == "informed"


# -- what there is, and whose ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "clear"),
    [
        ("nl", "- Mobiel Onbeperkt: opgezegd, de laatste dag is", "ja duidelijk"),
        ("en", "- Mobiel Onbeperkt: cancelled, the last day is", "yes that's clear"),
    ],
)
def test_all_contracts_are_told_at_once(demo: Demo, language: str, words: str, clear: str) -> None:
    guest = visit(demo, "contract_info", PRIYA, language=language)
    assert has_read(guest, words)
    assert has_read(guest, "- Glasvezel 1000:")
    guest.says(clear)
    assert guest.outcome == "solved"


def test_what_comes_after_the_end_date_is_explained(demo: Demo) -> None:
    guest = visit(demo, "contract_info", JULIA)
    guest.says("wordt het automatisch verlengd?")
    assert has_read(guest, "stopt nooit vanzelf")
    guest.says("nee ik heb nog een vraag")
    assert (guest.outcome, skill(guest)) == ("escalate", "sales")


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
    assert (guest.outcome, skill(guest)) == ("escalate", "orders")
    assert guest.turn.ending is not None
    assert reason in str(guest.turn.ending.reason)


# -- all of them ----------------------------------------------------------------------------------------

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
    close(demo, monkeypatch, *methods)
    guest = visit(demo, name, customer, language=language)
    assert (guest.outcome, skill(guest)) == ("escalate", wanted)
    assert has_read(guest, "systeem" if language == "nl" else "system")


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
    close(demo, monkeypatch, "perform")
    guest.says("Ja, graag")
    assert (guest.outcome, skill(guest)) == ("escalate", wanted)
    assert has_read(guest, "werkt niet mee")
    assert not has_read(guest, "PL-")


def test_down_while_a_number_moves_is_said_too(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = visit(demo, "number_porting", JULIA)
    guest.says("Meenemen naar jullie", "0612345996", "88001234")
    close(demo, monkeypatch, "quote")
    guest.says(day(demo, 10))
    assert (guest.outcome, skill(guest)) == ("escalate", "mobile_tech")


@pytest.mark.parametrize("name", ["cancel_contract", "change_plan", "contract_info", "move_house"])
def test_nothing_personal_is_told_to_who_cannot_prove_it(demo: Demo, name: str) -> None:
    guest = visit(demo, name, None)
    guest.says("Heb ik niet bij me")
    assert guest.outcome == "escalate"
    assert not has_read(guest, "€")
