"""What the engine itself says, and the buttons and questions that all guides share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from frontline.customers.fields import Field, FieldKind
from frontline.guides.types import Choice, Question

PLACEHOLDER = re.compile(r"\{([a-z_0-9.]+)\}")
PLACE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Phrases:
    """The shared copy: `lines` hold variations per language, `choices` the engine's own buttons.

    `ordinals`, `last`, `fillers`, `negations` and `openings` (by meaning) are words that customers use.
    """

    lines: Mapping[str, Mapping[str, tuple[str, ...]]]
    choices: Mapping[str, Choice]
    questions: Mapping[str, Question]
    ordinals: Mapping[str, tuple[str, ...]]
    last: Mapping[str, tuple[str, ...]]
    fillers: Mapping[str, tuple[str, ...]]
    negations: Mapping[str, tuple[str, ...]]
    openings: Mapping[str, Mapping[str, tuple[str, ...]]]

    def line(self, key: str, language: str, variation: int = 0) -> str:
        """One of the wordings of a line; the same `variation` brings the same one."""
        wordings = self.lines[key][language]
        return wordings[variation % len(wordings)]

    def fill(
        self,
        text: str,
        facts: Mapping[str, Any],
        fields: Mapping[str, Field],
        language: str,
        now: datetime,
    ) -> str:
        """The text with each `{fact}` worded for the customer; an unknown fact becomes the line `unknown`."""

        def word(match: re.Match[str]) -> str:
            name = match.group(1)
            return self._word(facts.get(name), fields.get(name), language, now)

        return PLACEHOLDER.sub(word, text)

    def _word(self, value: Any, field: Field | None, language: str, now: datetime) -> str:
        if value is None:
            return self.line("unknown", language)
        kind = field.kind if field else FieldKind.TEXT
        if kind is FieldKind.MONEY:
            return self._money(float(value), language)
        if kind is FieldKind.NUMBER:
            return decimals(f"{float(value):g}", language)
        if kind is FieldKind.TIME:
            return self._time(datetime.fromisoformat(value).astimezone(PLACE), language, now)
        if kind is FieldKind.DAY:
            return self._day(date.fromisoformat(value), language)
        return str(value)

    def _money(self, value: float, language: str) -> str:
        return self.line("money", language).format(amount=decimals(f"{value:.2f}", language))

    def _time(self, value: datetime, language: str, now: datetime) -> str:
        days = (value.date() - now.astimezone(PLACE).date()) / timedelta(days=1)
        key = {0: "today_at", 1: "tomorrow_at"}.get(int(days), "day_at")
        return self.line(key, language).format(time=f"{value:%H:%M}", day=self._day(value.date(), language))

    def _day(self, value: date, language: str) -> str:
        return f"{value.day} {self.lines['months'][language][value.month - 1]}"


def decimals(number: str, language: str) -> str:
    """A number with the decimal sign of the language."""
    return number.replace(".", ",") if language == "nl" else number


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the facts that a text mentions."""
    return tuple(PLACEHOLDER.findall(text))
