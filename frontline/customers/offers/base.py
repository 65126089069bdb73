"""What all offers are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontline.conversations.types import Level
from frontline.customers.checks.base import id_of, line_or_not_found
from frontline.customers.fields import TEXT, Field
from frontline.customers.ports import Arguments, BackOffice, Facts
from frontline.customers.types import Receipt, Service, Subject

REFERENCE: Mapping[str, Field] = {"reference": TEXT}
Quote = Callable[[BackOffice, Subject, Arguments], Facts]
Perform = Callable[[BackOffice, Subject, Arguments, str], Receipt]


@dataclass(frozen=True)
class OfferSpec:
    """A declared operation: who may have it, what it is given, what its quote and its receipt tell.

    `refusals` are the words for why not. Without `consent` it changes nothing for the worse and is carried
    out without asking.
    """

    level: Level
    arguments: Mapping[str, Field]
    quoted: Mapping[str, Field]
    receipt: Mapping[str, Field]
    quote: Quote
    perform: Perform
    refusals: tuple[str, ...] = ()
    consent: bool = True


def nothing_to_quote(_back_office: BackOffice, _customer: Subject, _arguments: Arguments) -> Facts:
    """For what costs nothing and is always possible."""
    return {}


def operation(
    name: str,
    arguments: Mapping[str, Field],
    quoted: Mapping[str, Field],
    refusals: tuple[str, ...],
    *,
    receipt: Mapping[str, Field] = {},
    level: Level = Level.VERIFIED,
    service: Service | None = None,
    consent: bool = True,
) -> OfferSpec:
    """An operation that the back office knows by its name; the receipt tells what was quoted and `receipt`.

    With `service` it is about the customer's line of that service, which is given as the argument `line`.
    """

    def whole(back_office: BackOffice, customer: Subject, given: Arguments) -> Arguments:
        if service is None:
            return given
        return {**given, "line": line_or_not_found(back_office, customer, service).id}

    def quote(back_office: BackOffice, customer: Subject, given: Arguments) -> Facts:
        return back_office.quote(name, id_of(customer), whole(back_office, customer, given))

    def perform(back_office: BackOffice, customer: Subject, given: Arguments, key: str) -> Receipt:
        return back_office.perform(name, id_of(customer), whole(back_office, customer, given), key=key)

    told = {**quoted, **receipt, **REFERENCE}
    return OfferSpec(level, arguments, quoted, told, quote, perform, refusals, consent)
