"""What all checks are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

from frontline.conversations.types import Level
from frontline.customers.fields import Field
from frontline.customers.ports import BackOffice, NotFound
from frontline.customers.types import Line, Service, Subject

RANK = {Level.ANONYMOUS: 0, Level.RECOGNISED: 1, Level.VERIFIED: 2}
Facts = Mapping[str, Any]
Look = Callable[[BackOffice, Subject], Facts]


@dataclass(frozen=True)
class CheckSpec:
    """A declared check: the least level it needs, the facts that its result holds, and whether it looks where
    the customer lives."""

    level: Level
    fields: Mapping[str, Field]
    look: Look
    at_home: bool = False


def allowed(customer: Subject, level: Level) -> bool:
    """Whether the customer is known well enough for something that needs `level`."""
    return RANK[customer.level] >= RANK[level]


def id_of(customer: Subject) -> str:
    """The customer's number; NotFound when it is not known who they are."""
    if customer.customer_id is None:
        raise NotFound("the customer is not known")
    return customer.customer_id


def line_of(back_office: BackOffice, customer: Subject, service: Service) -> Line | None:
    """The customer's line of a service: the one they write from, else their only one; None without one.

    Raises NotFound when they have several and nothing tells which one is meant.
    """
    lines = [line for line in back_office.lines(id_of(customer)) if line.service is service]
    own = [line for line in lines if line.phone is not None and line.phone == customer.phone]
    if len(own or lines) > 1:
        raise NotFound("several lines, and nothing tells which one is meant")
    return next(iter(own or lines), None)


def line_or_not_found(back_office: BackOffice, customer: Subject, service: Service) -> Line:
    """The same, where the customer must have such a line."""
    line = line_of(back_office, customer, service)
    if line is None:
        raise NotFound(f"the customer has no {service.value} line")
    return line


def how_many(things: Sized) -> str:
    """`none`, `one` or `several` of a list."""
    return {0: "none", 1: "one"}.get(len(things), "several")


def yes_no(value: object) -> str:
    """`yes` or `no`."""
    return "yes" if value else "no"
