"""Checks of orders and their delivery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frontline.conversations.types import Level
from frontline.customers.checks.base import CheckSpec, Facts, how_many, id_of, yes_no
from frontline.customers.fields import DAY, MONEY, TEXT, YES_NO, choice, rows
from frontline.customers.ports import BackOffice
from frontline.customers.types import Moment, Order, OrderStatus, Subject

PART = choice("morning", "afternoon", "evening")
MOMENTS = {"day": DAY, "hours": TEXT, "part": PART}
UNDER_WAY = (OrderStatus.BEING_PACKED, OrderStatus.SENT)
ORDERS = rows(
    product=TEXT,
    status=choice("being_packed", "sent", "delivered", "cancelled", "returned"),
    price=MONEY,
    ordered=DAY,
    expected=DAY,
    hours=TEXT,
    carrier=TEXT,
    tracking=TEXT,
    delivered=DAY,
    return_until=DAY,
)


def _orders(back_office: BackOffice, customer: Subject) -> Facts:
    orders = back_office.orders(id_of(customer))
    under_way = [order for order in orders if order.status in UNDER_WAY]
    delivered = [order for order in orders if order.status is OrderStatus.DELIVERED]
    return {
        "has": how_many(orders),
        "coming": how_many(under_way),
        "arrived": how_many(delivered),
        "orders": list(map(_order, orders)),
        "under_way": list(map(_order, under_way)),
        "delivered": list(map(_order, delivered)),
    }


def _order(order: Order) -> dict[str, Any]:
    moment = order.moment
    return {
        "id": order.id,
        "product": order.product,
        "status": order.status,
        "price": order.price,
        "ordered": order.ordered_on,
        "expected": moment.day if moment else None,
        "hours": moment.hours if moment else None,
        "carrier": order.carrier,
        "tracking": order.tracking,
        "delivered": order.delivered_on,
        "return_until": order.return_until,
    }


def _moments(back_office: BackOffice, customer: Subject) -> Facts:
    return moments_of(back_office.delivery_moments(id_of(customer)))


def moments_of(moments: Sequence[Moment]) -> Facts:
    """Moments to pick from, as facts."""
    return {
        "available": yes_no(moments),
        "moments": [
            {"id": moment.id, "day": moment.day, "hours": moment.hours, "part": moment.part}
            for moment in moments
        ],
    }


MANY = choice("none", "one", "several")
CHECKS = {
    "orders": CheckSpec(
        Level.VERIFIED,
        {"has": MANY, "coming": MANY, "arrived": MANY, "orders": ORDERS, "under_way": ORDERS}
        | {"delivered": ORDERS},
        _orders,
    ),
    "delivery_moments": CheckSpec(
        Level.VERIFIED, {"available": YES_NO, "moments": rows(**MOMENTS)}, _moments
    ),
}
