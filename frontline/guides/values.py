"""Values that customers type at a step: what each kind brings, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stdnum import imei, luhn
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as dutch_postcode

from frontline.customers.fields import DAY, MONEY, TEXT, Field, FieldKind

ADDRESS = re.compile(
    r"\b(\d{4}\s?[a-z]{2})\b\W*(?:\w*\W*){0,4}?\b(\d{1,5}(?:\s?-?\s?[a-z]\b)?)", re.IGNORECASE
)
NUMBER_FIRST = re.compile(
    r"\b(\d{1,5}(?:\s?-?[a-z]\b)?)\W+(?:\w+\W+){0,3}?(\d{4}\s?[a-z]{2})\b", re.IGNORECASE
)
MONTH_DAY = re.compile(r"[^\W\d]{3}|[-/]")
AHEAD = re.compile(r"\b(?:over|in|binnen|within)\s+(\w+)\s+(dag|week|weken|day)(?:en|s)?\b", re.IGNORECASE)
WORDS_FOR_NUMBERS = (
    {"een", "één", "a", "an", "one"},
    {"twee", "two"},
    {"drie", "three"},
    {"vier", "four"},
    {"vijf", "five"},
    {"zes", "six"},
    {"zeven", "seven"},
    {"acht", "eight"},
    {"negen", "nine"},
    {"tien", "ten"},
)
FURTHEST = 366
NUMBER = re.compile(r"\d+")
PLAIN_AMOUNT = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){13,19}")
BARE_NUMBER = re.compile(r"(?<![\d.-])(?<!\d )\b[1-9]\d{4,7}\b(?![.-]\d)")
ACCOUNT = re.compile(r"(?=(?:[a-z./-]*\d){4})[a-z0-9][a-z0-9./-]{3,21}", re.IGNORECASE)
BEFORE_A_NAME = re.compile(r"(?:(?:mijn|my) (?:naam|name) is|ik heet|ik ben|i am|i'm)\s+", re.IGNORECASE)
NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
SHORTEST_NAME, LONGEST_NAME = 2, 60
LEAST_LETTERS, LONGEST_TEXT = 3, 500


@dataclass(frozen=True)
class Mention:
    """Something that a message mentions: its kind and value, as the entity rules found it, and the words."""

    kind: str
    value: str
    words: str


@dataclass(frozen=True)
class Said:
    """A message as a value is read from it; `today` is the day at the customer's."""

    text: str
    mentions: Sequence[Mention]
    today: date

    def last(self, kind: str) -> Mention | None:
        """The last mention of a kind: who says two values mostly corrects the first."""
        return next((mention for mention in reversed(self.mentions) if mention.kind == kind), None)


Read = Callable[[Said], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Value:
    """A kind of value: the facts it brings, and how it is read from a message (None when it is not there).

    One that is `loose` can be nearly any words, so other meanings of a message come before it.
    """

    facts: Mapping[str, Field]
    read: Read
    loose: bool = False

    def known(self, facts: Mapping[str, Any], today: date) -> dict[str, Any] | None:
        """The value in facts that were given before; None when one lacks, or is a day gone by."""
        found = {name: facts.get(name) for name in self.facts}
        if None in found.values():
            return None
        days = [str(found[name]) for name, field in self.facts.items() if field.kind is FieldKind.DAY]
        if any(day < today.isoformat() for day in days):
            return None
        return {name: _typed(value, self.facts[name]) for name, value in found.items()}


def named(field: str, values: Mapping[str, Any], fact: str | None) -> dict[str, Any]:
    """The facts of a value under the name that a step gives it; those of an address as `name.postcode`."""
    if fact is None:
        return dict(values)
    own = tuple(VALUES[field].facts)
    if len(own) == 1:
        return {fact: values[own[0]]}
    return {fact: " ".join(map(str, values.values())), **{f"{fact}.{name}": values[name] for name in own}}


def facts_of(field: str, fact: str | None) -> dict[str, Field]:
    """The facts that a step with this field brings, by the names that `named` gives them."""
    own = VALUES[field].facts
    if fact is None:
        return dict(own)
    if len(own) == 1:
        return {fact: next(iter(own.values()))}
    return {fact: TEXT, **{f"{fact}.{name}": kind for name, kind in own.items()}}


def read_address(text: str) -> dict[str, str] | None:
    """Postcode and house number, in either order: `1234 AB 12`, `Dorpsstraat 12, 1234AB Ergens`."""
    after, before = ADDRESS.search(text), NUMBER_FIRST.search(text)
    if after:
        code, number = after.groups()
    elif before:
        number, code = before.groups()
    else:
        return None
    try:
        compact = dutch_postcode.validate(code).replace(" ", "")
    except ValidationError:
        return None
    return {"postcode": compact, "house_number": re.sub(r"[\s-]", "", number).upper()}


def _mentioned(kind: str) -> Read:
    def read(said: Said) -> dict[str, Any] | None:
        found = said.last(kind)
        return {kind: found.value} if found else None

    return read


def _read_date(said: Said) -> dict[str, Any] | None:
    """The day that is meant: one of the calendar before one of the week, and without a year the next one."""
    days = [mention for mention in said.mentions if mention.kind == "date"]
    dated = [mention for mention in days if NUMBER.search(mention.words)]
    if not days:
        return _read_days_ahead(said)
    meant = (dated or days)[-1]
    return {"date": _ahead(meant, said.today).isoformat()}


def _read_days_ahead(said: Said) -> dict[str, Any] | None:
    """A day as so many days or weeks from now: `over tien dagen`, `in 2 weeks`."""
    found = AHEAD.search(said.text)
    if found is None:
        return None
    count = found.group(1).lower()
    words = (number for number, names in enumerate(WORDS_FOR_NUMBERS, 1) if count in names)
    number = int(count) if count.isdecimal() else next(words, 0)
    days = number * (7 if found.group(2).lower().startswith("we") else 1)
    return {"date": (said.today + timedelta(days)).isoformat()} if 0 < days <= FURTHEST else None


def _ahead(mention: Mention, today: date) -> date:
    """Entity rules take the nearest day, which may be over; `1 maart` and `1-3` say no year."""
    day, numbers = date.fromisoformat(mention.value), NUMBER.findall(mention.words)
    has_year = len(numbers) == 3 or any(len(number) == 4 for number in numbers)
    if day >= today or has_year or not numbers or not MONTH_DAY.search(mention.words):
        return day
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leap else day.replace(year=day.year + 1)


def _read_amount(said: Said) -> dict[str, Any] | None:
    found, plain = said.last("amount"), PLAIN_AMOUNT.fullmatch(said.text.strip())
    if found is not None:
        return {"amount": float(found.value)}
    return {"amount": float(plain.group().replace(",", "."))} if plain else None


def _read_name(said: Said) -> dict[str, Any] | None:
    name = BEFORE_A_NAME.sub("", " ".join(said.text.split()), count=1)
    fits = SHORTEST_NAME <= len(name) <= LONGEST_NAME and NAME.fullmatch(name)
    return {"name": name} if fits else None


def _read_text(said: Said) -> dict[str, Any] | None:
    text = " ".join(said.text.split())
    letters = sum(character.isalpha() for character in text)
    return {"text": text} if letters >= LEAST_LETTERS and len(text) <= LONGEST_TEXT else None


def _read_account(said: Said) -> dict[str, Any] | None:
    """A customer number of another company: one word with four digits or more, or digits in groups."""
    joined = re.sub(r"(?<=\d) (?=\d)", "", " ".join(said.text.split()))
    words = (word.strip(".,:;!?\"'()") for word in joined.split())
    found = next(filter(ACCOUNT.fullmatch, words), None)
    return {"account_number": found.upper()} if found else None


def _read_customer_number(said: Said) -> dict[str, Any] | None:
    """Where it is asked for, bare digits are one too; the back office knows the letters before them."""
    found, bare = said.last("customer_number"), BARE_NUMBER.search(said.text)
    if found is not None:
        return {"customer_number": found.value}
    return {"customer_number": bare.group()} if bare else None


def _read_imei(said: Said) -> dict[str, Any] | None:
    return _long_number("imei", said.text, imei.is_valid)


def _read_sim_number(said: Said) -> dict[str, Any] | None:
    return _long_number("sim_number", said.text, lambda number: number[:2] == "89" and luhn.is_valid(number))


def _long_number(fact: str, text: str, valid: Callable[[str], bool]) -> dict[str, Any] | None:
    numbers = (re.sub(r"\D", "", match.group()) for match in LONG_NUMBER.finditer(text))
    found = next(filter(valid, numbers), None)
    return {fact: found} if found else None


def _typed(value: Any, field: Field) -> Any:
    return float(value) if field.kind is FieldKind.MONEY else value


VALUES: Mapping[str, Value] = {
    "address": Value({"postcode": TEXT, "house_number": TEXT}, lambda said: read_address(said.text)),
    "iban": Value({"iban": TEXT}, _mentioned("iban")),
    "date": Value({"date": DAY}, _read_date),
    "phone": Value({"phone": TEXT}, _mentioned("phone")),
    "email": Value({"email": TEXT}, _mentioned("email")),
    "name": Value({"name": TEXT}, _read_name, loose=True),
    "text": Value({"text": TEXT}, _read_text, loose=True),
    "amount": Value({"amount": MONEY}, _read_amount),
    "order_number": Value({"order_number": TEXT}, _mentioned("order_number")),
    "customer_number": Value({"customer_number": TEXT}, _read_customer_number),
    "account_number": Value({"account_number": TEXT}, _read_account),
    "imei": Value({"imei": TEXT}, _read_imei),
    "sim_number": Value({"sim_number": TEXT}, _read_sim_number),
}
