"""The demo's bills, payments, refunds and compensation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum import iban as ibans

from connectors.back_office.demo.base import Office, get
from connectors.back_office.demo.operations import PAYMENT_PAGE, Case, Operation, document, refuse
from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import (
    BillLineRow,
    BillRow,
    CustomerRow,
    LineRow,
    PastOutageRow,
    PlanRow,
    RefundRow,
)
from frontline.customers.masking import mask_iban
from frontline.customers.ports import Facts, NotAllowed
from frontline.customers.types import (
    Bill,
    BillLine,
    BillLineKind,
    BillStatus,
    Compensation,
    ExtensionState,
    PaymentDetails,
    PaymentExtension,
    Receipt,
    Refund,
    RefundStatus,
    SuspensionReason,
)

CENT = Decimal("0.01")
HOURS_A_DAY, DAYS_A_MONTH = 24, 30


class Billing(Office):
    """Looks at bills and what belongs to them."""

    def bills(self, customer_id: str) -> list[Bill]:
        """All bills of a customer, newest first."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            return [as_bill(row) for row in _bills(session, customer_id)]

    def bill_lines(self, bill_id: str) -> list[BillLine]:
        """What a bill is made of."""
        with self._reading() as session:
            get(session, BillRow, bill_id)
            return lines_of_bill(session, bill_id)

    def payment_details(self, customer_id: str) -> PaymentDetails:
        """From which account a customer pays."""
        with self._reading() as session:
            row = get(session, CustomerRow, customer_id)
            return PaymentDetails(row.iban, row.direct_debit, row.iban_before is not None)

    def payment_extension(self, customer_id: str) -> PaymentExtension:
        """Whether the oldest unpaid bill may be paid later."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            unpaid = [row for row in _bills(session, customer_id) if row.status != BillStatus.PAID.value]
            if not unpaid:
                return PaymentExtension(ExtensionState.NOTHING_OPEN)
            state = _extension_state(session, unpaid[-1])
            latest = _latest_day(unpaid[-1], self._today(), self._policy)
            possible = state is ExtensionState.POSSIBLE
            return PaymentExtension(state, as_bill(unpaid[-1]), latest if possible else None)

    def refunds(self, customer_id: str) -> list[Refund]:
        """Money on its way to a customer, or booked."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            query = select(RefundRow).where(RefundRow.customer_id == customer_id)
            rows = session.execute(query.order_by(RefundRow.on.desc(), RefundRow.id)).scalars()
            return [_refund(row, self._today()) for row in rows]

    def compensations(self, customer_id: str) -> list[Compensation]:
        """What the policy gives for outages of this customer."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            query = select(PastOutageRow).where(PastOutageRow.customer_id == customer_id)
            rows = session.execute(query.order_by(PastOutageRow.day.desc())).scalars()
            found = [_compensation(session, row, self._policy) for row in rows]
            return [each for each in found if each.amount > 0]

    def send_payment_link(self, bill_id: str, *, key: str) -> Receipt:
        """Makes a link to the demo's payment page."""

        def send(session: Session, operation: Any) -> Mapping[str, Any]:
            bill = get(session, BillRow, bill_id)
            refuse("paid", bill.status == BillStatus.PAID.value)
            return {"url": f"{self._site}{PAYMENT_PAGE}/{operation.reference}", "amount": float(bill.amount)}

        return self._once(key, "send_payment_link", bill_id, send)


def as_bill(row: Any) -> Bill:
    """A bill, from its row."""
    return Bill(row.id, row.customer_id, row.month, row.amount, row.due_on, BillStatus(row.status))


def lines_of_bill(session: Session, bill_id: str) -> list[BillLine]:
    """The lines of a bill, in their order."""
    query = select(BillLineRow).where(BillLineRow.bill_id == bill_id).order_by(BillLineRow.position)
    rows = session.execute(query).scalars()
    return [
        BillLine({"nl": row.what_nl, "en": row.what_en}, row.amount, BillLineKind(row.kind)) for row in rows
    ]


def _bills(session: Session, customer_id: str) -> Sequence[Any]:
    query = select(BillRow).where(BillRow.customer_id == customer_id).order_by(BillRow.id.desc())
    return list(session.execute(query).scalars())


def _refund(row: Any, today: date) -> Refund:
    """What was on its way has been booked by the day it was expected."""
    words = {"nl": row.what_nl, "en": row.what_en}
    status = RefundStatus.BOOKED if row.on <= today else RefundStatus(row.status)
    return Refund(row.id, words, row.amount, status, row.on)


def _compensation(session: Session, row: Any, policy: Policy) -> Compensation:
    """A day's price of the service for each day that began, from so many hours on."""
    query = select(PlanRow.price).join(LineRow, LineRow.plan_id == PlanRow.id)
    of_service = query.where(LineRow.customer_id == row.customer_id, LineRow.service == row.service)
    price = session.execute(of_service).scalars().first() or Decimal(0)
    days = -(-row.hours // HOURS_A_DAY)
    amount = (price * days / DAYS_A_MONTH).quantize(CENT, ROUND_HALF_UP)
    counts = row.hours >= policy.number("compensation", "least_hours")
    due = max(amount, policy.money("compensation", "least_amount")) if counts else Decimal(0)
    return Compensation(row.id, row.day, row.hours, due, row.granted)


# -- operations -------------------------------------------------------------------------------------


def _quote_copy(case: Case) -> Facts:
    return {"month": case.own(BillRow, "bill").month}


def _copy(case: Case, _quote: Facts) -> Facts:
    return document(case)


def _quote_payment(case: Case) -> Facts:
    bill = case.own(BillRow, "bill")
    refuse("paid", bill.status == BillStatus.PAID.value)
    return {"month": bill.month, "amount": bill.amount}


def _pay(case: Case, _quote: Facts) -> Facts:
    return {"url": f"{case.site}{PAYMENT_PAGE}/{case.reference}"}


def _quote_extension(case: Case) -> Facts:
    bill, day = case.own(BillRow, "bill"), case.day()
    refuse("paid", bill.status == BillStatus.PAID.value)
    state = _extension_state(case.session, bill)
    refuse(state.value, state is not ExtensionState.POSSIBLE)
    refuse("too_early", day <= bill.due_on or day < case.today)
    refuse("above_limit", day > _latest_day(bill, case.today, case.policy))
    return {"month": bill.month, "amount": bill.amount, "was": bill.due_on, "day": day}


def _extend(case: Case, quote: Facts) -> Facts:
    bill = case.own(BillRow, "bill")
    bill.due_on, bill.status, bill.extended = quote["day"], BillStatus.OPEN.value, True
    return {}


def _extension_state(session: Session, bill: Any) -> ExtensionState:
    """Not twice in a row, and not once a line is suspended for it."""
    older = [row for row in _bills(session, bill.customer_id) if row.id < bill.id]
    if bill.extended or any(row.extended for row in older[:1]):
        return ExtensionState.USED
    suspended = select(LineRow.id).where(
        LineRow.customer_id == bill.customer_id,
        LineRow.suspended_for == SuspensionReason.OVERDUE_BILL.value,
    )
    late = session.execute(suspended).first() is not None
    return ExtensionState.TOO_LATE if late else ExtensionState.POSSIBLE


def _latest_day(bill: Any, today: date, policy: Policy) -> date:
    return max(bill.due_on, today) + policy.days("payments", "extension_days")


def _quote_account(case: Case) -> Facts:
    iban = _iban(case)
    refuse("same", iban == case.customer.iban)
    return {"iban": mask_iban(iban), "starts": case.next_bill_on}


def _iban(case: Case) -> str:
    try:
        return str(ibans.validate(case.text("iban")))
    except ibans.ValidationError as error:
        raise NotAllowed("invalid") from error


def _change_account(case: Case, _quote: Facts) -> Facts:
    case.customer.iban, case.customer.iban_before = _iban(case), case.customer.iban
    return {}


def _quote_restoring(case: Case) -> Facts:
    refuse("nothing_to_undo", case.customer.iban_before is None)
    return {"iban": mask_iban(case.customer.iban_before), "starts": case.next_bill_on}


def _restore(case: Case, _quote: Facts) -> Facts:
    case.customer.iban, case.customer.iban_before = case.customer.iban_before, None
    return {}


def _debit(on: bool) -> Operation:
    def quote(case: Case) -> Facts:
        refuse("already_on" if on else "already_off", case.customer.direct_debit is on)
        account = {"iban": mask_iban(case.customer.iban)} if on else {}
        return {**account, "starts": case.next_bill_on}

    def switch(case: Case, _quote: Facts) -> Facts:
        case.customer.direct_debit = on
        return {}

    return Operation(quote, switch)


def _quote_compensation(case: Case) -> Facts:
    due = _compensation(case.session, case.own(PastOutageRow, "outage"), case.policy)
    refuse("already_granted", due.granted)
    refuse("not_due", due.amount == 0)
    refuse("above_limit", due.amount > case.policy.money("payments", "most_compensation"))
    return {"amount": due.amount, "day": case.next_bill_on}


def _grant(case: Case, quote: Facts) -> Facts:
    case.own(PastOutageRow, "outage").granted = True
    case.pay_back(case.policy.words("compensation"), quote["amount"], quote["day"])
    return {}


OPERATIONS: Mapping[str, Operation] = {
    "bill_copy": Operation(_quote_copy, _copy),
    "pay_bill": Operation(_quote_payment, _pay),
    "extend_payment": Operation(_quote_extension, _extend),
    "change_bank_account": Operation(_quote_account, _change_account),
    "restore_bank_account": Operation(_quote_restoring, _restore),
    "direct_debit_on": _debit(True),
    "direct_debit_off": _debit(False),
    "grant_compensation": Operation(_quote_compensation, _grant),
}
