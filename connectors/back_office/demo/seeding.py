"""Days of the demo's data: counted from the day on which it is seeded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from frontline.place import PLACE

Data = Mapping[str, Any]


def today() -> date:
    """The day in the Netherlands."""
    return datetime.now(PLACE).date()


def day(ahead: int) -> date:
    """So many days from now."""
    return today() + timedelta(days=ahead)


def month(ahead: int) -> date:
    """The first day of the month so many months from now."""
    months = today().year * 12 + today().month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)
