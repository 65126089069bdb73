"""Checks of lines: outages, their state, and measurements from afar."""

from __future__ import annotations

from decimal import Decimal

from frontline.conversations.types import Level
from frontline.customers.checks.base import (
    CheckSpec,
    Facts,
    Look,
    allowed,
    id_of,
    line_of,
    line_or_not_found,
    yes_no,
)
from frontline.customers.fields import DAY, MONEY, TIME, YES_NO, choice
from frontline.customers.ports import BackOffice, NotFound
from frontline.customers.types import BillStatus, Device, Line, Plan, Service, Subject, Usage

LEAST_REFUEL_GB = 1


def _outage(service: Service) -> Look:
    def look(back_office: BackOffice, customer: Subject) -> Facts:
        if customer.address is None:
            raise NotFound("the address is not known")
        outages = back_office.outages(customer.address, service)
        known = [outage.expected_at for outage in outages if outage.expected_at is not None]
        return {
            "outage": yes_no(outages),
            "since": min((outage.started_at for outage in outages), default=None),
            "until": max(known) if outages and len(known) == len(outages) else None,
        }

    return look


def _line(service: Service) -> Look:
    def look(back_office: BackOffice, customer: Subject) -> Facts:
        line = line_of(back_office, customer, service)
        if line is None:
            return {"status": "missing", "reason": "none", "technology": "unknown"}
        return {
            "status": line.status,
            "reason": _reason(line, customer),
            "technology": line.technology or "unknown",
        }

    return look


def _reason(line: Line, customer: Subject) -> str:
    """Why a line is suspended is between the company and a customer of whom it is sure."""
    if line.suspended_for is None or not allowed(customer, Level.VERIFIED):
        return "none"
    return line.suspended_for.value


def _mobile_line(back_office: BackOffice, customer: Subject) -> Facts:
    line = line_of(back_office, customer, Service.MOBILE)
    if line is None:
        return {"status": "missing", "reason": "none"}
    plan, usage = back_office.plan(line.plan_id), back_office.usage(line.id)
    return {
        "status": line.status,
        "reason": _reason(line, customer),
        "roaming": "on" if line.roaming else "off",
        "data": _data(usage),
        "refuel": yes_no(refuel_room(plan, usage) >= LEAST_REFUEL_GB),
        "price_per_gb": plan.price_per_gb,
        "renews": usage.renews_on,
        "device": _system(back_office.device(line.id)),
    }


def refuel_room(plan: Plan, usage: Usage) -> Decimal:
    """How much data may still be added this month, in GB; none where the plan has no price for it."""
    if plan.price_per_gb is None or usage.limit_gb is None:
        return Decimal(0)
    return plan.refuel_max_gb - (usage.limit_gb - (plan.data_gb or 0))


def _data(usage: Usage) -> str:
    if usage.left_gb is None:
        return "unlimited"
    return "left" if usage.left_gb > 0 else "used_up"


def _system(device: Device | None) -> str:
    return device.system.value if device else "unknown"


def _line_test(back_office: BackOffice, customer: Subject) -> Facts:
    line = line_or_not_found(back_office, customer, Service.INTERNET)
    return {"line": "fault" if back_office.test_line(line.id).fault else "ok"}


def _modem_test(back_office: BackOffice, customer: Subject) -> Facts:
    line = line_or_not_found(back_office, customer, Service.INTERNET)
    test = back_office.test_modem(line.id)
    return {"modem": test.state, "wifi": {None: "unknown", True: "on", False: "off"}[test.wifi_on]}


def _overdue_bill(back_office: BackOffice, customer: Subject) -> Facts:
    overdue = [bill for bill in back_office.bills(id_of(customer)) if bill.status is BillStatus.OVERDUE]
    if not overdue:
        return {"overdue": "no"}
    oldest = min(overdue, key=lambda bill: bill.due_on)
    return {"overdue": "yes", "amount": oldest.amount, "due": oldest.due_on}


OUTAGE_FIELDS = {"outage": YES_NO, "since": TIME, "until": TIME}
STATUS = choice("active", "suspended", "ended", "missing")
REASON = choice("overdue_bill", "contract_ended", "none")
LINE_FIELDS = {
    "status": STATUS,
    "reason": REASON,
    "technology": choice("fiber", "cable", "dsl", "unknown"),
}

CHECKS = {
    "internet_outage": CheckSpec(Level.ANONYMOUS, OUTAGE_FIELDS, _outage(Service.INTERNET), at_home=True),
    "tv_outage": CheckSpec(Level.ANONYMOUS, OUTAGE_FIELDS, _outage(Service.TV), at_home=True),
    "mobile_outage": CheckSpec(Level.ANONYMOUS, OUTAGE_FIELDS, _outage(Service.MOBILE)),
    "internet_line": CheckSpec(Level.RECOGNISED, LINE_FIELDS, _line(Service.INTERNET)),
    "tv_line": CheckSpec(Level.RECOGNISED, LINE_FIELDS, _line(Service.TV)),
    "mobile_line": CheckSpec(
        Level.RECOGNISED,
        {
            "status": STATUS,
            "reason": REASON,
            "roaming": choice("on", "off"),
            "data": choice("left", "used_up", "unlimited"),
            "refuel": YES_NO,
            "price_per_gb": MONEY,
            "renews": DAY,
            "device": choice("android", "iphone", "other", "unknown"),
        },
        _mobile_line,
    ),
    "line_test": CheckSpec(Level.RECOGNISED, {"line": choice("ok", "fault")}, _line_test),
    "modem_test": CheckSpec(
        Level.RECOGNISED,
        {"modem": choice("online", "offline", "no_power"), "wifi": choice("on", "off", "unknown")},
        _modem_test,
    ),
    "overdue_bill": CheckSpec(
        Level.VERIFIED, {"overdue": YES_NO, "amount": MONEY, "due": DAY}, _overdue_bill
    ),
}
