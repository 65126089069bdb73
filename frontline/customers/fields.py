"""How the facts of checks and offers are declared, so that guides can be checked against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class FieldKind(str, Enum):
    """What a fact is, and with that how it is worded for a customer."""

    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    TIME = "time"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One declared fact; `values` are all that a choice can be."""

    kind: FieldKind
    values: tuple[str, ...] = ()


def choice(*values: str) -> Field:
    """A fact that is one of a few words."""
    return Field(FieldKind.CHOICE, values)


NUMBER = Field(FieldKind.NUMBER)
MONEY = Field(FieldKind.MONEY)
DAY = Field(FieldKind.DAY)
TIME = Field(FieldKind.TIME)
TEXT = Field(FieldKind.TEXT)


def plain(value: Any) -> Any:
    """The JSON-able form of a fact: enums by value, decimals as numbers, days and times in ISO 8601."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
