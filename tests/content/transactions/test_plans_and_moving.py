"""Another plan and another home: at the stated price and day, corrected, undone, refused."""

from __future__ import annotations

import pytest

from frontline.customers.types import MoveState
from tests.content.visiting import PHRASES, Demo, ahead, contract, visit

JULIA, WENDY = "PK100218", "PK100230"
KARIM, BRAM, TIM = "PK100206", "PK100221", "PK100229"
TV, INTERNET, MOBILE = {"product": "tv"}, {"product": "internet"}, {"product": "data_bundle"}


# -- another plan -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "pick", "yes"),
    [("nl", "die van 5 gb", "ja doe maar"), ("nl", "Mobiel 5 GB", "Ja, graag"), ("en", "the first", "yes")],
)
def test_a_plan_is_changed_at_the_stated_price_and_day(
    demo: Demo, language: str, pick: str, yes: str
) -> None:
    guest = visit(demo, "change_plan", JULIA, known=MOBILE, language=language)
    guest.says(pick)
    assert guest.has_read("€ 12,50" if language == "nl" else "€12.50")
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
    assert guest.has_read("TV Plus verandert al")
    guest.says("nee")
    assert guest.outcome == "informed"
    assert contract(demo, "PK100230-tv").next_plan == "TV Basis"


def test_where_nothing_else_can_be_had_that_is_said(demo: Demo) -> None:
    guest = visit(demo, "change_plan", BRAM, known=INTERNET)
    assert guest.has_read("geen ander abonnement")
    guest.says("ja graag")
    assert (guest.outcome, guest.skill) == ("escalate", "sales")


def test_a_suspended_line_is_refused_with_the_reason(demo: Demo) -> None:
    guest = visit(demo, "change_plan", KARIM)
    assert guest.has_read("Kabel 200 staat op dit moment uit")
    assert (guest.outcome, guest.skill) == ("escalate", "billing")


# -- another home -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "yes", "fine"), [("nl", "ja", "ja"), ("en", "yes please", "yes thanks")]
)
def test_a_move_is_planned(demo: Demo, language: str, yes: str, fine: str) -> None:
    guest = visit(demo, "move_house", JULIA, language=language)
    guest.says("1012 AB 5", ahead(30), yes, fine)
    assert guest.outcome == "solved"
    assert guest.has_read("€ 25,00" if language == "nl" else "€25.00")
    move = demo.office.move(JULIA)
    assert move.state is MoveState.PLANNED
    assert move.to is not None
    assert (move.to.postcode, move.to.house_number) == ("1012AB", "5")


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "1012AB 5, vanaf {day}"), ("en", "on {day}, to 1012AB 5")]
)
def test_address_and_day_in_one_answer_are_both_taken(demo: Demo, language: str, words: str) -> None:
    guest = visit(demo, "move_house", JULIA, language=language)
    guest.says(words.format(day=ahead(30)))
    assert guest.turn.walk["at"] == "plan"


def test_where_somebody_moves_to_does_not_prove_where_they_live(demo: Demo) -> None:
    known = {"postcode": "1012AB", "house_number": "5"}
    guest = visit(demo, "move_house", None, known=known)
    guest.says(JULIA)
    assert guest.asked() == list(PHRASES.lines["identify_home"]["nl"])
    guest.says("3707CW 14", ahead(30))
    assert guest.has_read("Zal ik je verhuizing naar 1012AB 5 plannen")


@pytest.mark.parametrize(("language", "words"), [("nl", "we gaan op {day} over"), ("en", "we move on {day}")])
def test_a_day_that_is_told_before_it_is_asked_is_kept(demo: Demo, language: str, words: str) -> None:
    guest = visit(demo, "move_house", None, language=language)
    guest.says(f"{JULIA}, {words.format(day=ahead(30))}", "3707CW 14", "1012AB 5")
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
    guest.says("1012AB 5", ahead(1))
    assert guest.turn.says[0].startswith("Zo snel lukt het niet")
    guest.says(ahead(200))
    assert guest.turn.says == ["Zo ver vooruit kan ik nog niet plannen."]
    guest.says(ahead(30), f"nee, {ahead(31)}")
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
    guest.says(address, ahead(30))
    assert guest.has_read(words)
    guest.says(*answers)
    assert guest.outcome == outcome
    assert demo.office.move(JULIA).state is MoveState.POSSIBLE


@pytest.mark.parametrize(
    ("language", "answers"), [("nl", ["Het gaat niet door", "ja"]), ("en", ["Call it off", "yes"])]
)
def test_a_planned_move_is_told_and_called_off(demo: Demo, language: str, answers: list[str]) -> None:
    visit(demo, "move_house", JULIA).says("1012AB 5", ahead(30), "ja", "ja")
    guest = visit(demo, "move_house", JULIA, language=language, conversation="later")
    assert guest.has_read("1012AB 5")
    guest.says(*answers)
    assert guest.outcome == "solved"
    assert demo.office.move(JULIA).state is MoveState.POSSIBLE


def test_who_has_nothing_at_home_hears_so_before_any_question(demo: Demo) -> None:
    assert visit(demo, "move_house", TIM).outcome == "informed"
