"""What the engine itself says, and the buttons and questions that all guides share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from frontline.customers.fields import Field, FieldKind
from frontline.guides.types import Choice, Question, SideQuestion, Text
from frontline.guides.words import normalise
from frontline.place import PLACE

PLACEHOLDER = re.compile(r"\{([a-z_0-9.]+)\}")
FAR = timedelta(days=300)
MORNING = 6
"""The hour until which tomorrow is still tonight."""


@dataclass(frozen=True)
class RowText:
    """How a row of a list is said when its columns are as `when` wants."""

    when: Mapping[str, tuple[str, ...]]
    say: Text

    def fits(self, row: Mapping[str, Any]) -> bool:
        """Whether it is for this row."""
        return all(row.get(name) in wanted for name, wanted in self.when.items())


@dataclass(frozen=True)
class Phrases:
    """The shared copy: `lines` hold variations per language, `choices` the engine's own buttons.

    `ordinals`, `last`, `fillers`, `negations`, `openings` (by meaning) and `contented` are words that
    customers use; `side_questions` are what they ask in place of an answer; `words` are the values of
    facts in words, such as a part of the day; `lists` are texts for the rows of a check's list, each said by
    the first that fits it.
    """

    lines: Mapping[str, Mapping[str, tuple[str, ...]]]
    choices: Mapping[str, Choice]
    questions: Mapping[str, Question]
    ordinals: Mapping[str, tuple[str, ...]]
    last: Mapping[str, tuple[str, ...]]
    fillers: Mapping[str, tuple[str, ...]]
    negations: Mapping[str, tuple[str, ...]]
    openings: Mapping[str, Mapping[str, tuple[str, ...]]]
    contented: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Text] = field(default_factory=dict)
    lists: Mapping[str, tuple[RowText, ...]] = field(default_factory=dict)
    side_questions: tuple[SideQuestion, ...] = ()

    def line(self, key: str, language: str, variation: int = 0) -> str:
        """One of the wordings of a line; the same `variation` brings the same one."""
        wordings = self.lines[key][language]
        return wordings[variation % len(wordings)]

    def line_in_all(self, key: str, variation: int = 0) -> Text:
        """The wordings of a line in each language."""
        return {language: self.line(key, language, variation) for language in self.lines[key]}

    def is_contented(self, text: str) -> bool:
        """Whether it agrees without asking for anything: "prima", "great, thanks"."""
        known = {normalise(word) for words in self.contented.values() for word in words}
        said = normalise(text).split()
        return bool(said) and known.issuperset(said)

    def fill(
        self,
        text: str,
        facts: Mapping[str, Any],
        fields: Mapping[str, Field],
        language: str,
        now: datetime,
    ) -> str:
        """The text with each `{fact}` worded for the customer; an unknown fact becomes the line `unknown`.

        A list, where there are texts for its rows, becomes a line for each row.
        """

        def word(match: re.Match[str]) -> str:
            name = match.group(1)
            value, field = facts.get(name), fields.get(name)
            if field is not None and name in self.lists:
                return "\n".join(self._rows(name, value or (), field.columns, language, now))
            return self.word(value, field, language, now)

        return PLACEHOLDER.sub(word, text)

    def _rows(
        self,
        name: str,
        rows: Iterable[Mapping[str, Any]],
        columns: Mapping[str, Field],
        language: str,
        now: datetime,
    ) -> Iterator[str]:
        for row in rows:
            said = next(text.say for text in self.lists[name] if text.fits(row))
            yield f"- {self.fill(said[language], row, columns, language, now)}"

    def word(self, value: Any, field: Field | None, language: str, now: datetime) -> str:
        """One fact in words; the line `unknown` for None."""
        if value is None:
            return self.line("unknown", language)
        say = self._SAY.get(field.kind if field else FieldKind.TEXT)
        return say(self, value, language, now) if say else str(value)

    def short_day(self, day: str, language: str) -> str:
        """A day as a button shows it: `di 24 nov`."""
        value = date.fromisoformat(day)
        weekday = self.lines["short_weekdays"][language][value.weekday()]
        month = self.lines["short_months"][language][value.month - 1]
        return f"{weekday} {value.day} {month}"

    def _money(self, value: Any, language: str, _now: datetime) -> str:
        amount, sign = float(value), "-" if float(value) < 0 else ""
        return sign + self.line("money", language).format(amount=decimals(f"{abs(amount):.2f}", language))

    def _number(self, value: Any, language: str, _now: datetime) -> str:
        return decimals(f"{float(value):g}", language)

    def _time(self, moment: str, language: str, now: datetime) -> str:
        value = datetime.fromisoformat(moment).astimezone(PLACE)
        days = (value.date() - now.astimezone(PLACE).date()).days
        key = {0: "today_at", 1: "tomorrow_at"}.get(days, "day_at")
        if days == 1 and value.hour < MORNING:
            key = "tonight_at"
        return self.line(key, language).format(
            time=f"{value:%H:%M}", day=self._day(f"{value:%Y-%m-%d}", language, now)
        )

    def _day(self, day: str, language: str, now: datetime) -> str:
        """A day near a year away could be taken for one of this year: it is said with its year."""
        value = date.fromisoformat(day)
        far = abs(value - now.astimezone(PLACE).date()) >= FAR
        year = f" {value.year}" if far else ""
        return f"{value.day} {self.lines['months'][language][value.month - 1]}{year}"

    def _month(self, month: str, language: str, _now: datetime) -> str:
        year, number = month.split("-")
        return f"{self.lines['months'][language][int(number) - 1]} {year}"

    def _choice(self, value: Any, language: str, _now: datetime) -> str:
        return str(self.words.get(value, {}).get(language, value))

    def _own_words(self, value: Mapping[str, str], language: str, _now: datetime) -> str:
        return value[language]

    _SAY: ClassVar[Mapping[FieldKind, Callable[..., str]]] = {
        FieldKind.MONEY: _money,
        FieldKind.NUMBER: _number,
        FieldKind.TIME: _time,
        FieldKind.DAY: _day,
        FieldKind.MONTH: _month,
        FieldKind.CHOICE: _choice,
        FieldKind.WORDS: _own_words,
    }


def decimals(number: str, language: str) -> str:
    """A number with the decimal sign of the language."""
    return number.replace(".", ",") if language == "nl" else number


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the facts that a text mentions."""
    return tuple(PLACEHOLDER.findall(text))
