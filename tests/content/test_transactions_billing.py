"""Bills, payments, refunds and details: carried out, declined, corrected, repeated, refused, and down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo.tables import BillRow, CustomerRow
from frontline.customers.ports import BackOfficeDown
from frontline.customers.types import BillStatus, ExtensionState
from tests.content.visiting import PHRASES, Demo, Visit
from tests.library import LIBRARY

IN_TIME, SUSPENDED, HIGHER, FINE = "PK100224", "PK100206", "PK100226", "PK100218"
EXTENDED_BEFORE, BY_HAND, REFUND, OUTAGE = "PK100221", "PK100230", "PK100231", "PK100227"
IBAN, TYPED_IBAN = "NL91ABNA0417164300", "nl91 abna 0417 1643 00"
YES = {"nl": "Ja, graag", "en": "Yes, please"}
NO = {"nl": "Nee, liever niet", "en": "No, thanks"}
LANGUAGES = ("nl", "en")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def visit(demo: Demo, problem: str, customer: str | None, language: str = "nl", **more: Any) -> Visit:
    guide = LIBRARY.for_problem(problem)
    assert guide is not None
    return Visit(demo, guide, customer, language=language, **more)


def row(demo: Demo, table: Any, id: str) -> dict[str, Any]:
    with demo.database.begin() as session:
        found = session.get(table, id)
        return {column.name: getattr(found, column.name) for column in table.__table__.columns}


def change(demo: Demo, table: Any, id: str, **values: Any) -> None:
    with demo.database.begin() as session:
        found = session.get(table, id)
        for name, value in values.items():
            setattr(found, name, value)


def down(demo: Demo, monkeypatch: pytest.MonkeyPatch, *methods: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BackOfficeDown

    for method in methods:
        monkeypatch.setattr(demo.office, method, fail)


def said(visit: Visit, *words: str) -> bool:
    """Whether some text that the customer read holds all these words."""
    return any(all(word in text for word in words) for text in visit.read)


def again(visit: Visit, answer: str) -> Visit:
    """Gives an answer twice from the same state, as after a lost connection."""
    before = visit.turn
    visit.says(answer)
    visit.turn = before
    visit.says(answer)
    return visit


def latest(demo: Demo, customer: str) -> Any:
    return demo.office.bills(customer)[0]


def month(demo: Demo, ago: int, language: str = "nl") -> str:
    """The month of a bill in words, counted back from the latest."""
    number = int(demo.office.bills(FINE)[ago].month[-2:])
    return PHRASES.lines["months"][language][number - 1]


# -- why the bill is higher -----------------------------------------------------------------------------


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
    assert said(other, f"Hier is je rekening van {month(demo, 2)}", "/demo/documents/")
    ending = other.says("nee dat klopt niet").ending
    assert ending is not None
    assert month(demo, 2) in str(ending.reason)


# -- a copy ---------------------------------------------------------------------------------------------


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
    again(tapped, first)
    links = {word for text in tapped.read for word in text.split() if "/demo/documents/" in word}
    assert len(links) == 1


def test_bills_that_do_not_arrive_lead_to_another_address(demo: Demo) -> None:
    copies = visit(demo, "bill_copy", FINE, known={"invoice_month": latest(demo, FINE).month})
    copies.says("Ik krijg geen mail", "Nee, wijzigen", "nieuw@voorbeeld.nl", "nee, nieuwe@voorbeeld.nl", "ja")
    assert row(demo, CustomerRow, FINE)["email"] == "nieuwe@voorbeeld.nl"
    assert said(copies, "nieuwe@voorbeeld.nl", "Je referentie is PL-")


def test_older_bills_are_looked_up_by_a_person(demo: Demo) -> None:
    ending = visit(demo, "bill_copy", FINE, "en").says("An older one").ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")


# -- paying ---------------------------------------------------------------------------------------------


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
    assert said(paying, on_again)
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
    assert said(paying, "Je rekening is betaald")


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
    assert said(paying, "er staat nog een rekening open")
    assert [bill.status.value for bill in demo.office.bills(BY_HAND)][:2] == ["open", "paid"]


def test_a_link_for_a_bill_that_was_paid_meanwhile(demo: Demo) -> None:
    paying = visit(demo, "bill_pay", SUSPENDED)
    other = visit(demo, "bill_pay", SUSPENDED, conversation="other")
    other.says("Ja, graag")
    pay_through(demo, other)
    paying.says("Ja, graag")
    assert said(paying, "Je betaling van € 45,00 is binnen")


@both_languages
def test_nothing_to_pay(demo: Demo, language: str) -> None:
    paid = visit(demo, "bill_pay", FINE, language)
    assert {"nl": "Er staat niets open", "en": "Nothing is unpaid"}[language] in paid.read[0]
    unsure = paid.says({"nl": "ik heb een aanmaning gekregen", "en": "I got a reminder"}[language]).ending
    assert unsure is not None
    assert (unsure.outcome, unsure.skill) == ("escalate", "billing")


# -- more time ------------------------------------------------------------------------------------------


def day(on: date) -> str:
    return f"{on.day}-{on.month}-{on.year}"


@both_languages
def test_an_extension_to_a_typed_day_corrected_at_the_offer(demo: Demo, language: str) -> None:
    due = latest(demo, IN_TIME).due_on
    asking = visit(demo, "payment_extension", IN_TIME, language)
    asking.says(day(due + timedelta(days=5)))
    asking.says(f"{'nee' if language == 'nl' else 'no'}, {day(due + timedelta(days=4))}")
    again(asking, YES[language])
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
    asking.says(day(due + timedelta(days=40)))
    assert said(asking, "Zo lang kan helaas niet")
    asking.says(day(due - timedelta(days=1)))
    assert said(asking, "tot dan heb je al de tijd")
    asking.says(day(due + timedelta(days=3)), "Ja, graag")
    assert latest(demo, IN_TIME).due_on == due + timedelta(days=3)


def test_after_declining_the_latest_day_another_can_be_typed(demo: Demo) -> None:
    due = latest(demo, IN_TIME).due_on
    asking = visit(demo, "payment_extension", IN_TIME, "en")
    asking.says("As late as possible", "No, thanks", day(due + timedelta(days=2)), "No, thanks")
    assert latest(demo, IN_TIME).due_on == due
    asking.says(day(due + timedelta(days=6)), "Yes, please")
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


# -- bank details ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "undo", "thanks"),
    [("nl", "Zet het terug", "ja dank je"), ("en", "Put it back", "Yes, thank you")],
)
def test_another_account_and_back(demo: Demo, language: str, undo: str, thanks: str) -> None:
    before = row(demo, CustomerRow, IN_TIME)["iban"]
    changing = visit(demo, "payment_details_change", IN_TIME, language)
    changing.says(TYPED_IBAN)
    assert "NL••• 4300" in changing.asked()[0]
    again(changing, YES[language])
    assert row(demo, CustomerRow, IN_TIME)["iban"] == IBAN
    assert row(demo, CustomerRow, IN_TIME)["iban_before"] == before
    changing.says(undo, YES[language], thanks)
    assert changing.outcome == "solved"
    assert row(demo, CustomerRow, IN_TIME)["iban"] == before


def test_an_account_in_the_first_words_is_offered_and_can_be_declined(demo: Demo) -> None:
    before = row(demo, CustomerRow, IN_TIME)["iban"]
    changing = visit(demo, "payment_details_change", IN_TIME, known={"iban": IBAN})
    assert "Zal ik je rekeningnummer wijzigen" in changing.asked()[0]
    changing.says("nee toch niet")
    assert (changing.outcome, row(demo, CustomerRow, IN_TIME)["iban"]) == ("informed", before)


def test_the_account_that_we_have_and_one_that_cannot_be(demo: Demo) -> None:
    change(demo, CustomerRow, IN_TIME, iban=IBAN)
    changing = visit(demo, "payment_details_change", IN_TIME)
    changing.says(TYPED_IBAN)
    assert said(changing, "hebben we al van je")
    changing.says("NL00 ABNA 0417 1643 00")
    assert said(changing, "klopt niet helemaal")
    changing.says("NL02 ABNA 0123 4567 89", "Ja, graag")
    assert row(demo, CustomerRow, IN_TIME)["iban"] == "NL02ABNA0123456789"


def test_an_account_is_corrected_before_the_yes(demo: Demo) -> None:
    changing = visit(demo, "payment_details_change", IN_TIME, "en")
    changing.says("Another account", TYPED_IBAN, "no, NL02ABNA0123456789", "yes")
    assert row(demo, CustomerRow, IN_TIME)["iban"] == "NL02ABNA0123456789"


@pytest.mark.parametrize(
    ("customer", "language", "words", "on"),
    [
        (IN_TIME, "nl", "ik wil voortaan zelf betalen", False),
        (IN_TIME, "en", "Stop direct debit", False),
        (BY_HAND, "nl", "schrijf het maar zelf af", True),
        (BY_HAND, "en", "Pay automatically", True),
    ],
)
def test_direct_debit_on_and_off(demo: Demo, customer: str, language: str, words: str, on: bool) -> None:
    declined = visit(demo, "payment_details_change", customer, language, conversation="declined")
    declined.says(words, NO[language])
    assert (declined.outcome, demo.office.payment_details(customer).direct_debit) == ("informed", not on)
    switching = visit(demo, "payment_details_change", customer, language)
    switching.says(words)
    again(switching, YES[language])
    assert demo.office.payment_details(customer).direct_debit is on
    assert said(switching, "PL-")


def test_direct_debit_that_was_switched_meanwhile(demo: Demo) -> None:
    switching = visit(demo, "payment_details_change", IN_TIME)
    change(demo, CustomerRow, IN_TIME, direct_debit=False)
    switching.says("Stoppen met incasso")
    assert (switching.outcome, said(switching, "incasso staat al uit")) == ("informed", True)


def test_nothing_to_put_back_and_another_debit_day(demo: Demo) -> None:
    back = visit(demo, "payment_details_change", IN_TIME)
    back.says("Oude nummer terug")
    assert said(back, "geen eerder rekeningnummer")
    assert back.says("Laat maar zo").ending
    assert back.outcome == "informed"
    ending = visit(demo, "payment_details_change", IN_TIME, conversation="day").says("na de 25e graag").ending
    assert ending is not None
    assert ending.skill == "billing"


# -- refunds --------------------------------------------------------------------------------------------


def test_a_refund_on_its_way_is_told_with_its_day(demo: Demo) -> None:
    asking = visit(demo, "refund_status", REFUND)
    assert "- Teruggestuurd: Telefoonhoesje: € 19,95, verwacht op" in asking.read[0]
    asking.says("ja top")
    assert asking.outcome == "solved"
    ending = (
        visit(demo, "refund_status", REFUND, "en", conversation="other")
        .says("No, something else", "I was charged twice")
        .ending
    )
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "billing")


@both_languages
def test_compensation_that_is_due_is_granted_once(demo: Demo, language: str) -> None:
    asking = visit(demo, "refund_status", OUTAGE, language)
    asking.says(NO[language])
    assert demo.office.refunds(OUTAGE) == []
    asking = visit(demo, "refund_status", OUTAGE, language, conversation="granted")
    again(asking, YES[language])
    assert [float(refund.amount) for refund in demo.office.refunds(OUTAGE)] == [2.83]
    assert said(asking, "PL-")
    later = visit(demo, "refund_status", OUTAGE, language, conversation="later")
    assert {"nl": "onderweg", "en": "on its way"}[language] in later.read[0]


@pytest.mark.parametrize(
    ("words", "skill"), [("ik heb een telefoon teruggestuurd", "orders"), ("Het is me beloofd", "billing")]
)
def test_no_refund_is_known(demo: Demo, words: str, skill: str) -> None:
    ending = visit(demo, "refund_status", FINE).says(words).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", skill)


# -- details --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "value", "better", "column", "kept"),
    [
        ("E-mailadres", "nieuw@voorbeeld.nl", "nieuwe@voorbeeld.nl", "email", "nieuwe@voorbeeld.nl"),
        ("Telefoonnummer", "06 12345670", "06-12345671", "phone", "+31612345671"),
    ],
)
def test_details_are_changed_corrected_and_done_once(
    demo: Demo, what: str, value: str, better: str, column: str, kept: str
) -> None:
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(what, value, f"nee, {better}")
    again(changing, "Ja, graag")
    assert row(demo, CustomerRow, FINE)[column] == kept
    changing.says("ja dank je")
    assert (changing.outcome, said(changing, "Je referentie is PL-")) == ("solved", True)


def test_details_in_english_named_at_once(demo: Demo) -> None:
    mail = visit(demo, "change_personal_details", FINE, "en", known={"email": "me@example.org"})
    mail.says("yes please")
    assert row(demo, CustomerRow, FINE)["email"] == "me@example.org"
    phone = visit(
        demo, "change_personal_details", FINE, "en", conversation="p", known={"phone": "+31612345670"}
    )
    phone.says("Yes, please")
    assert row(demo, CustomerRow, FINE)["phone"] == "+31612345670"


@both_languages
def test_post_goes_elsewhere_and_back_home(demo: Demo, language: str) -> None:
    answers = {"nl": ("Adres", "alleen de post"), "en": ("Address", "Only my post")}[language]
    customer = demo.office.find_by_number(FINE)
    assert customer is not None
    moving = visit(demo, "change_personal_details", FINE, language)
    moving.says(*answers, "5401 SV 1", YES[language])
    assert row(demo, CustomerRow, FINE)["post_postcode"] == "5401SV"
    home = visit(demo, "change_personal_details", FINE, language, conversation="home")
    home.says(*answers, f"{customer.address.postcode} {customer.address.house_number}", YES[language])
    assert row(demo, CustomerRow, FINE)["post_postcode"] is None


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("E-mailadres", "{email}"), "Dat e-mailadres hebben we al"),
        (("Telefoonnummer", "{phone}"), "Dat nummer hebben we al"),
        (("Adres", "Alleen mijn post", "{postcode} {house_number}"), "Daar sturen we je post al heen"),
    ],
)
def test_what_we_have_already_is_told_and_asked_anew(
    demo: Demo, answers: tuple[str, ...], words: str
) -> None:
    customer = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(*(answer.format(**customer) for answer in answers))
    assert said(changing, words)
    changing.says("Laat maar zo")
    assert (changing.outcome, row(demo, CustomerRow, FINE)) == ("informed", customer)


def test_an_old_address_in_the_first_words_only_leads_to_the_question(demo: Demo) -> None:
    customer = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE, known={"email": customer["email"]})
    assert "Wat wil je wijzigen?" in changing.asked()[0]
    changing.says("E-mailadres")
    assert changing.asked() == ["Wat is je nieuwe e-mailadres?"]


@pytest.mark.parametrize("what", ["email", "phone"])
def test_what_somebody_else_has_goes_to_a_person_without_saying_so(demo: Demo, what: str) -> None:
    taken = row(demo, CustomerRow, HIGHER)[what]
    changing = visit(demo, "change_personal_details", FINE, known={what: taken})
    assert changing.turn.ending is not None
    assert (changing.outcome, changing.turn.ending.skill) == ("escalate", "account")
    assert not said(changing, "andere klant")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("ik ben getrouwd en heb een andere achternaam",), "escalate"),
        (("Iets anders",), "escalate"),
        (("Adres", "het huisnummer is fout"), "escalate"),
        (("Adres", "we verhuizen volgende maand"), "informed"),
        (("E-mailadres", "nieuw@voorbeeld.nl", "nee"), "informed"),
    ],
)
def test_other_changes(demo: Demo, answers: tuple[str, ...], outcome: str) -> None:
    before = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(*answers)
    assert (changing.outcome, row(demo, CustomerRow, FINE)) == (outcome, before)


# -- privacy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "answers", "words"),
    [
        ("nl", ("een overzicht van wat jullie van mij hebben",), "inzage"),
        ("nl", ("Gegevens verwijderen", "ja graag"), "wissen"),
        ("en", ("stop calling me with offers",), "Objection"),
        ("en", ("was I hacked, has anything been leaked",), "leak"),
        ("en", ("how long do you keep data",), "how data is kept"),
    ],
)
def test_a_privacy_request_reaches_a_person_with_what_it_is(
    demo: Demo, language: str, answers: tuple[str, ...], words: str
) -> None:
    ending = visit(demo, "privacy_request", FINE, language).says(*answers).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "account")
    assert words in str(ending.reason)


def test_erasing_can_be_called_off_and_needs_proof(demo: Demo) -> None:
    kept = visit(demo, "privacy_request", FINE)
    kept.says("Gegevens verwijderen", "nee toch niet")
    assert kept.outcome == "informed"
    proven = visit(demo, "privacy_request", None, conversation="visitor")
    proven.says("Gegevens verwijderen", "Ja, graag", FINE, "3707 CW 14")
    assert proven.turn.ending is not None
    assert "gecontroleerd" in str(proven.turn.ending.reason)


# -- who it is, and a back office that is down --------------------------------------------------------------

PERSONAL = (
    "bill_too_high",
    "bill_copy",
    "bill_pay",
    "payment_extension",
    "payment_details_change",
    "refund_status",
    "change_personal_details",
)


@pytest.mark.parametrize("problem", PERSONAL)
def test_nothing_personal_before_proof(demo: Demo, problem: str) -> None:
    stranger = visit(demo, problem, None)
    assert len(stranger.read) == 1
    assert not any(character.isdigit() for character in stranger.read[0])
    stranger.says("Heb ik niet bij me")
    assert stranger.outcome == "escalate"
    proven = visit(demo, problem, None, conversation="proven")
    proven.says(HIGHER, "5038 CB 52")
    assert proven.turn.walk["checks"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("problem", "method"),
    [
        ("bill_too_high", "bills"),
        ("bill_copy", "bills"),
        ("bill_pay", "bills"),
        ("payment_extension", "payment_extension"),
        ("payment_details_change", "payment_details"),
        ("refund_status", "refunds"),
        ("change_personal_details", "find_by_number"),
    ],
)
def test_a_look_up_that_is_down_is_said_and_a_person_takes_over(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, language: str, problem: str, method: str
) -> None:
    down(demo, monkeypatch, method)
    asking = visit(demo, problem, FINE, language)
    assert asking.outcome == "escalate"
    assert said(asking, {"nl": "ons systeem reageert", "en": "our system isn't responding"}[language])


@pytest.mark.parametrize(
    ("problem", "answers"),
    [
        ("bill_pay", ("Ja, nu betalen", "Ja, graag")),
        ("payment_extension", ("Zo laat mogelijk", "Ja, graag")),
        ("payment_details_change", (TYPED_IBAN, "Ja, graag")),
        ("payment_details_change", ("Stoppen met incasso", "Ja, graag")),
        ("change_personal_details", ("E-mailadres", "nieuw@voorbeeld.nl", "Ja, graag")),
        ("change_personal_details", ("Telefoonnummer", "06 12345670", "Ja, graag")),
        ("change_personal_details", ("Adres", "Alleen mijn post", "5401 SV 1", "Ja, graag")),
    ],
)
def test_a_back_office_that_goes_down_at_the_yes_changes_nothing(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, problem: str, answers: tuple[str, ...]
) -> None:
    before, bill = row(demo, CustomerRow, IN_TIME), row(demo, BillRow, latest(demo, IN_TIME).id)
    going = visit(demo, problem, IN_TIME)
    going.says(*answers[:-1])
    down(demo, monkeypatch, "perform")
    going.says(answers[-1])
    assert (going.outcome, said(going, "ons systeem reageert")) == ("escalate", True)
    assert row(demo, CustomerRow, IN_TIME) == before
    assert row(demo, BillRow, bill["id"]) == bill
