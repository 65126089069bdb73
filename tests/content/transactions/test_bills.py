"""Bills: explained, copied, paid, and paid later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.back_office.demo.tables import BillRow, CustomerRow
from frontline.customers.types import BillStatus, ExtensionState
from tests.content.visiting import (
    NO,
    PHRASES,
    YES,
    Demo,
    Visit,
    both_languages,
    change,
    down,
    latest,
    row,
    typed,
    visit,
)

IN_TIME, SUSPENDED, HIGHER, FINE = "PK100224", "PK100206", "PK100226", "PK100218"
EXTENDED_BEFORE, BY_HAND = "PK100221", "PK100230"


def month(demo: Demo, ago: int, language: str = "nl") -> str:
    """The month of a bill in words, counted back from the latest."""
    number = int(demo.office.bills(FINE)[ago].month[-2:])
    return PHRASES.lines["months"][language][number - 1]


# -- why the bill is higher ---------------------------------------------------------------------------------


def test_a_higher_bill_is_explained_line_by_line(demo: Demo) -> None:
    dutch = visit(demo, "bill_too_high", HIGHER)
    assert dutch.read[0].splitlines()[1:] == [
        "- Welkomstkorting internet is afgelopen: € 7,50 meer",
        "- Bellen naar Turkije, 12 minuten: € 6,20, buiten je bundel",
        "- Extra data, 2 GB: € 5,00, eenmalig",
    ]
    assert "is € 88,20. Dat is € 18,70 meer" in dutch.read[0]
    dutch.says("ah zo, nu snap ik het")
    assert dutch.outcome == "solved"
    english = visit(demo, "bill_too_high", HIGHER, "en", conversation="english")
    assert "- Calls to Turkey, 12 minutes: €6.20, outside your bundle" in english.read[0].splitlines()
    english.says("Yes, it's clear")
    assert english.outcome == "solved"


@pytest.mark.parametrize(
    ("amount", "words"),
    [("200.00", "evenveel als"), ("250.00", "juist € 50,00 minder dan")],
)
def test_a_bill_that_is_no_higher_is_told_as_it_is(demo: Demo, amount: str, words: str) -> None:
    bills = demo.office.bills(FINE)
    change(demo, BillRow, bills[0].id, amount=200)
    change(demo, BillRow, bills[1].id, amount=float(amount))
    asked = visit(demo, "bill_too_high", FINE)
    assert words in asked.read[0]
    assert "- TV Plus: € 19,50" in asked.read[0].splitlines()


@pytest.mark.parametrize(
    ("language", "answers", "reason"),
    [
        ("nl", ("Nee, dit klopt niet", "het bellen naar Turkije"), "Bellen naar Turkije, 12 minuten, € 6,20"),
        ("nl", ("Nee, dit klopt niet", "ik heb nooit naar Turkije gebeld"), "Bellen naar Turkije, 12"),
        ("en", ("No, this isn't right", "I didn't buy any extra data"), "Extra data"),
        ("en", ("No, this isn't right", "the second one"), "TV Plus, €19.50"),
        ("en", ("I never ordered that", "Something else"), "it isn't about one of its lines"),
    ],
)
def test_a_line_that_is_wrong_goes_to_billing_by_name(
    demo: Demo, language: str, answers: tuple[str, ...], reason: str
) -> None:
    disputing = visit(demo, "bill_too_high", HIGHER, language)
    ending = disputing.says(*answers).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")
    assert reason in str(ending.reason)


def test_another_months_bill_is_brought_in_full(demo: Demo) -> None:
    other = visit(demo, "bill_too_high", HIGHER)
    other.says("Een andere maand", f"die van {month(demo, 2)}")
    assert other.has_read(f"Hier is je rekening van {month(demo, 2)}", "/demo/documents/")
    ending = other.says("nee dat klopt niet").ending
    assert ending is not None
    assert month(demo, 2) in str(ending.reason)


# -- a copy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "first", "more", "second", "thanks"),
    [
        ("nl", "doe maar {}", "Nog een maand", "die van {}", "ja dank je"),
        ("en", "{} please", "Another month too", "the one for {}", "Yes, thank you"),
    ],
)
def test_copies_of_two_months(
    demo: Demo, language: str, first: str, more: str, second: str, thanks: str
) -> None:
    copies = visit(demo, "bill_copy", FINE, language)
    copies.says(first.format(month(demo, 2, language)), more, second.format(month(demo, 0, language)), thanks)
    links = {word for text in copies.read for word in text.split() if "/demo/documents/" in word}
    assert (copies.outcome, len(links)) == ("solved", 2)


def test_a_month_in_the_first_words_is_not_asked_and_not_given_twice(demo: Demo) -> None:
    named = visit(demo, "bill_copy", FINE, known={"invoice_month": latest(demo, FINE).month})
    assert "/demo/documents/" in named.read[0]
    named.says("Nog een maand")
    assert named.asked()[0].startswith("Welke maand nog meer?")


def test_a_copy_is_made_once_for_a_double_tap(demo: Demo) -> None:
    tapped = visit(demo, "bill_copy", FINE)
    first = next(iter(tapped.buttons()))
    tapped.says_twice(first)
    links = {word for text in tapped.read for word in text.split() if "/demo/documents/" in word}
    assert len(links) == 1


def test_bills_that_do_not_arrive_lead_to_another_address(demo: Demo) -> None:
    copies = visit(demo, "bill_copy", FINE, known={"invoice_month": latest(demo, FINE).month})
    copies.says("Ik krijg geen mail", "Nee, wijzigen", "nieuw@voorbeeld.nl", "nee, nieuwe@voorbeeld.nl", "ja")
    assert row(demo, CustomerRow, FINE)["email"] == "nieuwe@voorbeeld.nl"
    assert copies.has_read("nieuwe@voorbeeld.nl", "Je referentie is PL-")


def test_older_bills_are_looked_up_by_a_person(demo: Demo) -> None:
    ending = visit(demo, "bill_copy", FINE, "en").says("An older one").ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")


# -- paying -------------------------------------------------------------------------------------------------


def pay_through(demo: Demo, visit: Visit) -> None:
    """The customer pays on the page behind the latest link."""
    links = [word for text in visit.read for word in text.split() if "/demo/pay/" in word]
    demo.office.pay(links[-1].rpartition("/")[2])


@pytest.mark.parametrize(
    ("language", "done", "thanks", "on_again"),
    [("nl", "ja gedaan", "ja dank je", "weer aan"), ("en", "Done", "Yes, thank you", "switched on again")],
)
def test_a_bill_is_paid_and_what_was_off_comes_back(
    demo: Demo, language: str, done: str, thanks: str, on_again: str
) -> None:
    paying = visit(demo, "bill_pay", SUSPENDED, language)
    paying.says(YES[language])
    pay_through(demo, paying)
    paying.says(done)
    assert paying.has_read(on_again)
    assert latest(demo, SUSPENDED).status is BillStatus.PAID
    assert [line.status.value for line in demo.office.lines(SUSPENDED)] == ["active"]
    assert paying.says(thanks).ending
    assert paying.outcome == "solved"


def test_a_line_that_stays_off_after_payment_is_said_so_and_passed_on(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    paying = visit(demo, "internet_down", SUSPENDED)
    paying.says("Ja, graag")
    pay_through(demo, paying)
    down(demo, monkeypatch, "resume_line")
    ending = paying.says("Gedaan").ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")
    assert paying.has_read("Je rekening is betaald")


def test_whoever_has_not_paid_yet_may_have_a_new_link_and_hears_to_wait(demo: Demo) -> None:
    paying = visit(demo, "bill_pay", SUSPENDED)
    paying.says("Ja, graag", "Gedaan")
    assert "nog niet binnen" in paying.asked()[-1]
    paying.says("Ja, graag", "Gedaan")
    assert (paying.outcome, latest(demo, SUSPENDED).status) == ("informed", BillStatus.OVERDUE)
    late = visit(demo, "bill_pay", SUSPENDED, conversation="late")
    late.says("Ja, graag", "Gedaan", "Ja, graag")
    pay_through(demo, late)
    late.says("Gedaan", "ja dank je")
    assert (late.outcome, latest(demo, SUSPENDED).status) == ("solved", BillStatus.PAID)


def test_direct_debit_pays_by_itself(demo: Demo) -> None:
    waiting = visit(demo, "bill_pay", IN_TIME)
    assert "hoeft dus niets te doen" in waiting.asked()[0]
    waiting.says("oke dan wacht ik")
    assert waiting.outcome == "informed"
    paying = visit(demo, "bill_pay", IN_TIME, "en", conversation="now")
    paying.says("Yes, pay now")
    assert paying.asked()[0].endswith("is €70.50. Shall I give you a payment link?")


@both_languages
def test_a_declined_link_asks_once_whether_it_is_possible(demo: Demo, language: str) -> None:
    declined = visit(demo, "bill_pay", SUSPENDED, language)
    declined.says(NO[language])
    declined.says({"nl": "ik heb er nu het geld niet voor", "en": "I don't have the money"}[language])
    assert declined.turn.ending is not None
    assert declined.turn.ending.problem == "payment_extension"
    assert latest(demo, SUSPENDED).status is BillStatus.OVERDUE


def test_one_of_several_is_chosen_corrected_and_told_of_the_other(demo: Demo) -> None:
    bills = demo.office.bills(BY_HAND)
    change(demo, BillRow, bills[1].id, status="open")
    paying = visit(demo, "bill_pay", BY_HAND)
    older, newer = list(paying.buttons().items())
    paying.says(newer[0])
    paying.says(older[0], payload=older[1])
    assert older[0] in paying.asked()[0]
    paying.says("Ja, graag")
    pay_through(demo, paying)
    paying.says("Gedaan")
    assert paying.outcome == "informed"
    assert paying.has_read("er staat nog een rekening open")
    assert [bill.status.value for bill in demo.office.bills(BY_HAND)][:2] == ["open", "paid"]


def test_a_link_for_a_bill_that_was_paid_meanwhile(demo: Demo) -> None:
    paying = visit(demo, "bill_pay", SUSPENDED)
    other = visit(demo, "bill_pay", SUSPENDED, conversation="other")
    other.says("Ja, graag")
    pay_through(demo, other)
    paying.says("Ja, graag")
    assert paying.has_read("Je betaling van € 45,00 is binnen")


@both_languages
def test_nothing_to_pay(demo: Demo, language: str) -> None:
    paid = visit(demo, "bill_pay", FINE, language)
    assert {"nl": "Er staat niets open", "en": "Nothing is unpaid"}[language] in paid.read[0]
    unsure = paid.says({"nl": "ik heb een aanmaning gekregen", "en": "I got a reminder"}[language]).ending
    assert unsure is not None
    assert (unsure.outcome, unsure.skill) == ("escalate", "billing")


# -- more time ----------------------------------------------------------------------------------------------


@both_languages
def test_an_extension_to_a_typed_day_corrected_at_the_offer(demo: Demo, language: str) -> None:
    due = latest(demo, IN_TIME).due_on
    asking = visit(demo, "payment_extension", IN_TIME, language)
    asking.says(typed(due + timedelta(days=5)))
    asking.says(f"{'nee' if language == 'nl' else 'no'}, {typed(due + timedelta(days=4))}")
    asking.says_twice(YES[language])
    bill = latest(demo, IN_TIME)
    assert (bill.due_on, bill.status) == (due + timedelta(days=4), BillStatus.OPEN)
    assert demo.office.payment_extension(IN_TIME).state is ExtensionState.USED
    asking.says({"nl": "super", "en": "great"}[language])
    assert asking.outcome == "solved"


@both_languages
def test_as_late_as_can_be(demo: Demo, language: str) -> None:
    most = demo.office.payment_extension(IN_TIME).latest_on
    asking = visit(demo, "payment_extension", IN_TIME, language)
    asking.says({"nl": "zo laat mogelijk", "en": "as late as possible"}[language], YES[language])
    assert latest(demo, IN_TIME).due_on == most
    ending = asking.says({"nl": "Nee, niet genoeg", "en": "No, not enough"}[language]).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")


def test_a_day_that_cannot_be_is_told_why_and_another_is_asked(demo: Demo) -> None:
    due = latest(demo, IN_TIME).due_on
    asking = visit(demo, "payment_extension", IN_TIME)
    asking.says(typed(due + timedelta(days=40)))
    assert asking.has_read("Zo lang kan helaas niet")
    asking.says(typed(due - timedelta(days=1)))
    assert asking.has_read("tot dan heb je al de tijd")
    asking.says(typed(due + timedelta(days=3)), "Ja, graag")
    assert latest(demo, IN_TIME).due_on == due + timedelta(days=3)


def test_after_declining_the_latest_day_another_can_be_typed(demo: Demo) -> None:
    due = latest(demo, IN_TIME).due_on
    asking = visit(demo, "payment_extension", IN_TIME, "en")
    asking.says("As late as possible", "No, thanks", typed(due + timedelta(days=2)), "No, thanks")
    assert latest(demo, IN_TIME).due_on == due
    asking.says(typed(due + timedelta(days=6)), "Yes, please")
    assert latest(demo, IN_TIME).due_on == due + timedelta(days=6)


def test_a_day_in_the_first_words_is_offered_at_once_and_may_be_left(demo: Demo) -> None:
    due = latest(demo, IN_TIME).due_on
    known = {"date": (due + timedelta(days=7)).isoformat()}
    asking = visit(demo, "payment_extension", IN_TIME, known=known)
    assert asking.asked()[0].startswith("Zal ik de uiterste datum")
    asking.says("nee", "Laat maar")
    assert (asking.outcome, latest(demo, IN_TIME).due_on) == ("informed", due)


@pytest.mark.parametrize(
    ("customer", "words"),
    [(EXTENDED_BEFORE, "Je hebt net al uitstel gehad"), (SUSPENDED, "Uitstel kan ik dan niet meer geven")],
)
def test_no_extension_is_told_why_and_a_person_can_help(demo: Demo, customer: str, words: str) -> None:
    asking = visit(demo, "payment_extension", customer)
    assert words in asking.read[0]
    ending = asking.says("ja graag").ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")
    assert "betalingsregeling" in str(ending.reason)
    declined = visit(demo, "payment_extension", customer, conversation="declined")
    assert declined.says("nee laat maar").ending
    assert declined.outcome == "informed"


def test_nothing_open_and_paying_in_parts(demo: Demo) -> None:
    assert visit(demo, "payment_extension", FINE).outcome == "informed"
    ending = (
        visit(demo, "payment_extension", IN_TIME, "en", conversation="parts").says("in instalments").ending
    )
    assert ending is not None
    assert ending.skill == "billing"
