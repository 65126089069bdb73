"""How a fact reads: days and months in words, and the name of what is known by a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from frontline.guides.phrases import decimals
from frontline.handoffs.copy import HandoffCopy

PROPER_NAMES = ("brand",)
"""Facts whose values begin with a capital where the copy has no word for them."""
DAY, MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")


def spelled(value: Any, word: Callable[[Any], str] = str) -> str:
    """A value of any shape on one line, each single one put by `word`."""
    if isinstance(value, Mapping):
        return " ".join(spelled(part, word) for part in value.values())
    if isinstance(value, (list, tuple)):
        return ", ".join(spelled(part, word) for part in value)
    return word(value)


def said(name: str, value: Any, copy: HandoffCopy, language: str) -> str:
    """The value of the fact `name` as people say it: `values` of the copy, days and months in words."""

    def word(single: Any) -> str:
        text = str(number(single, language))
        known = copy.find("values", name, text)
        if known:
            return known[language]
        return text.capitalize() if name in PROPER_NAMES else _moment(text, language)

    return spelled(value, word)


def number(value: Any, language: str) -> Any:
    """Amounts with two decimals, and the decimal sign of the language; all else as it is."""
    return decimals(f"{value:.2f}", language) if isinstance(value, float) else value


def _moment(text: str, language: str) -> str:
    """A day or a month in words; anything else as it is, also what only looks like one."""
    is_day = DAY.fullmatch(text) is not None
    if not is_day and not MONTH.fullmatch(text):
        return text
    try:
        day = date.fromisoformat(text if is_day else f"{text}-01")
    except ValueError:
        return text
    return str(format_date(day, "d MMMM y" if is_day else "MMMM y", locale=language))
