"""Offers around a technician's visit."""

from __future__ import annotations

from frontline.customers.fields import DAY, MONEY, TEXT
from frontline.customers.offers.base import operation

MOMENT = {"moment": TEXT}
WHEN = {"day": DAY, "hours": TEXT}

OFFERS = {
    "book_visit": operation(
        "book_visit", MOMENT, {**WHEN, "price": MONEY}, ("already_booked", "moment_gone")
    ),
    "move_visit": operation("move_visit", MOMENT, WHEN, ("no_visit", "moment_gone", "too_late")),
    "cancel_visit": operation("cancel_visit", {}, WHEN, ("no_visit", "too_late")),
}
