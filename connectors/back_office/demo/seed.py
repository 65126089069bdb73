"""Puts Polderlink's demo customers into the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from stdnum import iban

from connectors.back_office.demo.seeded_records import (
    bill_lines,
    bills,
    orders,
    past_outages,
    portings,
    refunds,
    visits,
)
from connectors.back_office.demo.seeding import Data, day, month
from connectors.back_office.demo.tables import CustomerRow, LineRow, OutageRow, PlanRow, metadata
from frontline.storage.database import Database

CUSTOMERS = Path(__file__).parent / "customers.yml"
FIRST_PHONE = 31612345000
BANK = "PLDR"
"""No bank has this code, so an account number with it is nobody's."""


def seed(database: Database) -> None:
    """Makes the tables and adds whatever is not there yet; what was changed since stays as it is.

    Tables of an older demo, which lack a column, are made anew.
    """
    if _is_outdated(database.engine):
        metadata.drop_all(database.engine)
    metadata.create_all(database.engine)
    data = YAML(typ="safe").load(CUSTOMERS.read_text(encoding="utf-8"))
    with database.begin() as session:
        for part in PARTS:
            _add_missing(session, list(part(data)))


def _is_outdated(engine: Engine) -> bool:
    found = inspect(engine)
    tables = [table for table in metadata.sorted_tables if found.has_table(table.name)]
    columns = {table.name: {column["name"] for column in found.get_columns(table.name)} for table in tables}
    return any(not set(table.columns.keys()) <= columns[table.name] for table in tables)


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
            speed=row.get("speed"),
            technology=row.get("technology"),
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
            iban=_iban(customer_id),
            direct_debit=row.get("direct_debit", True),
            language=row.get("language", "nl"),
            story_nl=row["story"]["nl"],
            story_en=row["story"]["en"],
            position=position,
        )


def _lines(data: Data) -> Iterator[LineRow]:
    for customer_id, customer in data["customers"].items():
        for service, row in customer["lines"].items():
            yield LineRow(
                id=f"{customer_id}-{service}",
                customer_id=customer_id,
                service=service,
                plan_id=row["plan"],
                status=row.get("status", "active"),
                suspended_for=row.get("suspended_for"),
                technology=row.get("technology"),
                contract_ends_on=month(row.get("contract_months", 7)),
                last_day=day(row["last_day_in"]) if "last_day_in" in row else None,
                discount=Decimal(0),
                **_mobile(customer_id, service, row),
                **_equipment(service, row),
            )


def _mobile(customer_id: str, service: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What only mobile lines have, or what is empty on others."""
    return {
        "phone": _phone(customer_id) if service == "mobile" else None,
        "roaming": row.get("roaming", True),
        "used_gb": Decimal(row.get("used_gb", 0)),
        "refuelled_gb": Decimal(0),
        "sim_blocked": row.get("sim_blocked", False),
        "puk": f"{int(customer_id[2:]) * 7919 % 10**8:08d}",
    }


def _equipment(service: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The phone or modem, and what a test of it finds."""
    model, system = row.get("device", (None, None))
    return {
        "device_model": model,
        "device_system": system,
        "fault": row.get("fault", False),
        "modem": row.get("modem", "online") if service == "internet" else None,
        "wifi_on": row.get("wifi_on", True),
    }


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


def _iban(customer_id: str) -> str:
    """A valid account number of no bank, from the customer number."""
    account = f"{BANK}{int(customer_id[2:]):010d}"
    return f"NL{iban.calc_check_digits('NL00' + account)}{account}"


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


PARTS = (
    _plans,
    _customers,
    _lines,
    bills,
    bill_lines,
    _outages,
    orders,
    refunds,
    past_outages,
    visits,
    portings,
)
"""In the order in which they need one another."""
