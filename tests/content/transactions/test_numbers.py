"""A phone that is gone, and numbers that come or go."""

from __future__ import annotations

import pytest

from frontline.customers.types import PortingStatus, SimStatus
from tests.content.visiting import Demo, ahead, visit

JULIA, JOOST = "PK100218", "PK100225"
JEROEN, GERRIT = "PK100235", "PK100223"


# -- a phone that is gone -----------------------------------------------------------------------------------


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
    assert guest.has_read("€ 7,50" if language == "nl" else "€7.50")
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
    assert guest.has_read("is al geblokkeerd")
    guest.says("ik heb hem terug", "ja")
    assert demo.office.sim("PK100225-mobile").status is SimStatus.ACTIVE
    guest.says("ja hij doet het")
    assert guest.outcome == "solved"


def test_once_a_new_sim_is_coming_the_old_one_stays_blocked(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", JOOST)
    guest.says("ja", "ja", "Hij is weer terecht")
    assert guest.has_read("blijft de oude voorgoed dicht")
    guest.says("nog niet binnen")
    assert guest.outcome == "informed"
    assert demo.office.sim("PK100225-mobile").status is SimStatus.BLOCKED


def test_who_is_not_signed_in_proves_it_first_and_blocks_then(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", None)
    guest.says("PK100225", "7461 BR 4", "ja")
    assert demo.office.sim("PK100225-mobile").status is SimStatus.BLOCKED


def test_without_a_mobile_line_a_person_looks(demo: Demo) -> None:
    guest = visit(demo, "mobile_lost_or_stolen", GERRIT)
    assert (guest.outcome, guest.skill) == ("escalate", "mobile_tech")


# -- numbers ------------------------------------------------------------------------------------------------


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
    guest.says(way, "06 12345996", account, ahead(10), yes, fine)
    assert guest.outcome == "solved"
    porting = demo.office.porting(JULIA)
    assert porting is not None
    assert (porting.phone, porting.status) == ("+31612345996", PortingStatus.REQUESTED)


def test_what_cannot_be_a_number_an_account_or_a_day_is_told(demo: Demo) -> None:
    guest = visit(demo, "number_porting", JULIA)
    guest.says("Meenemen naar jullie", "020 1234567", "weet ik veel 12")
    assert guest.has_read("minstens vier cijfers")
    guest.says("88001234", ahead(10))
    assert guest.has_read("Alleen een Nederlands mobiel nummer")
    guest.says("0612345996")
    assert guest.asked()[0].startswith("Zal ik 06•••996 op"), "account and day are not asked again"
    guest.says(f"nee, {ahead(0)}")
    assert guest.turn.says == ["Zo snel lukt het je oude provider niet."]
    guest.says(ahead(12), "ja")
    assert demo.office.porting(JULIA) is not None


def test_a_number_of_ours_need_not_move(demo: Demo) -> None:
    guest = visit(demo, "number_porting", JULIA, known={"phone": "+31612345225"})
    guest.says("Meenemen naar jullie", "88001234", ahead(10))
    assert (guest.outcome, demo.office.porting(JULIA)) == ("informed", None)


@pytest.mark.parametrize(
    ("language", "answers"), [("nl", ["Toch niet overzetten", "ja"]), ("en", ["Call it off", "yes"])]
)
def test_a_number_under_way_is_told_unasked_and_called_off(
    demo: Demo, language: str, answers: list[str]
) -> None:
    guest = visit(demo, "number_porting", JEROEN, language=language)
    assert guest.has_read("06•••995")
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert demo.office.porting(JEROEN) is None


@pytest.mark.parametrize("way", ["Meenemen, ik stap over", "Ik ben nog geen klant"])
def test_who_leaves_or_is_to_come_hears_how_without_any_proof(demo: Demo, way: str) -> None:
    guest = visit(demo, "number_porting", None)
    guest.says(way)
    assert guest.outcome == "informed"
