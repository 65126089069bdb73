"""What answers say: types of the middle, or a problem; what says neither is a back office that is down."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypedDict, TypeVar

import msgspec
import requests

from connectors.back_office.http.transport import Ask
from frontline.customers.fields import Field, FieldKind
from frontline.customers.ports import BackOfficeDown, Facts, KeyReused, NotAllowed, NotFound

T = TypeVar("T")
NOT_FOUND, NOT_ALLOWED = "urn:frontline:not_found", "urn:frontline:not_allowed"
KEY_REUSED = "urn:frontline:key_reused"
KINDS: Mapping[FieldKind, Any] = {
    FieldKind.MONEY: Decimal,
    FieldKind.NUMBER: int | Decimal,
    FieldKind.DAY: date,
    FieldKind.MONTH: str,
    FieldKind.TEXT: str,
}

logger = logging.getLogger(__name__)


class Problem(msgspec.Struct):
    """A problem of RFC 7807, as far as we read it."""

    type: str
    code: str | None = None


def read(kind: type[T], ask: Ask, response: requests.Response) -> T:
    """The body of a 200 as `kind`; else what the problem says, or BackOfficeDown."""
    if response.status_code != requests.codes.ok:
        _raise_problem(ask, response)
    try:
        found = msgspec.json.decode(response.content, type=kind)
    except msgspec.DecodeError as error:
        raise _malformed(ask, error) from None
    if not _is_sound(found):
        raise _malformed(ask, "a time without offset, or an amount that is no number")
    return found


def read_facts(declared: Mapping[str, Field], ask: Ask, facts: Facts) -> Facts:
    """The declared facts of a quote or a receipt, which must all be there: money as Decimal, days as date."""
    shape = TypedDict("shape", {name: _type_of(each) for name, each in declared.items()})  # type: ignore[misc]
    try:
        found: dict[str, Any] = msgspec.convert(facts, shape)
    except msgspec.ValidationError as error:
        raise _malformed(ask, error) from None
    if not _is_sound(found):
        raise _malformed(ask, "an amount that is no number")
    return found


def _type_of(declared: Field) -> Any:
    return Literal[declared.values] if declared.kind is FieldKind.CHOICE else KINDS[declared.kind]


def _raise_problem(ask: Ask, response: requests.Response) -> None:
    """A 404, 409 or 422 counts when the back office says it: from a proxy on the way it tells nothing."""
    problem = _problem(response)
    if response.status_code == requests.codes.not_found and problem.type == NOT_FOUND:
        raise NotFound(f"{ask}: not found")
    if response.status_code == requests.codes.conflict and problem.type == NOT_ALLOWED and problem.code:
        raise NotAllowed(problem.code)
    if response.status_code == requests.codes.unprocessable_entity and problem.type == KEY_REUSED:
        raise KeyReused(f"{ask}: the key came before with another request")
    logger.error("the back office answered %s with status %s", ask, response.status_code)
    raise BackOfficeDown(f"status {response.status_code}")


def _problem(response: requests.Response) -> Problem:
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        return Problem("about:blank")


def _malformed(ask: Ask, why: object) -> BackOfficeDown:
    """Only the place is told: the words of an error can hold what stood there."""
    where = str(why).rpartition(" - at ")[2] if isinstance(why, msgspec.ValidationError) else why
    logger.error("the back office answered %s with something else than it should: %s", ask, where)
    return BackOfficeDown("a malformed answer")


def _is_sound(value: object) -> bool:
    """Whether all amounts are finite and all times have an offset, which their types do not say."""
    if is_dataclass(value):
        return all(_is_sound(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, Mapping):
        return all(map(_is_sound, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_sound, value))
    if isinstance(value, Decimal):
        return value.is_finite()
    return not isinstance(value, datetime) or value.tzinfo is not None
