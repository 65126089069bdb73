from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from frontline.conversations.types import Level
from frontline.customers.checks import CHECKS, Checks
from frontline.customers.checks.lines import CHECKS as LINE_CHECKS
from frontline.customers.offers import OFFERS, Offers
from frontline.customers.ports import BackOfficeDown, NotAllowed
from frontline.customers.types import (
    Address,
    Bill,
    BillStatus,
    Device,
    DeviceSystem,
    Line,
    LineStatus,
    LineTest,
    ModemState,
    ModemTest,
    Outage,
    Plan,
    Receipt,
    Service,
    Subject,
    SuspensionReason,
    Technology,
    Usage,
)

LEVELS = list(Level)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
HOME = Address("1234AB", "56")
CUSTOMER = Subject("PK100001", Level.VERIFIED, phone="+31612345001", address=HOME)
INTERNET = Line("i", "PK100001", Service.INTERNET, "fibre", LineStatus.ACTIVE, technology=Technology.FIBER)
MOBILE = Line("m", "PK100001", Service.MOBILE, "five", LineStatus.ACTIVE, phone="+31612345001")
OVERDUE = Bill("b2", "PK100001", "2026-10", Decimal("45.00"), date(2026, 10, 20), BillStatus.OVERDUE)
OLDER = Bill("b1", "PK100001", "2026-09", Decimal("12.50"), date(2026, 9, 20), BillStatus.OVERDUE)


class FakeBackOffice:
    """One customer, whose lines and so on a test sets; `down` makes every call fail."""

    def __init__(self) -> None:
        self.down = False
        self.customer_lines = [INTERNET, MOBILE]
        self.used = Decimal("3.5")
        self.refuelled = Decimal(0)
        self.customer_bills: list[Bill] = []
        self.known_outages: list[Outage] = []
        self.modem = ModemTest("i", ModemState.ONLINE, True, NOW)
        self.fault = False
        self.done: list[tuple[Any, ...]] = []

    def lines(self, customer_id: str) -> list[Line]:
        if self.down:
            raise BackOfficeDown
        return self.customer_lines

    def plan(self, plan_id: str) -> Plan:
        return Plan(plan_id, "Five", Service.MOBILE, Decimal(10), Decimal(5), Decimal("2.50"), Decimal(2))

    def usage(self, line_id: str) -> Usage:
        return Usage(line_id, self.used, Decimal(5) + self.refuelled, date(2026, 12, 1))

    def device(self, line_id: str) -> Device:
        return Device(line_id, "iPhone 13", DeviceSystem.IPHONE)

    def bills(self, customer_id: str) -> list[Bill]:
        return self.customer_bills

    def outages(self, address: Address, service: Service) -> list[Outage]:
        return [outage for outage in self.known_outages if outage.service is service]

    def test_line(self, line_id: str) -> LineTest:
        return LineTest(line_id, self.fault, NOW)

    def test_modem(self, line_id: str) -> ModemTest:
        return self.modem

    def refuel_data(self, line_id: str, gb: Decimal, *, key: str) -> Receipt:
        self.done.append(("refuel", line_id, gb, key))
        return Receipt("PL-2026-000001", NOW, {"gb": float(gb), "price": 5.0})

    def switch_roaming(self, line_id: str, on: bool, *, key: str) -> Receipt:
        self.done.append(("roaming", line_id, on, key))
        return Receipt("PL-2026-000002", NOW)

    def resume_line(self, line_id: str, *, key: str) -> Receipt:
        raise NotAllowed("still_due")

    def send_payment_link(self, bill_id: str, *, key: str) -> Receipt:
        self.done.append(("link", bill_id, key))
        return Receipt("PL-2026-000003", NOW, {"url": "/pay"})


@pytest.fixture
def office() -> FakeBackOffice:
    return FakeBackOffice()


def look(office: FakeBackOffice, name: str, customer: Subject = CUSTOMER) -> dict[str, Any] | None:
    result = Checks(office).run(name, customer)  # type: ignore[arg-type]
    return result.facts if result.ok else None


def test_a_line_tells_status_and_technology(office: FakeBackOffice) -> None:
    assert look(office, "internet_line") == {"status": "active", "reason": "none", "technology": "fiber"}
    assert look(office, "tv_line") == {"status": "missing", "reason": "none", "technology": "unknown"}


def test_a_suspended_line_tells_why(office: FakeBackOffice) -> None:
    office.customer_lines = [
        replace(INTERNET, status=LineStatus.SUSPENDED, suspended_for=SuspensionReason.OVERDUE_BILL)
    ]
    assert look(office, "internet_line") == {
        "status": "suspended",
        "reason": "overdue_bill",
        "technology": "fiber",
    }


def test_why_a_line_is_suspended_is_told_to_verified_customers_only(office: FakeBackOffice) -> None:
    suspended = replace(MOBILE, status=LineStatus.SUSPENDED, suspended_for=SuspensionReason.OVERDUE_BILL)
    office.customer_lines = [suspended]
    for level, reason in ((Level.RECOGNISED, "none"), (Level.VERIFIED, "overdue_bill")):
        facts = look(office, "mobile_line", replace(CUSTOMER, level=level))
        assert facts is not None
        assert (facts["status"], facts["reason"]) == ("suspended", reason)


@pytest.mark.parametrize(("used", "data"), [("3.5", "left"), ("5", "used_up"), ("6.2", "used_up")])
def test_a_mobile_line_tells_what_a_guide_needs(office: FakeBackOffice, used: str, data: str) -> None:
    office.used = Decimal(used)
    assert look(office, "mobile_line") == {
        "status": "active",
        "reason": "none",
        "roaming": "off",
        "data": data,
        "refuel": "yes",
        "price_per_gb": 2.5,
        "renews": "2026-12-01",
        "device": "iphone",
    }


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ([], None),
        ([NOW + timedelta(hours=2)], "2026-11-21T14:00:00+00:00"),
        ([NOW + timedelta(hours=2), None], None),
        ([NOW + timedelta(hours=2), NOW + timedelta(hours=5)], "2026-11-21T17:00:00+00:00"),
    ],
)
def test_an_outage_ends_when_the_last_does_and_only_if_all_are_known(
    office: FakeBackOffice, ends: list[datetime | None], until: str | None
) -> None:
    office.known_outages = [Outage(str(n), Service.TV, NOW, end) for n, end in enumerate(ends)]
    facts = look(office, "tv_outage")
    assert facts is not None
    assert (facts["outage"], facts["until"]) == ("yes" if ends else "no", until)


def test_the_oldest_overdue_bill_counts(office: FakeBackOffice) -> None:
    assert look(office, "overdue_bill") == {"overdue": "no"}
    office.customer_bills = [OVERDUE, OLDER]
    assert look(office, "overdue_bill") == {"overdue": "yes", "amount": 12.5, "due": "2026-09-20"}


def test_line_and_modem_tests(office: FakeBackOffice) -> None:
    office.fault = True
    office.modem = ModemTest("i", ModemState.OFFLINE, None, NOW)
    assert look(office, "line_test") == {"line": "fault"}
    assert look(office, "modem_test") == {"modem": "offline", "wifi": "unknown"}


@pytest.mark.parametrize("name", sorted(LINE_CHECKS))
def test_a_check_brings_only_what_it_declares(office: FakeBackOffice, name: str) -> None:
    office.customer_bills = [OVERDUE]
    facts = look(office, name)
    assert facts is not None
    for fact, value in facts.items():
        field = CHECKS[name].fields[fact]
        assert value is None or not field.values or value in field.values


@pytest.mark.parametrize("name", sorted(LINE_CHECKS))
@pytest.mark.parametrize("level", list(Level))
def test_nothing_is_told_below_its_level(office: FakeBackOffice, name: str, level: Level) -> None:
    told = look(office, name, replace(CUSTOMER, level=level))
    assert (told is not None) == (LEVELS.index(level) >= LEVELS.index(CHECKS[name].level))


def test_an_outage_can_be_looked_up_without_knowing_who_asks(office: FakeBackOffice) -> None:
    assert look(office, "internet_outage", Subject(address=HOME)) is not None
    assert look(office, "internet_outage", Subject()) is None


def test_a_back_office_that_is_down_is_no_error(office: FakeBackOffice) -> None:
    office.down = True
    assert look(office, "internet_line") is None


def test_of_several_numbers_the_one_that_writes_is_meant(office: FakeBackOffice) -> None:
    other = replace(MOBILE, id="m2", phone="+31612345002", roaming=True)
    office.customer_lines = [other, MOBILE]
    facts = look(office, "mobile_line")
    assert facts is not None
    assert facts["roaming"] == "off"
    assert look(office, "mobile_line", replace(CUSTOMER, phone="+31612345999")) is None


def test_an_offer_states_its_price_and_is_carried_out_with_its_key(office: FakeBackOffice) -> None:
    offers = Offers(office)  # type: ignore[arg-type]
    quote = offers.quote("refuel_data", CUSTOMER, {"gb": 2})
    assert quote.facts == {"gb": 2.0, "price": 5.0, "price_per_gb": 2.5}
    receipt = offers.perform("refuel_data", CUSTOMER, {"gb": 2}, "walk:refuel")
    assert receipt.facts["reference"] == "PL-2026-000001"
    assert office.done == [("refuel", "m", Decimal(2), "walk:refuel")]


@pytest.mark.parametrize(("refuelled", "refuel"), [("0", "yes"), ("1", "yes"), ("1.5", "no"), ("2", "no")])
def test_data_is_offered_only_while_the_plan_has_room_for_it(
    office: FakeBackOffice, refuelled: str, refuel: str
) -> None:
    office.refuelled = Decimal(refuelled)
    facts = look(office, "mobile_line")
    assert facts is not None
    assert facts["refuel"] == refuel
    assert Offers(office).quote("refuel_data", CUSTOMER, {"gb": 1}).ok == (refuel == "yes")  # type: ignore[arg-type]


def test_more_than_the_plan_allows_is_not_offered(office: FakeBackOffice) -> None:
    assert not Offers(office).quote("refuel_data", CUSTOMER, {"gb": 3}).ok  # type: ignore[arg-type]


def test_what_the_rules_forbid_is_not_done(office: FakeBackOffice) -> None:
    office.customer_lines = [replace(MOBILE, status=LineStatus.SUSPENDED)]
    assert not Offers(office).perform("resume_mobile_line", CUSTOMER, {}, "key").ok  # type: ignore[arg-type]


def test_why_not_is_told_in_the_words_that_the_offer_declares(
    office: FakeBackOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = Offers(office)  # type: ignore[arg-type]
    for code, told in (("still_due", {"refused": "still_due"}), ("full_moon", {})):

        def refuse(_line_id: str, key: str, code: str = code) -> Receipt:
            raise NotAllowed(code)

        monkeypatch.setattr(office, "resume_line", refuse)
        result = offers.perform("resume_mobile_line", CUSTOMER, {}, "key")
        assert (result.ok, result.facts) == (False, told)


def test_only_declared_facts_of_a_receipt_reach_a_guide(office: FakeBackOffice) -> None:
    receipt = Receipt("PL-2026-000004", NOW, {"url": "/pay", "amount": Decimal("12.50"), "iban": "NL91"})
    office.send_payment_link = lambda _bill, key: receipt  # type: ignore[method-assign,misc,assignment]
    office.customer_bills = [OLDER]
    told = Offers(office).perform("payment_link", CUSTOMER, {}, "key").facts  # type: ignore[arg-type]
    assert told == {"url": "/pay", "amount": 12.5, "reference": "PL-2026-000004"}


def test_a_payment_link_is_for_the_oldest_overdue_bill(office: FakeBackOffice) -> None:
    offers = Offers(office)  # type: ignore[arg-type]
    assert not offers.quote("payment_link", CUSTOMER, {}).ok
    office.customer_bills = [OVERDUE, OLDER]
    assert offers.quote("payment_link", CUSTOMER, {}).facts == {"amount": 12.5}
    assert offers.perform("payment_link", CUSTOMER, {}, "key").facts["url"] == "/pay"
    assert office.done == [("link", "b1", "key")]


TOO_LOW = [(name, level) for name, spec in OFFERS.items() for level in LEVELS[: LEVELS.index(spec.level)]]


@pytest.mark.parametrize(("name", "level"), TOO_LOW)
def test_nothing_is_done_below_its_level(office: FakeBackOffice, name: str, level: Level) -> None:
    offers, customer = Offers(office), replace(CUSTOMER, level=level)  # type: ignore[arg-type]
    given = dict.fromkeys(OFFERS[name].arguments, 1)
    assert not offers.quote(name, customer, given).ok
    assert not offers.perform(name, customer, given, "key").ok
    assert office.done == []


def test_everything_that_costs_or_changes_needs_a_yes() -> None:
    assert {name for name, spec in OFFERS.items() if not spec.consent} == {
        "resume_mobile_line",
        "resume_internet_line",
        "resume_tv_line",
        "bill_copy",
        "send_password_reset",
    }
