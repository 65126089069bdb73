"""Dutch or English? Silence where a message does not say: the conversation then keeps its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH_STOP_WORDS
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH_STOP_WORDS

from frontline.settings import PROJECT_ROOT

Language = Literal["nl", "en"]

LANGUAGES_FILE = PROJECT_ROOT / "content" / "languages.yml"

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")
"""Letters alone: the "a" of "A54" is no article."""
_DUTCH_SPELLING = re.compile(
    r"ij|aa|uu|[^s]oe|sch|cht|ieuw|ooi|eeu|kk|^ge.{3,}[td]$|(?:lijk|heid|tje|tjes|elen|eren|[^aeo]en|sel|eert)$"
)
_ENGLISH_SPELLING = re.compile(
    r"th|ould|igh|wh|ck|ea|[^aeo]y$|sh|(?:tion|ing|ly|ed|ght|ce|ble|ss)$|['’](?:s|t|m|re|ve|ll)$"
)
_LISTED, _COMMON, _SPELT = 2.0, 1.0, 0.5
_REFUSED = re.compile(
    r"\b(?:geen|niet|no|not|n't|don't|dont|can't|cant|instead of|in plaats van|ipv)(?:\W+\w+){0,2}\W*$"
)
_SURE = 0.35
"""How far apart the two languages must be, as a share of all that was counted."""


@dataclass(frozen=True)
class _Words:
    both: frozenset[str]
    dutch: frozenset[str]
    english: frozenset[str]
    names: dict[str, Language]


def asked_for(text: str) -> Language | None:
    """Return the language that a message asking for another language wants.

    A language it names counts, unless it says "no" to it; else it is the one it is not written in.
    """
    named = _words().names
    for word in _WORD.finditer(text.lower()):
        language = named.get(word.group())
        if language:
            refused = _REFUSED.search(text.lower()[: word.start()])
            return _other(language) if refused else language
    written_in = detect(text)
    return _other(written_in) if written_in else None


def detect(text: str) -> Language | None:
    """Return the language of a message, or None when it does not tell."""
    weights = [_weight(word.lower().replace("’", "'")) for word in _WORD.findall(text)]
    total = sum(abs(weight) for weight in weights)
    balance = sum(weights)
    if total < _COMMON or abs(balance) < _SURE * total:
        return None
    return "nl" if balance > 0 else "en"


def _other(language: Language) -> Language:
    return "en" if language == "nl" else "nl"


@lru_cache(maxsize=4096)
def _weight(word: str) -> float:
    """Return how much a word speaks for Dutch (above 0) or for English (below 0)."""
    words = _words()
    if word in words.both:
        return 0.0
    listed = (word in words.dutch) - (word in words.english)
    if listed:
        return listed * _LISTED
    common = (word in DUTCH_STOP_WORDS) - (word in ENGLISH_STOP_WORDS)
    if common:
        return common * _COMMON
    return (bool(_DUTCH_SPELLING.search(word)) - bool(_ENGLISH_SPELLING.search(word))) * _SPELT


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf8"))
    both, dutch, english = (frozenset(lists[key].split()) for key in ("both", "nl", "en"))
    names = {name: language for language, line in lists["names"].items() for name in line.split()}
    return _Words(both, dutch, english, names)
