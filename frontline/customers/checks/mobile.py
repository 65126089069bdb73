"""Checks of SIM cards, use abroad, and numbers that move in."""

from __future__ import annotations

from frontline.conversations.types import Level
from frontline.customers.checks.base import CheckSpec, Facts, id_of, line_of
from frontline.customers.fields import DAY, MONEY, SECRET, TEXT, WORDS, YES_NO, choice, rows
from frontline.customers.masking import mask_phone
from frontline.customers.ports import BackOffice
from frontline.customers.types import Service, Subject


def _sim(back_office: BackOffice, customer: Subject) -> Facts:
    line = line_of(back_office, customer, Service.MOBILE)
    if line is None:
        return {"sim": "missing", "replacement": "none", "arrives": None, "phone": None}
    sim = back_office.sim(line.id)
    return {
        "sim": sim.status,
        "replacement": "ordered" if sim.replaced_on else "none",
        "arrives": sim.replaced_on,
        "phone": mask_phone(line.phone) if line.phone else None,
    }


def _puk(back_office: BackOffice, customer: Subject) -> Facts:
    line = line_of(back_office, customer, Service.MOBILE)
    return {"known": "yes", "puk": back_office.sim(line.id).puk} if line else {"known": "no", "puk": None}


def _rates(back_office: BackOffice, _customer: Subject) -> Facts:
    return {"zones": [vars(rate) for rate in back_office.roaming_rates()]}


def _porting(back_office: BackOffice, customer: Subject) -> Facts:
    porting = back_office.porting(id_of(customer))
    if porting is None:
        return {"porting": "none", "phone": None, "day": None}
    return {"porting": porting.status, "phone": mask_phone(porting.phone), "day": porting.on}


CHECKS = {
    "sim_card": CheckSpec(
        Level.VERIFIED,
        {
            "sim": choice("active", "blocked", "missing"),
            "replacement": choice("ordered", "none"),
            "arrives": DAY,
            "phone": TEXT,
        },
        _sim,
    ),
    "puk_code": CheckSpec(Level.VERIFIED, {"known": YES_NO, "puk": SECRET}, _puk),
    "roaming_rates": CheckSpec(
        Level.ANONYMOUS,
        {"zones": rows(where=WORDS, minute=MONEY, message=MONEY, megabyte=MONEY)},
        _rates,
    ),
    "number_porting": CheckSpec(
        Level.VERIFIED,
        {
            "porting": choice("requested", "confirmed", "done", "rejected", "none"),
            "phone": TEXT,
            "day": DAY,
        },
        _porting,
    ),
}
