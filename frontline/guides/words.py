"""Words as customers type them, made comparable."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[\w']+")


def normalise(text: str) -> str:
    """Lower case, without accents, signs and repeated blanks."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join(WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))
