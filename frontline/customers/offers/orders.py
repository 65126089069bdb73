"""Offers around an order: when it comes, that it need not come, and what if it came wrong or never."""

from __future__ import annotations

from frontline.customers.fields import DAY, MONEY, TEXT
from frontline.customers.offers.base import operation

ORDER = {"order": TEXT}
URL = {"url": TEXT}

OFFERS = {
    "change_delivery": operation(
        "change_delivery",
        {**ORDER, "moment": TEXT},
        {"product": TEXT, "day": DAY, "hours": TEXT},
        ("already_sent", "closed", "moment_gone"),
    ),
    "cancel_order": operation(
        "cancel_order",
        ORDER,
        {"product": TEXT, "amount": MONEY},
        ("already_sent", "delivered", "closed"),
    ),
    "return_order": operation(
        "return_order",
        ORDER,
        {"product": TEXT, "amount": MONEY, "until": DAY},
        ("not_delivered", "too_late", "closed"),
        receipt=URL,
    ),
    "replace_order": operation(
        "replace_order",
        {**ORDER, "what": TEXT},
        {"product": TEXT, "arrives": DAY},
        ("not_delivered", "too_late", "already_reported", "closed"),
        receipt=URL,
    ),
    "refund_order": operation(
        "refund_order",
        {**ORDER, "what": TEXT},
        {"product": TEXT, "amount": MONEY},
        ("not_delivered", "too_late", "already_reported", "closed"),
        receipt=URL,
    ),
    "report_missing": operation(
        "report_missing",
        ORDER,
        {"product": TEXT, "answer": DAY},
        ("not_sent", "too_early", "already_reported", "closed"),
    ),
}
