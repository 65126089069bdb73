"""What the company's systems hold of a simulated customer: written before they come, read back afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.demo.seeding import today
from connectors.back_office.demo.tables import (
    BillRow,
    CustomerRow,
    LineRow,
    OperationRow,
    OutageRow,
    PlanRow,
    VisitRow,
)
from frontline.customers.types import BillStatus, LineStatus
from frontline.storage.database import Database

CONTRACT_DAYS = 200
MOBILE, INTERNET, TV = "mobile", "internet", "tv"
PLANS = {MOBILE: "mobiel_5", TV: "tv_basis", "fiber": "glasvezel_100", "cable": "kabel_200", "dsl": "dsl_50"}


@dataclass(frozen=True)
class Account:
    """One customer. `faults` are those that the company's systems know; `device` is that of the phone."""

    number: int
    services: Sequence[str]
    language: str
    faults: frozenset[str]
    device: str = "android"
    technology: str = "fiber"
    lines: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The customer number."""
        return f"PK7{self.number:05d}"

    @property
    def email(self) -> str:
        """The e-mail address that the company has."""
        return f"klant.{self.number}@example.com"

    @property
    def home(self) -> tuple[str, str]:
        """Postcode and house number; no two customers live in one street."""
        return f"{2000 + self.number % 7000}{'ABCDEFGHJK'[self.number // 7000]}Z", str(1 + self.number % 90)

    def line_id(self, service: str) -> str:
        """The line of a service."""
        return f"{self.id}-{service}"


class Office:
    """The demo back office on the run's own database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.back_office = DemoBackOffice(database)

    def add(self, accounts: Sequence[Account]) -> None:
        """Writes customers, with all that is wrong for them."""
        with self._database.begin() as session:
            limits = {plan.id: plan.data_gb for plan in session.execute(select(PlanRow)).scalars()}
            session.add_all(_customer(account) for account in accounts)
            session.flush()
            for account in accounts:
                session.add_all(_lines(account, limits))
                session.add_all(_bills(account))
                session.add_all(_outages(account))

    def line(self, account: Account, service: str) -> Any:
        """A line's row as it is now."""
        with self._database.read() as session:
            return session.get(LineRow, account.line_id(service))

    def is_suspended(self, account: Account, service: str) -> bool:
        """Whether a line is out of use."""
        return bool(self.line(account, service).status != LineStatus.ACTIVE.value)

    def has_data(self, account: Account) -> bool:
        """Whether any mobile data is left this month."""
        left = self.back_office.usage(account.line_id(MOBILE)).left_gb
        return left is None or left > 0

    def allows_roaming(self, account: Account) -> bool:
        """Whether the mobile line may be used abroad."""
        return bool(self.line(account, MOBILE).roaming)

    def is_paid(self, account: Account) -> bool:
        """Whether no bill is overdue."""
        bills = self.back_office.bills(account.id)
        return all(bill.status is not BillStatus.OVERDUE for bill in bills)

    def restarts(self, account: Account) -> int:
        """How often the modem was restarted from afar."""
        query = select(OperationRow.key).where(
            OperationRow.name == "restart_modem", OperationRow.subject == account.line_id(INTERNET)
        )
        with self._database.read() as session:
            return len(session.execute(query).all())

    def has_visit(self, account: Account) -> bool:
        """Whether a technician will come."""
        query = select(VisitRow.id).where(VisitRow.customer_id == account.id)
        with self._database.read() as session:
            return session.execute(query).first() is not None

    def hears_of_modem(self, account: Account, state: str, wifi_on: bool) -> None:
        """The modem tells how it is, as a test of it would find."""
        with self._database.begin() as session:
            line: Any = session.get(LineRow, account.line_id(INTERNET))
            line.modem, line.wifi_on = state, wifi_on


def _customer(account: Account) -> CustomerRow:
    postcode, house_number = account.home
    return CustomerRow(
        id=account.id,
        name=f"Klant {account.number}",
        email=account.email,
        phone=f"+316{account.number:010d}",
        street="Proefstraat",
        house_number=house_number,
        postcode=postcode,
        town="Proefdorp",
        iban="NL00",
        direct_debit=True,
        language=account.language,
        story_nl="",
        story_en="",
        position=account.number,
    )


def _lines(account: Account, limits: Mapping[str, Decimal]) -> list[LineRow]:
    return [LineRow(**_line(account, service, limits)) for service in account.services]


def _line(account: Account, service: str, limits: Mapping[str, Decimal]) -> dict[str, Any]:
    plan = PLANS[account.technology if service == INTERNET else service]
    faults, phone = account.faults, service == MOBILE
    suspended = faults & {"overdue", "contract_ended"} if service == account.services[0] else frozenset()
    return {
        "id": account.line_id(service),
        "customer_id": account.id,
        "service": service,
        "plan_id": plan,
        "status": "suspended" if suspended else "active",
        "suspended_for": {"overdue": "overdue_bill"}.get(*suspended, *suspended) if suspended else None,
        "phone": f"+316{account.number:010d}" if phone else None,
        "technology": account.technology if service == INTERNET else None,
        "roaming": "roaming_line" not in faults,
        "contract_ends_on": today() + timedelta(days=CONTRACT_DAYS),
        "used_gb": limits[plan] if phone and "used_up" in faults else Decimal(0),
        "refuelled_gb": Decimal(0),
        "device_model": account.device if phone else None,
        "device_system": account.device if phone else None,
        "fault": "line_fault" in faults and service == INTERNET,
        "modem": "online" if service == INTERNET else None,
        "wifi_on": True,
        "discount": Decimal(0),
        "sim_blocked": False,
        "puk": "00000000",
    }


def _bills(account: Account) -> list[BillRow]:
    if "overdue" not in account.faults:
        return []
    bill = BillRow(
        id=f"FA-{account.id}",
        customer_id=account.id,
        month=f"{today():%Y-%m}",
        amount=Decimal("42.50"),
        due_on=today() - timedelta(days=14),
        status=BillStatus.OVERDUE.value,
        extended=False,
    )
    return [bill]


def _outages(account: Account) -> list[OutageRow]:
    """One in the customer's own street."""
    if "outage" not in account.faults:
        return []
    row = OutageRow(
        id=f"ST-{account.id}",
        service=account.services[0],
        area=account.home[0],
        began_minutes_ago=40,
        over_in_minutes=90 if account.number % 2 else None,
    )
    return [row]
