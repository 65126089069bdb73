"""Orders: found, moved, missing, cancelled, returned, damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo.tables import OrderRow
from frontline.customers.types import Order, OrderStatus
from tests.content.visiting import THANKS, YES, Demo, Visit, both_languages, change, down, refuses, visit

AMINA, OLIVIA, STEFAN, JEROEN, JULIA = "PK100220", "PK100222", "PK100231", "PK100235", "PK100218"
ON_ITS_WAY, PACKED, DELIVERED = "PL-2026-100220", "PL-2026-100221", "PL-2026-100222"
PIXEL, LATE, RETURNED, OLD = "PL-2026-100223", "PL-2026-100231", "PL-2026-100232", "PL-2026-100235"


def about(demo: Demo, problem: str, customer: str, order: str, language: str = "nl") -> Visit:
    """A visit about an order that was named in the first message."""
    return visit(demo, problem, customer, language, known={"order_number": order})


def order(demo: Demo, customer: str, number: str) -> Order:
    return next(found for found in demo.office.orders(customer) if found.id == number)


# -- where is it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (PACKED, "nl", "Je bestelling (Wifi-punt) wordt nu ingepakt."),
        (PACKED, "en", "Your order (Wifi-punt) is being packed now."),
        (ON_ITS_WAY, "nl", "Je bestelling (Samsung Galaxy A56) is onderweg met"),
        (ON_ITS_WAY, "en", "Your order (Samsung Galaxy A56) is on its way with"),
        (DELIVERED, "nl", "Je bestelling (Oordopjes draadloos) is volgens ons op"),
        (DELIVERED, "en", "Your order (Oordopjes draadloos) was delivered on"),
    ],
)
def test_where_an_order_is_follows_from_the_order(demo: Demo, number: str, language: str, words: str) -> None:
    found = about(demo, "order_status", AMINA, number, language)
    assert found.asked()[0].startswith(words)
    assert next(iter(found.buttons())).split(",")[0] in ("Ja", "Yes")
    assert found.says("ja" if language == "nl" else "yes").ending.outcome == "solved"  # type: ignore[union-attr]


def test_only_orders_under_way_are_asked_about_and_others_can_be_had(demo: Demo) -> None:
    found = visit(demo, "order_status", AMINA)
    assert list(found.buttons()) == ["Wifi-punt", "Samsung Galaxy A56", "Een andere"]
    found.says("die staat er niet bij", "die oordopjes")
    assert found.asked()[0].startswith("Je bestelling (Oordopjes draadloos) is volgens ons op")


def test_a_parcel_that_is_late_is_said_to_be_late(demo: Demo) -> None:
    found = visit(demo, "order_status", STEFAN)
    assert found.asked()[0].startswith("Je hebt je USB-C-lader nog niet, terwijl die er al had moeten zijn.")


def test_without_orders_it_says_so_and_offers_a_person(demo: Demo) -> None:
    found = visit(demo, "order_status", JULIA, "en")
    assert found.read[0].startswith("I don't see any orders in your name.")
    found.says("no need")
    assert found.outcome == "informed"
    again = visit(demo, "order_status", JULIA)
    again.says("ja doe maar")
    assert again.turn.ending is not None
    assert (again.outcome, again.turn.ending.skill) == ("escalate", "orders")


@pytest.mark.parametrize(
    ("number", "words"),
    [(RETURNED, "(Telefoonhoesje) is teruggestuurd"), (LATE, "Je hebt je USB-C-lader nog niet")],
)
def test_what_came_to_an_end_is_told(demo: Demo, number: str, words: str) -> None:
    assert words in about(demo, "order_status", STEFAN, number).told


# -- another moment -----------------------------------------------------------------------------------------


@both_languages
def test_another_moment_of_delivery(demo: Demo, language: str) -> None:
    before = order(demo, AMINA, PACKED).moment
    found = about(demo, "delivery_problem", AMINA, PACKED, language)
    found.says({"nl": "Een ander moment", "en": "Another moment"}[language])
    wanted = list(found.buttons())[-1]
    found.says(wanted)
    assert order(demo, AMINA, PACKED).moment == before
    found.says(YES[language])
    after = order(demo, AMINA, PACKED).moment
    assert after is not None
    assert after.id == demo.office.delivery_moments(AMINA)[-1].id
    assert "PL-" in found.turn.says[0]
    found.says(THANKS[language])
    assert found.outcome == "solved"


def test_another_moment_is_typed_and_corrected_before_the_yes(demo: Demo) -> None:
    found = about(demo, "order_status", AMINA, PACKED)
    found.says("nee dan ben ik er niet", "de laatste")
    first = found.asked()
    found.says("ga terug", intent="go_back")
    found.says("de eerste")
    assert found.asked() != first
    found.says("doe maar")
    after = order(demo, AMINA, PACKED).moment
    assert after is not None
    assert after.id == demo.office.delivery_moments(AMINA)[0].id


def test_a_moment_that_is_gone_is_asked_anew(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    found = about(demo, "delivery_problem", AMINA, PACKED)
    found.says("Een ander moment", "de eerste")
    moments = demo.office.delivery_moments(AMINA)[1:]
    monkeypatch.setattr(demo.office, "delivery_moments", lambda _customer: moments)
    refuses(demo, monkeypatch, "moment_gone")
    found.says("Ja, graag")
    assert found.turn.says == ["Dat moment is net niet meer vrij. Kies gerust een ander."]
    assert len(found.buttons()) == len(moments)


def test_what_has_left_keeps_its_moment(demo: Demo) -> None:
    found = about(demo, "delivery_problem", AMINA, ON_ITS_WAY)
    assert "kan ik het moment niet meer wijzigen" in found.asked()[0]
    found.says("nee, dan ben ik niet thuis")
    assert found.outcome == "escalate"


# -- missing ------------------------------------------------------------------------------------------------


@both_languages
def test_a_parcel_that_never_came_is_reported_once(demo: Demo, language: str) -> None:
    found = visit(demo, "delivery_problem", STEFAN, language)
    asked = found.turn
    found.says(YES[language])
    first = found.turn.walk["offers"]["missing"]["performed"]["reference"]
    found.turn = asked
    found.says(YES[language])
    assert found.turn.walk["offers"]["missing"]["performed"]["reference"] == first
    found.says(THANKS[language])
    assert found.outcome == "solved"
    again = visit(demo, "delivery_problem", STEFAN, language)
    assert {"nl": "loopt al een melding", "en": "already a report"}[language] in again.told


@pytest.mark.parametrize(("confidence", "next_problem"), [(0.6, "refund_status"), (0.4, None)])
def test_a_wish_behind_a_no_is_followed_where_it_is_likely(
    demo: Demo, confidence: float, next_problem: str | None
) -> None:
    found = visit(demo, "delivery_problem", STEFAN)
    found.says("nee ik wil mn geld terug", intent="refund_status", confidence=confidence)
    assert found.turn.ending is not None
    assert found.turn.ending.problem == next_problem


def test_delivered_they_say_but_not_to_the_customer(demo: Demo) -> None:
    found = about(demo, "delivery_problem", AMINA, DELIVERED)
    found.says("ik heb niks ontvangen", "ja")
    assert any("de bezorger zoekt je pakket" in text for text in found.read)
    with demo.database.read() as session:
        row: Any = session.get(OrderRow, DELIVERED)
        assert row.reported == "missing"


# -- cancel -------------------------------------------------------------------------------------------------


@both_languages
def test_an_order_is_cancelled(demo: Demo, language: str) -> None:
    found = about(demo, "cancel_order", AMINA, PACKED, language)
    assert {"nl": "je krijgt € 79,00 terug", "en": "you get €79.00 back"}[language] in found.asked()[0]
    found.says(YES[language])
    assert order(demo, AMINA, PACKED).status is OrderStatus.CANCELLED
    assert "PL-" in found.turn.says[0]
    found.says(THANKS[language])
    assert found.outcome == "solved"


@pytest.mark.parametrize(("number", "words"), [(ON_ITS_WAY, "al onderweg"), (DELIVERED, "bezorgd")])
def test_what_cannot_be_cancelled_is_said_and_may_go_back(demo: Demo, number: str, words: str) -> None:
    found = about(demo, "cancel_order", AMINA, number)
    assert "annuleren kan niet meer" in found.read[0]
    assert words in found.read[0]
    assert "terugsturen" in found.told


def test_one_sent_between_question_and_yes_is_not_cancelled(demo: Demo) -> None:
    found = about(demo, "cancel_order", AMINA, PACKED, "en")
    change(demo, OrderRow, PACKED, status="sent")
    found.says("Yes, please")
    assert found.turn.says[0].startswith("Your order (Wifi-punt) has been sent in the meantime")
    assert order(demo, AMINA, PACKED).status is OrderStatus.SENT
    found.says("no need")
    assert found.outcome == "informed"


def test_another_order_after_all(demo: Demo) -> None:
    """An older button corrects what was picked."""
    found = visit(demo, "cancel_order", AMINA)
    samsung = found.buttons()["Samsung Galaxy A56"]
    found.says("het wifi-punt")
    found.says("Samsung", payload=samsung)
    assert "al onderweg" in found.turn.says[0]
    assert order(demo, AMINA, PACKED).status is OrderStatus.BEING_PACKED


# -- return -------------------------------------------------------------------------------------------------


@both_languages
def test_an_order_goes_back(demo: Demo, language: str) -> None:
    found = visit(demo, "return_order", OLIVIA, language)
    found.says({"nl": "prima", "en": "sure"}[language])
    assert order(demo, OLIVIA, PIXEL).status is OrderStatus.RETURNED
    assert "/demo/documents/" in found.turn.says[0]
    found.says(THANKS[language])
    assert found.outcome == "solved"


def test_what_has_not_left_is_cancelled_rather_than_returned(demo: Demo) -> None:
    found = about(demo, "return_order", AMINA, PACKED)
    assert found.read[0].startswith("Je bestelling (Wifi-punt) is nog niet weg.")
    found.says("ja graag")
    assert order(demo, AMINA, PACKED).status is OrderStatus.CANCELLED


def test_too_late_to_return_but_not_when_it_is_faulty(demo: Demo) -> None:
    found = visit(demo, "return_order", JEROEN)
    assert "kon tot en met" in found.asked()[0]
    found.says("ja het is kapot", "Kapot", "Geld terug", "ja")
    assert order(demo, JEROEN, OLD).status is OrderStatus.RETURNED
    fine = visit(demo, "return_order", OLIVIA, "en")
    change(demo, OrderRow, PIXEL, delivered_on=order(demo, JEROEN, OLD).delivered_on)
    fine.turn = visit(demo, "return_order", OLIVIA, "en").turn
    fine.says("No, it works fine", "No, that's all")
    assert fine.outcome == "informed"
    assert order(demo, OLIVIA, PIXEL).status is OrderStatus.DELIVERED


# -- damaged or wrong ---------------------------------------------------------------------------------------


@both_languages
def test_a_new_one_for_what_is_broken(demo: Demo, language: str) -> None:
    words = {"nl": "er zit een barst in het scherm en hij piept", "en": "the back is scratched and it beeps"}
    found = visit(demo, "order_damaged_or_wrong", OLIVIA, language)
    found.says(words[language])
    found.says({"nl": "Een nieuwe", "en": "A new one"}[language], YES[language])
    orders = demo.office.orders(OLIVIA)
    assert [row.product for row in orders] == ["Google Pixel 9a"] * 2
    with demo.database.read() as session:
        row: Any = session.get(OrderRow, PIXEL)
        assert row.complaint in (words[language], "broken")
    found.says(THANKS[language])
    assert found.outcome == "solved"


def test_the_money_back_and_not_twice(demo: Demo) -> None:
    found = visit(demo, "order_damaged_or_wrong", OLIVIA, "en")
    found.says("Wrong item", "just the money", "go ahead")
    assert order(demo, OLIVIA, PIXEL).status is OrderStatus.RETURNED
    again = visit(demo, "order_damaged_or_wrong", OLIVIA)
    assert again.read[0] == "Je bestelling (Google Pixel 9a) is al geannuleerd of teruggestuurd."


def test_a_new_one_is_turned_down_for_the_money(demo: Demo) -> None:
    """Corrected half-way, by going back."""
    found = visit(demo, "order_damaged_or_wrong", OLIVIA)
    found.says("Kapot", "Een nieuwe")
    found.says("ga terug", intent="go_back")
    found.says("Geld terug", "Ja, graag")
    assert order(demo, OLIVIA, PIXEL).status is OrderStatus.RETURNED
    assert len(demo.office.orders(OLIVIA)) == 1


def test_no_remedy_wanted_may_be_one_for_a_person(demo: Demo) -> None:
    found = visit(demo, "order_damaged_or_wrong", OLIVIA)
    found.says("Kapot", "Een nieuwe", "nee liever niet")
    assert found.turn.says == ["Prima, dan doe ik dat niet."]
    found.says("ja ik wil iemand spreken")
    assert found.outcome == "escalate"
    assert order(demo, OLIVIA, PIXEL).status is OrderStatus.DELIVERED


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        ("too_late", "escalate", "garantie"),
        ("already_reported", None, "al eerder iets gemeld"),
        ("closed", None, "al geannuleerd"),
        ("not_delivered", None, "nog niet bezorgd"),
    ],
)
@pytest.mark.parametrize("remedy", ["Een nieuwe", "Geld terug"])
def test_why_there_is_no_remedy(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, remedy: str, code: str, outcome: str | None, words: str
) -> None:
    found = visit(demo, "order_damaged_or_wrong", OLIVIA)
    found.says("Kapot", remedy)
    refuses(demo, monkeypatch, code)
    found.says("Ja, graag")
    assert (found.outcome, words in found.turn.says[0]) == (outcome, True)


# -- what all of them share ---------------------------------------------------------------------------------

OFFERED: Mapping[str, Callable[[Demo], Visit]] = {
    "cancel": lambda demo: about(demo, "cancel_order", AMINA, PACKED),
    "return": lambda demo: about(demo, "return_order", AMINA, DELIVERED),
    "missing": lambda demo: visit(demo, "order_status", STEFAN),
}


@pytest.mark.parametrize("begin", OFFERED.values(), ids=OFFERED)
def test_a_no_changes_nothing(demo: Demo, begin: Callable[[Demo], Visit]) -> None:
    found = begin(demo)
    before = demo.office.orders(AMINA), demo.office.orders(STEFAN)
    found.says("nee laat maar")
    assert found.turn.says == ["Prima, dan verandert er niets aan je bestelling."]
    assert (demo.office.orders(AMINA), demo.office.orders(STEFAN)) == before


@pytest.mark.parametrize("begin", OFFERED.values(), ids=OFFERED)
def test_down_at_the_yes(demo: Demo, monkeypatch: pytest.MonkeyPatch, begin: Callable[[Demo], Visit]) -> None:
    found = begin(demo)
    down(demo, monkeypatch, "perform")
    found.says("Ja, graag")
    assert found.turn.says[0].startswith("Dat lukt nu niet in ons systeem. Er is niets")
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "orders"


@pytest.mark.parametrize(
    ("problem", "method", "skill"),
    [
        ("order_status", "orders", "orders"),
        ("delivery_problem", "orders", "orders"),
        ("cancel_order", "orders", "orders"),
        ("return_order", "orders", "orders"),
        ("order_damaged_or_wrong", "orders", "orders"),
        ("technician_appointment", "visit", "internet_tech"),
        ("compensation_request", "compensations", "complaints"),
    ],
)
@both_languages
def test_down_from_the_start(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, language: str, problem: str, method: str, skill: str
) -> None:
    down(demo, monkeypatch, method)
    found = visit(demo, problem, AMINA, language)
    assert found.turn.ending is not None
    assert found.turn.ending.skill == skill
    assert {"nl": "reageert niet", "en": "isn't responding"}[language] in found.told


@pytest.mark.parametrize(
    "problem", ["order_status", "delivery_problem", "cancel_order", "return_order", "order_damaged_or_wrong"]
)
def test_nothing_is_told_to_somebody_unknown(demo: Demo, problem: str) -> None:
    found = about(demo, problem, AMINA, PACKED)
    stranger = visit(Demo(demo_folder(demo)), problem, None, known={"order_number": PACKED})
    assert "Wifi-punt" in found.told + str(found.turn.walk["checks"])
    assert "Wifi-punt" not in stranger.told
    stranger.says("Heb ik niet bij me")
    assert stranger.turn.ending is not None
    assert stranger.turn.ending.skill == "orders"


def demo_folder(demo: Demo) -> Path:
    folder = Path(str(demo.database.engine.url.database)).parent / "other"
    folder.mkdir()
    return folder
