"""SIM cards, use abroad, and numbers that move in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from frontline.customers.types.people import Words


class SimStatus(str, Enum):
    """Whether the SIM card can be used."""

    ACTIVE = "active"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Sim:
    """The SIM card of a mobile line; `replaced_on` is when a new one should arrive, None without one."""

    line_id: str
    status: SimStatus
    puk: str
    replaced_on: date | None = None


@dataclass(frozen=True)
class RoamingRate:
    """What use costs in one zone, in euros: a minute, a text message, a megabyte; zero is as at home."""

    id: str
    where: Words
    minute: Decimal
    message: Decimal
    megabyte: Decimal


class PortingStatus(str, Enum):
    """How far a number is on its way to us."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DONE = "done"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Porting:
    """A number (E.164) that moves in on a day."""

    phone: str
    status: PortingStatus
    on: date
