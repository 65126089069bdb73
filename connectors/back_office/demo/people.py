"""The demo's customers, found by what they know of themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from connectors.back_office.demo.base import Office
from connectors.back_office.demo.tables import CustomerRow, LineRow
from frontline.customers.types import Address, Customer

LETTERS = "PK"
"""Every customer number begins with them."""


class People(Office):
    """Finds customers."""

    def find_by_number(self, customer_number: str) -> Customer | None:
        """The customer with this number, with its letters or without."""
        digits = customer_number.strip().upper().removeprefix(LETTERS)
        return self._customer(CustomerRow.id == f"{LETTERS}{digits}")

    def find_by_phone(self, phone: str) -> Customer | None:
        """The customer who has this number as contact or on a line."""
        on_line = select(LineRow.customer_id).where(LineRow.phone == phone)
        return self._customer((CustomerRow.phone == phone) | CustomerRow.id.in_(on_line))

    def find_by_email(self, email: str) -> Customer | None:
        """The customer with this e-mail address."""
        return self._customer(func.lower(CustomerRow.email) == email.strip().lower())

    def find_by_address(self, postcode: str, house_number: str) -> Customer | None:
        """The customer who lives there."""
        here = CustomerRow.postcode == postcode.replace(" ", "").upper()
        return self._customer(here & (func.upper(CustomerRow.house_number) == house_number.upper()))

    def _customer(self, condition: Any) -> Customer | None:
        with self._reading() as session:
            row = session.execute(select(CustomerRow).where(condition)).scalars().first()
            return _as_customer(row) if row else None


def _as_customer(row: Any) -> Customer:
    address = Address(row.postcode, row.house_number, row.street, row.town)
    post_to = Address(row.post_postcode, row.post_house_number) if row.post_postcode else None
    return Customer(row.id, row.name, row.email, row.phone, address, row.language, post_to)
