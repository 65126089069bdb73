"""How a fact reads: days and months in words, and the name of what is known by a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from frontline.handoffs.copy import HandoffCopy

PROPER_NAMES = ("brand",)
"""Facts whose values begin with a capital where the copy has no word for them."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"\d{4}-\d{2}")


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
    if not isinstance(value, float):
        return value
    return f"{value:.2f}".replace(".", ",") if language == "nl" else f"{value:.2f}"


def _moment(text: str, language: str) -> str:
    if DAY.fullmatch(text):
        return str(format_date(date.fromisoformat(text), "d MMMM y", locale=language))
    if MONTH.fullmatch(text):
        return str(format_date(date.fromisoformat(f"{text}-01"), "MMMM y", locale=language))
    return text
