"""Orders, technicians, outages and what is around them: every transaction on the demo back office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo.tables import OrderRow, PastOutageRow, VisitRow
from frontline.customers.ports import BackOfficeDown, NotAllowed
from frontline.customers.types import Order, OrderStatus
from tests.content.visiting import Demo, Visit
from tests.library import LIBRARY

AMINA, OLIVIA, STEFAN, JEROEN, JULIA = "PK100220", "PK100222", "PK100231", "PK100235", "PK100218"
LOTTE, ELS, AHMED, SANNE, WILLEM = "PK100205", "PK100228", "PK100227", "PK100201", "PK100215"
ON_ITS_WAY, PACKED, DELIVERED = "PL-2026-100220", "PL-2026-100221", "PL-2026-100222"
PIXEL, LATE, RETURNED, OLD = "PL-2026-100223", "PL-2026-100231", "PL-2026-100232", "PL-2026-100235"
YES = {"nl": "Ja, graag", "en": "Yes, please"}
THANKS = {"nl": "Ja, dank je", "en": "Yes, thank you"}
LANGUAGES = ("nl", "en")
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def visit(
    demo: Demo,
    problem: str,
    customer: str | None = None,
    language: str = "nl",
    known: Mapping[str, Any] | None = None,
) -> Visit:
    guide = LIBRARY.for_problem(problem)
    assert guide is not None
    return Visit(demo, guide, customer, known=known, language=language)


def about(demo: Demo, problem: str, customer: str, order: str, language: str = "nl") -> Visit:
    """A visit about an order that was named in the first message."""
    return visit(demo, problem, customer, language, {"order_number": order})


def order(demo: Demo, customer: str, number: str) -> Order:
    return next(found for found in demo.office.orders(customer) if found.id == number)


def change(demo: Demo, table: Any, id: str, **columns: Any) -> None:
    """As if something happened in the back office meanwhile."""
    with demo.database.begin() as session:
        row = session.get(table, id)
        for name, value in columns.items():
            setattr(row, name, value)


def down(demo: Demo, monkeypatch: pytest.MonkeyPatch, *methods: str) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BackOfficeDown

    for method in methods:
        monkeypatch.setattr(demo.office, method, fails)


def refuses(demo: Demo, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """The rule that only bites when the offer is carried out: something changed since it was quoted."""

    def perform(*_: object, **__: object) -> None:
        raise NotAllowed(code)

    monkeypatch.setattr(demo.office, "perform", perform)


def told(found: Visit) -> str:
    return " ".join(found.read)


def second_button(found: Visit) -> str:
    return list(found.buttons())[1]


# -- where is it -----------------------------------------------------------------------------------------


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
    assert words in told(about(demo, "order_status", STEFAN, number))


# -- another moment ----------------------------------------------------------------------------------------


@both
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


# -- missing -------------------------------------------------------------------------------------------------


@both
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
    assert {"nl": "loopt al een melding", "en": "already a report"}[language] in told(again)


def test_delivered_they_say_but_not_to_the_customer(demo: Demo) -> None:
    found = about(demo, "delivery_problem", AMINA, DELIVERED)
    found.says("ik heb niks ontvangen", "ja")
    assert any("de bezorger zoekt je pakket" in text for text in found.read)
    with demo.database.read() as session:
        row: Any = session.get(OrderRow, DELIVERED)
        assert row.reported == "missing"


# -- cancel --------------------------------------------------------------------------------------------------


@both
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
    assert "terugsturen" in told(found)


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


# -- return --------------------------------------------------------------------------------------------------


@both
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


# -- damaged or wrong ----------------------------------------------------------------------------------------


@both
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


# -- what all of them share ----------------------------------------------------------------------------------

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
@both
def test_down_from_the_start(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, language: str, problem: str, method: str, skill: str
) -> None:
    down(demo, monkeypatch, method)
    found = visit(demo, problem, AMINA, language)
    assert found.turn.ending is not None
    assert found.turn.ending.skill == skill
    assert {"nl": "reageert niet", "en": "isn't responding"}[language] in told(found)


@pytest.mark.parametrize(
    "problem", ["order_status", "delivery_problem", "cancel_order", "return_order", "order_damaged_or_wrong"]
)
def test_nothing_is_told_to_somebody_unknown(demo: Demo, problem: str) -> None:
    found = about(demo, problem, AMINA, PACKED)
    stranger = visit(Demo(demo_folder(demo)), problem, None, known={"order_number": PACKED})
    assert "Wifi-punt" in told(found) + str(found.turn.walk["checks"])
    assert "Wifi-punt" not in told(stranger)
    stranger.says("Heb ik niet bij me")
    assert stranger.turn.ending is not None
    assert stranger.turn.ending.skill == "orders"


def demo_folder(demo: Demo) -> Path:
    folder = Path(str(demo.database.engine.url.database)).parent / "other"
    folder.mkdir()
    return folder


# -- technicians ---------------------------------------------------------------------------------------------


@both
def test_a_technician_is_booked_once_and_free_for_a_fault(demo: Demo, language: str) -> None:
    found = visit(demo, "technician_appointment", LOTTE, language)
    assert {"nl": "een fout op zit", "en": "a fault on it"}[language] in found.read[0]
    found.says(second_button(found))
    assert {"nl": "kost je € 0,00", "en": "costs you €0.00"}[language] in found.asked()[0]
    asked = found.turn
    found.says(YES[language])
    found.turn = asked
    found.says(YES[language])
    assert found.turn.walk["offers"]["book"]["performed"]["reference"]
    booked = demo.office.visit(LOTTE)
    assert booked is not None
    assert booked.moment.id == demo.office.visit_slots(LOTTE)[1].id
    with demo.database.read() as session:
        assert session.query(VisitRow).filter_by(customer_id=LOTTE).count() == 1
    found.says(THANKS[language])
    assert found.outcome == "solved"


def test_the_price_is_stated_before_a_booking_that_is_turned_down(demo: Demo) -> None:
    found = visit(demo, "technician_appointment", JULIA)
    found.says("de eerste")
    assert "€ 75,00" in found.asked()[0]
    found.says("nee te duur")
    assert (found.outcome, demo.office.visit(JULIA)) == ("informed", None)


def test_in_an_outage_a_technician_is_not_the_first_thing(demo: Demo) -> None:
    found = visit(demo, "technician_appointment", SANNE)
    assert "storing" in found.asked()[0]
    found.says("nee dan wacht ik")
    assert (found.outcome, demo.office.visit(SANNE)) == ("informed", None)
    again = visit(demo, "technician_appointment", SANNE)
    again.says("Ja, toch graag", "de eerste", "ja")
    assert demo.office.visit(SANNE) is not None


@both
def test_a_visit_is_moved(demo: Demo, language: str) -> None:
    found = visit(demo, "technician_appointment", ELS, language)
    found.says({"nl": "Verzetten", "en": "Move it"}[language], second_button(found))
    slots = list(found.buttons())
    found.says(slots[-2], YES[language])
    moved = demo.office.visit(ELS)
    assert moved is not None
    assert found.outcome is None
    assert "PL-" in found.turn.says[0]
    found.says(THANKS[language])
    assert found.outcome == "solved"


@both
def test_a_visit_is_cancelled(demo: Demo, language: str) -> None:
    found = visit(demo, "technician_appointment", ELS, language)
    found.says({"nl": "niet meer nodig", "en": "no longer needed"}[language], YES[language])
    assert demo.office.visit(ELS) is None
    found.says(THANKS[language])
    assert found.outcome == "solved"


def test_a_visit_that_stays(demo: Demo) -> None:
    found = visit(demo, "technician_appointment", ELS)
    found.says("Afzeggen", "nee toch niet")
    assert found.outcome == "informed"
    assert demo.office.visit(ELS) is not None
    kept = visit(demo, "technician_appointment", ELS)
    kept.says("ik wilde alleen weten wanneer")
    assert kept.outcome == "solved"


@pytest.mark.parametrize(
    ("choice", "code", "outcome", "words"),
    [
        ("Afzeggen", "too_late", "escalate", "zo dichtbij"),
        ("Afzeggen", "no_visit", "informed", "geen afspraak meer"),
        ("Verzetten", "too_late", "escalate", "zo dichtbij"),
        ("Verzetten", "no_visit", "escalate", "lukt nu niet"),
        ("Verzetten", "moment_gone", None, "net niet meer vrij"),
    ],
)
def test_why_a_visit_cannot_be_changed(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, choice: str, code: str, outcome: str | None, words: str
) -> None:
    found = visit(demo, "technician_appointment", ELS)
    found.says(choice, *(["de eerste"] if choice == "Verzetten" else []))
    refuses(demo, monkeypatch, code)
    found.says("Ja, graag")
    assert (found.outcome, words in found.turn.says[0]) == (outcome, True)


def test_no_moment_suits(demo: Demo) -> None:
    found = visit(demo, "technician_appointment", LOTTE, "en")
    found.says("I can't make any of them")
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "internet_tech"


# -- outages, compensation, coverage -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "language", "words"),
    [
        (SANNE, "nl", "Er is een storing in het internet bij jou in de buurt. We verwachten"),
        (SANNE, "en", "There's an internet outage in your area. We expect"),
        (WILLEM, "nl", "Er is een tv-storing bij jou in de buurt."),
        ("PK100213", "en", "There's an outage in the mobile network in your area."),
    ],
)
def test_an_outage_is_told_without_a_question(demo: Demo, customer: str, language: str, words: str) -> None:
    found = visit(demo, "outage_status", customer, language)
    assert found.read[0].startswith(words)
    found.says("prima" if language == "nl" else "fine")
    assert found.outcome == "informed"


def test_who_cannot_wait_gets_whoever_knows_about_it(demo: Demo) -> None:
    for customer, skill in ((SANNE, "internet_tech"), ("PK100213", "mobile_tech")):
        found = visit(demo, "outage_status", customer)
        found.says("ik kan niet wachten")
        assert found.turn.ending is not None
        assert found.turn.ending.skill == skill


@both
def test_a_stranger_only_tells_the_address(demo: Demo, language: str) -> None:
    found = visit(demo, "outage_status", None, language)
    found.says("1862 KP 12")
    assert found.outcome is None
    assert {"nl": "storing in het internet", "en": "internet outage"}[language] in told(found)
    told_before = visit(demo, "outage_status", None, language, {"postcode": "3707CW", "house_number": "14"})
    assert told_before.outcome == "informed"
    assert {"nl": "geen storing bekend", "en": "No outage is known"}[language] in told(told_before)


def test_outages_cannot_be_seen(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    down(demo, monkeypatch, "outages")
    found = visit(demo, "outage_status", None)
    found.says("1862 KP 12")
    assert found.outcome == "escalate"
    assert "reageert niet" in found.turn.says[0]


@both
def test_compensation_is_granted_once(demo: Demo, language: str) -> None:
    found = visit(demo, "compensation_request", AHMED, language)
    asked = found.turn
    found.says(YES[language])
    found.turn = asked
    found.says(YES[language])
    with demo.database.read() as session:
        row: Any = session.get(PastOutageRow, "SV-100227")
        assert row.granted
    assert len(demo.office.refunds(AHMED)) == 1
    found.says(THANKS[language])
    assert found.outcome == "solved"
    again = visit(demo, "compensation_request", AHMED, language)
    assert {"nl": "al toegekend", "en": "granted already"}[language] in again.read[0]


def test_compensation_that_is_not_enough_is_for_a_person_with_the_story(demo: Demo) -> None:
    found = visit(demo, "compensation_request", AHMED)
    found.says("Ja, graag", "Nee, te weinig", "ik heb twee dagen niet kunnen werken en 200 euro misgelopen")
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "complaints"


def test_no_outage_no_compensation_but_a_person_may_judge(demo: Demo) -> None:
    found = visit(demo, "compensation_request", JULIA, "en")
    assert found.read[0].startswith("I don't see a recent outage")
    found.says("never mind")
    assert found.outcome == "informed"
    again = visit(demo, "compensation_request", JULIA)
    again.says("ik had andere schade", "Alles al verteld")
    assert again.outcome == "escalate"


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        ("above_limit", "escalate", "hoger dan ik zelf mag toekennen"),
        ("already_granted", None, "al toegekend"),
        ("not_due", None, "geen vergoeding"),
    ],
)
def test_why_compensation_is_not_granted(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, code: str, outcome: str | None, words: str
) -> None:
    found = visit(demo, "compensation_request", AHMED)
    refuses(demo, monkeypatch, code)
    found.says("Ja, graag")
    assert (found.outcome, words in found.turn.says[0]) == (outcome, True)


def test_compensation_declined_or_down(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    found = visit(demo, "compensation_request", AHMED)
    found.says("nee hoeft niet", "Nee, zo is het goed")
    assert (found.outcome, demo.office.refunds(AHMED)) == ("informed", [])
    again = visit(demo, "compensation_request", AHMED)
    down(demo, monkeypatch, "perform")
    again.says("Ja, graag")
    assert again.turn.says == [
        "Dat lukt nu niet in ons systeem. Er is nog niets toegekend. Een collega maakt het voor je in orde."
    ]


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("1182 NB 99", "nl", ["er ligt glasvezel", "Mobiel heb je er 5G."]),
        ("5401 SV 1", "en", ["but there is cable internet", "you get 5G"]),
        ("8435 PH 8", "nl", ["DSL", "nog geen 5G"]),
        ("9999 ZZ 9", "en", ["can't deliver fixed internet", "4G there, not 5G yet"]),
    ],
)
def test_what_can_be_had_at_an_address(demo: Demo, address: str, language: str, words: list[str]) -> None:
    found = visit(demo, "coverage_check", None, language)
    found.says(address)
    assert all(each in told(found) for each in words)


def test_coverage_at_home_and_elsewhere_ends_with_sales(demo: Demo) -> None:
    found = visit(demo, "coverage_check", OLIVIA)
    assert "er ligt glasvezel" in found.read[0]
    found.says("voor mijn nieuwe huis", "5401 SV 1")
    assert "internet via de kabel" in found.turn.says[0]
    found.says("wat kost het")
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "sales"


def test_coverage_cannot_be_seen(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    down(demo, monkeypatch, "coverage")
    found = visit(demo, "coverage_check", None, "en", {"postcode": "1182NB", "house_number": "99"})
    assert found.outcome == "escalate"
    assert "isn't responding" in found.turn.says[0]


# -- for a person --------------------------------------------------------------------------------------------


@both
def test_a_complaint_is_told_once(demo: Demo, language: str) -> None:
    found = visit(demo, "complaint", None, language)
    found.says({"nl": "Alles al verteld", "en": "I've said it all"}[language])
    found.says({"nl": "een bos bloemen voor mijn vrouw", "en": "a bunch of flowers for my wife"}[language])
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "complaints"
    now = visit(demo, "complaint", None, language)
    now.says({"nl": "geef me een medewerker", "en": "give me a person"}[language])
    assert now.outcome == "escalate"


def test_advice_asks_only_what_was_not_said(demo: Demo) -> None:
    found = visit(demo, "product_advice", None, known={"product": "mobile"})
    assert found.asked() == ["Hoeveel internet je onderweg?"]
    found.says("de hele dag", "zo goedkoop mogelijk")
    assert found.turn.ending is not None
    assert found.turn.ending.skill == "sales"
    other = visit(demo, "product_advice", None, "en")
    other.says("a new handset", "I'm not sure yet")
    assert other.outcome == "escalate"
