"""Takes personal data out of a message, before it is kept or shown.

What has a format comes from the entity rules; names are found by the words around them and, where the
customer is known, by their own name. Each is replaced by a placeholder of the same form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PERSONAL = {"email", "phone", "iban", "postcode", "house_number", "order_number", "customer_number"}
"""The entities that can tell who somebody is."""

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_ADDRESS_LIKE_MAIL = re.compile(r"\S+@\S+")
_LIKE_IBAN = re.compile(r"\b[a-z]{2}[ -]?\d{2}[ -]?[a-z]{4}(?:[ -]?\d){6,}\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\w€])\+?\d(?:[ .-]?\d){5,}")
_BIRTH_DATE = re.compile(
    r"\b\d{1,2}(?:[-/. ]\d{1,2}[-/. ]| [a-z]{3,9}\.? )(?:19\d\d|20[01]\d)\b", re.IGNORECASE
)

_WORD = r"[^\W\d_][\w.'’-]*"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:\.|[\w'’-]*)"


class Span(NamedTuple):
    """A piece of a message that is to be replaced, from `start` up to `end`."""

    kind: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


class Redactor:
    """Replaces what is personal by the placeholders of `content/review.yml`."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._placeholders: Mapping[str, str] = content["placeholders"]
        self._names = _Names(content["names"])
        street = "|".join(map(re.escape, content["streets"]))
        self._street = re.compile(
            rf"\b(?P<street>[^\W\d_][\w'’-]*(?:{street})|[A-Z]\w+ (?:{street}))"
            r"\s+(?P<number>\d{1,5}(?:\s?[a-z])?)\b",
            re.IGNORECASE,
        )
        secret = "|".join(map(re.escape, content["secrets"]))
        self._secret = re.compile(
            rf"\b(?:{secret})(?:\s*[:=]\s*|\s+(?:is|was)\s+(?=\S*[\d!@#$%&*]))(?P<secret>\S+)", re.IGNORECASE
        )

    @classmethod
    def load(cls, path: Path) -> Redactor:
        """Reads `content/review.yml`."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def clean(self, text: str, entities: Iterable[Span] = (), known_names: Collection[str] = ()) -> str:
        """The text without personal data; `entities` are found in it, `known_names` the customer's."""
        kept: list[Span] = []
        for span in self._spans(text, entities, known_names):
            if not any(map(span.overlaps, kept)):
                kept.append(span)
        for span in sorted(kept, reverse=True, key=lambda span: span.start):
            text = text[: span.start] + self._placeholders[span.kind] + text[span.end :]
        return text

    def _spans(self, text: str, entities: Iterable[Span], known_names: Collection[str]) -> Iterator[Span]:
        """The surest first: where two overlap, the first counts."""
        yield from _found("link", _LINK, text)
        yield from (span for span in entities if span.kind in PERSONAL)
        yield from _found("email", _ADDRESS_LIKE_MAIL, text)
        yield from _found("iban", _LIKE_IBAN, text)
        for match in self._secret.finditer(text):
            yield Span("secret", *match.span("secret"))
        yield from _found("birth_date", _BIRTH_DATE, text)
        yield from _found("number", _LONG_NUMBER, text)
        for match in self._street.finditer(text):
            yield Span("street", *match.span("street"))
            yield Span("house_number", *match.span("number"))
        yield from self._names.find(text, known_names)


class _Names:
    """Finds people's names by the words before them."""

    def __init__(self, content: Mapping[str, Sequence[str]]) -> None:
        self._never = {word.lower() for word in content["never"]}
        particle = rf"(?:(?:{_either(content['particles'])})\s+)"
        self._particles = {word.lower() for word in content["particles"]}
        capitals = rf"(?-i:{_CAPITAL})"
        telling = rf"(?:(?:{_either(content['telling_particles'])})\s+)"
        further = rf"(?:[ ]+{particle}*{capitals})"
        surname = rf"(?:[ ]+{particle}*{_WORD})"
        self._surely = re.compile(
            rf"\b(?:{_either(content['introduced_by'])})[\s:]+(?P<name>{particle}*{_WORD}{surname}?{further}*)",
            re.IGNORECASE,
        )
        self._perhaps = re.compile(
            rf"\b(?:{_either(content['perhaps_introduced_by'])})[\s:]+(?P<name>{capitals}{further}*)",
            re.IGNORECASE,
        )
        self._opening = re.compile(
            rf"^\s*(?:{_either(content['opened_by'])})\s+(?P<name>{capitals}{further}*)", re.IGNORECASE
        )
        self._titled = re.compile(
            rf"(?<!\w)(?:{_either(content['titles'])})\s+(?P<name>(?:{telling}+{_WORD}|{particle}*{capitals}){further}*)",
            re.IGNORECASE,
        )
        self._initials = re.compile(
            rf"(?<!\w)(?P<name>(?-i:(?:[A-Z]\.\s?){{1,4}})\s?{particle}*{capitals}{further}*)", re.IGNORECASE
        )
        self._closing = re.compile(
            rf"(?<!\w)(?:{_either(content['closed_by'])})[\s,.!]+(?P<name>{_WORD}(?:\s+{_WORD}){{0,4}})[\s.!]*$",
            re.IGNORECASE,
        )

    def find(self, text: str, known: Collection[str]) -> Iterator[Span]:
        """The names in a text, those of `known` people first."""
        for name in known:
            yield from self._known(text, name)
        by_capital = () if text.isupper() else (self._perhaps, self._opening)
        for pattern in (self._closing, self._surely, self._titled, self._initials, *by_capital):
            for match in pattern.finditer(text):
                span = self._without_plain_words(match)
                if span is not None:
                    yield span

    def _known(self, text: str, name: str) -> Iterator[Span]:
        parts = [part for part in name.split() if part.lower() not in self._particles and len(part) > 2]
        for part in (name, *parts):
            yield from _found("name", re.compile(rf"(?<!\w){re.escape(part)}(?!\w)", re.IGNORECASE), text)

    def _without_plain_words(self, match: re.Match[str]) -> Span | None:
        """What is left of a name up to the first word that is none; a small word may be within it."""
        start, end = match.span("name")
        for word in re.finditer(r"\S+", match.group("name")):
            plain = word.group().strip(".,").lower()
            initial = len(plain) == 1 and word.group().endswith(".")
            if plain in self._never - self._particles and not initial:
                end = start + word.start()
                break
        name = match.string[start:end].rstrip()
        return Span("name", start, start + len(name)) if name else None


def _found(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(kind, *match.span()) for match in pattern.finditer(text))


def _either(words: Sequence[str]) -> str:
    """The longest first, so that no shorter one gets in its way."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
