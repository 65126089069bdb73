"""Offers that change what is known of a customer, or let them in again."""

from __future__ import annotations

from frontline.conversations.types import Level
from frontline.customers.fields import TEXT
from frontline.customers.offers.base import operation

OFFERS = {
    "change_email": operation(
        "change_email", {"email": TEXT}, {"email": TEXT}, ("invalid", "same", "in_use")
    ),
    "change_phone": operation(
        "change_phone", {"phone": TEXT}, {"phone": TEXT}, ("invalid", "same", "in_use")
    ),
    "change_post_address": operation(
        "change_post_address",
        {"postcode": TEXT, "house_number": TEXT},
        {"address": TEXT},
        ("invalid", "same"),
    ),
    "send_password_reset": operation(
        "send_password_reset", {}, {}, ("too_many",), level=Level.RECOGNISED, consent=False
    ),
}
