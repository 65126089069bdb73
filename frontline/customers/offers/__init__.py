"""The operations that guides may offer: quoted first, carried out once after a yes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frontline.customers.checks.base import allowed
from frontline.customers.fields import Field, plain
from frontline.customers.offers import billing, contracts, details, lines, mobile, orders, visits
from frontline.customers.offers.base import OfferSpec
from frontline.customers.ports import Arguments, BackOffice, BackOfficeError, Facts, NotAllowed
from frontline.customers.types import Subject

__all__ = ["OFFERS", "OfferResult", "OfferSpec", "Offers"]

logger = logging.getLogger(__name__)

OFFERS: Mapping[str, OfferSpec] = {
    **lines.OFFERS,
    **orders.OFFERS,
    **billing.OFFERS,
    **contracts.OFFERS,
    **details.OFFERS,
    **mobile.OFFERS,
    **visits.OFFERS,
}


@dataclass(frozen=True)
class OfferResult:
    """What came of quoting or carrying out an offer; `ok` False: not now, or not for this customer.

    Where a rule of the company forbids it, `facts` hold its code under `refused`.
    """

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


class Offers:
    """Quotes and carries out declared offers; what cannot be done is a result that is not ok."""

    def __init__(self, back_office: BackOffice) -> None:
        self._back_office = back_office

    def quote(self, name: str, customer: Subject, arguments: Arguments) -> OfferResult:
        """The price and effect for this customer; KeyError when there is no such offer."""
        spec = OFFERS[name]

        def run() -> Facts:
            return _declared(spec.quote(self._back_office, customer, arguments), spec.quoted)

        return self._try(name, customer, arguments, run)

    def perform(self, name: str, customer: Subject, arguments: Arguments, key: str) -> OfferResult:
        """Carries the offer out once per `key`; facts hold the receipt's, with its reference."""
        spec = OFFERS[name]

        def run() -> Facts:
            receipt = spec.perform(self._back_office, customer, arguments, key)
            return _declared({**receipt.facts, "reference": receipt.reference}, spec.receipt)

        return self._try(name, customer, arguments, run)

    def _try(
        self, name: str, customer: Subject, arguments: Arguments, run: Callable[[], Facts]
    ) -> OfferResult:
        spec = OFFERS[name]
        lacking = [argument for argument in spec.arguments if arguments.get(argument) is None]
        if lacking or not allowed(customer, spec.level):
            return OfferResult(name, ok=False)
        try:
            return OfferResult(name, ok=True, facts=dict(run()))
        except NotAllowed as refusal:
            known = refusal.code in spec.refusals
            logger.info("offer %s is not allowed: %s", name, refusal.code if known else "an undeclared rule")
            return OfferResult(name, ok=False, facts={"refused": refusal.code} if known else {})
        except BackOfficeError as error:
            logger.info("offer %s could not be done: %s", name, type(error).__name__)
            return OfferResult(name, ok=False)


def _declared(facts: Facts, fields: Mapping[str, Field]) -> dict[str, Any]:
    """The facts that the offer declares, JSON-able."""
    return {name: plain(facts[name]) for name in fields if name in facts}
