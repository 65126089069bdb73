"""The operations that guides may offer: quoted first, carried out once after a yes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from frontline.conversations.types import Level
from frontline.customers.checks import allowed, line_of, refuel_room
from frontline.customers.fields import MONEY, NUMBER, TEXT, Field, plain
from frontline.customers.ports import BackOffice, BackOfficeError, NotAllowed, NotFound
from frontline.customers.types import Bill, BillStatus, Line, LineStatus, Receipt, Service, Subject

logger = logging.getLogger(__name__)

Arguments = Mapping[str, Any]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class OfferSpec:
    """A declared operation: who may have it, what it is given, what its quote and its receipt tell.

    Without `consent` it changes nothing for the worse and is carried out without asking.
    """

    level: Level
    arguments: Mapping[str, Field]
    quoted: Mapping[str, Field]
    receipt: Mapping[str, Field]
    quote: Callable[[BackOffice, Subject, Arguments], Facts]
    perform: Callable[[BackOffice, Subject, Arguments, str], Receipt]
    consent: bool = True


@dataclass(frozen=True)
class OfferResult:
    """What came of quoting or carrying out an offer; `ok` False: not now, or not for this customer."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


def _line(back_office: BackOffice, customer: Subject, service: Service) -> Line:
    line = line_of(back_office, customer, service)
    if line is None:
        raise NotFound(f"the customer has no {service.value} line")
    return line


def _overdue(back_office: BackOffice, customer: Subject) -> Bill:
    if customer.customer_id is None:
        raise NotFound("the customer is not known")
    overdue = [bill for bill in back_office.bills(customer.customer_id) if bill.status is BillStatus.OVERDUE]
    if not overdue:
        raise NotAllowed("there is no overdue bill")
    return min(overdue, key=lambda bill: bill.due_on)


def _nothing_to_quote(_back_office: BackOffice, _customer: Subject, _arguments: Arguments) -> Facts:
    return {}


def _quote_refuel(back_office: BackOffice, customer: Subject, arguments: Arguments) -> Facts:
    line = _line(back_office, customer, Service.MOBILE)
    plan, gb = back_office.plan(line.plan_id), Decimal(str(arguments["gb"]))
    if plan.price_per_gb is None or gb > refuel_room(plan, back_office.usage(line.id)):
        raise NotAllowed("the plan does not allow it")
    return {"gb": gb, "price": plan.price_per_gb * gb, "price_per_gb": plan.price_per_gb}


def _refuel(back_office: BackOffice, customer: Subject, arguments: Arguments, key: str) -> Receipt:
    line = _line(back_office, customer, Service.MOBILE)
    return back_office.refuel_data(line.id, Decimal(str(arguments["gb"])), key=key)


def _quote_roaming(back_office: BackOffice, customer: Subject, _arguments: Arguments) -> Facts:
    if _line(back_office, customer, Service.MOBILE).roaming:
        raise NotAllowed("roaming is on already")
    return {}


def _roaming_on(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
    return back_office.switch_roaming(_line(back_office, customer, Service.MOBILE).id, True, key=key)


def _quote_bill(back_office: BackOffice, customer: Subject, _arguments: Arguments) -> Facts:
    return {"amount": _overdue(back_office, customer).amount}


def _payment_link(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
    return back_office.send_payment_link(_overdue(back_office, customer).id, key=key)


def _resume_line(service: Service) -> Callable[[BackOffice, Subject, Arguments, str], Receipt]:
    def perform(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
        line = _line(back_office, customer, service)
        if line.status is not LineStatus.SUSPENDED:
            raise NotAllowed("the line is not suspended")
        return back_office.resume_line(line.id, key=key)

    return perform


def _restart_modem(back_office: BackOffice, customer: Subject, _arguments: Arguments, key: str) -> Receipt:
    return back_office.restart_modem(_line(back_office, customer, Service.INTERNET).id, key=key)


REFERENCE = {"reference": TEXT}


def _resume(service: Service) -> OfferSpec:
    return OfferSpec(
        Level.VERIFIED, {}, {}, REFERENCE, _nothing_to_quote, _resume_line(service), consent=False
    )


OFFERS: Mapping[str, OfferSpec] = {
    "refuel_data": OfferSpec(
        Level.VERIFIED,
        {"gb": NUMBER},
        {"gb": NUMBER, "price": MONEY, "price_per_gb": MONEY},
        {"gb": NUMBER, "price": MONEY, **REFERENCE},
        _quote_refuel,
        _refuel,
    ),
    "roaming_on": OfferSpec(Level.VERIFIED, {}, {}, REFERENCE, _quote_roaming, _roaming_on),
    "payment_link": OfferSpec(
        Level.VERIFIED,
        {},
        {"amount": MONEY},
        {"url": TEXT, "amount": MONEY, **REFERENCE},
        _quote_bill,
        _payment_link,
    ),
    "restart_modem": OfferSpec(Level.RECOGNISED, {}, {}, REFERENCE, _nothing_to_quote, _restart_modem),
    "resume_mobile_line": _resume(Service.MOBILE),
    "resume_internet_line": _resume(Service.INTERNET),
    "resume_tv_line": _resume(Service.TV),
}


class Offers:
    """Quotes and carries out declared offers; what cannot be done is a result that is not ok."""

    def __init__(self, back_office: BackOffice) -> None:
        self._back_office = back_office

    def quote(self, name: str, customer: Subject, arguments: Arguments) -> OfferResult:
        """The price and effect for this customer; KeyError when there is no such offer."""
        spec = OFFERS[name]
        return self._try(name, customer, lambda: spec.quote(self._back_office, customer, arguments))

    def perform(self, name: str, customer: Subject, arguments: Arguments, key: str) -> OfferResult:
        """Carries the offer out once per `key`; facts hold the receipt's, with its reference."""
        spec = OFFERS[name]

        def run() -> Facts:
            receipt = spec.perform(self._back_office, customer, arguments, key)
            return {**receipt.facts, "reference": receipt.reference}

        return self._try(name, customer, run)

    def _try(self, name: str, customer: Subject, run: Callable[[], Facts]) -> OfferResult:
        if not allowed(customer, OFFERS[name].level):
            return OfferResult(name, ok=False)
        try:
            facts = run()
        except BackOfficeError as error:
            logger.info("offer %s could not be done: %s", name, type(error).__name__)
            return OfferResult(name, ok=False)
        return OfferResult(name, ok=True, facts={key: plain(value) for key, value in facts.items()})
