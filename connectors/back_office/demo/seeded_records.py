"""What the demo's customers have had: bills, orders, refunds, outages, visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from connectors.back_office.demo.seeding import Data, day, month, today
from connectors.back_office.demo.tables import (
    BillLineRow,
    BillRow,
    OrderRow,
    PastOutageRow,
    PortingRow,
    RefundRow,
    VisitRow,
)

BILLS = 3
DUE_DAYS = 14
SENT = ("sent", "delivered", "returned")
ARRIVED = ("delivered", "returned")
CARRIER = "PolderPost"
SATURDAY = 5


def bills(data: Data) -> Iterator[BillRow]:
    """Three for everyone: two that are paid, then the last one: overdue, open, or paid too."""
    for customer_id, customer in data["customers"].items():
        for months_ago in range(BILLS - 1, -1, -1):
            lines = _lines(data, customer, months_ago)
            status = "paid" if months_ago else customer.get("bill", "paid")
            yield BillRow(
                id=_bill_id(customer_id, months_ago),
                customer_id=customer_id,
                month=f"{month(-months_ago):%Y-%m}",
                amount=sum((amount for _, amount, _ in lines), Decimal(0)),
                due_on=_due_on(status, months_ago),
                status=status,
                extended=months_ago == 1 and customer.get("extended_before", False),
            )


def bill_lines(data: Data) -> Iterator[BillLineRow]:
    """What each bill is made of: the plans, and what came on top of them that month."""
    for customer_id, customer in data["customers"].items():
        for months_ago in range(BILLS):
            bill_id = _bill_id(customer_id, months_ago)
            for position, (what, amount, kind) in enumerate(_lines(data, customer, months_ago)):
                yield BillLineRow(
                    id=f"{bill_id}-{position}",
                    bill_id=bill_id,
                    position=position,
                    what_nl=what["nl"],
                    what_en=what["en"],
                    amount=amount,
                    kind=kind,
                )


def _bill_id(customer_id: str, months_ago: int) -> str:
    return f"FA-{customer_id[2:]}-{BILLS - months_ago}"


def _due_on(status: str, months_ago: int) -> date:
    days = timedelta(days=DUE_DAYS)
    return {"overdue": today() - days, "open": today() + days}.get(status, month(-months_ago) + days)


def _lines(
    data: Data, customer: Mapping[str, Any], months_ago: int
) -> list[tuple[Mapping[str, str], Decimal, str]]:
    plans = [data["plans"][line["plan"]] for line in customer["lines"].values()]
    usual = [({"nl": plan["name"], "en": plan["name"]}, plan["price"], "subscription") for plan in plans]
    extras = [extra for extra in customer.get("extras", ()) if extra["months_ago"] == months_ago]
    more = [(extra["what"], extra["amount"], extra["kind"]) for extra in extras]
    return [(what, Decimal(amount), kind) for what, amount, kind in (*usual, *more)]


def orders(data: Data) -> Iterator[OrderRow]:
    """Orders; whatever was sent has a carrier, whatever arrived did so on the expected day."""
    for customer_id, row in _of_customers(data, "orders"):
        sent, arrived = row["status"] in SENT, row["status"] in ARRIVED
        yield OrderRow(
            id=row["id"],
            customer_id=customer_id,
            product=row["product"],
            price=Decimal(row["price"]),
            status=row["status"],
            ordered_on=day(-row["ordered"]),
            expected_on=day(row["expected"]),
            part=row["part"],
            carrier=CARRIER if sent else None,
            tracking=f"PP{row['id'][-6:]}NL" if sent else None,
            delivered_on=day(row["expected"]) if arrived else None,
        )


def refunds(data: Data) -> Iterator[RefundRow]:
    """Money on its way back, or booked."""
    for customer_id, row in _of_customers(data, "refunds"):
        yield RefundRow(
            id=row["id"],
            customer_id=customer_id,
            what_nl=row["what"]["nl"],
            what_en=row["what"]["en"],
            amount=Decimal(row["amount"]),
            status=row["status"],
            on=day(row["in"]),
        )


def past_outages(data: Data) -> Iterator[PastOutageRow]:
    """Outages that are over."""
    for customer_id, row in _of_customers(data, "past_outages"):
        yield PastOutageRow(
            id=row["id"],
            customer_id=customer_id,
            service=row["service"],
            day=day(-row["ago"]),
            hours=row["hours"],
            granted=False,
        )


def visits(data: Data) -> Iterator[VisitRow]:
    """Appointments with a technician, on a working day."""
    for customer_id, customer in data["customers"].items():
        row = customer.get("visit")
        if row is not None:
            yield VisitRow(
                id=f"MB-{customer_id[2:]}",
                customer_id=customer_id,
                day=_working_day(row["in"]),
                part=row["part"],
                price=Decimal(row["price"]),
            )


def _working_day(ahead: int) -> date:
    on = day(ahead)
    return on if on.weekday() < SATURDAY else _working_day(ahead + 1)


def portings(data: Data) -> Iterator[PortingRow]:
    """Numbers on their way to Polderlink."""
    for customer_id, customer in data["customers"].items():
        row = customer.get("porting")
        if row is not None:
            yield PortingRow(
                id=row["id"],
                customer_id=customer_id,
                phone=row["phone"],
                account=row["account"],
                day=day(row["in"]),
                status="requested",
            )


def _of_customers(data: Data, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for customer_id, customer in data["customers"].items():
        for row in customer.get(key, ()):
            yield customer_id, row
