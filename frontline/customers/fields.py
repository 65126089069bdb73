"""How the facts of checks and offers are declared, so that guides can be checked against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    MONTH = "month"
    TEXT = "text"
    WORDS = "words"
    ROWS = "rows"


@dataclass(frozen=True)
class Field:
    """One declared fact; `values` are all that a choice can be, `columns` what each of several rows holds.

    A `secret` is shown to the customer only: no log, no trail, no handoff has it.
    """

    kind: FieldKind
    values: tuple[str, ...] = ()
    columns: Mapping[str, Field] = field(default_factory=dict)
    secret: bool = False


def choice(*values: str) -> Field:
    """A fact that is one of a few words."""
    return Field(FieldKind.CHOICE, values)


def rows(**columns: Field) -> Field:
    """A fact that is a list of things to pick from, each with an `id` beside these columns."""
    return Field(FieldKind.ROWS, columns={"id": TEXT, **columns})


NUMBER = Field(FieldKind.NUMBER)
MONEY = Field(FieldKind.MONEY)
DAY = Field(FieldKind.DAY)
TIME = Field(FieldKind.TIME)
MONTH = Field(FieldKind.MONTH)
"""A month as `2026-10`."""
TEXT = Field(FieldKind.TEXT)
WORDS = Field(FieldKind.WORDS)
"""The back office's own words, per language."""
SECRET = Field(FieldKind.TEXT, secret=True)
YES_NO = choice("yes", "no")


def plain(value: Any) -> Any:
    """The JSON-able form of a fact: enums by value, decimals as numbers, days and times in ISO 8601."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
