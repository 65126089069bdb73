"""Lines, what runs over them, and what a look at them from afar finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class Service(str, Enum):
    """What a line carries, and what an outage takes down."""

    INTERNET = "internet"
    TV = "tv"
    MOBILE = "mobile"


class LineStatus(str, Enum):
    """Whether the line is in use."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class SuspensionReason(str, Enum):
    """Why a line is suspended."""

    OVERDUE_BILL = "overdue_bill"
    CONTRACT_ENDED = "contract_ended"


class Technology(str, Enum):
    """How a line at home reaches the customer."""

    FIBER = "fiber"
    CABLE = "cable"
    DSL = "dsl"


class DeviceSystem(str, Enum):
    """The system of a phone; `OTHER` for equipment that is not a phone."""

    ANDROID = "android"
    IPHONE = "iphone"
    OTHER = "other"


@dataclass(frozen=True)
class Plan:
    """What a customer pays for. Prices in euros, VAT included; data in GB, None for unlimited or none.

    `speed` in Mbit/s and `technology` are those of internet at home.
    """

    id: str
    name: str
    service: Service
    price: Decimal
    data_gb: Decimal | None = None
    price_per_gb: Decimal | None = None
    refuel_max_gb: Decimal = Decimal(0)
    speed: int | None = None
    technology: Technology | None = None


@dataclass(frozen=True)
class Line:
    """One connection of a customer: a mobile number, the internet at home, or television."""

    id: str
    customer_id: str
    service: Service
    plan_id: str
    status: LineStatus
    suspended_for: SuspensionReason | None = None
    phone: str | None = None
    technology: Technology | None = None
    roaming: bool = False
    contract_ends_on: date | None = None


@dataclass(frozen=True)
class Usage:
    """Mobile data in the running month, in GB; `limit_gb` holds what was refuelled, None for unlimited."""

    line_id: str
    used_gb: Decimal
    limit_gb: Decimal | None
    renews_on: date

    @property
    def left_gb(self) -> Decimal | None:
        """What is left, never below zero; None for unlimited."""
        return None if self.limit_gb is None else max(self.limit_gb - self.used_gb, Decimal(0))


@dataclass(frozen=True)
class Device:
    """The phone, modem or television box known on a line."""

    line_id: str
    model: str
    system: DeviceSystem


@dataclass(frozen=True)
class Outage:
    """A known outage; `expected_at` is when it should be over, None while nobody knows."""

    id: str
    service: Service
    started_at: datetime
    expected_at: datetime | None


@dataclass(frozen=True)
class LineTest:
    """A measurement of the line up to the customer's door."""

    line_id: str
    fault: bool
    measured_at: datetime


class ModemState(str, Enum):
    """What a modem answers: nothing for lack of power, nothing at all, or that it is online."""

    NO_POWER = "no_power"
    OFFLINE = "offline"
    ONLINE = "online"


@dataclass(frozen=True)
class ModemTest:
    """What the modem itself says; `wifi_on` is None while it does not answer."""

    line_id: str
    state: ModemState
    wifi_on: bool | None
    measured_at: datetime
