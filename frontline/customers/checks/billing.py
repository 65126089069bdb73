"""Checks of bills, how they are paid, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from frontline.conversations.types import Level
from frontline.customers.bill_comparison import compare
from frontline.customers.checks.base import CheckSpec, Facts, how_many, id_of
from frontline.customers.fields import DAY, MONEY, MONTH, NUMBER, TEXT, WORDS, choice, rows
from frontline.customers.masking import mask_iban
from frontline.customers.ports import BackOffice
from frontline.customers.types import Bill, BillLine, BillStatus, RefundStatus, Subject

STATUS = choice("paid", "open", "overdue")
BILLS = rows(month=MONTH, amount=MONEY, due=DAY, status=STATUS)
KIND = choice("subscription", "usage_outside_bundle", "roaming", "one_off", "refuel", "discount", "credit")


def _bills(back_office: BackOffice, customer: Subject) -> Facts:
    bills = back_office.bills(id_of(customer))
    latest = bills[0] if bills else None
    return {
        "latest": latest.status if latest else "none",
        "month": latest.month if latest else None,
        "amount": latest.amount if latest else None,
        "due": latest.due_on if latest else None,
        "bills": list(map(_bill, bills)),
        "unpaid": how_many([bill for bill in bills if bill.status is not BillStatus.PAID]),
        "to_pay": [_bill(bill) for bill in reversed(bills) if bill.status is not BillStatus.PAID],
    }


def _bill(bill: Bill) -> dict[str, Any]:
    return {
        "id": bill.id,
        "month": bill.month,
        "amount": bill.amount,
        "due": bill.due_on,
        "status": bill.status,
    }


def _latest_bill(back_office: BackOffice, customer: Subject) -> Facts:
    bills = back_office.bills(id_of(customer))
    if not bills:
        return {"compared": "none", "changes": [], "lines": []}
    latest, before = bills[0], bills[1] if len(bills) > 1 else None
    lines = back_office.bill_lines(latest.id)
    changes = compare(lines, back_office.bill_lines(before.id)) if before else []
    return {
        "compared": _verdict(latest.amount - before.amount) if before else "first",
        "id": latest.id,
        "month": latest.month,
        "amount": latest.amount,
        "month_before": before.month if before else None,
        "before": before.amount if before else None,
        "difference": abs(latest.amount - before.amount) if before else None,
        "changes": [{"id": str(n), **vars(change)} for n, change in enumerate(changes, 1)],
        "lines": _lines(lines),
    }


def _verdict(difference: Decimal) -> str:
    if difference == 0:
        return "same"
    return "higher" if difference > 0 else "lower"


def _lines(lines: Sequence[BillLine]) -> list[dict[str, Any]]:
    return [{"id": str(n), **vars(line)} for n, line in enumerate(lines, 1)]


def _payment_details(back_office: BackOffice, customer: Subject) -> Facts:
    details = back_office.payment_details(id_of(customer))
    return {
        "direct_debit": "on" if details.direct_debit else "off",
        "iban": mask_iban(details.iban),
        "restorable": "yes" if details.restorable else "no",
    }


def _extension(back_office: BackOffice, customer: Subject) -> Facts:
    extension = back_office.payment_extension(id_of(customer))
    bill = extension.bill
    return {
        "extension": extension.state,
        "bill": bill.id if bill else None,
        "month": bill.month if bill else None,
        "amount": bill.amount if bill else None,
        "due": bill.due_on if bill else None,
        "latest": extension.latest_on,
    }


def _refunds(back_office: BackOffice, customer: Subject) -> Facts:
    refunds = back_office.refunds(id_of(customer))
    pending = [refund for refund in refunds if refund.status is RefundStatus.PENDING]
    return {
        "refund": "pending" if pending else "booked" if refunds else "none",
        "refunds": [vars(refund) for refund in refunds],
    }


def _compensation(back_office: BackOffice, customer: Subject) -> Facts:
    found = back_office.compensations(id_of(customer))
    due = [each for each in found if not each.granted]
    return {
        "compensation": "due" if due else "granted" if found else "none",
        "outages": [
            {"id": each.outage_id, "day": each.day, "amount": each.amount, "hours": each.hours}
            for each in due
        ],
    }


CHECKS = {
    "bills": CheckSpec(
        Level.VERIFIED,
        {
            "latest": choice("paid", "open", "overdue", "none"),
            "month": MONTH,
            "amount": MONEY,
            "due": DAY,
            "bills": BILLS,
            "unpaid": choice("none", "one", "several"),
            "to_pay": BILLS,
        },
        _bills,
    ),
    "latest_bill": CheckSpec(
        Level.VERIFIED,
        {
            "compared": choice("higher", "lower", "same", "first", "none"),
            "id": TEXT,
            "month": MONTH,
            "amount": MONEY,
            "month_before": MONTH,
            "before": MONEY,
            "difference": MONEY,
            "changes": rows(
                what=WORDS,
                amount=MONEY,
                kind=KIND,
                how=choice("new", "risen", "fallen", "gone"),
                now=MONEY,
                before=MONEY,
            ),
            "lines": rows(what=WORDS, amount=MONEY, kind=KIND),
        },
        _latest_bill,
    ),
    "payment_details": CheckSpec(
        Level.VERIFIED,
        {"direct_debit": choice("on", "off"), "iban": TEXT, "restorable": choice("yes", "no")},
        _payment_details,
    ),
    "payment_extension": CheckSpec(
        Level.VERIFIED,
        {
            "extension": choice("possible", "used", "too_late", "nothing_open"),
            "bill": TEXT,
            "month": MONTH,
            "amount": MONEY,
            "due": DAY,
            "latest": DAY,
        },
        _extension,
    ),
    "refunds": CheckSpec(
        Level.VERIFIED,
        {
            "refund": choice("pending", "booked", "none"),
            "refunds": rows(what=WORDS, amount=MONEY, on=DAY, status=choice("pending", "booked")),
        },
        _refunds,
    ),
    "outage_compensation": CheckSpec(
        Level.VERIFIED,
        {
            "compensation": choice("due", "granted", "none"),
            "outages": rows(day=DAY, amount=MONEY, hours=NUMBER),
        },
        _compensation,
    ),
}
