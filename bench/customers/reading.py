"""How a customer understands what the assistant writes: from its words alone, by a small lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent / "words"
LINK = re.compile(r"https?://\S+")
YES, NO = "yes", "no"


class NotUnderstood(Exception):
    """A text or a button that says nothing to this customer; its words are the message."""


@dataclass(frozen=True)
class Heard:
    """What some messages say: what to do, what is new, what is asked, and whether it is over.

    `answers` gives the meaning of each button by its title, `text` is the last message.
    """

    actions: tuple[str, ...]
    news: tuple[str, ...]
    question: str | None
    answers: Mapping[str, str]
    text: str
    sorry: bool
    over: bool
    link: str | None


Patterns = Sequence[tuple[str, re.Pattern[str]]]


@dataclass(frozen=True)
class Lexicon:
    """One language's patterns, each with what it means; the first that fits a button counts."""

    instructions: Patterns
    news: Patterns
    questions: Patterns
    buttons: Patterns
    remarks: Patterns
    sorry: Patterns
    stuck: Patterns
    over: Patterns

    @classmethod
    @lru_cache
    def load(cls, language: str) -> Lexicon:
        """From `words/<language>.yml`."""
        words = yaml.safe_load((WORDS / f"{language}.yml").read_text(encoding="utf-8"))
        return cls(**{part: tuple(_patterns(meanings)) for part, meanings in words.items()})

    def read(self, messages: Sequence[Mapping[str, Any]], explained: bool = False) -> Heard:
        """What these messages say; `explained` when the first is help that was asked for.

        Raises NotUnderstood for a text in which this customer finds nothing to do, to answer or to know.
        """
        texts = [_plain(message["text"]) for message in messages]
        over = bool(_found(self.over, texts[-1]))
        for text in texts[explained : len(texts) - over]:
            self._expect_sense(text)
        titles = [button["title"] for message in messages for button in message.get("quick_replies", ())]
        return Heard(
            tuple(dict.fromkeys(action for text in texts for action in _found(self.instructions, text))),
            tuple(news for text in texts for news in _found(self.news, text)),
            next((meaning for text in reversed(texts) for meaning in _found(self.questions, text)), None),
            {} if over else self._meanings(titles),
            texts[-1],
            any(_found(self.sorry, text) for text in texts),
            over,
            next(iter(LINK.findall(" ".join(message["text"] for message in messages))), None),
        )

    def asks_patience(self, text: str) -> bool:
        """Whether the assistant says that it cannot answer yet, and will."""
        return bool(_found(self.stuck, _plain(text)))

    def _meanings(self, titles: Sequence[str]) -> dict[str, str]:
        return {title: self._meaning(title) for title in titles}

    def _meaning(self, title: str) -> str:
        found = _found(self.buttons, _plain(title))
        return found[0] if found else title

    def _expect_sense(self, text: str) -> None:
        kinds = (self.instructions, self.news, self.questions, self.remarks, self.sorry, self.stuck)
        if not any(_found(kind, text) for kind in kinds):
            raise NotUnderstood(text)


def _patterns(meanings: Mapping[str, Sequence[str]] | Sequence[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Of a mapping each pattern with its meaning, of a list each with itself."""
    named = meanings if isinstance(meanings, Mapping) else {"": meanings}
    for meaning, patterns in named.items():
        for pattern in patterns:
            yield meaning or pattern, re.compile(pattern)


def _found(patterns: Patterns, text: str) -> list[str]:
    return list(dict.fromkeys(meaning for meaning, pattern in patterns if pattern.search(text)))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").replace("‘", "'").split())
