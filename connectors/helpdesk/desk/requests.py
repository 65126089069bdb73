"""What an agent's browser sends with an event, tamed by type as it is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from connectors.helpdesk.desk.workplace import Workplace

LONGEST_ID = 64
LARGEST_NUMBER = 2**31

Json = dict[str, Any]
Handler = Callable[[Workplace, Mapping[str, Any]], Awaitable[Json]]


class BadRequest(Exception):
    """An event whose data is not what it should be."""


def identifier(data: Mapping[str, Any], name: str) -> str:
    """A short name or id."""
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise BadRequest
    return value


def number(data: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """A number from 0; without one the default, if there is any."""
    value = data.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LARGEST_NUMBER:
        raise BadRequest
    return value


def words(data: Mapping[str, Any], name: str, longest: int) -> str:
    """A text that may be missing, which is empty then."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise BadRequest
    return value.strip()
