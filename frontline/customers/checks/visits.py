"""Checks of technicians' visits."""

from __future__ import annotations

from frontline.conversations.types import Level
from frontline.customers.checks.base import CheckSpec, Facts, id_of
from frontline.customers.checks.orders import MOMENTS, PART, moments_of
from frontline.customers.fields import DAY, MONEY, TEXT, YES_NO, choice, rows
from frontline.customers.ports import BackOffice
from frontline.customers.types import Subject


def _visit(back_office: BackOffice, customer: Subject) -> Facts:
    visit = back_office.visit(id_of(customer))
    if visit is None:
        return {"visit": "none", "day": None, "hours": None, "part": None, "price": None}
    moment = visit.moment
    return {
        "visit": "planned",
        "day": moment.day,
        "hours": moment.hours,
        "part": moment.part,
        "price": visit.price,
    }


def _slots(back_office: BackOffice, customer: Subject) -> Facts:
    return moments_of(back_office.visit_slots(id_of(customer)))


CHECKS = {
    "technician_visit": CheckSpec(
        Level.VERIFIED,
        {"visit": choice("planned", "none"), "day": DAY, "hours": TEXT, "part": PART, "price": MONEY},
        _visit,
    ),
    "technician_slots": CheckSpec(Level.VERIFIED, {"available": YES_NO, "moments": rows(**MOMENTS)}, _slots),
}
