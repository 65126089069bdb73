"""Offers that put a line to use again: data, roaming, a restart, a bill that is in the way."""

from __future__ import annotations

from decimal import Decimal

from frontline.conversations.types import Level
from frontline.customers.checks.base import id_of, line_or_not_found
from frontline.customers.checks.lines import refuel_room
from frontline.customers.fields import MONEY, NUMBER, TEXT
from frontline.customers.offers.base import REFERENCE, OfferSpec, Perform, nothing_to_quote
from frontline.customers.ports import Arguments, BackOffice, Facts, NotAllowed
from frontline.customers.types import Bill, BillStatus, Receipt, Service, Subject


def _overdue(back_office: BackOffice, customer: Subject) -> Bill:
    overdue = [bill for bill in back_office.bills(id_of(customer)) if bill.status is BillStatus.OVERDUE]
    if not overdue:
        raise NotAllowed("nothing_overdue")
    return min(overdue, key=lambda bill: bill.due_on)


def _quote_refuel(back_office: BackOffice, customer: Subject, arguments: Arguments) -> Facts:
    line = line_or_not_found(back_office, customer, Service.MOBILE)
    plan, gb = back_office.plan(line.plan_id), Decimal(str(arguments["gb"]))
    if plan.price_per_gb is None or gb > refuel_room(plan, back_office.usage(line.id)):
        raise NotAllowed("above_limit")
    return {"gb": gb, "price": plan.price_per_gb * gb, "price_per_gb": plan.price_per_gb}


def _refuel(back_office: BackOffice, customer: Subject, arguments: Arguments, key: str) -> Receipt:
    line = line_or_not_found(back_office, customer, Service.MOBILE)
    return back_office.refuel_data(line.id, Decimal(str(arguments["gb"])), key=key)


def _switch_roaming(on: bool) -> OfferSpec:
    def quote(back_office: BackOffice, customer: Subject, _arguments: Arguments) -> Facts:
        if line_or_not_found(back_office, customer, Service.MOBILE).roaming is on:
            raise NotAllowed("already_on" if on else "already_off")
        return {}

    def perform(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
        line = line_or_not_found(back_office, customer, Service.MOBILE)
        return back_office.switch_roaming(line.id, on, key=key)

    refusals = ("already_on",) if on else ("already_off",)
    return OfferSpec(Level.VERIFIED, {}, {}, REFERENCE, quote, perform, refusals)


def _quote_bill(back_office: BackOffice, customer: Subject, _arguments: Arguments) -> Facts:
    return {"amount": _overdue(back_office, customer).amount}


def _payment_link(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
    return back_office.send_payment_link(_overdue(back_office, customer).id, key=key)


def _resume_line(service: Service) -> Perform:
    def perform(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
        line = next((line for line in back_office.lines(id_of(customer)) if line.service is service), None)
        if line is None:
            raise NotAllowed("not_suspended")  # who has no such line has none that is off
        return back_office.resume_line(line.id, key=key)

    return perform


def _restart_modem(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
    return back_office.restart_modem(line_or_not_found(back_office, customer, Service.INTERNET).id, key=key)


def _resume(service: Service) -> OfferSpec:
    """Only what a customer wants; the reason for the suspension must be gone."""
    return OfferSpec(
        Level.VERIFIED,
        {},
        {},
        REFERENCE,
        nothing_to_quote,
        _resume_line(service),
        ("not_suspended", "still_due", "contract_ended"),
        consent=False,
    )


OFFERS = {
    "refuel_data": OfferSpec(
        Level.VERIFIED,
        {"gb": NUMBER},
        {"gb": NUMBER, "price": MONEY, "price_per_gb": MONEY},
        {"gb": NUMBER, "price": MONEY, **REFERENCE},
        _quote_refuel,
        _refuel,
        ("above_limit",),
    ),
    "roaming_on": _switch_roaming(True),
    "roaming_off": _switch_roaming(False),
    "payment_link": OfferSpec(
        Level.VERIFIED,
        {},
        {"amount": MONEY},
        {"url": TEXT, "amount": MONEY, **REFERENCE},
        _quote_bill,
        _payment_link,
        ("nothing_overdue", "paid"),
    ),
    "restart_modem": OfferSpec(
        Level.RECOGNISED, {}, {}, REFERENCE, nothing_to_quote, _restart_modem, ("no_answer",)
    ),
    "resume_mobile_line": _resume(Service.MOBILE),
    "resume_internet_line": _resume(Service.INTERNET),
    "resume_tv_line": _resume(Service.TV),
}
