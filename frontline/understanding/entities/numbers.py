"""Addresses, account numbers, amounts: what has a format, checked by the library that knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import phonenumbers
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH_STOP_WORDS
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH_STOP_WORDS
from stdnum import iban
from stdnum.nl import postcode

from frontline.understanding.entities.types import Entity, Finder

_EMAIL = re.compile(r"\b[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{2,4}){2,8}\b", re.IGNORECASE)
_HOUSE = r"(?P<house>\d{1,5})(?:-?(?P<addition>[a-z]{1,2}|\s?(?:bis|hs|[a-z]))\b)?(?![\w€%]|[.,]\d)"
_POSTCODE = re.compile(
    r"(?:\b(?P<before>\d{1,4}\s?[a-z]?)\s*,\s*)?\b(?P<digits>[1-9]\d{3})(?P<gap> ?)(?P<letters>[a-z]{2})\b"
    rf"(?:[\s,]*(?:huisnummer|huisnr\.?|nummer|nr\.?|number|no\.?)?[\s:]*{_HOUSE})?",
    re.IGNORECASE,
)
_NO_POSTCODE_LETTERS = {"mb", "gb", "tb", "kb", "km", "eu", "pk", "nr", "ms", "am", "pm"}
_AMOUNT = re.compile(
    r"(?:€|\beuro?\b)\s?(?P<after>\d[\d.]*(?:,\d{1,2}|\.\d{2})?)(?:,-+)?(?!\w)"
    r"|\b(?P<before>\d[\d.]*(?:,\d{1,2}|\.\d{2})?)(?:,-+)?\s?(?:€|(?:euro'?s?|eur|ekkies|piek)\b)"
    r"(?:\s(?P<cents>\d{2})\b)?"
    r"|\b(?P<dash>\d[\d.]*),-+",
    re.IGNORECASE,
)
_ENOUGH_DIGITS = re.compile(r"(?:\d[^\d]{0,3}){9}")
_REGION = "NL"


def emails(text: str) -> Iterator[Entity]:
    """Find e-mail addresses; the value is in small letters."""
    for match in _EMAIL.finditer(text):
        yield Entity("email", match.start(), match.end(), match.group().lower())


def ibans(text: str) -> Iterator[Entity]:
    """Find bank accounts whose check digits are right; the value has no spaces."""
    for match in _IBAN.finditer(text):
        candidate = match.group()
        while candidate and not iban.is_valid(candidate):
            candidate = candidate[:-1].rstrip(" -") if len(candidate) > 15 else ""
        if candidate:
            yield Entity("iban", match.start(), match.start() + len(candidate), iban.compact(candidate))


def phones(text: str) -> Iterator[Entity]:
    """Find phone numbers that can exist; the value is +31612345678."""
    if not _ENOUGH_DIGITS.search(text):
        return
    for match in phonenumbers.PhoneNumberMatcher(text, _REGION):
        value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield Entity("phone", match.start, match.end, value)


def postcodes(text: str) -> Iterator[Entity]:
    """Find postcodes (1234AB), and the house number beside them (12, 12A) as an entity of its own."""
    for match in _POSTCODE.finditer(text):
        if not _is_postcode(match):
            continue
        yield Entity("postcode", match.start("digits"), match.end("letters"), _written_postcode(match))
        group = "house" if match.group("house") else "before"
        if match.group(group):
            number = re.sub(r"\W", "", match.group(group) + (match.group("addition") or "")).upper()
            yield Entity(
                "house_number", match.start(group), max(match.end(group), match.end("addition")), number
            )


def _is_postcode(match: re.Match[str]) -> bool:
    letters = match.group("letters")
    if not postcode.is_valid(match.group("digits") + letters) or letters.lower() in _NO_POSTCODE_LETTERS:
        return False
    is_word = letters.lower() in DUTCH_STOP_WORDS or letters.lower() in ENGLISH_STOP_WORDS
    return letters.isupper() or not (match.group("gap") and is_word)


def _written_postcode(match: re.Match[str]) -> str:
    return match.group("digits") + match.group("letters").upper()


def amounts(text: str) -> Iterator[Entity]:
    """Find amounts of euros; the value has two decimals and a point: 1250.00."""
    for match in _AMOUNT.finditer(text):
        number = match.group("after") or match.group("before") or match.group("dash")
        cents = match.group("cents")
        value = f"{_euros(number) + (int(cents) / 100 if cents else 0):.2f}"
        yield Entity("amount", match.start(), match.end(), value)


def _euros(number: str) -> float:
    """Read 1.250,00 and 1250.00 and 12,5 alike: a separator before the last two digits is decimal."""
    parts = re.split(r"[.,]", number.rstrip(".,"))
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) < 3 else "0"
    return float("".join(parts) + "." + decimals)


def company_format(kind: str, rule: Mapping[str, str]) -> Finder:
    """Return a finder for one of the company's own formats, as `content/entities.yml` describes it."""
    pattern = re.compile(rule["pattern"], re.IGNORECASE)

    def find(text: str) -> Iterator[Entity]:
        for match in pattern.finditer(text):
            groups = [re.sub(r"\s", "", group).upper() for group in match.groups() if group]
            yield Entity(kind, match.start(), match.end(), rule["value"].format(*groups))

    return find
