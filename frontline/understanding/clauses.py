"""The clauses of a message: where a customer may have begun about something else."""

from __future__ import annotations

import re

_BORDER = re.compile(
    r"(?<=[.!?…;])\s+|\n+|,\s+|\s\+\s"
    r"|\s+(?=(?:en|maar|ook|verder|daarnaast|trouwens|plus|and|but|also|besides)\b)",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3
_MOST = 4
"""A text with more clauses is a story, which is about one thing in many words."""


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a message, none when it has but one or is a story; crumbs join the one before."""
    clauses: list[str] = []
    for part in filter(None, map(str.strip, _BORDER.split(text))):
        if clauses and min(len(clauses[-1].split()), len(part.split())) < _FEWEST_WORDS:
            clauses[-1] = f"{clauses[-1]} {part}"
        else:
            clauses.append(part)
    return clauses if 1 < len(clauses) <= _MOST else []
