"""Checks of what is known of a customer: in part, as proof enough for who knows the rest."""

from __future__ import annotations

from frontline.conversations.types import Level
from frontline.customers.checks.base import CheckSpec, Facts, id_of
from frontline.customers.fields import TEXT, choice
from frontline.customers.masking import mask_email, mask_phone
from frontline.customers.ports import BackOffice, NotFound
from frontline.customers.types import Subject


def _details(back_office: BackOffice, customer: Subject) -> Facts:
    known = back_office.find_by_number(id_of(customer))
    if known is None:
        raise NotFound("there is no such customer")
    to = known.post_to or known.address
    return {
        "post": "elsewhere" if known.post_to else "home",
        "email": mask_email(known.email),
        "phone": mask_phone(known.phone),
        "address": f"{to.postcode} {to.house_number}",
    }


CHECKS = {
    "contact_details": CheckSpec(
        Level.VERIFIED,
        {"post": choice("home", "elsewhere"), "email": TEXT, "phone": TEXT, "address": TEXT},
        _details,
    ),
}
