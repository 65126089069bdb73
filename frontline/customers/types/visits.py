"""Technicians who come by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from frontline.customers.types.orders import Moment


@dataclass(frozen=True)
class Visit:
    """The appointment that a customer has; `price` in euros is zero when the line is at fault."""

    id: str
    moment: Moment
    price: Decimal
