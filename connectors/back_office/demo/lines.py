"""The demo's lines: what they are, what a test of them finds, what can be switched from afar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.back_office.demo.base import Office, get
from connectors.back_office.demo.operations import first_of_next_month
from connectors.back_office.demo.tables import BillRow, CustomerRow, LineRow, OutageRow, PlanRow
from frontline.customers.ports import NotAllowed, NotFound
from frontline.customers.types import (
    Address,
    BillStatus,
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


class Lines(Office):
    """Looks at lines, and repairs them."""

    def lines(self, customer_id: str) -> list[Line]:
        """All lines of a customer."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            query = select(LineRow).where(LineRow.customer_id == customer_id).order_by(LineRow.id)
            return [_line(row, self._today()) for row in session.execute(query).scalars()]

    def plan(self, plan_id: str) -> Plan:
        """One plan."""
        with self._reading() as session:
            return as_plan(get(session, PlanRow, plan_id))

    def usage(self, line_id: str) -> Usage:
        """The mobile data of the running month."""
        with self._reading() as session:
            line = get(session, LineRow, line_id)
            included = get(session, PlanRow, plan_of(line, self._today())).data_gb
            limit = None if included is None else included + line.refuelled_gb
            return Usage(line_id, line.used_gb, limit, first_of_next_month(self._today()))

    def device(self, line_id: str) -> Device | None:
        """The equipment known on the line."""
        with self._reading() as session:
            line = get(session, LineRow, line_id)
            known = line.device_model is not None
            return Device(line_id, line.device_model, DeviceSystem(line.device_system)) if known else None

    def outages(self, address: Address, service: Service) -> list[Outage]:
        """Outages of a service at an address."""
        with self._reading() as session:
            rows = session.execute(select(OutageRow).where(OutageRow.service == service.value)).scalars()
            return [
                _outage(row, self._now()) for row in rows if address.postcode.upper().startswith(row.area)
            ]

    def test_line(self, line_id: str) -> LineTest:
        """Measures the line."""
        with self._reading() as session:
            return LineTest(line_id, get(session, LineRow, line_id).fault, self._now())

    def test_modem(self, line_id: str) -> ModemTest:
        """Asks the modem how it is."""
        with self._reading() as session:
            line = get(session, LineRow, line_id)
            if line.modem is None:
                raise NotFound(f"there is no modem on {line_id}")
            state = ModemState(line.modem)
            return ModemTest(
                line_id, state, line.wifi_on if state is ModemState.ONLINE else None, self._now()
            )

    def restart_modem(self, line_id: str, *, key: str) -> Receipt:
        """Restarts the modem from afar."""

        def restart(session: Session, _operation: Any) -> Mapping[str, Any]:
            if get(session, LineRow, line_id).modem != ModemState.ONLINE.value:
                raise NotAllowed("no_answer")
            return {}

        return self._once(key, "restart_modem", line_id, restart)

    def refuel_data(self, line_id: str, gb: Decimal, *, key: str) -> Receipt:
        """Adds data to the running month, within the plan's limit per month."""

        def refuel(session: Session, _operation: Any) -> Mapping[str, Any]:
            line = get(session, LineRow, line_id)
            plan = get(session, PlanRow, plan_of(line, self._today()))
            if plan.price_per_gb is None or gb <= 0 or line.refuelled_gb + gb > plan.refuel_max_gb:
                raise NotAllowed("above_limit")
            line.refuelled_gb += gb
            return {"gb": float(gb), "price": float(gb * plan.price_per_gb)}

        return self._once(key, "refuel_data", line_id, refuel, gb=gb)

    def switch_roaming(self, line_id: str, on: bool, *, key: str) -> Receipt:
        """Allows or forbids use abroad."""

        def switch(session: Session, _operation: Any) -> Mapping[str, Any]:
            get(session, LineRow, line_id).roaming = on
            return {"roaming": "on" if on else "off"}

        return self._once(key, "switch_roaming", line_id, switch, on=on)

    def resume_line(self, line_id: str, *, key: str) -> Receipt:
        """Puts a suspended line to use again, once nothing is overdue."""

        def resume(session: Session, _operation: Any) -> Mapping[str, Any]:
            line = get(session, LineRow, line_id)
            _refuse_to_resume(session, line)
            line.status, line.suspended_for = LineStatus.ACTIVE.value, None
            if line.modem is not None:
                line.modem = ModemState.ONLINE.value
            return {}

        return self._once(key, "resume_line", line_id, resume)


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


def _line(row: Any, today: date) -> Line:
    return Line(
        id=row.id,
        customer_id=row.customer_id,
        service=Service(row.service),
        plan_id=plan_of(row, today),
        status=LineStatus(row.status),
        suspended_for=SuspensionReason(row.suspended_for) if row.suspended_for else None,
        phone=row.phone,
        technology=Technology(row.technology) if row.technology else None,
        roaming=row.roaming,
        contract_ends_on=row.contract_ends_on,
    )


def plan_of(row: Any, today: date) -> str:
    """The plan of a line on a day: the one it changes to, from the day of the change."""
    changed = row.changes_on is not None and row.changes_on <= today
    return row.next_plan_id if changed else row.plan_id


def as_plan(row: Any) -> Plan:
    """A plan, from its row."""
    return Plan(
        id=row.id,
        name=row.name,
        service=Service(row.service),
        price=row.price,
        data_gb=row.data_gb,
        price_per_gb=row.price_per_gb,
        refuel_max_gb=row.refuel_max_gb,
        speed=row.speed,
        technology=Technology(row.technology) if row.technology else None,
    )


def _outage(row: Any, now: datetime) -> Outage:
    ahead = row.over_in_minutes
    return Outage(
        id=row.id,
        service=Service(row.service),
        started_at=now - timedelta(minutes=row.began_minutes_ago),
        expected_at=None if ahead is None else _next_half_hour(now + timedelta(minutes=ahead)),
    )


def _next_half_hour(moment: datetime) -> datetime:
    """Nobody promises 17:43; they say half past five or six."""
    halves = moment.minute // 30 + 1
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 * halves)
