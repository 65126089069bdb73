"""The demo's web shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from connectors.back_office.demo.base import Office, get, new_number
from connectors.back_office.demo.operations import Case, Operation, document, refuse
from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import CustomerRow, OrderRow
from frontline.customers.ports import Facts, NotAllowed
from frontline.customers.types import Moment, Order, OrderStatus

PACKED, SENT, DELIVERED, CANCELLED, RETURNED = (status.value for status in OrderStatus)


class Orders(Office):
    """Looks at orders."""

    def orders(self, customer_id: str) -> list[Order]:
        """All orders of a customer, newest first."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            query = select(OrderRow).where(OrderRow.customer_id == customer_id)
            rows = session.execute(query.order_by(OrderRow.ordered_on.desc(), OrderRow.id)).scalars()
            return [as_order(row, self._policy) for row in rows]

    def delivery_moments(self, customer_id: str) -> list[Moment]:
        """The moments at which a parcel can come; the same for everyone."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
        return self._policy.delivery_moments(self._today())


def as_order(row: Any, policy: Policy) -> Order:
    """An order, from its row."""
    delivered = row.delivered_on
    return Order(
        id=row.id,
        product=row.product,
        price=row.price,
        status=OrderStatus(row.status),
        ordered_on=row.ordered_on,
        moment=policy.moment(row.expected_on, row.part),
        carrier=row.carrier,
        tracking=row.tracking,
        delivered_on=delivered,
        return_until=delivered + policy.days("orders", "return_days") if delivered else None,
    )


def _quote_change(case: Case) -> Facts:
    order = case.own(OrderRow, "order")
    refuse("already_sent", order.status == SENT)
    refuse("closed", order.status != PACKED)
    moment = _moment(case)
    return {"product": order.product, "day": moment.day, "hours": moment.hours}


def _moment(case: Case) -> Moment:
    free = case.policy.delivery_moments(case.today)
    found = next((moment for moment in free if moment.id == case.arguments["moment"]), None)
    if found is None:
        raise NotAllowed("moment_gone")
    return found


def _change(case: Case, _quote: Facts) -> Facts:
    order, moment = case.own(OrderRow, "order"), _moment(case)
    order.expected_on, order.part = moment.day, moment.part.value
    return {}


def _quote_cancel(case: Case) -> Facts:
    order = case.own(OrderRow, "order")
    refuse("already_sent", order.status == SENT)
    refuse("delivered", order.status == DELIVERED)
    refuse("closed", order.status != PACKED)
    return {"product": order.product, "amount": order.price}


def _cancel(case: Case, _quote: Facts) -> Facts:
    _take_back(case, CANCELLED, "cancelled")
    return {}


def _quote_return(case: Case) -> Facts:
    order = _arrived(case, "return_days")
    until = order.delivered_on + case.policy.days("orders", "return_days")
    return {"product": order.product, "amount": order.price, "until": until}


def _return(case: Case, _quote: Facts) -> Facts:
    _take_back(case, RETURNED, "returned")
    return document(case)


def _quote_replacement(case: Case) -> Facts:
    order = _broken(case)
    return {
        "product": order.product,
        "arrives": case.today + case.policy.days("orders", "replacement_days"),
    }


def _replace(case: Case, quote: Facts) -> Facts:
    order = case.own(OrderRow, "order")
    order.reported, order.complaint = "replaced", case.text("what")
    add_order(case, order.product, "0", quote["arrives"])
    return document(case)


def _quote_money_back(case: Case) -> Facts:
    order = _broken(case)
    return {"product": order.product, "amount": order.price}


def _money_back(case: Case, _quote: Facts) -> Facts:
    order = case.own(OrderRow, "order")
    order.reported, order.complaint = "refunded", case.text("what")
    _take_back(case, RETURNED, "complaint")
    return document(case)


def _quote_missing(case: Case) -> Facts:
    order = case.own(OrderRow, "order")
    refuse("not_sent", order.status == PACKED)
    refuse("closed", order.status in (CANCELLED, RETURNED))
    refuse("already_reported", order.reported is not None)
    refuse("too_early", order.status == SENT and order.expected_on >= case.today)
    return {"product": order.product, "answer": case.today + case.policy.days("orders", "carrier_days")}


def _missing(case: Case, _quote: Facts) -> Facts:
    case.own(OrderRow, "order").reported = "missing"
    return {}


def _broken(case: Case) -> Any:
    order = _arrived(case, "complaint_days")
    refuse("already_reported", order.reported is not None)
    return order


def _arrived(case: Case, days: str) -> Any:
    """An order that was delivered, and not longer ago than the rule allows."""
    order = case.own(OrderRow, "order")
    refuse("not_delivered", order.status in (PACKED, SENT))
    refuse("closed", order.status != DELIVERED)
    refuse("too_late", case.today > order.delivered_on + case.policy.days("orders", days))
    return order


def _take_back(case: Case, status: str, why: str) -> None:
    order = case.own(OrderRow, "order")
    order.status = status
    soon = case.today + case.policy.days("payments", "answer_days")
    case.pay_back(case.policy.words(why, product=order.product), order.price, soon)


def add_order(case: Case, product: str, price: Any, arrives: Any) -> None:
    """A new order of the customer, which is being packed."""
    case.session.add(
        OrderRow(
            id=new_number(case.now),
            customer_id=case.customer.id,
            product=product,
            price=price,
            status=PACKED,
            ordered_on=case.today,
            expected_on=arrives,
            part="afternoon",
        )
    )


OPERATIONS: Mapping[str, Operation] = {
    "change_delivery": Operation(_quote_change, _change),
    "cancel_order": Operation(_quote_cancel, _cancel),
    "return_order": Operation(_quote_return, _return),
    "replace_order": Operation(_quote_replacement, _replace),
    "refund_order": Operation(_quote_money_back, _money_back),
    "report_missing": Operation(_quote_missing, _missing),
}
