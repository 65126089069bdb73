"""Puts Polderlink's demo customers into the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.back_office.demo.tables import (
    BillRow,
    CustomerRow,
    LineRow,
    OutageRow,
    PlanRow,
    metadata,
)
from frontline.storage.database import Database

CUSTOMERS = Path(__file__).parent / "customers.yml"
FIRST_PHONE = 31612345000
PAID_BILLS = 2
DUE_DAYS = 14
Data = Mapping[str, Any]


def seed(database: Database) -> None:
    """Makes the tables and adds whatever is not there yet; what was changed since stays as it is."""
    metadata.create_all(database.engine)
    data = YAML(typ="safe").load(CUSTOMERS.read_text(encoding="utf-8"))
    with database.begin() as session:
        for rows in (_plans(data), _customers(data), _lines(data), _bills(data), _outages(data)):
            _add_missing(session, list(rows))


def _add_missing(session: Session, rows: Sequence[Any]) -> None:
    present = set(session.execute(select(type(rows[0]).id)).scalars())
    session.add_all(row for row in rows if row.id not in present)
    session.flush()


def _plans(data: Data) -> Iterator[PlanRow]:
    for plan_id, row in data["plans"].items():
        yield PlanRow(
            id=plan_id,
            name=row["name"],
            service=row["service"],
            price=Decimal(row["price"]),
            data_gb=_decimal(row.get("data_gb")),
            price_per_gb=_decimal(row.get("price_per_gb")),
            refuel_max_gb=Decimal(row.get("refuel_max_gb", 0)),
        )


def _customers(data: Data) -> Iterator[CustomerRow]:
    for position, (customer_id, row) in enumerate(data["customers"].items()):
        street, house_number, postcode, town = row["home"]
        yield CustomerRow(
            id=customer_id,
            name=row["name"],
            email=f"{row['name'].lower().replace(' ', '.')}@example.com",
            phone=_phone(customer_id),
            street=street,
            house_number=house_number,
            postcode=postcode,
            town=town,
            language=row.get("language", "nl"),
            story_nl=row["story"]["nl"],
            story_en=row["story"]["en"],
            position=position,
        )


def _lines(data: Data) -> Iterator[LineRow]:
    for customer_id, customer in data["customers"].items():
        for service, row in customer["lines"].items():
            model, system = row.get("device", (None, None))
            yield LineRow(
                id=f"{customer_id}-{service}",
                customer_id=customer_id,
                service=service,
                plan_id=row["plan"],
                status=row.get("status", "active"),
                suspended_for=row.get("suspended_for"),
                phone=_phone(customer_id) if service == "mobile" else None,
                technology=row.get("technology"),
                roaming=row.get("roaming", True),
                contract_ends_on=_month(row.get("contract_months", 7)),
                used_gb=Decimal(row.get("used_gb", 0)),
                refuelled_gb=Decimal(0),
                device_model=model,
                device_system=system,
                fault=row.get("fault", False),
                modem=row.get("modem", "online") if service == "internet" else None,
                wifi_on=row.get("wifi_on", True),
            )


def _bills(data: Data) -> Iterator[BillRow]:
    """Two paid bills for everyone, then the last one: overdue, open, or paid too."""
    prices = {plan_id: Decimal(row["price"]) for plan_id, row in data["plans"].items()}
    for customer_id, customer in data["customers"].items():
        usual = sum((prices[line["plan"]] for line in customer["lines"].values()), Decimal(0))
        for months_ago in range(PAID_BILLS, 0, -1):
            yield _bill(customer_id, months_ago, usual, "paid")
        status, amount = next(iter(customer.get("bills", {}).items()), ("paid", usual))
        yield _bill(customer_id, 0, Decimal(amount), status)


def _bill(customer_id: str, months_ago: int, amount: Decimal, status: str) -> BillRow:
    issued, days = _month(-months_ago), timedelta(days=DUE_DAYS)
    due = {"overdue": _today() - days, "open": _today() + days}.get(status, issued + days)
    return BillRow(
        id=f"FA-{customer_id[2:]}-{PAID_BILLS + 1 - months_ago}",
        customer_id=customer_id,
        month=f"{issued:%Y-%m}",
        amount=amount,
        due_on=due,
        status=status,
    )


def _outages(data: Data) -> Iterator[OutageRow]:
    for outage_id, row in data["outages"].items():
        yield OutageRow(
            id=outage_id,
            service=row["service"],
            area=row["area"],
            began_minutes_ago=row["began_minutes_ago"],
            over_in_minutes=row.get("over_in_minutes"),
        )


def _phone(customer_id: str) -> str:
    """06-12345xxx, a range that is nobody's, from the last digits of the customer number."""
    return f"+{FIRST_PHONE + int(customer_id[-3:])}"


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _month(ahead: int) -> date:
    """The first day of the month so many months from now."""
    month = _today().year * 12 + _today().month - 1 + ahead
    return date(month // 12, month % 12 + 1, 1)
