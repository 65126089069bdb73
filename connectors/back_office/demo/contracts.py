"""The demo's contracts: other plans, their end, reasons to stay, another home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as postcodes

from connectors.back_office.demo.base import Office, get
from connectors.back_office.demo.lines import as_plan, plan_of
from connectors.back_office.demo.operations import Case, Operation, refuse
from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import CustomerRow, LineRow, MoveRow, PlanRow
from frontline.customers.ports import Facts, NotAllowed
from frontline.customers.types import (
    Address,
    Contract,
    ContractState,
    Coverage,
    LineStatus,
    Move,
    MoveState,
    Plan,
    RetentionOffer,
    Service,
    SuspensionReason,
)

CENT = Decimal("0.01")
DAYS_A_MONTH = 30
AT_HOME = (Service.INTERNET.value, Service.TV.value)


class Contracts(Office):
    """Looks at contracts and what could be."""

    def contracts(self, customer_id: str) -> list[Contract]:
        """The agreements for all lines of a customer."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            rows = _lines(session, customer_id)
            return [_contract(session, row, self._today(), self._policy) for row in rows]

    def plans(self, line_id: str) -> list[Plan]:
        """What the line can change to."""
        with self._reading() as session:
            return _other_plans(session, get(session, LineRow, line_id), self._today())

    def retention_offer(self, line_id: str) -> RetentionOffer | None:
        """What applies when the customer stays."""
        with self._reading() as session:
            return _retention(session, get(session, LineRow, line_id), self._today(), self._policy)

    def move(self, customer_id: str) -> Move:
        """The move that is planned, or when one can be."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            return _move_of(session, customer_id, self._today(), self._policy)

    def coverage(self, address: Address) -> Coverage:
        """What can be had at an address."""
        return self._policy.coverage(address)


def _lines(session: Session, customer_id: str) -> Sequence[Any]:
    query = select(LineRow).where(LineRow.customer_id == customer_id).order_by(LineRow.id)
    return list(session.execute(query).scalars())


def _plan(session: Session, row: Any, today: date) -> Plan:
    return as_plan(get(session, PlanRow, plan_of(row, today)))


def _contract(session: Session, row: Any, today: date, policy: Policy) -> Contract:
    plan = _plan(session, row, today)
    to_come = row.changes_on is not None and row.changes_on > today
    return Contract(
        line_id=row.id,
        plan=plan,
        price=plan.price - _discount(row, today),
        state=_state(row, today),
        notice_days=policy.number("contracts", "notice_days"),
        ends_on=row.contract_ends_on,
        last_day=row.last_day,
        next_plan=get(session, PlanRow, row.next_plan_id).name if to_come else None,
        changes_on=row.changes_on if to_come else None,
    )


def _discount(row: Any, today: date) -> Decimal:
    running = row.discount_until is not None and row.discount_until >= today
    return row.discount if running else Decimal(0)


def _state(row: Any, today: date) -> ContractState:
    gone = row.last_day is not None and row.last_day < today
    ended = row.suspended_for == SuspensionReason.CONTRACT_ENDED.value or row.status == LineStatus.ENDED.value
    if gone or ended:
        return ContractState.ENDED
    if row.last_day is not None:
        return ContractState.CANCELLED
    fixed = row.contract_ends_on is not None and row.contract_ends_on > today
    return ContractState.FIXED if fixed else ContractState.MONTHLY


def _other_plans(session: Session, row: Any, today: date) -> list[Plan]:
    now = _plan(session, row, today)
    query = select(PlanRow).where(PlanRow.service == row.service, PlanRow.id != now.id)
    plans = map(as_plan, session.execute(query.order_by(PlanRow.price)).scalars())
    return [plan for plan in plans if plan.technology is now.technology]


def _retention(session: Session, row: Any, today: date, policy: Policy) -> RetentionOffer | None:
    """An offer only near the end of a contract or after it, and not on top of another discount."""
    window = policy.days("contracts", "retention_window_days")
    far = row.contract_ends_on is not None and row.contract_ends_on > today + window
    if far or _state(row, today) is ContractState.ENDED or _discount(row, today) > 0:
        return None
    plan = _plan(session, row, today)
    percent = Decimal(policy.number("contracts", "retention_percent")) / 100
    discount = (plan.price * percent).quantize(CENT, ROUND_HALF_UP)
    months = policy.number("contracts", "retention_months")
    return RetentionOffer(row.id, plan, discount, months, plan.price - discount)


# -- operations -------------------------------------------------------------------------------------


def _quote_plan(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    now, wanted = _plan(case.session, row, case.today), case.text("plan")
    active = row.status == LineStatus.ACTIVE.value and _state(row, case.today) in (
        ContractState.FIXED,
        ContractState.MONTHLY,
    )
    refuse("not_in_use", not active)
    refuse("same_plan", wanted == now.id)
    refuse("already_changing", row.changes_on is not None and row.changes_on > case.today)
    plan = next((plan for plan in _other_plans(case.session, row, case.today) if plan.id == wanted), None)
    if plan is None:
        raise NotAllowed("not_available")
    difference = abs(plan.price - now.price)
    starts = _change_day(case, row, plan.price > now.price)
    return {"plan": plan.name, "price": plan.price, "difference": difference, "starts": starts}


def _change_day(case: Case, row: Any, dearer: bool) -> date:
    """More from the next bill; less once the contract is over."""
    runs = row.contract_ends_on is not None and not dearer
    return max(case.next_bill_on, row.contract_ends_on) if runs else case.next_bill_on


def _change_plan(case: Case, quote: Facts) -> Facts:
    row = case.own(LineRow, "line")
    row.plan_id = plan_of(row, case.today)
    row.next_plan_id, row.changes_on = case.text("plan"), quote["starts"]
    return {}


def _quote_keeping(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    refuse("nothing_to_undo", row.changes_on is None or row.changes_on <= case.today)
    return {"plan": _plan(case.session, row, case.today).name}


def _keep_plan(case: Case, _quote: Facts) -> Facts:
    row = case.own(LineRow, "line")
    row.next_plan_id = row.changes_on = None
    return {}


def _quote_cancelling(case: Case) -> Facts:
    contract = _contract(case.session, case.own(LineRow, "line"), case.today, case.policy)
    refuse("ended", contract.state is ContractState.ENDED)
    refuse("already_cancelled", contract.state is ContractState.CANCELLED)
    return _end_of(case, contract)


def _end_of(case: Case, contract: Contract) -> dict[str, Any]:
    """The last day that a contract can have when it is cancelled today, and what is paid until then."""
    notice = case.today + case.policy.days("contracts", "notice_days")
    last_day = max(notice, contract.ends_on or notice)
    months = Decimal((last_day - case.today).days) / DAYS_A_MONTH
    remaining = (contract.price * months).quantize(CENT, ROUND_HALF_UP)
    return {"plan": contract.plan.name, "last_day": last_day, "remaining": remaining}


def _cancel(case: Case, quote: Facts) -> Facts:
    case.own(LineRow, "line").last_day = quote["last_day"]
    return {}


def _quote_cancelling_all(case: Case) -> Facts:
    ends = [_end_of(case, _contract(case.session, row, case.today, case.policy)) for row in _running(case)]
    refuse("already_cancelled", not ends)
    return {
        "plans": " + ".join(end["plan"] for end in ends),
        "last_day": max(end["last_day"] for end in ends),
        "remaining": sum(end["remaining"] for end in ends),
    }


def _running(case: Case) -> list[Any]:
    states = (ContractState.FIXED, ContractState.MONTHLY)
    return [row for row in _lines(case.session, case.customer.id) if _state(row, case.today) in states]


def _cancel_all(case: Case, _quote: Facts) -> Facts:
    for row in _running(case):
        contract = _contract(case.session, row, case.today, case.policy)
        row.last_day = _end_of(case, contract)["last_day"]
    return {}


def _quote_staying(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    refuse("not_cancelled", row.last_day is None)
    refuse("too_late", row.last_day is not None and row.last_day < case.today)
    return {"plan": _plan(case.session, row, case.today).name}


def _stay(case: Case, _quote: Facts) -> Facts:
    case.own(LineRow, "line").last_day = None
    return {}


def _quote_retention(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    offer = _retention(case.session, row, case.today, case.policy)
    if offer is None:
        raise NotAllowed("not_offered")
    until = case.today + timedelta(days=round(offer.months * 365 / 12))
    return {
        "plan": offer.plan.name,
        "discount": offer.discount,
        "months": offer.months,
        "price": offer.price,
        "until": until,
    }


def _retain(case: Case, quote: Facts) -> Facts:
    """Who takes the offer stays: a cancellation is withdrawn with it."""
    row = case.own(LineRow, "line")
    row.discount, row.discount_until = quote["discount"], quote["until"]
    row.contract_ends_on, row.last_day = quote["until"], None
    return {}


def _move_of(session: Session, customer_id: str, today: date, policy: Policy) -> Move:
    price = policy.money("moving", "price")
    earliest, latest = (today + policy.days("moving", key) for key in ("least_days", "most_days"))
    row = _planned_move(session, customer_id, today)
    if row is not None:
        to = Address(row.postcode, row.house_number)
        return Move(MoveState.PLANNED, price, earliest, latest, row.day, to)
    home = _lines_at_home(session, customer_id, today)
    state = MoveState.POSSIBLE if home else MoveState.NOTHING_TO_MOVE
    return Move(state, price, earliest, latest)


def _quote_move(case: Case) -> Facts:
    move = _move_of(case.session, case.customer.id, case.today, case.policy)
    refuse("nothing_to_move", move.state is MoveState.NOTHING_TO_MOVE)
    refuse("already_moving", move.state is MoveState.PLANNED)
    address, day = _new_address(case), case.day()
    refuse("same_address", address == Address(case.customer.postcode, case.customer.house_number))
    technology = _technology(case, address)
    refuse("too_soon", day < move.earliest)
    refuse("too_far", day > move.latest)
    return {"day": day, "price": move.price, "technology": technology}


def _lines_at_home(session: Session, customer_id: str, today: date) -> list[Any]:
    lines = [row for row in _lines(session, customer_id) if row.service in AT_HOME]
    return [row for row in lines if _state(row, today) is not ContractState.ENDED]


def _new_address(case: Case) -> Address:
    try:
        code = postcodes.validate(case.text("postcode")).replace(" ", "")
    except ValidationError as error:
        raise NotAllowed("no_coverage") from error
    return Address(code, case.text("house_number").upper())


def _technology(case: Case, address: Address) -> str:
    """What the lines will run over there: the same as now, or the fastest for television alone."""
    home = _lines_at_home(case.session, case.customer.id, case.today)
    there = [each.technology.value for each in case.policy.coverage(address).connections]
    refuse("no_coverage", not there)
    needed = next((row.technology for row in home if row.technology), there[0])
    refuse("other_technology", needed not in there)
    return str(needed)


def _planned_move(session: Session, customer_id: str, today: date) -> Any:
    query = select(MoveRow).where(MoveRow.customer_id == customer_id, MoveRow.day >= today)
    return session.execute(query).scalars().first()


def _move(case: Case, quote: Facts) -> Facts:
    address = _new_address(case)
    case.session.add(
        MoveRow(
            id=case.reference,
            customer_id=case.customer.id,
            postcode=address.postcode,
            house_number=address.house_number,
            day=quote["day"],
        )
    )
    return {}


def _quote_not_moving(case: Case) -> Facts:
    move = _planned_move(case.session, case.customer.id, case.today)
    if move is None:
        raise NotAllowed("nothing_to_undo")
    refuse("too_late", move.day - case.today < case.policy.days("moving", "undo_days"))
    return {"day": move.day}


def _do_not_move(case: Case, _quote: Facts) -> Facts:
    case.session.delete(_planned_move(case.session, case.customer.id, case.today))
    return {}


OPERATIONS: Mapping[str, Operation] = {
    "change_plan": Operation(_quote_plan, _change_plan),
    "undo_plan_change": Operation(_quote_keeping, _keep_plan),
    "cancel_contract": Operation(_quote_cancelling, _cancel),
    "cancel_all_contracts": Operation(_quote_cancelling_all, _cancel_all),
    "undo_cancellation": Operation(_quote_staying, _stay),
    "accept_retention": Operation(_quote_retention, _retain),
    "move_house": Operation(_quote_move, _move),
    "undo_move": Operation(_quote_not_moving, _do_not_move),
}
