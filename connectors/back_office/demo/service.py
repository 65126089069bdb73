"""The demo back office: Polderlink's systems, played by a few tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.back_office.demo import billing, contracts, details, mobile, orders, visits
from connectors.back_office.demo.base import get
from connectors.back_office.demo.billing import Billing, as_bill, lines_of_bill
from connectors.back_office.demo.contracts import Contracts
from connectors.back_office.demo.lines import Lines
from connectors.back_office.demo.mobile import Mobile
from connectors.back_office.demo.operations import Case, Operation
from connectors.back_office.demo.orders import Orders, as_order
from connectors.back_office.demo.people import People
from connectors.back_office.demo.tables import BillRow, CustomerRow, OperationRow, OrderRow
from connectors.back_office.demo.visits import Visits
from frontline.customers.fields import plain
from frontline.customers.ports import Arguments, BackOffice, Facts, NotFound
from frontline.customers.types import Bill, BillLine, BillStatus, Order, Receipt
from frontline.settings import Settings
from frontline.storage.database import Database

OPERATIONS: Mapping[str, Operation] = {
    **orders.OPERATIONS,
    **billing.OPERATIONS,
    **contracts.OPERATIONS,
    **details.OPERATIONS,
    **mobile.OPERATIONS,
    **visits.OPERATIONS,
}
PAYMENTS = ("send_payment_link", "pay_bill")
LABELS = ("return_order", "replace_order", "refund_order")
COPIES = ("bill_copy",)


@dataclass(frozen=True)
class Payment:
    """A bill as the payment page shows it, in the customer's language."""

    bill: Bill
    language: str


@dataclass(frozen=True)
class Document:
    """A copy of a bill, or the label of a parcel that goes back, for the customer by that name."""

    reference: str
    name: str
    language: str
    bill: Bill | None = None
    lines: tuple[BillLine, ...] = ()
    order: Order | None = None


class DemoBackOffice(People, Lines, Orders, Billing, Contracts, Mobile, Visits):
    """Implements `frontline.customers.ports.BackOffice` on the seeded tables."""

    @classmethod
    def connect(cls, _settings: Settings, database: Database) -> BackOffice:
        """The demo in the front line's own database."""
        return cls(database)

    def quote(self, operation: str, customer_id: str, arguments: Arguments) -> Facts:
        """Price and effect; nothing is done."""
        with self._reading() as session:
            return _operation(operation).quote(self._case(session, customer_id, arguments))

    def perform(self, operation: str, customer_id: str, arguments: Arguments, *, key: str) -> Receipt:
        """Carries it out once per key, by the rules and at the price of its quote."""
        how = _operation(operation)

        def operate(session: Session, begun: Any) -> Mapping[str, Any]:
            case = self._case(session, customer_id, arguments)
            case = replace(case, reference=begun.reference, link=begun.link)
            quote = how.quote(case)
            facts = {**quote, **how.carry_out(case, quote)}
            return {name: plain(value) for name, value in facts.items()}

        subject = _subject(operation, customer_id, arguments)
        return self._once(key, operation, subject, operate, customer=customer_id, arguments=dict(arguments))

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

    def document(self, link: str) -> Document:
        """The bill or the label behind a link; NotFound for an unknown link."""
        with self._reading() as session:
            operation = _performed(session, OperationRow.link == link, (*COPIES, *LABELS))
            of_bill = operation.name in COPIES
            row = get(session, BillRow if of_bill else OrderRow, operation.subject)
            customer = get(session, CustomerRow, row.customer_id)
            document = Document(operation.reference, customer.name, customer.language)
            if of_bill:
                return replace(document, bill=as_bill(row), lines=tuple(lines_of_bill(session, row.id)))
            return replace(document, order=as_order(row, self._policy))

    def _case(self, session: Session, customer_id: str, arguments: Arguments) -> Case:
        customer = get(session, CustomerRow, customer_id)
        return Case(session, self._policy, customer, arguments, self._now(), self._site)


def _operation(name: str) -> Operation:
    if name not in OPERATIONS:
        raise NotFound(f"there is no operation {name}")
    return OPERATIONS[name]


def _subject(operation: str, customer_id: str, arguments: Arguments) -> str:
    """What an operation is about: the bill or the order of a link, else the customer."""
    if operation in (*PAYMENTS, *COPIES):
        return str(arguments["bill"])
    return str(arguments["order"]) if operation in LABELS else customer_id


def _performed(session: Session, condition: Any, names: tuple[str, ...]) -> Any:
    query = select(OperationRow).where(condition, OperationRow.name.in_(names))
    operation: Any = session.execute(query).scalars().first()
    if operation is None:
        raise NotFound("there is no such link")
    return operation


def _linked_bill(session: Session, reference: str) -> Any:
    operation = _performed(session, OperationRow.reference == reference, PAYMENTS)
    return get(session, BillRow, operation.subject)


def _payment(session: Session, bill: Any) -> Payment:
    return Payment(as_bill(bill), get(session, CustomerRow, bill.customer_id).language)
