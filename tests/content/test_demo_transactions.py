"""Transactions with the demo back office: proven, picked, typed, corrected, refused, repeated, counted."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from frontline.conversations.types import Level
from frontline.customers.ports import BackOfficeDown
from frontline.customers.types import Customer, OrderStatus
from frontline.guides.effort import effort_of
from tests.content.visiting import PHRASES, Demo, Visit
from tests.unit.guides.builders import guide_of

CANCEL = guide_of("""
    who: {identify: verified, known: which, unknown: person}
    which:
      pick: orders.orders
      ask: {nl: "Welke bestelling wil je annuleren?", en: "Which order do you want to cancel?"}
      label: {nl: "{product}", en: "{product}"}
      fact: order
      next: cancel
      empty: none
      unavailable: person
    cancel:
      offer: cancel_order
      text:
        nl: "Zal ik {product} annuleren? Je krijgt {amount} terug."
        en: "Shall I cancel {product}? You get {amount} back."
      with: {order: {fact: order}}
      accepted: done
      declined: kept
      unavailable: why_not
      done: {nl: "Geannuleerd: referentie {reference}.", en: "Cancelled: reference {reference}."}
    why_not:
      branches:
        - when: {cancel.refused: already_sent}
          next: sent
          say: {nl: "{order.product} is al onderweg.", en: "{order.product} is on its way already."}
        - {next: person}
    sent: {outcome: informed, say: {nl: "Terugsturen kan.", en: "You can return it."}}
    done: {outcome: solved}
    kept: {outcome: informed, say: {nl: "Dan blijft hij staan.", en: "Then it stays."}}
    none: {outcome: informed, say: {nl: "Er is niets.", en: "There is nothing."}}
    person: {outcome: escalate, skill: orders, reason: {nl: "Kon niet.", en: "Not possible."}}
""")

EXTEND = guide_of("""
    who: {identify: verified, known: bills, unknown: person}
    bills:
      check: bills
      branches: [{when: {unpaid: none}, next: paid}, {next: which}]
      unavailable: person
    which:
      pick: bills.to_pay
      ask: {nl: "Welke rekening?", en: "Which bill?"}
      label: {nl: "{month}", en: "{month}"}
      fact: bill
      next: until
      empty: paid
    until:
      ask: {nl: "Tot wanneer wil je uitstel?", en: "Until when do you want an extension?"}
      field: date
      next: extend
    extend:
      offer: extend_payment
      text:
        nl: "Uitstel voor {amount} tot {day}?"
        en: "An extension for {amount} until {day}?"
      with: {bill: {fact: bill}, date: {fact: date}}
      accepted: done
      declined: kept
      unavailable: why_not
      done: {nl: "Geregeld: {reference}.", en: "Done: {reference}."}
    why_not:
      branches:
        - when: {extend.refused: [above_limit, too_early]}
          next: until
          say: {nl: "Dat is te lang of te kort.", en: "That is too long or too short."}
        - {next: person}
    done: {outcome: solved}
    kept: {outcome: informed}
    paid: {outcome: informed, say: {nl: "Alles is betaald.", en: "All is paid."}}
    person: {outcome: escalate, skill: billing, reason: {nl: "Kon niet.", en: "Not possible."}}
""")


def status(demo: Demo, order: str) -> OrderStatus:
    orders = demo.office.orders("PK100220")
    return next(row.status for row in orders if row.id == order)


def person(demo: Demo, customer_id: str) -> Customer:
    found = demo.office.find_by_number(customer_id)
    assert found is not None
    return found


WIFI = "PL-2026-100221"


def test_somebody_unknown_proves_who_they_are_and_cancels_an_order(demo: Demo) -> None:
    visit = Visit(demo, CANCEL)
    assert visit.asked() == list(PHRASES.lines["identify_claim"]["nl"])
    visit.says("mijn klantnummer is pk100220")
    assert visit.asked() == list(PHRASES.lines["identify_home"]["nl"])
    visit.says("5401 SV 1")
    assert visit.asked()[0].startswith("Welke bestelling wil je annuleren?")
    visit.says("het wifi-punt")
    assert visit.asked() == ["Zal ik Wifi-punt annuleren? Je krijgt € 79,00 terug."]
    visit.says("ja doe maar")
    assert visit.outcome == "solved"
    assert any(text.startswith("Geannuleerd: referentie PL-") for text in visit.read)
    assert status(demo, WIFI) is OrderStatus.CANCELLED
    row = demo.conversations.get("visit")
    assert (row.customer_id, row.level) == ("PK100220", Level.VERIFIED)


def test_the_next_guide_of_the_conversation_asks_no_proof_again(demo: Demo) -> None:
    home = person(demo, "PK100220").address
    Visit(demo, CANCEL).says("PK100220", f"{home.postcode} {home.house_number}")
    assert Visit(demo, CANCEL).asked()[0].startswith("Welke bestelling")


def test_an_order_named_in_the_first_words_is_not_asked_again(demo: Demo) -> None:
    visit = Visit(demo, CANCEL, "PK100220", known={"order_number": WIFI})
    assert visit.asked() == ["Zal ik Wifi-punt annuleren? Je krijgt € 79,00 terug."]


def test_declined_changes_nothing(demo: Demo) -> None:
    visit = Visit(demo, CANCEL, "PK100220", known={"order_number": WIFI})
    visit.says("nee toch maar niet")
    assert (visit.outcome, visit.turn.says) == ("informed", ["Dan blijft hij staan."])
    assert status(demo, WIFI) is OrderStatus.BEING_PACKED


def test_an_older_button_corrects_the_pick_and_a_double_tap_counts_once(demo: Demo) -> None:
    visit = Visit(demo, CANCEL, "PK100220")
    wifi = next(payload for payload in visit.buttons().values() if payload.endswith(f'{WIFI}"}}'))
    sent = next(payload for payload in visit.buttons().values() if payload.endswith('100220"}'))
    visit.says("Wifi-punt", payload=wifi)
    before = visit.turn.walk
    visit.says("Wifi-punt", payload=wifi)
    assert visit.turn.walk["path"] == before["path"]
    visit.says("Samsung", payload=sent)
    assert visit.outcome == "informed"
    assert visit.turn.says == ["Samsung Galaxy A56 is al onderweg.", "Terugsturen kan."]
    assert status(demo, WIFI) is OrderStatus.BEING_PACKED


def test_a_repeated_yes_after_a_lost_connection_does_it_once(demo: Demo) -> None:
    visit = Visit(demo, CANCEL, "PK100220", known={"order_number": WIFI})
    asked = visit.turn
    visit.says("Ja, graag")
    first = visit.turn.walk["offers"]["cancel"]["performed"]["reference"]
    visit.turn = asked
    visit.says("Ja, graag")
    assert visit.turn.walk["offers"]["cancel"]["performed"]["reference"] == first


def test_a_date_that_is_too_far_is_asked_anew_and_one_can_be_corrected_at_the_offer(demo: Demo) -> None:
    visit = Visit(demo, EXTEND, "PK100224")
    due = demo.office.bills("PK100224")[0].due_on
    far, near, nearer = (due + timedelta(days=days) for days in (300, 9, 8))
    visit.says("doe maar een keertje")
    assert visit.asked()[0] == PHRASES.lines["not_date"]["nl"][0]
    visit.says(f"{far.day}-{far.month}-{far.year}")
    assert visit.turn.says == ["Dat is te lang of te kort."]
    assert visit.asked() == ["Tot wanneer wil je uitstel?"]
    visit.says(f"{near.day}-{near.month}-{near.year}")
    assert str(near.day) in visit.asked()[0]
    visit.says(f"nee, {nearer.day}-{nearer.month}-{nearer.year}")
    assert f"tot {nearer.day} " in visit.asked()[0]
    visit.says("ga terug", intent="go_back")
    assert visit.asked() == ["Tot wanneer wil je uitstel?"]
    visit.says(f"{near.day}-{near.month}-{near.year}", "prima")
    assert visit.outcome == "solved"


def test_in_english_too(demo: Demo) -> None:
    visit = Visit(demo, CANCEL, language="en")
    visit.says("no idea what you mean by that stuff and bananas")
    assert visit.asked()[-1] == PHRASES.lines["identify_claim"]["en"][0]
    visit.says("PK100220 and I live at 5401SV 1", "the wifi one", "yes please")
    assert visit.outcome == "solved"
    assert any(text.startswith("Cancelled: reference PL-") for text in visit.read)


def test_wrong_answers_end_with_a_person_and_five_lock(demo: Demo) -> None:
    visit = Visit(demo, CANCEL)
    for _ in range(3):
        visit.says("PK100220", "9999 ZZ 9")
    assert visit.outcome == "escalate"
    assert visit.turn.says == list(PHRASES.lines["identity_failed"]["nl"])
    again = Visit(demo, CANCEL)
    again.says("PK100221", "9999 ZZ 9", "PK100222", "9999 ZZ 9")
    assert again.outcome == "escalate"
    assert again.turn.says == list(PHRASES.lines["identity_locked"]["nl"])
    assert Visit(demo, CANCEL).turn.says == list(PHRASES.lines["identity_locked"]["nl"])


def test_nobody_and_somebody_elsewhere_read_the_same(demo: Demo) -> None:
    read = []
    for number, claim in enumerate(("PK100220", "PK999999")):
        visit = Visit(demo, CANCEL, conversation=f"c{number}")
        visit.says(claim, "9999 ZZ 9")
        read.append(visit.read)
    assert read[0] == read[1]


def test_a_back_office_that_is_down_is_said_honestly(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Visit(demo, CANCEL)
    visit.says("PK100220")

    def down(*_: object) -> None:
        raise BackOfficeDown

    monkeypatch.setattr(demo.office, "find_by_number", down)
    visit.says("5401 SV 1")
    assert (visit.outcome, visit.turn.says) == ("escalate", list(PHRASES.lines["identity_down"]["nl"]))


def test_the_effort_is_counted_and_logged_without_a_word_of_the_customer(
    demo: Demo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "frontline.guides.service")
    visit = Visit(demo, CANCEL)
    visit.says("PK100220", "5401 SV 1", "het wifi-punt", "Ja, graag")
    effort = {"questions": 4, "instructions": 0, "checks": 1, "tapped": 1, "typed": 3}
    assert effort_of(visit.turn.walk) == effort
    told = "guide=small outcome=solved questions=4 instructions=0 checks=1 tapped=1 typed=3"
    assert [record.getMessage() for record in caplog.records] == [f"walk ended: {told}"]
