"""Technicians, outages, compensation and coverage, and what only a person can do."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.back_office.demo.tables import PastOutageRow, VisitRow
from tests.content.visiting import THANKS, YES, Demo, Visit, both_languages, down, refuses, visit

OLIVIA, JULIA = "PK100222", "PK100218"
LOTTE, ELS, AHMED, SANNE, WILLEM = "PK100205", "PK100228", "PK100227", "PK100201", "PK100215"


def second_button(found: Visit) -> str:
    return list(found.buttons())[1]


# -- technicians --------------------------------------------------------------------------------------------


@both_languages
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


@both_languages
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


@both_languages
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


# -- outages, compensation, coverage ------------------------------------------------------------------------


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


@both_languages
def test_a_stranger_only_tells_the_address(demo: Demo, language: str) -> None:
    found = visit(demo, "outage_status", None, language)
    found.says("1862 KP 12")
    assert found.outcome is None
    assert {"nl": "storing in het internet", "en": "internet outage"}[language] in found.told
    told_before = visit(
        demo, "outage_status", None, language, known={"postcode": "3707CW", "house_number": "14"}
    )
    assert told_before.outcome == "informed"
    assert {"nl": "geen storing bekend", "en": "No outage is known"}[language] in told_before.told


def test_outages_cannot_be_seen(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    down(demo, monkeypatch, "outages")
    found = visit(demo, "outage_status", None)
    found.says("1862 KP 12")
    assert found.outcome == "escalate"
    assert "reageert niet" in found.turn.says[0]


@both_languages
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
    assert all(each in found.told for each in words)


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
    found = visit(demo, "coverage_check", language="en", known={"postcode": "1182NB", "house_number": "99"})
    assert found.outcome == "escalate"
    assert "isn't responding" in found.turn.says[0]


# -- for a person -------------------------------------------------------------------------------------------


@both_languages
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
