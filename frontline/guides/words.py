"""Words as customers type them, made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from frontline.guides.types import Choice

WORD = re.compile(r"[\w']+")


def normalise(text: str) -> str:
    """Lower case, without accents, signs and repeated blanks."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join(WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))


def wordings(choice: Choice) -> frozenset[str]:
    """All known wordings of a choice in all languages, normalised."""
    texts = [*choice.label.values(), *(text for texts in choice.examples.values() for text in texts)]
    return frozenset(filter(None, map(normalise, texts)))


def named(text: str, choices: Sequence[Choice]) -> str | None:
    """The one choice whose id or whose very words these are; None when there is none, or several."""
    words = normalise(text)
    found = [choice.id for choice in choices if words == choice.id or words in wordings(choice)]
    return found[0] if len(found) == 1 else None
