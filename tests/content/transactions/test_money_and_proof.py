"""Bills and details are nobody else's, and nothing happens while the back office is down."""

from __future__ import annotations

import pytest

from connectors.back_office.demo.tables import BillRow, CustomerRow
from tests.content.visiting import LANGUAGES, Demo, down, latest, row, visit

IN_TIME, HIGHER, FINE = "PK100224", "PK100226", "PK100218"
TYPED_IBAN = "nl91 abna 0417 1643 00"


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
    assert asking.has_read({"nl": "ons systeem reageert", "en": "our system isn't responding"}[language])


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
    assert (going.outcome, going.has_read("ons systeem reageert")) == ("escalate", True)
    assert row(demo, CustomerRow, IN_TIME) == before
    assert row(demo, BillRow, bill["id"]) == bill
