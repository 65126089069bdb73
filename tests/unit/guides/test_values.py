from __future__ import annotations

from datetime import date

import pytest

from frontline.guides.values import VALUES, Mention, Said, facts_of, named, read_address
from frontline.understanding.entities import EntityRules

TODAY = date(2026, 11, 21)  # a Saturday
RULES = EntityRules.load(today=lambda: TODAY)


def read(field: str, text: str) -> object:
    """What a step reads from a text as Rasa hands it over; the fact itself where there is one."""
    found = [Mention(row.kind, row.value, text[row.start : row.end]) for row in RULES.find(text)]
    values = VALUES[field].read(Said(text, found, TODAY))
    return values[field] if values is not None and field in values else values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1234 AB 56", ("1234AB", "56")),
        ("1234ab 56a", ("1234AB", "56A")),
        ("1234AB, nummer 7-b", ("1234AB", "7B")),
        ("mijn postcode is 1234 AB en huisnummer 12", ("1234AB", "12")),
        ("Dorpsstraat 12, 1234AB Waterdijk", ("1234AB", "12")),
        ("huisnummer 4 postcode 5611ZX", ("5611ZX", "4")),
        ("postcode 1234 AB, ik woon op 12", ("1234AB", "12")),
    ],
)
def test_an_address_is_read_as_customers_type_it(text: str, address: tuple[str, str]) -> None:
    assert read_address(text) == {"postcode": address[0], "house_number": address[1]}


NO_ADDRESS = ["", "1234AB", "weet ik niet", "0612345678", "1234 SS 12", "huisnummer 12", "0123 AB 4"]


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_anything_else_is_no_address(text: str) -> None:
    assert read_address(text) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("iban", "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
        ("iban", "het wordt NL91ABNA0417164300 graag", "NL91ABNA0417164300"),
        ("iban", "NL92 ABNA 0417 1643 00", None),
        ("phone", "06 12345678", "+31612345678"),
        ("phone", "+31 6 1234 5678", "+31612345678"),
        ("phone", "0612", None),
        ("email", "Stuur het naar Sanne@Voorbeeld.nl", "sanne@voorbeeld.nl"),
        ("email", "sanne at voorbeeld", None),
        ("order_number", "pl 2026 000123", "PL-2026-000123"),
        ("order_number", "bestelling 12", None),
        ("customer_number", "pk100201", "PK100201"),
        ("date", "over tien dagen", "2026-12-01"),
        ("date", "liefst over een week", "2026-11-28"),
        ("date", "in 2 weeks", "2026-12-05"),
        ("date", "within three days please", "2026-11-24"),
        ("date", "over 9999999999 dagen", None),
        ("date", "over enkele dagen", None),
        ("customer_number", "100201", "100201"),
        ("customer_number", "mijn klantnummer is 100201, 1862KP 12", "100201"),
        ("customer_number", "1234AB 12", None),
        ("customer_number", "06 1234567", None),
        ("customer_number", "12-11-2026", None),
        ("amount", "25", 25.0),
        ("amount", "12,50", 12.5),
        ("amount", "doe maar € 30", 30.0),
        ("amount", "best veel", None),
        ("name", "Jan de Vries", "Jan de Vries"),
        ("name", "mijn naam is  Anne-Marie d'Hondt", "Anne-Marie d'Hondt"),
        ("name", "I'm Zoë", "Zoë"),
        ("name", "J", None),
        ("name", "06 12345678", None),
        ("name", "a" * 61, None),
        ("text", "er zit een barst\nin het scherm", "er zit een barst in het scherm"),
        ("text", "??", None),
        ("text", "a" * 501, None),
        ("account_number", "klantnr is 8800 1234.", "88001234"),
        ("account_number", "it's ab-12345", "AB-12345"),
        ("account_number", "weet ik veel 12", None),
        ("imei", "het is 490154203237518", "490154203237518"),
        ("imei", "490154203237519", None),
        ("sim_number", "8931 0412 3456 7890 1230", "89310412345678901230"),
        ("sim_number", "89310412345678901234", None),
    ],
)
def test_a_value_is_read_as_customers_type_it(field: str, text: str, value: object) -> None:
    assert read(field, text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 december", "2026-12-15"),
        ("15-12", "2026-12-15"),
        ("15-12-2027", "2027-12-15"),
        ("1 maart", "2027-03-01"),
        ("vanaf 1 juli graag", "2027-07-01"),
        ("1 July", "2027-07-01"),
        ("29 februari 2028", "2028-02-29"),
        ("morgen", "2026-11-22"),
        ("overmorgen", "2026-11-23"),
        ("tomorrow please", "2026-11-22"),
        ("volgende week vrijdag", "2026-11-27"),
        ("next week Friday", "2026-11-27"),
        ("dinsdag 15 december", "2026-12-15"),
        ("de 3e, nee 5 december", "2026-12-05"),
        ("1-7-2026", "2026-07-01"),
        ("afgelopen dinsdag", "2026-11-17"),
        ("zo snel mogelijk", None),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, day: str | None) -> None:
    assert read("date", text) == day


def test_a_value_may_have_a_name_of_its_own() -> None:
    assert named("email", {"email": "a@example.com"}, "new_email") == {"new_email": "a@example.com"}
    home = {"postcode": "1234AB", "house_number": "5"}
    assert named("address", home, None) == home
    assert named("address", home, "new_home") == {
        "new_home": "1234AB 5",
        "new_home.postcode": "1234AB",
        "new_home.house_number": "5",
    }


@pytest.mark.parametrize("fact", [None, "other"])
@pytest.mark.parametrize("field", list(VALUES))
def test_the_names_that_a_step_brings_are_declared(field: str, fact: str | None) -> None:
    values = dict.fromkeys(VALUES[field].facts, "x")
    assert named(field, values, fact).keys() == facts_of(field, fact).keys()


def test_an_amount_mentioned_before_is_a_number() -> None:
    assert VALUES["amount"].known({"amount": "12.50"}, TODAY) == {"amount": 12.5}
    assert VALUES["amount"].known({}, TODAY) is None
