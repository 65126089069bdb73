"""The demo back office: Polderlink's systems, played by a few tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from connectors.back_office.demo.tables import (
    BillRow,
    CustomerRow,
    LineRow,
    OperationRow,
    OutageRow,
    PlanRow,
)
from frontline.customers.ports import BackOfficeDown, NotAllowed, NotFound
from frontline.customers.types import (
    Address,
    Bill,
    BillStatus,
    Customer,
    Device,
    DeviceSystem,
    Line,
    LineStatus,
    LineTest,
    ModemState,
    ModemTest,
    Outage,
    Plan,
    Receipt,
    Service,
    SuspensionReason,
    Technology,
    Usage,
)
from frontline.storage.database import Database

PAYMENT_PAGE = "/demo/pay"
SITE = "http://localhost:5005"
"""Where `make run` serves the payment page, unless it is told otherwise."""


@dataclass(frozen=True)
class Payment:
    """A bill as the payment page shows it, in the customer's language."""

    bill: Bill
    language: str


class DemoBackOffice:
    """Implements `frontline.customers.ports.BackOffice` on the seeded tables."""

    def __init__(self, database: Database, site: str = SITE) -> None:
        """`site` is the address under which customers can reach the demo's payment page."""
        self._database = database
        self._site = site

    # -- look-ups ------------------------------------------------------------------------------

    def find_by_number(self, customer_number: str) -> Customer | None:
        """The customer with this number."""
        return self._customer(CustomerRow.id == customer_number.strip().upper())

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

    def lines(self, customer_id: str) -> list[Line]:
        """All lines of a customer."""
        with self._reading() as session:
            _get(session, CustomerRow, customer_id)
            query = select(LineRow).where(LineRow.customer_id == customer_id).order_by(LineRow.id)
            return [_line(row) for row in session.execute(query).scalars()]

    def plan(self, plan_id: str) -> Plan:
        """One plan."""
        with self._reading() as session:
            return _plan(_get(session, PlanRow, plan_id))

    def usage(self, line_id: str) -> Usage:
        """The mobile data of the running month."""
        with self._reading() as session:
            line = _get(session, LineRow, line_id)
            included = _get(session, PlanRow, line.plan_id).data_gb
            limit = None if included is None else included + line.refuelled_gb
            return Usage(line_id, line.used_gb, limit, _first_of_next_month())

    def device(self, line_id: str) -> Device | None:
        """The equipment known on the line."""
        with self._reading() as session:
            line = _get(session, LineRow, line_id)
            known = line.device_model is not None
            return Device(line_id, line.device_model, DeviceSystem(line.device_system)) if known else None

    def bills(self, customer_id: str) -> list[Bill]:
        """All bills of a customer, newest first."""
        with self._reading() as session:
            _get(session, CustomerRow, customer_id)
            query = select(BillRow).where(BillRow.customer_id == customer_id).order_by(BillRow.id.desc())
            return [_bill(row) for row in session.execute(query).scalars()]

    def outages(self, address: Address, service: Service) -> list[Outage]:
        """Outages of a service at an address."""
        with self._reading() as session:
            rows = session.execute(select(OutageRow).where(OutageRow.service == service.value)).scalars()
            return [_outage(row) for row in rows if address.postcode.upper().startswith(row.area)]

    def test_line(self, line_id: str) -> LineTest:
        """Measures the line."""
        with self._reading() as session:
            return LineTest(line_id, _get(session, LineRow, line_id).fault, _now())

    def test_modem(self, line_id: str) -> ModemTest:
        """Asks the modem how it is."""
        with self._reading() as session:
            line = _get(session, LineRow, line_id)
            if line.modem is None:
                raise NotFound(f"there is no modem on {line_id}")
            state = ModemState(line.modem)
            return ModemTest(line_id, state, line.wifi_on if state is ModemState.ONLINE else None, _now())

    # -- operations ------------------------------------------------------------------------------

    def restart_modem(self, line_id: str, *, key: str) -> Receipt:
        """Restarts the modem from afar."""

        def restart(session: Session, _reference: str) -> Mapping[str, Any]:
            if _get(session, LineRow, line_id).modem != ModemState.ONLINE.value:
                raise NotAllowed("no_answer")
            return {}

        return self._once(key, "restart_modem", line_id, restart)

    def refuel_data(self, line_id: str, gb: Decimal, *, key: str) -> Receipt:
        """Adds data to the running month, within the plan's limit per month."""

        def refuel(session: Session, _reference: str) -> Mapping[str, Any]:
            line = _get(session, LineRow, line_id)
            plan = _get(session, PlanRow, line.plan_id)
            if plan.price_per_gb is None or gb <= 0 or line.refuelled_gb + gb > plan.refuel_max_gb:
                raise NotAllowed("above_limit")
            line.refuelled_gb += gb
            return {"gb": float(gb), "price": float(gb * plan.price_per_gb)}

        return self._once(key, "refuel_data", line_id, refuel)

    def switch_roaming(self, line_id: str, on: bool, *, key: str) -> Receipt:
        """Allows or forbids use abroad."""

        def switch(session: Session, _reference: str) -> Mapping[str, Any]:
            _get(session, LineRow, line_id).roaming = on
            return {"roaming": "on" if on else "off"}

        return self._once(key, "switch_roaming", line_id, switch)

    def send_payment_link(self, bill_id: str, *, key: str) -> Receipt:
        """Makes a link to the demo's payment page."""

        def send(session: Session, reference: str) -> Mapping[str, Any]:
            bill = _get(session, BillRow, bill_id)
            if bill.status == BillStatus.PAID.value:
                raise NotAllowed("paid")
            return {"url": f"{self._site}{PAYMENT_PAGE}/{reference}", "amount": float(bill.amount)}

        return self._once(key, "send_payment_link", bill_id, send)

    def resume_line(self, line_id: str, *, key: str) -> Receipt:
        """Puts a suspended line to use again, once nothing is overdue."""

        def resume(session: Session, _reference: str) -> Mapping[str, Any]:
            line = _get(session, LineRow, line_id)
            _refuse_to_resume(session, line)
            line.status, line.suspended_for = LineStatus.ACTIVE.value, None
            if line.modem is not None:
                line.modem = ModemState.ONLINE.value
            return {}

        return self._once(key, "resume_line", line_id, resume)

    def payment(self, reference: str) -> Payment:
        """What a payment link is for; NotFound for an unknown link."""
        with self._reading() as session:
            return _payment(session, _linked_bill(session, reference))

    def pay(self, reference: str) -> Payment:
        """What happens when the customer pays; NotFound for an unknown link."""
        with self._writing() as session:
            bill = _linked_bill(session, reference)
            bill.status = BillStatus.PAID.value
            return _payment(session, bill)

    # -- inside ------------------------------------------------------------------------------------

    def _customer(self, condition: Any) -> Customer | None:
        with self._reading() as session:
            row = session.execute(select(CustomerRow).where(condition)).scalars().first()
            return _as_customer(row) if row else None

    def _once(
        self, key: str, name: str, subject: str, operate: Callable[[Session, str], Mapping[str, Any]]
    ) -> Receipt:
        """Operates within one transaction and keeps the receipt; a known key brings its receipt only."""
        with self._writing() as session:
            known: Any = session.get(OperationRow, key)
            if known is None:
                reference = f"PL-{_now():%Y}-{uuid4().int % 10**6:06d}"
                known = OperationRow(
                    key=key,
                    reference=reference,
                    name=name,
                    subject=subject,
                    performed_at=_now(),
                    facts=dict(operate(session, reference)),
                )
                session.add(known)
            performed_at = known.performed_at.replace(tzinfo=timezone.utc)
            return Receipt(known.reference, performed_at, known.facts)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with _down_when_unreachable(), self._database.read() as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with _down_when_unreachable(), self._database.begin() as session:
            yield session


@contextmanager
def _down_when_unreachable() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise BackOfficeDown("the demo back office's tables cannot be reached") from error


def _get(session: Session, table: Any, id: str) -> Any:
    row = session.get(table, id)
    if row is None:
        raise NotFound(f"{table.__tablename__} has no {id}")
    return row


def _refuse_to_resume(session: Session, line: Any) -> None:
    """Raises NotAllowed while the reason for the suspension still stands, or without one."""
    if line.suspended_for is None:
        raise NotAllowed("not_suspended")
    if line.suspended_for != SuspensionReason.OVERDUE_BILL.value:
        raise NotAllowed("contract_ended")
    overdue = select(BillRow.id).where(
        BillRow.customer_id == line.customer_id, BillRow.status == BillStatus.OVERDUE.value
    )
    if session.execute(overdue).first() is not None:
        raise NotAllowed("still_due")


def _linked_bill(session: Session, reference: str) -> Any:
    query = select(OperationRow).where(
        OperationRow.reference == reference, OperationRow.name == "send_payment_link"
    )
    operation: Any = session.execute(query).scalars().first()
    if operation is None:
        raise NotFound("there is no such payment link")
    return _get(session, BillRow, operation.subject)


def _payment(session: Session, bill: Any) -> Payment:
    return Payment(_bill(bill), _get(session, CustomerRow, bill.customer_id).language)


def _as_customer(row: Any) -> Customer:
    address = Address(row.postcode, row.house_number, row.street, row.town)
    return Customer(row.id, row.name, row.email, row.phone, address, row.language)


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        customer_id=row.customer_id,
        service=Service(row.service),
        plan_id=row.plan_id,
        status=LineStatus(row.status),
        suspended_for=SuspensionReason(row.suspended_for) if row.suspended_for else None,
        phone=row.phone,
        technology=Technology(row.technology) if row.technology else None,
        roaming=row.roaming,
        contract_ends_on=row.contract_ends_on,
    )


def _plan(row: Any) -> Plan:
    return Plan(
        id=row.id,
        name=row.name,
        service=Service(row.service),
        price=row.price,
        data_gb=row.data_gb,
        price_per_gb=row.price_per_gb,
        refuel_max_gb=row.refuel_max_gb,
    )


def _bill(row: Any) -> Bill:
    return Bill(row.id, row.customer_id, row.month, row.amount, row.due_on, BillStatus(row.status))


def _outage(row: Any) -> Outage:
    ahead = row.over_in_minutes
    return Outage(
        id=row.id,
        service=Service(row.service),
        started_at=_now() - timedelta(minutes=row.began_minutes_ago),
        expected_at=None if ahead is None else _next_half_hour(_now() + timedelta(minutes=ahead)),
    )


def _next_half_hour(moment: datetime) -> datetime:
    """Nobody promises 17:43; they say half past five or six."""
    halves = moment.minute // 30 + 1
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 * halves)


def _first_of_next_month() -> date:
    today = _now().date()
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def _now() -> datetime:
    return datetime.now(timezone.utc)
