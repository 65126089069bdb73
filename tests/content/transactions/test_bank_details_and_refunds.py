"""Bank details and refunds: changed, put back, declined, refused."""

from __future__ import annotations

import pytest

from connectors.back_office.demo.tables import CustomerRow
from tests.content.visiting import NO, YES, Demo, both_languages, change, row, visit

IN_TIME, FINE = "PK100224", "PK100218"
BY_HAND, REFUND, OUTAGE = "PK100230", "PK100231", "PK100227"
IBAN, TYPED_IBAN = "NL91ABNA0417164300", "nl91 abna 0417 1643 00"


# -- bank details -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "undo", "thanks"),
    [("nl", "Zet het terug", "ja dank je"), ("en", "Put it back", "Yes, thank you")],
)
def test_another_account_and_back(demo: Demo, language: str, undo: str, thanks: str) -> None:
    before = row(demo, CustomerRow, IN_TIME)["iban"]
    changing = visit(demo, "payment_details_change", IN_TIME, language)
    changing.says(TYPED_IBAN)
    assert "NL••• 4300" in changing.asked()[0]
    changing.says_twice(YES[language])
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
    assert changing.has_read("hebben we al van je")
    changing.says("NL00 ABNA 0417 1643 00")
    assert changing.has_read("klopt niet helemaal")
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
    switching.says_twice(YES[language])
    assert demo.office.payment_details(customer).direct_debit is on
    assert switching.has_read("PL-")


def test_direct_debit_that_was_switched_meanwhile(demo: Demo) -> None:
    switching = visit(demo, "payment_details_change", IN_TIME)
    change(demo, CustomerRow, IN_TIME, direct_debit=False)
    switching.says("Stoppen met incasso")
    assert (switching.outcome, switching.has_read("incasso staat al uit")) == ("informed", True)


def test_nothing_to_put_back_and_another_debit_day(demo: Demo) -> None:
    back = visit(demo, "payment_details_change", IN_TIME)
    back.says("Oude nummer terug")
    assert back.has_read("geen eerder rekeningnummer")
    assert back.says("Laat maar zo").ending
    assert back.outcome == "informed"
    ending = visit(demo, "payment_details_change", IN_TIME, conversation="day").says("na de 25e graag").ending
    assert ending is not None
    assert ending.skill == "billing"


# -- refunds ------------------------------------------------------------------------------------------------


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
    asking.says_twice(YES[language])
    assert [float(refund.amount) for refund in demo.office.refunds(OUTAGE)] == [2.83]
    assert asking.has_read("PL-")
    later = visit(demo, "refund_status", OUTAGE, language, conversation="later")
    assert {"nl": "onderweg", "en": "on its way"}[language] in later.read[0]


@pytest.mark.parametrize(
    ("words", "skill"), [("ik heb een telefoon teruggestuurd", "orders"), ("Het is me beloofd", "billing")]
)
def test_no_refund_is_known(demo: Demo, words: str, skill: str) -> None:
    ending = visit(demo, "refund_status", FINE).says(words).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", skill)
