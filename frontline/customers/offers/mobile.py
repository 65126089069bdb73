"""Offers around a SIM card and a number."""

from __future__ import annotations

from frontline.customers.fields import DAY, MONEY, TEXT
from frontline.customers.offers.base import operation
from frontline.customers.types import Service

PHONE = {"phone": TEXT}

OFFERS = {
    "block_sim": operation("block_sim", {}, PHONE, ("already_blocked",), service=Service.MOBILE),
    "unblock_sim": operation("unblock_sim", {}, PHONE, ("not_blocked", "replaced"), service=Service.MOBILE),
    "replace_sim": operation(
        "replace_sim", {}, {"price": MONEY, "arrives": DAY}, ("already_ordered",), service=Service.MOBILE
    ),
    "start_porting": operation(
        "start_porting",
        {**PHONE, "account": TEXT, "date": DAY},
        {**PHONE, "day": DAY},
        ("invalid", "too_soon", "too_far", "already_ours", "already_requested"),
    ),
    "cancel_porting": operation("cancel_porting", {}, {**PHONE, "day": DAY}, ("nothing_to_undo", "too_late")),
}
