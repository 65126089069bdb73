"""Every check against the demo: what it finds, that it is as declared, and to whom it is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo import DemoBackOffice
from frontline.conversations.types import Level
from frontline.customers.checks import CHECKS, Checks
from frontline.customers.fields import Field, FieldKind
from frontline.customers.types import Address
from frontline.storage.database import Database
from tests.connectors.back_office.back_desk import Desk
from tests.connectors.back_office.deals import (
    AHMED,
    AMINA,
    BRAM,
    ELS,
    HENK,
    IRIS,
    JEROEN,
    JOOST,
    JULIA,
    KARIM,
    MIRJAM,
    PRIYA,
    STEFAN,
    TIM,
    WENDY,
)

LEVELS = list(Level)
EVERYONE = [f"PK1002{number:02}" for number in range(1, 37)]

FOUND: list[tuple[str, str, dict[str, Any]]] = [
    (AMINA, "orders", {"has": "several", "coming": "several", "arrived": "one"}),
    (JULIA, "orders", {"has": "none", "orders": []}),
    (AMINA, "delivery_moments", {"available": "yes"}),
    (JULIA, "bills", {"latest": "paid", "unpaid": "none", "to_pay": []}),
    (IRIS, "bills", {"latest": "open", "amount": 70.5, "unpaid": "one"}),
    (KARIM, "bills", {"latest": "overdue"}),
    (MIRJAM, "latest_bill", {"compared": "higher", "difference": 18.7}),
    (JULIA, "latest_bill", {"compared": "same", "difference": 0.0, "changes": []}),
    (WENDY, "payment_details", {"direct_debit": "off", "restorable": "no"}),
    (JULIA, "payment_extension", {"extension": "nothing_open", "bill": None}),
    (IRIS, "payment_extension", {"extension": "possible", "bill": "FA-100224-3"}),
    (BRAM, "payment_extension", {"extension": "used", "latest": None}),
    (KARIM, "payment_extension", {"extension": "too_late", "latest": None}),
    (STEFAN, "refunds", {"refund": "pending"}),
    (JULIA, "refunds", {"refund": "none", "refunds": []}),
    (AHMED, "outage_compensation", {"compensation": "due"}),
    (JULIA, "outage_compensation", {"compensation": "none"}),
    (JULIA, "contract", {"has": "several", "total": 99.5}),
    (JULIA, "internet_plans", {"available": "yes", "plan": "Glasvezel 1000"}),
    (BRAM, "internet_plans", {"available": "no", "plans": []}),
    (JULIA, "tv_plans", {"available": "yes", "line": "PK100218-tv"}),
    (JULIA, "mobile_plans", {"available": "yes", "price": 27.5}),
    (JULIA, "mobile_retention_offer", {"offer": "no"}),
    (JOOST, "mobile_retention_offer", {"offer": "yes", "discount": 4.13, "price": 23.37}),
    (WENDY, "internet_retention_offer", {"offer": "yes", "months": 12}),
    (WENDY, "tv_retention_offer", {"offer": "yes"}),
    (HENK, "mobile_retention_offer", {"offer": "no"}),
    (JULIA, "move", {"move": "possible", "price": 25.0, "day": None, "address": None}),
    (TIM, "move", {"move": "nothing_to_move"}),
    (JULIA, "coverage", {"best": "fiber", "speed": 1000, "mobile": "5g"}),
    (BRAM, "coverage", {"best": "dsl", "speed": 50, "mobile": "4g"}),
    (JULIA, "contact_details", {"post": "home", "email": "j•••@example.com", "phone": "06•••218"}),
    (TIM, "sim_card", {"sim": "active", "replacement": "none", "phone": "06•••229"}),
    (AHMED, "sim_card", {"sim": "missing"}),
    (AHMED, "puk_code", {"known": "no", "puk": None}),
    (JEROEN, "number_porting", {"porting": "requested", "phone": "06•••995"}),
    (JULIA, "number_porting", {"porting": "none"}),
    (ELS, "technician_visit", {"visit": "planned", "price": 75.0, "hours": "8-12"}),
    (JULIA, "technician_visit", {"visit": "none"}),
    (JULIA, "technician_slots", {"available": "yes"}),
]


@pytest.mark.parametrize(("customer", "check", "facts"), FOUND, ids=lambda part: str(part)[:30])
def test_a_check_finds_what_there_is(desk: Desk, customer: str, check: str, facts: dict[str, Any]) -> None:
    assert facts.items() <= desk.look(customer, check).items()


def assert_fits(value: Any, field: Field) -> None:
    if field.kind is FieldKind.ROWS:
        assert len({row["id"] for row in value}) == len(value)
        for row in value:
            assert set(row) == set(field.columns)
            for name, column in field.columns.items():
                assert_fits(row[name], column)
    elif field.kind is FieldKind.WORDS:
        assert set(value) == {"nl", "en"}
    elif field.kind is FieldKind.DAY:
        assert value is None or date.fromisoformat(value)
    elif field.kind in (FieldKind.MONEY, FieldKind.NUMBER):
        assert value is None or isinstance(value, (int, float))
    else:
        assert value is None or isinstance(value, str)
        assert value is None or not field.values or value in field.values


@pytest.mark.parametrize("check", CHECKS)
def test_all_that_a_check_brings_is_declared(desk: Desk, check: str) -> None:
    told = 0
    for customer in EVERYONE:
        result = desk.checks.run(check, desk.who(customer))
        told += result.ok
        for name, value in result.facts.items():
            assert_fits(value, CHECKS[check].fields[name])
    assert told > 0


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_told_below_its_level(desk: Desk, check: str, level: Level) -> None:
    result = desk.checks.run(check, desk.who(JULIA, level, at=Address("3707CW", "14")))
    assert result.ok == (LEVELS.index(level) >= LEVELS.index(CHECKS[check].level))
    assert result.ok or result.facts == {}


NEEDS_NO_DATABASE = {"coverage", "roaming_rates"}


@pytest.mark.parametrize("check", CHECKS)
def test_with_the_back_office_down_nothing_is_told(desk: Desk, tmp_path: Path, check: str) -> None:
    down = Checks(DemoBackOffice(Database(f"sqlite:///{tmp_path}/empty.db")))
    assert down.run(check, desk.who(JULIA)).ok == (check in NEEDS_NO_DATABASE)


def test_a_higher_bill_is_explained_by_three_honest_reasons(desk: Desk) -> None:
    facts = desk.look(MIRJAM, "latest_bill")
    told = [(row["what"]["nl"], row["kind"], row["how"], row["amount"]) for row in facts["changes"]]
    assert told == [
        ("Welkomstkorting internet", "discount", "gone", 7.5),
        ("Bellen naar Turkije, 12 minuten", "usage_outside_bundle", "new", 6.2),
        ("Extra data, 2 GB", "refuel", "new", 5.0),
    ]
    assert sum(row["amount"] for row in facts["changes"]) == pytest.approx(facts["difference"])


@pytest.mark.parametrize("customer", EVERYONE)
def test_the_lines_of_every_bill_add_up(desk: Desk, customer: str) -> None:
    for bill in desk.office.bills(customer):
        assert sum(line.amount for line in desk.office.bill_lines(bill.id)) == bill.amount


@pytest.mark.parametrize("customer", EVERYONE)
def test_at_home_there_is_what_the_customer_has(desk: Desk, customer: str) -> None:
    home = desk.who(customer).address
    assert home is not None
    there = {each.technology for each in desk.office.coverage(home).connections}
    assert {line.technology for line in desk.office.lines(customer) if line.technology} <= there


def test_an_address_where_nothing_lies_has_nothing(desk: Desk) -> None:
    facts = desk.look(JULIA, "coverage", at=Address("9901AB", "1"))
    assert (facts["best"], facts["speed"], facts["connections"]) == ("none", None, [])


def test_an_account_number_is_shown_in_part(desk: Desk) -> None:
    whole = desk.office.payment_details(JULIA).iban
    assert desk.look(JULIA, "payment_details")["iban"] == f"NL••• {whole[-4:]}"


def test_a_cancelled_contract_has_a_last_day_and_others_have_none(desk: Desk) -> None:
    states = {row["id"]: (row["state"], row["last_day"]) for row in desk.look(PRIYA, "contract")["contracts"]}
    assert states == {
        "PK100234-internet": ("fixed", None),
        "PK100234-mobile": ("cancelled", desk.day(25)),
    }


def test_a_planned_move_is_told_with_its_day_and_place(desk: Desk) -> None:
    day, home = desk.day(28), {"postcode": "1012AB", "house_number": "5"}
    assert desk.perform(JULIA, "move_house", **home, date=day).ok
    told = {"move": "planned", "day": day, "address": "1012AB 5"}
    assert told.items() <= desk.look(JULIA, "move").items()


def test_a_move_can_be_on_the_first_and_the_last_day_that_are_told_and_no_other(desk: Desk) -> None:
    facts, home = desk.look(JULIA, "move"), {"postcode": "1012AB", "house_number": "5"}
    assert facts["earliest"] < facts["latest"]
    for day, shift, code in ((facts["earliest"], -1, "too_soon"), (facts["latest"], 1, "too_far")):
        assert desk.quote(JULIA, "move_house", **home, date=day).ok
        beyond = date.fromisoformat(day) + timedelta(days=shift)
        assert desk.quote(JULIA, "move_house", **home, date=beyond.isoformat()).facts == {"refused": code}


def test_all_that_runs_can_be_cancelled_at_once(desk: Desk) -> None:
    before = {row["id"]: row for row in desk.look(PRIYA, "contract")["contracts"]}
    assert desk.perform(PRIYA, "cancel_all_contracts").facts["plans"] == "Glasvezel 1000"
    after = {row["id"]: row for row in desk.look(PRIYA, "contract")["contracts"]}
    assert after["PK100234-internet"]["state"] == "cancelled"
    assert after["PK100234-mobile"] == before["PK100234-mobile"]
