"""Values that a customer can type at a step, beside its buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as dutch_postcode

ADDRESS = re.compile(
    r"\b(\d{4}\s?[a-z]{2})\b\W*(?:\w*\W*){0,4}?\b(\d{1,5}(?:\s?-?\s?[a-z]\b)?)", re.IGNORECASE
)
NUMBER_FIRST = re.compile(
    r"\b(\d{1,5}(?:\s?-?[a-z]\b)?)\W+(?:\w+\W+){0,3}?(\d{4}\s?[a-z]{2})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Value:
    """A kind of value: the facts it brings, and how it is read from a text (None when it is not there)."""

    facts: tuple[str, ...]
    read: Callable[[str], Mapping[str, Any] | None]


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


VALUES: Mapping[str, Value] = {"address": Value(("postcode", "house_number"), read_address)}
