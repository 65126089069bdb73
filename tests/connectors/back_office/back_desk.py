"""A customer's way to the demo back office, with a clock that a test can move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select

from connectors.back_office.demo import DemoBackOffice, metadata
from connectors.back_office.demo.tables import OperationRow
from frontline.conversations.types import Level
from frontline.customers.checks import Checks
from frontline.customers.offers import OfferResult, Offers
from frontline.customers.ports import BackOffice
from frontline.customers.service import Customers
from frontline.customers.types import Address, Subject
from frontline.place import PLACE
from frontline.storage.database import Database

Reach = Callable[[DemoBackOffice], BackOffice]
"""The demo itself, or a way to it over HTTP."""


class Desk:
    """A customer's way to checks and offers, on a fresh demo."""

    def __init__(self, database: Database, reach: Reach) -> None:
        self.database = database
        self.now = datetime.now(timezone.utc)
        self.office = reach(DemoBackOffice(database, now=lambda: self.now))
        self.offers, self.checks = Offers(self.office), Checks(self.office)

    def who(self, customer_id: str, level: Level = Level.VERIFIED, at: Address | None = None) -> Subject:
        """The customer, verified; `at` is an address that they named."""
        known = Customers(self.office).subject(customer_id, level)
        return Subject(known.customer_id, known.level, known.phone, at) if at else known

    def look(self, customer_id: str, check: str, at: Address | None = None) -> dict[str, Any]:
        """What a check finds."""
        result = self.checks.run(check, self.who(customer_id, at=at))
        assert result.ok, check
        return result.facts

    def quote(self, customer_id: str, offer: str, **arguments: Any) -> OfferResult:
        """Price and effect."""
        return self.offers.quote(offer, self.who(customer_id), arguments)

    def perform(self, customer_id: str, offer: str, key: str = "key", **arguments: Any) -> OfferResult:
        """Carries it out."""
        return self.offers.perform(offer, self.who(customer_id), arguments, key)

    def day(self, ahead: int) -> str:
        """A date so many days from now."""
        return f"{self.today() + timedelta(days=ahead):%Y-%m-%d}"

    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(PLACE).date()

    def later(self, days: float) -> None:
        """Lets time pass."""
        self.now += timedelta(days=days)

    def state(self) -> dict[str, list[Any]]:
        """All that the back office holds, but the receipts."""
        tables = [table for table in metadata.sorted_tables if table.name != OperationRow.__tablename__]
        with self.database.read() as session:
            return {table.name: session.execute(select(table).order_by(table.c.id)).all() for table in tables}
