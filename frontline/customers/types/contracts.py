"""What a customer has agreed to, and what could be theirs instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from frontline.customers.types.lines import Plan, Technology
from frontline.customers.types.people import Address


class ContractState(str, Enum):
    """Fixed until its end date, monthly after it, cancelled with a last day to come, or over."""

    FIXED = "fixed"
    MONTHLY = "monthly"
    CANCELLED = "cancelled"
    ENDED = "ended"


@dataclass(frozen=True)
class Contract:
    """The agreement for one line, by the line's id. `next_plan` is a change to come, from `changes_on`."""

    line_id: str
    plan: Plan
    price: Decimal
    state: ContractState
    notice_days: int
    ends_on: date | None = None
    last_day: date | None = None
    next_plan: str | None = None
    changes_on: date | None = None


@dataclass(frozen=True)
class RetentionOffer:
    """What applies when a customer stays: a discount in euros a month, for so many months."""

    line_id: str
    plan: Plan
    discount: Decimal
    months: int
    price: Decimal


class MoveState(str, Enum):
    """Whether a customer can move house with what they have."""

    POSSIBLE = "possible"
    PLANNED = "planned"
    NOTHING_TO_MOVE = "nothing_to_move"


@dataclass(frozen=True)
class Move:
    """A move to another home: the one that is planned, else between which days it can be, at what price."""

    state: MoveState
    price: Decimal
    earliest: date
    latest: date
    on: date | None = None
    to: Address | None = None


class MobileNetwork(str, Enum):
    """The best mobile network at a place."""

    FIVE_G = "5g"
    FOUR_G = "4g"
    NONE = "none"


@dataclass(frozen=True)
class Connection:
    """A way to bring internet to an address; `speed` is the most it carries, in Mbit/s."""

    technology: Technology
    speed: int


@dataclass(frozen=True)
class Coverage:
    """What can be had at an address, the fastest connection first."""

    connections: tuple[Connection, ...]
    mobile: MobileNetwork
