from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from connectors.back_office.demo import DemoBackOffice, seed
from connectors.back_office.demo.tables import BillRow, CustomerRow, OperationRow
from frontline.conversations.types import Level
from frontline.customers.checks import Checks
from frontline.customers.ports import BackOffice, BackOfficeDown, KeyReused, NotAllowed, NotFound
from frontline.customers.service import Customers
from frontline.customers.types import (
    Address,
    BillStatus,
    LineStatus,
    ModemState,
    Receipt,
    Service,
    SimStatus,
)
from frontline.storage.database import Database


def count(database: Database, table: Any) -> int:
    with database.read() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def customers_of(database: Database) -> list[Any]:
    with database.read() as session:
        return list(session.execute(select(CustomerRow)).scalars())


def test_it_is_a_back_office(office: BackOffice) -> None:
    assert office.find_by_number("PK100201") is not None


def test_seeding_again_adds_nothing_and_undoes_nothing(database: Database, office: BackOffice) -> None:
    office.switch_roaming("PK100211-mobile", True, key="k")
    before = [count(database, table) for table in (CustomerRow, BillRow, OperationRow)]
    seed(database)
    assert [count(database, table) for table in (CustomerRow, BillRow, OperationRow)] == before
    assert before[0] == 36
    assert next(line for line in office.lines("PK100211")).roaming


def test_tables_of_an_older_demo_are_made_anew(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE demo_lines DROP COLUMN puk"))
    seed(database)
    assert DemoBackOffice(database).sim("PK100218-mobile").puk
    assert count(database, CustomerRow) == 36


def test_a_third_of_the_customers_has_something_to_find_and_the_story_says_what(database: Database) -> None:
    everyone = customers_of(database)
    assert len({customer.name for customer in everyone}) == 36
    assert all(customer.story_nl and customer.story_en for customer in everyone)
    fine = [customer for customer in everyone if "in order" in customer.story_en.lower()]
    assert len(everyone) - len(fine) >= 12


def test_numbers_and_addresses_belong_to_nobody(office: BackOffice, database: Database) -> None:
    for row in customers_of(database):
        customer = office.find_by_number(row.id)
        assert customer is not None
        assert customer.phone.startswith("+3161234")
        assert len(customer.phone) == 12
        assert customer.email.endswith("@example.com")


@pytest.mark.parametrize(
    "find",
    [
        lambda office: office.find_by_number(" pk100201 "),
        lambda office: office.find_by_number("100201"),
        lambda office: office.find_by_phone("+31612345201"),
        lambda office: office.find_by_email("Sanne.de.Vries@Example.com"),
        lambda office: office.find_by_address("1862 kp", "12"),
    ],
)
def test_a_customer_is_found_by_any_of_four_facts(
    office: BackOffice, find: Callable[[BackOffice], Any]
) -> None:
    assert find(office).name == "Sanne de Vries"


@pytest.mark.parametrize(
    "find",
    [
        lambda office: office.find_by_number("PK999999"),
        lambda office: office.find_by_phone("+31699999999"),
        lambda office: office.find_by_email(""),
        lambda office: office.find_by_address("1862KP", "13"),
    ],
)
def test_nobody_else_is(office: BackOffice, find: Callable[[BackOffice], Any]) -> None:
    assert find(office) is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda office: office.lines("PK999999"),
        lambda office: office.bills("PK999999"),
        lambda office: office.usage("nothing"),
        lambda office: office.test_modem("PK100201-tv"),
        lambda office: office.plan("nothing"),
        lambda office: office.restart_modem("nothing", key="k"),
    ],
)
def test_what_is_not_there_is_said_so(office: BackOffice, ask: Callable[[BackOffice], Any]) -> None:
    with pytest.raises(NotFound):
        ask(office)


def test_a_link_that_is_not_there_is_said_so(demo: DemoBackOffice) -> None:
    with pytest.raises(NotFound):
        demo.payment("PL-2026-000000")


FAULTS = [
    ("PK100201", "internet_outage", {"outage": "yes"}),
    ("PK100202", "internet_outage", {"outage": "yes", "until": None}),
    ("PK100203", "modem_test", {"modem": "no_power"}),
    ("PK100204", "modem_test", {"modem": "offline"}),
    ("PK100205", "line_test", {"line": "fault"}),
    ("PK100206", "internet_line", {"status": "suspended", "reason": "overdue_bill"}),
    ("PK100206", "overdue_bill", {"overdue": "yes", "amount": 45.0}),
    ("PK100207", "modem_test", {"modem": "online", "wifi": "off"}),
    ("PK100209", "mobile_line", {"data": "used_up", "refuel": "yes", "device": "android"}),
    ("PK100210", "mobile_line", {"status": "suspended", "reason": "overdue_bill"}),
    ("PK100211", "mobile_line", {"roaming": "off"}),
    ("PK100213", "mobile_line", {"status": "suspended", "reason": "contract_ended"}),
    ("PK100215", "tv_outage", {"outage": "yes"}),
    ("PK100216", "tv_line", {"status": "missing"}),
    ("PK100218", "mobile_line", {"status": "active", "data": "unlimited"}),
    ("PK100218", "modem_test", {"modem": "online", "wifi": "on"}),
    ("PK100224", "overdue_bill", {"overdue": "no"}),
]


@pytest.mark.parametrize(("customer_id", "check", "facts"), FAULTS)
def test_checks_find_what_the_story_tells(
    office: BackOffice, customer_id: str, check: str, facts: dict[str, Any]
) -> None:
    subject = Customers(office).subject(customer_id, Level.VERIFIED)
    result = Checks(office).run(check, subject)
    assert result.ok
    assert facts.items() <= result.facts.items()


def test_an_outage_is_told_to_neighbours_and_always_lies_ahead(office: BackOffice) -> None:
    outage = office.outages(Address("1862ZZ", "1"), Service.INTERNET)[0]
    assert outage.expected_at is not None
    assert outage.expected_at > outage.started_at
    assert office.outages(Address("1863ZZ", "1"), Service.INTERNET) == []


OPERATIONS: list[Callable[[BackOffice, str], Receipt]] = [
    lambda office, key: office.refuel_data("PK100209-mobile", Decimal(1), key=key),
    lambda office, key: office.switch_roaming("PK100211-mobile", True, key=key),
    lambda office, key: office.restart_modem("PK100218-internet", key=key),
    lambda office, key: office.send_payment_link("FA-100206-3", key=key),
]


@pytest.mark.parametrize("operate", OPERATIONS)
def test_an_operation_with_the_same_key_happens_once(
    office: BackOffice, database: Database, operate: Callable[[BackOffice, str], Receipt]
) -> None:
    first, second = operate(office, "same"), operate(office, "same")
    assert first == second
    assert first.performed_at.tzinfo is not None
    assert count(database, OperationRow) == 1
    assert operate(office, "other").reference != first.reference


REUSED: list[Callable[[BackOffice], Receipt]] = [
    lambda office: office.restart_modem("PK100218-internet", key="taken"),
    lambda office: office.refuel_data("PK100219-mobile", Decimal(1), key="taken"),
    lambda office: office.refuel_data("PK100209-mobile", Decimal(2), key="taken"),
    lambda office: office.perform("block_sim", "PK100209", {"line": "PK100209-mobile"}, key="taken"),
]


@pytest.mark.parametrize("operate", REUSED)
def test_a_key_that_was_another_operations_is_refused_and_nothing_is_done(
    office: BackOffice, database: Database, operate: Callable[[BackOffice], Receipt]
) -> None:
    office.refuel_data("PK100209-mobile", Decimal(1), key="taken")
    with pytest.raises(KeyReused):
        operate(office)
    assert count(database, OperationRow) == 1
    assert office.usage("PK100209-mobile").left_gb == Decimal(1)
    assert office.sim("PK100209-mobile").status is SimStatus.ACTIVE


def test_refuelled_data_can_be_used_and_has_a_limit(office: BackOffice) -> None:
    office.refuel_data("PK100209-mobile", Decimal(2), key="a")
    assert office.usage("PK100209-mobile").left_gb == Decimal(2)
    with pytest.raises(NotAllowed):
        office.refuel_data("PK100209-mobile", Decimal(1), key="b")
    assert office.usage("PK100209-mobile").left_gb == Decimal(2)


def test_a_refused_operation_leaves_no_receipt(office: BackOffice, database: Database) -> None:
    with pytest.raises(NotAllowed):
        office.restart_modem("PK100203-internet", key="k")
    assert count(database, OperationRow) == 0


def test_a_paid_bill_lets_the_line_be_resumed(demo: DemoBackOffice, office: BackOffice) -> None:
    with pytest.raises(NotAllowed):
        office.resume_line("PK100206-internet", key="early")
    link = office.send_payment_link("FA-100206-3", key="link")
    assert link.facts["url"].endswith(link.reference)
    assert demo.payment(link.reference).bill.amount == Decimal("45.00")
    assert demo.pay(link.reference).bill.status is BillStatus.PAID
    assert office.bills("PK100206")[0].status is BillStatus.PAID
    office.resume_line("PK100206-internet", key="now")
    line = office.lines("PK100206")[0]
    assert (line.status, line.suspended_for) == (LineStatus.ACTIVE, None)
    assert office.test_modem(line.id).state is ModemState.ONLINE
    with pytest.raises(NotAllowed):
        office.send_payment_link("FA-100206-3", key="again")


def test_an_ended_contract_is_not_resumed_by_paying(office: BackOffice) -> None:
    with pytest.raises(NotAllowed):
        office.resume_line("PK100213-mobile", key="k")


def test_a_database_without_its_tables_is_a_back_office_that_is_down(tmp_path: Path) -> None:
    empty = DemoBackOffice(Database(f"sqlite:///{tmp_path}/empty.db"))
    with pytest.raises(BackOfficeDown):
        empty.find_by_number("PK100201")
