"""Rows to pick from: how each is shown, and which of them a typed answer means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from frontline.customers.fields import Field, FieldKind
from frontline.guides.phrases import PLACEHOLDER
from frontline.guides.types import Choice, PickStep, Text
from frontline.guides.words import normalise

MENTIONS = ORDER_NUMBER, INVOICE_MONTH, PRODUCT = "order_number", "invoice_month", "product"
"""What customers mention in other words, by which a row can be known."""

SERVICE = "service"
SERVICES: Mapping[str, str] = {
    **dict.fromkeys(("internet", "wifi", "fibre"), "internet"),
    **dict.fromkeys(("tv", "tv_app"), "tv"),
    **dict.fromkeys(("mobile", "mobile_data", "data_bundle", "sim_only", "esim", "roaming"), "mobile"),
}
"""Of which service a product that customers mention is; the column `service` of a row says the same."""

MOST_SHOWN = 9
FEW_BUTTONS, BUTTON_LENGTH, ROW_LENGTH = 3, 20, 24
"""Channels show three buttons of 20 characters, else a list of rows of 24."""

LEAST_LETTERS = 3
CUT = "…"
Row = Mapping[str, Any]
Word = Callable[[Any, Field, str], str]
"""Words a value of a column in a language."""


@dataclass(frozen=True)
class RowChoice(Choice):
    """A row that can be tapped: `whole` is its label uncut, `days` are those that its columns hold.

    Of one that may be `denied`, "not that one" means it.
    """

    whole: Text = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    denied: bool = False


def choices_of(
    step: PickStep, rows: Sequence[Row], columns: Mapping[str, Field], word: Word
) -> Sequence[RowChoice]:
    """The rows as answers, at most nine, with labels that fit every channel and differ."""
    found = [
        replace(_choice(step.label, row, columns, word), denied=step.denied) for row in rows[:MOST_SHOWN]
    ]
    beside = 1 if step.none else 0
    limit = BUTTON_LENGTH if len(found) + beside <= FEW_BUTTONS else ROW_LENGTH
    short = [replace(choice, label=_each(choice.whole, lambda text: _cut(text, limit))) for choice in found]
    if all(len({choice.label[language] for choice in short}) == len(short) for language in step.label):
        return short
    return [_numbered(place, choice, limit) for place, choice in enumerate(short, 1)]


def known_row(
    rows: Sequence[Row], columns: Mapping[str, Field], known: Mapping[str, Any], fact: str
) -> str | None:
    """The row that was picked before, or that the customer mentioned by order number, month or service."""
    ids = [str(row["id"]) for row in rows]
    for name in (fact, ORDER_NUMBER):
        if known.get(name) in ids:
            return str(known[name])
    months = [name for name, column in columns.items() if column.kind is FieldKind.MONTH]
    told = {name: known.get(INVOICE_MONTH) for name in months}
    if SERVICE in columns:
        told[SERVICE] = SERVICES.get(str(known.get(PRODUCT)))
    found = [
        str(row["id"])
        for row in rows
        for name, value in told.items()
        if value is not None and row[name] == value
    ]
    return found[0] if len(found) == 1 else None


def lines_of(choices: Sequence[RowChoice], language: str) -> list[str]:
    """All labels in full where some button does not show all of its own; nothing otherwise."""
    if all(choice.label[language] == choice.whole[language] for choice in choices):
        return []
    return [f"{place}. {choice.whole[language]}" for place, choice in enumerate(choices, 1)]


def named_by(text: str, choices: Sequence[RowChoice], days: Sequence[str]) -> list[str]:
    """The rows with a day that the text names, of these the ones with most of its words; none without either.

    `days` are the days that the text mentions, in ISO 8601.
    """
    of_day = [choice for choice in choices if choice.days.intersection(days)]
    words = {word for word in normalise(text).split() if word.isdigit() or len(word) >= LEAST_LETTERS}
    scores = {choice.id: len(words & _words(choice)) for choice in of_day or choices}
    most = max(scores.values(), default=0)
    best = [id for id, score in scores.items() if score == most]
    tells = bool(of_day) or (most > 0 and len(best) < len(choices))
    return best if tells else []


def _choice(label: Text, row: Row, columns: Mapping[str, Field], word: Word) -> RowChoice:
    def worded(language: str) -> Callable[[Any], str]:
        return lambda match: word(row.get(match.group(1)), columns[match.group(1)], language)

    whole = {language: PLACEHOLDER.sub(worded(language), text) for language, text in label.items()}
    told = {language: tuple(_told(row, columns, word, language)) for language in label}
    days = frozenset(_days(row, columns))
    return RowChoice(str(row["id"]), whole, told, whole=whole, days=days)


def _told(row: Row, columns: Mapping[str, Field], word: Word, language: str) -> Iterator[str]:
    """Each column in words: customers name a row by any of them."""
    for name, column in columns.items():
        if row.get(name) is not None and not column.secret:
            yield word(row[name], column, language)


def _days(row: Row, columns: Mapping[str, Field]) -> Iterator[str]:
    for name, column in columns.items():
        if column.kind in (FieldKind.DAY, FieldKind.TIME) and row.get(name) is not None:
            yield str(row[name])[: len(date.min.isoformat())]


def _words(choice: RowChoice) -> frozenset[str]:
    texts = [*choice.whole.values(), *(text for texts in choice.examples.values() for text in texts)]
    return frozenset(word for text in texts for word in normalise(text).split())


def _each(text: Text, change: Callable[[str], str]) -> dict[str, str]:
    return {language: change(words) for language, words in text.items()}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(CUT)].rstrip(" ,.·-") + CUT


def _numbered(place: int, choice: RowChoice, limit: int) -> RowChoice:
    return replace(choice, label=_each(choice.whole, lambda text: _cut(f"{place}. {text}", limit)))
