"""Offers around a contract: another plan, an end, a reason to stay, another home."""

from __future__ import annotations

from frontline.customers.fields import DAY, MONEY, NUMBER, TEXT, choice
from frontline.customers.offers.base import operation

LINE = {"line": TEXT}
PLACE = {"postcode": TEXT, "house_number": TEXT}

OFFERS = {
    "change_plan": operation(
        "change_plan",
        {**LINE, "plan": TEXT},
        {"plan": TEXT, "price": MONEY, "difference": MONEY, "starts": DAY},
        ("same_plan", "not_available", "not_in_use", "already_changing"),
    ),
    "undo_plan_change": operation("undo_plan_change", LINE, {"plan": TEXT}, ("nothing_to_undo",)),
    "cancel_contract": operation(
        "cancel_contract",
        LINE,
        {"plan": TEXT, "last_day": DAY, "remaining": MONEY},
        ("already_cancelled", "ended"),
    ),
    "cancel_all_contracts": operation(
        "cancel_all_contracts",
        {},
        {"plans": TEXT, "last_day": DAY, "remaining": MONEY},
        ("already_cancelled",),
    ),
    "undo_cancellation": operation("undo_cancellation", LINE, {"plan": TEXT}, ("not_cancelled", "too_late")),
    "accept_retention": operation(
        "accept_retention",
        LINE,
        {"plan": TEXT, "discount": MONEY, "months": NUMBER, "price": MONEY, "until": DAY},
        ("not_offered",),
    ),
    "move_house": operation(
        "move_house",
        {**PLACE, "date": DAY},
        {"day": DAY, "price": MONEY, "technology": choice("fiber", "cable", "dsl")},
        (
            "same_address",
            "no_coverage",
            "other_technology",
            "too_soon",
            "too_far",
            "nothing_to_move",
            "already_moving",
        ),
    ),
    "undo_move": operation("undo_move", {}, {"day": DAY}, ("nothing_to_undo", "too_late")),
}
