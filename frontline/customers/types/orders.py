"""Orders of the web shop, and the moments between which customers choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class OrderStatus(str, Enum):
    """How far an order is."""

    BEING_PACKED = "being_packed"
    SENT = "sent"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class DayPart(str, Enum):
    """A part of the day in which somebody comes by."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True)
class Moment:
    """A day and part of it; `hours` as `8-12`. `id` names it to the back office."""

    id: str
    day: date
    part: DayPart
    hours: str


@dataclass(frozen=True)
class Order:
    """One order; `moment` is when it comes or came, `return_until` the last day it may go back.

    `carrier` and its `tracking` number are there once it was sent.
    """

    id: str
    product: str
    price: Decimal
    status: OrderStatus
    ordered_on: date
    moment: Moment | None = None
    carrier: str | None = None
    tracking: str | None = None
    delivered_on: date | None = None
    return_until: date | None = None
