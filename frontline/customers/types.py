"""What the back office tells about customers, their lines and their bills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from frontline.conversations.types import Level


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


class BillStatus(str, Enum):
    """Whether a bill is paid, still in time, or past its due date."""

    PAID = "paid"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Address:
    """A Dutch address; postcode as `1234AB`. Street and town are empty when only the key is known."""

    postcode: str
    house_number: str
    street: str = ""
    town: str = ""


@dataclass(frozen=True)
class Customer:
    """One customer; `id` as `PK123456`, `phone` in E.164."""

    id: str
    name: str
    email: str
    phone: str
    address: Address
    language: str


@dataclass(frozen=True)
class Subject:
    """Who a conversation is with, as far as it is known; what is unknown is None.

    `phone` is the number the conversation itself came from, `address` what the customer said of the place.
    """

    customer_id: str | None = None
    level: Level = Level.ANONYMOUS
    phone: str | None = None
    address: Address | None = None


@dataclass(frozen=True)
class Plan:
    """What a customer pays for. Prices in euros, VAT included; data in GB, None for unlimited or none."""

    id: str
    name: str
    service: Service
    price: Decimal
    data_gb: Decimal | None = None
    price_per_gb: Decimal | None = None
    refuel_max_gb: Decimal = Decimal(0)


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
class Bill:
    """One bill; `month` as `2026-10`, amount in euros."""

    id: str
    customer_id: str
    month: str
    amount: Decimal
    due_on: date
    status: BillStatus


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


@dataclass(frozen=True)
class Receipt:
    """Proof of an operation; the same idempotency key brings the same receipt. `facts` are JSON-able."""

    reference: str
    performed_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
