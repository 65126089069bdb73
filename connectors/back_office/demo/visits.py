"""The demo's technicians."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.back_office.demo.base import Office, get
from connectors.back_office.demo.operations import Case, Operation, refuse
from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import CustomerRow, LineRow, VisitRow
from frontline.customers.ports import Facts, NotAllowed
from frontline.customers.types import Moment, Visit


class Visits(Office):
    """Looks at appointments."""

    def visit(self, customer_id: str) -> Visit | None:
        """The appointment that is still to come."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            row = _planned(session, customer_id, self._today())
            return Visit(row.id, self._policy.moment(row.day, row.part), row.price) if row else None

    def visit_slots(self, customer_id: str) -> list[Moment]:
        """When a technician is free."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            return _free(session, self._policy, self._today())


def _planned(session: Session, customer_id: str, today: date) -> Any:
    query = select(VisitRow).where(VisitRow.customer_id == customer_id, VisitRow.day >= today)
    return session.execute(query.order_by(VisitRow.day)).scalars().first()


def _free(session: Session, policy: Policy, today: date) -> list[Moment]:
    """The moments for which not all technicians are booked."""
    query = select(VisitRow.day, VisitRow.part, func.count()).group_by(VisitRow.day, VisitRow.part)
    booked = {(day, part): count for day, part, count in session.execute(query)}
    most = policy.number("visits", "capacity")
    moments = policy.visit_moments(today)
    return [moment for moment in moments if booked.get((moment.day, moment.part.value), 0) < most]


# -- operations -------------------------------------------------------------------------------------


def _quote_booking(case: Case) -> Facts:
    refuse("already_booked", _planned(case.session, case.customer.id, case.today) is not None)
    return {**_when(_moment(case)), "price": _price(case)}


def _moment(case: Case) -> Moment:
    free = _free(case.session, case.policy, case.today)
    found = next((moment for moment in free if moment.id == case.arguments["moment"]), None)
    if found is None:
        raise NotAllowed("moment_gone")
    return found


def _price(case: Case) -> Decimal:
    """Free when a line of the customer is at fault."""
    query = select(LineRow.id).where(LineRow.customer_id == case.customer.id, LineRow.fault)
    fault = case.session.execute(query).first() is not None
    return Decimal(0) if fault else case.policy.money("visits", "call_out")


def _when(moment: Moment) -> Facts:
    return {"day": moment.day, "hours": moment.hours}


def _book(case: Case, quote: Facts) -> Facts:
    moment = _moment(case)
    case.session.add(
        VisitRow(
            id=case.reference,
            customer_id=case.customer.id,
            day=moment.day,
            part=moment.part.value,
            price=quote["price"],
        )
    )
    return {}


def _quote_moving(case: Case) -> Facts:
    _changeable(case)
    return _when(_moment(case))


def _move(case: Case, _quote: Facts) -> Facts:
    row, moment = _changeable(case), _moment(case)
    row.day, row.part = moment.day, moment.part.value
    return {}


def _quote_cancelling(case: Case) -> Facts:
    row = _changeable(case)
    return _when(case.policy.moment(row.day, row.part))


def _cancel(case: Case, _quote: Facts) -> Facts:
    case.session.delete(_changeable(case))
    return {}


def _changeable(case: Case) -> Any:
    """The appointment, while there is time enough to change it."""
    row = _planned(case.session, case.customer.id, case.today)
    if row is None:
        raise NotAllowed("no_visit")
    refuse("too_late", row.day - case.today < case.policy.days("visits", "notice_days"))
    return row


OPERATIONS: Mapping[str, Operation] = {
    "book_visit": Operation(_quote_booking, _book),
    "move_visit": Operation(_quote_moving, _move),
    "cancel_visit": Operation(_quote_cancelling, _cancel),
}
