"""Transactions as guides: values, rows to pick from, offers with what the customer gave, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.guides.builders import Turns, guide_of

ACCOUNT = guide_of("""
    account:
      ask: {nl: "Welke IBAN?", en: "Which IBAN?"}
      field: iban
      next: change
    change:
      offer: change_bank_account
      text: {nl: "Wijzigen in {iban} vanaf {starts}?", en: "Change to {iban} from {starts}?"}
      with: {iban: {fact: iban}}
      accepted: done
      declined: kept
      unavailable: why_not
      done: {nl: "Geregeld: {reference}.", en: "Done: {reference}."}
    why_not:
      branches:
        - when: {change.refused: same}
          next: account
          say: {nl: "Die hebben we al.", en: "We have that one."}
        - {next: person}
    done: {outcome: informed, say: {nl: "Ref {change.reference}.", en: "Ref {change.reference}."}}
    kept: {outcome: informed, say: {nl: "Prima.", en: "Fine."}}
    person: {outcome: escalate, skill: billing, reason: {nl: "Lukt niet.", en: "Not possible."}}
""")
OLD, NEW = "NL91ABNA0417164300", "NL20INGB0001234567"

ORDERS = guide_of("""
    which:
      pick: orders.orders
      ask: {nl: "Welke bestelling?", en: "Which order?"}
      label: {nl: "{product}, {ordered}", en: "{product}, {ordered}"}
      fact: order
      next: by_status
      empty: no_orders
      unavailable: person
      none: {label: {nl: "Een andere", en: "Another one"}, next: person}
    by_status:
      branches:
        - {when: {order.status: delivered}, next: too_late}
        - {next: cancel}
    cancel:
      offer: cancel_order
      text: {nl: "{order.product} annuleren, {amount} terug?", en: "Cancel {order.product}, {amount} back?"}
      with: {order: {fact: order}}
      accepted: done
      declined: kept
      unavailable: person
    done: {outcome: informed}
    kept: {outcome: informed}
    too_late: {outcome: informed, say: {nl: "{order.product} is er al.", en: "{order.product} has arrived."}}
    no_orders: {outcome: informed, say: {nl: "Geen bestellingen.", en: "No orders."}}
    person: {outcome: escalate, skill: orders, reason: {nl: "Anders.", en: "Otherwise."}}
""")
PHONE = {"id": "PL-2026-000101", "product": "Nova 12", "status": "being_packed", "ordered": "2026-11-20"}
MODEM = {"id": "PL-2026-000102", "product": "Wifipunt", "status": "sent", "ordered": "2026-11-17"}
CABLE = {"id": "PL-2026-000103", "product": "Kabel", "status": "delivered", "ordered": "2026-11-02"}


def change(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if arguments["iban"] == OLD:
        return {"refused": "same"}
    return {"iban": arguments["iban"], "starts": "2026-12-01", "reference": "PL-2026-000009"}


def account(known: Mapping[str, Any] | None = None, language: str = "nl") -> Turns:
    return Turns(ACCOUNT, offers={"change_bank_account": change}, known=known, language=language)


def orders(*rows: Mapping[str, Any], known: Mapping[str, Any] | None = None, **more: Any) -> Turns:
    return Turns(
        ORDERS,
        checks={"orders": {"orders": list(rows)}},
        offers={"cancel_order": {"amount": 249.0, "reference": "PL-2026-000010"}},
        known=known,
        **more,
    )


def test_a_typed_value_is_offered_and_carried_out_after_a_yes() -> None:
    turns = account().type(NEW, mentions={"iban": NEW})
    assert turns.texts() == [f"Wijzigen in {NEW} vanaf 1 december?"]
    assert turns.choose("yes").says == ["Geregeld: PL-2026-000009.", "Ref PL-2026-000009."]
    assert turns.given == [{"iban": NEW}, {"iban": NEW}]
    assert turns.outcome == "informed"


def test_it_is_said_in_english_too() -> None:
    turns = account(language="en").type(NEW, mentions={"iban": NEW})
    assert turns.texts() == [f"Change to {NEW} from 1 December?"]


def test_a_value_that_was_mentioned_before_is_not_asked_but_can_be_gone_back_to() -> None:
    turns = account({"iban": NEW})
    assert turns.at == "change"
    assert turns.do("go_back")
    assert (turns.at, turns.texts()) == ("account", ["Welke IBAN?"])


def test_a_value_can_be_corrected_by_going_back() -> None:
    turns = account().type(OLD[:-2] + "00", mentions={"iban": "NL02ABNA0123456789"})
    turns.do("go_back")
    assert turns.at == "account"
    turns.type(NEW, mentions={"iban": NEW}).choose("yes")
    assert turns.given[-1] == {"iban": NEW}


def test_a_refusal_tells_why_and_asks_the_value_anew() -> None:
    turns = account({"iban": OLD})
    assert (turns.at, turns.says) == ("account", ["Die hebben we al."])
    turns.type(OLD, mentions={"iban": OLD})
    assert (turns.at, turns.says, turns.outcome) == ("account", ["Die hebben we al."], None)
    turns.type(NEW, mentions={"iban": NEW})
    assert turns.at == "change"


def test_the_refusal_of_an_operation_tells_why_too() -> None:
    quoted: list[Any] = []

    def refuses_late(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        quoted.append(arguments)
        return change(arguments) if len(quoted) == 1 else {"refused": "same"}

    turns = Turns(ACCOUNT, offers={"change_bank_account": refuses_late}, known={"iban": NEW}).choose("yes")
    assert (turns.at, turns.says) == ("account", ["Die hebben we al."])


def test_a_back_office_that_is_down_gives_no_reason() -> None:
    turns = Turns(ACCOUNT, known={"iban": NEW})
    assert turns.outcome == "escalate"


MOMENTS = guide_of("""
    when:
      pick: technician_slots.moments
      ask: {nl: "Wanneer?", en: "When?"}
      label: {nl: "{hours}", en: "{hours}"}
      fact: moment
      next: which_offer
      empty: none_left
      unavailable: person
    which_offer: {branches: [{next: book}]}
    book:
      offer: book_visit
      text: {nl: "{moment.hours}?", en: "{moment.hours}?"}
      with: {moment: {fact: moment}}
      accepted: done
      declined: none_left
      unavailable: again
    again:
      check: technician_slots
      fresh: true
      branches: [{next: when}]
    done: {outcome: solved}
    none_left: {outcome: informed, say: {nl: "Vol.", en: "Full."}}
    person: {outcome: escalate, skill: internet_tech, reason: {nl: "Weet niet.", en: "Unknown."}}
""")


@pytest.mark.parametrize(
    ("left", "at"),
    [(["m2"], "none_left"), (["m3"], "book"), ([], "none_left")],
)
def test_the_last_moment_that_is_left_is_offered_unless_it_was_refused(left: list[str], at: str) -> None:
    hours = {"m1": "18-22", "m2": "8-12", "m3": "12-17"}
    slots: dict[str, Any] = {"moments": [{"id": id, "hours": hours[id]} for id in hours]}

    def book(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        slots["moments"] = [{"id": id, "hours": hours[id]} for id in left]
        return {"refused": "moment_gone"} if arguments["moment"] == "m2" else {}

    turns = Turns(MOMENTS, checks={"technician_slots": slots}, offers={"book_visit": book}).choose("m2")
    assert turns.at == at
    assert turns.texts() == (["12-17?"] if at == "book" else [])


def test_an_offer_without_what_it_takes_is_unavailable() -> None:
    guide = guide_of("""
        start: {branches: [{when: {account: typed}, next: account}, {next: change}]}
        account: {ask: {nl: "IBAN?", en: "IBAN?"}, field: iban, next: change}
        change:
          offer: change_bank_account
          text: {nl: "Wijzigen?", en: "Change?"}
          with: {iban: {fact: iban}}
          accepted: end
          declined: end
          unavailable: person
        end: {outcome: informed}
        person: {outcome: escalate, skill: billing, reason: {nl: "Niets.", en: "Nothing."}}
    """)
    turns = Turns(guide, offers={"change_bank_account": change})
    assert (turns.outcome, turns.asked_for) == ("escalate", [])


def test_what_was_carried_out_can_not_be_changed_by_going_back() -> None:
    guide = guide_of("""
        account: {ask: {nl: "IBAN?", en: "IBAN?"}, field: iban, next: change}
        change:
          offer: change_bank_account
          text: {nl: "Wijzigen?", en: "Change?"}
          with: {iban: {fact: iban}}
          accepted: more
          declined: more
          unavailable: more
        more:
          ask: {nl: "Nog iets?", en: "More?"}
          options: [{id: no, label: {nl: Nee, en: No}, next: end}]
        end: {outcome: informed}
    """)
    turns = Turns(guide, offers={"change_bank_account": change}, known={"iban": NEW}).choose("yes")
    assert not turns.do("go_back")
    assert not turns.do("rewind", "account")
    assert turns.at == "more"


def test_a_second_value_of_a_kind_is_asked_though_one_was_mentioned() -> None:
    guide = guide_of("""
        old: {ask: {nl: "Oud?", en: "Old?"}, field: email, fact: old_email, next: new}
        new: {ask: {nl: "Nieuw?", en: "New?"}, field: email, fact: new_email, next: end}
        end: {outcome: informed, say: {nl: "{old_email} > {new_email}", en: "{old_email} > {new_email}"}}
    """)
    turns = Turns(guide, known={"email": "a@example.com"})
    assert turns.at == "new"
    assert turns.type("b@example.com", mentions={"email": "b@example.com"}).says == [
        "a@example.com > b@example.com"
    ]


def test_later_values_are_kept_when_an_earlier_one_is_corrected() -> None:
    guide = guide_of("""
        where: {ask: {nl: "Waarheen?", en: "Where to?"}, field: address, fact: new_home, next: when}
        when: {ask: {nl: "Wanneer?", en: "When?"}, field: date, next: sure}
        sure:
          ask: {nl: "{new_home.postcode} op {date}?", en: "{new_home.postcode} on {date}?"}
          options: [{id: yes, label: {nl: Ja, en: Yes}, next: end}]
        end: {outcome: informed}
    """)
    turns = Turns(guide).type("1234 AB 5").type("12 december", mentions={"date": "2026-12-12"})
    assert turns.texts() == ["1234AB op 12 december?"]
    turns.do("rewind", "where")
    turns.type("4321 BA 7")
    assert turns.texts() == ["4321BA op 12 december?"]


@pytest.mark.parametrize(("day", "at"), [("2026-12-12", "end"), ("2026-11-03", "when")])
def test_a_day_gone_by_is_no_day_for_something_to_happen(day: str, at: str) -> None:
    guide = guide_of("""
        when: {ask: {nl: "Wanneer?", en: "When?"}, field: date, next: end}
        end: {outcome: informed}
    """)
    assert Turns(guide, known={"date": day}).at == at


def test_a_value_that_a_check_knows_is_not_asked() -> None:
    guide = guide_of("""
        bills: {check: bills, branches: [{next: amount}]}
        amount: {ask: {nl: "Bedrag?", en: "Amount?"}, field: amount, known_from: [bills.amount], next: end}
        end: {outcome: informed, say: {nl: "{amount}", en: "{amount}"}}
    """)
    assert Turns(guide, checks={"bills": {"amount": 34.5}}).says == ["€ 34,50"]


def test_an_option_beside_a_field_is_an_answer_too() -> None:
    guide = guide_of("""
        when:
          ask: {nl: "Wanneer?", en: "When?"}
          field: date
          next: then
          options: [{id: soon, label: {nl: "Zo snel mogelijk", en: "Soon"}, next: now}]
        then: {branches: [{when: {when: typed}, next: end}, {next: now}]}
        now: {outcome: informed, say: {nl: "Nu.", en: "Now."}}
        end: {outcome: informed, say: {nl: "Op {date}.", en: "On {date}."}}
    """)
    assert Turns(guide).choose("soon").says == ["Nu."]
    assert Turns(guide).type("morgen", mentions={"date": "2026-11-22"}).says == ["Op 22 november."]


# -- picking ------------------------------------------------------------------------------------------


def test_rows_are_buttons_in_the_order_of_the_back_office() -> None:
    turns = orders(PHONE, MODEM, CABLE)
    labels = [choice.label["nl"] for choice in turns.engine.asking.choices()]
    assert labels == ["Nova 12, vr 20 nov", "Wifipunt, di 17 nov", "Kabel, ma 2 nov", "Een andere"]
    assert turns.texts() == ["Welke bestelling?"]
    assert turns.choices() == [PHONE["id"], MODEM["id"], CABLE["id"], "none"]


def test_the_picked_row_is_known_by_its_id_and_columns() -> None:
    turns = orders(PHONE, MODEM).choose(PHONE["id"])
    assert turns.texts() == ["Nova 12 annuleren, € 249,00 terug?"]
    assert turns.choose("yes").given[-1] == {"order": PHONE["id"]}
    assert orders(PHONE, CABLE).choose(CABLE["id"]).says == ["Kabel is er al."]


def test_the_only_row_is_taken_without_asking() -> None:
    turns = orders(PHONE)
    assert turns.at == "cancel"
    assert not turns.do("go_back")


def test_without_rows_it_says_so() -> None:
    assert orders().says == ["Geen bestellingen."]


def test_without_the_check_it_is_unavailable() -> None:
    assert Turns(ORDERS).outcome == "escalate"


def test_none_of_them() -> None:
    assert orders(PHONE, MODEM).choose("none").outcome == "escalate"


def test_an_order_that_was_mentioned_is_not_asked_but_can_be_changed() -> None:
    turns = orders(PHONE, MODEM, known={"order_number": MODEM["id"]})
    assert turns.texts() == ["Wifipunt annuleren, € 249,00 terug?"]
    turns.do("go_back")
    assert turns.at == "which"
    assert turns.choose(PHONE["id"]).at == "cancel"


def test_tapping_another_row_later_corrects_the_first() -> None:
    turns = orders(PHONE, MODEM).choose(PHONE["id"])
    turns.do("rewind", "which")
    turns.choose(MODEM["id"]).choose("yes")
    assert turns.given == [{"order": PHONE["id"]}, {"order": MODEM["id"]}, {"order": MODEM["id"]}]


def test_a_declined_offer_asks_for_another_row_when_the_guide_goes_back_there() -> None:
    guide = guide_of("""
        which:
          pick: delivery_moments.moments
          ask: {nl: "Wanneer?", en: "When?"}
          label: {nl: "{day} {hours}", en: "{day} {hours}"}
          fact: moment
          next: book
          empty: end
          unavailable: end
        book:
          offer: book_visit
          text: {nl: "{day}?", en: "{day}?"}
          with: {moment: {fact: moment}}
          accepted: end
          declined: which
          unavailable: end
        end: {outcome: informed}
    """)
    moments = [
        {"id": "a", "day": "2026-11-24", "hours": "8-12", "part": "morning"},
        {"id": "b", "day": "2026-11-25", "hours": "13-17", "part": "afternoon"},
    ]
    turns = Turns(
        guide,
        checks={"delivery_moments": {"moments": moments}},
        offers={"book_visit": {"day": "2026-11-24", "hours": "8-12", "price": 0, "reference": "x"}},
    )
    assert turns.choose("a", "no").at == "which"
    assert turns.choose("b").at == "book"
    assert turns.choose("yes").outcome == "informed"


def test_at_most_nine_rows_are_offered() -> None:
    many = [{**PHONE, "id": f"PL-2026-0002{number:02}", "product": f"Nova {number}"} for number in range(12)]
    turns = orders(*many)
    assert len(turns.choices()) == 10


def test_labels_that_do_not_fit_are_cut_and_written_out_in_the_question() -> None:
    long = {**PHONE, "product": "Nova 12 Pro Max 512 GB blauw"}
    turns = orders(long, {**long, "id": "PL-2026-000104"}, MODEM, CABLE)
    labels = [choice.label["nl"] for choice in turns.engine.asking.choices()]
    assert all(len(label) <= 24 for label in labels)
    assert len(set(labels)) == 5
    assert "1. Nova 12 Pro Max 512 GB blauw, vr 20 nov" in turns.texts()[0].splitlines()


UNTIL = guide_of("""
    until:
      ask: {nl: "Tot wanneer?", en: "Until when?"}
      field: date
      fact: day
      next: by_answer
      options: [{id: latest, label: {nl: "Zo laat mogelijk", en: "As late as possible"}, next: by_answer}]
    by_answer:
      branches:
        - {when: {until: latest}, next: late}
        - {next: on_day}
    on_day: {outcome: informed, say: {nl: "Tot {day}.", en: "Until {day}."}}
    late: {outcome: informed, say: {nl: "Dag {day}.", en: "Day {day}."}}
""")


def test_a_button_beside_a_value_is_an_answer_and_not_the_value() -> None:
    typed = Turns(UNTIL).type("1 december", mentions={"date": "2026-12-01"})
    assert (typed.walk.at, typed.engine.facts.get("day")) == ("on_day", "2026-12-01")
    tapped = Turns(UNTIL).choose("latest")
    assert (tapped.walk.at, tapped.engine.facts.get("day")) == ("late", None)


def test_a_button_in_place_of_words_brings_its_own_and_a_way_out_brings_none() -> None:
    guide = guide_of("""
        wrong:
          ask: {nl: "Wat is er mis?", en: "What is wrong?"}
          field: text
          fact: what
          next: end
          options:
            - {id: broken, label: {nl: Kapot, en: Broken}, next: end}
            - {id: skip, label: {nl: "Sla over", en: Skip}, next: out}
        end: {outcome: informed, say: {nl: "Dus: {what}.", en: "So: {what}."}}
        out: {outcome: informed}
    """)
    assert Turns(guide).choose("broken").says == ["Dus: broken."]
    assert "what" not in Turns(guide).choose("skip").walk.known


def test_facts_of_an_offer_are_known_by_the_name_of_its_step() -> None:
    turns = account({"iban": NEW}).choose("yes")
    assert turns.engine.facts.get("change.reference") == "PL-2026-000009"
    assert turns.engine.facts.get("change.refused") is None


def test_secrets_and_rows_do_not_land_on_the_trail() -> None:
    guide = guide_of("""
        puk: {check: puk_code, branches: [{next: which, say: {nl: "{puk}", en: "{puk}"}}]}
        which: {check: orders, branches: [{next: end}]}
        end: {outcome: informed, say: {nl: "Klaar.", en: "Done."}}
    """)
    checks = {"puk_code": {"known": "yes", "puk": "12345678"}, "orders": {"orders": [PHONE, MODEM]}}
    turns = Turns(guide, checks=checks)
    assert turns.says[0] == "12345678"
    assert [row["result"] for row in turns.walk.trail] == ["known: yes", "orders: 2"]
