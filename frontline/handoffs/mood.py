"""How much effort it has cost the customer so far, and how they feel, read from what they wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from frontline.conversations.types import Author, Message

SAME_AGAIN = 0.85
"""From this likeness on (0 to 1) a message says an earlier one again."""
SHORTEST_TO_REPEAT = 8
"""Characters; shorter answers such as `ja` may well occur twice."""
SHOUTED_SHARE = 0.8
SHORTEST_SHOUT = 8


@dataclass(frozen=True)
class Effort:
    """Messages of the customer, how many said something again, how many were upset, and the minutes spent."""

    turns: int
    repeats: int
    frustration: int
    minutes: int

    @property
    def mood(self) -> str:
        """`calm`, `impatient` or `upset`."""
        if self.frustration:
            return "upset"
        return "impatient" if self.repeats else "calm"

    def to_dict(self) -> dict[str, Any]:
        """As the pack holds it."""
        return {**asdict(self), "mood": self.mood}


def measure(
    transcript: Sequence[Message], upset_words: Mapping[str, Sequence[str]], frustration: int = 0
) -> Effort:
    """The effort in a transcript. `frustration` is the assistant's own count; the higher one holds."""
    said = [message for message in transcript if message.author is Author.CUSTOMER]
    typed = [message.text for message in said if message.payload is None]
    words = [word for language in upset_words.values() for word in language]
    upset = sum(_upset(text, words) for text in typed)
    spent = said[-1].created_at - said[0].created_at if said else None
    return Effort(
        turns=len(said),
        repeats=_repeats(typed),
        frustration=max(upset, frustration),
        minutes=round(spent.total_seconds() / 60) if spent else 0,
    )


def _upset(text: str, words: Sequence[str]) -> bool:
    pattern = r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"
    return "!!" in text or _shouted(text) or re.search(pattern, text, re.IGNORECASE) is not None


def _shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(letters) >= SHORTEST_SHOUT and capitals / len(letters) >= SHOUTED_SHARE


def _repeats(texts: Sequence[str]) -> int:
    plain = [" ".join(re.findall(r"\w+", text.lower())) for text in texts]
    long = [text for text in plain if len(text) >= SHORTEST_TO_REPEAT]
    return sum(_said_before(text, long[:index]) for index, text in enumerate(long))


def _said_before(text: str, earlier: Sequence[str]) -> bool:
    return any(SequenceMatcher(None, text, other).ratio() >= SAME_AGAIN for other in earlier)
