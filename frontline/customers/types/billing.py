"""Bills and what they are made of, how they are paid, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from frontline.customers.types.people import Words


class BillStatus(str, Enum):
    """Whether a bill is paid, still in time, or past its due date."""

    PAID = "paid"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Bill:
    """One bill; `month` as `2026-10`, amount in euros."""

    id: str
    customer_id: str
    month: str
    amount: Decimal
    due_on: date
    status: BillStatus


class BillLineKind(str, Enum):
    """What a line of a bill is for."""

    SUBSCRIPTION = "subscription"
    USAGE_OUTSIDE_BUNDLE = "usage_outside_bundle"
    ROAMING = "roaming"
    ONE_OFF = "one_off"
    REFUEL = "refuel"
    DISCOUNT = "discount"
    CREDIT = "credit"


@dataclass(frozen=True)
class BillLine:
    """One line of a bill; discounts and credits are below zero."""

    what: Words
    amount: Decimal
    kind: BillLineKind


@dataclass(frozen=True)
class PaymentDetails:
    """How a customer pays; `iban` is compact, `restorable` when the account before it can be put back."""

    iban: str
    direct_debit: bool
    restorable: bool = False


class ExtensionState(str, Enum):
    """Whether a bill may be paid later: not twice in a row, nor once a line is suspended for it."""

    POSSIBLE = "possible"
    USED = "used"
    TOO_LATE = "too_late"
    NOTHING_OPEN = "nothing_open"


@dataclass(frozen=True)
class PaymentExtension:
    """Whether the oldest unpaid bill may wait, and until when at the latest."""

    state: ExtensionState
    bill: Bill | None = None
    latest_on: date | None = None


class RefundStatus(str, Enum):
    """Whether the money is still to come."""

    PENDING = "pending"
    BOOKED = "booked"


@dataclass(frozen=True)
class Refund:
    """Money that goes back to the customer; `on` is the day it was booked, or is expected."""

    id: str
    what: Words
    amount: Decimal
    status: RefundStatus
    on: date


@dataclass(frozen=True)
class Compensation:
    """What the policy gives for an outage that lasted; `granted` once it was given."""

    outage_id: str
    day: date
    hours: int
    amount: Decimal
    granted: bool
