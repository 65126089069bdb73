"""What a customer's words ask of the channel itself: to be left alone, to be written to again, or a choice
from the buttons they were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from frontline.conversations.types import Author, Button, Message
from frontline.guides.words import normalise

OURS = (Author.ASSISTANT, Author.SYSTEM)
ANSWER = "/answer"
"""How the payloads of a guide's buttons begin."""


class Wish(str, Enum):
    """What a customer may ask of the channel."""

    OUT = "out"
    IN = "in"


class Words:
    """The words by which customers opt out and in."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._out = _normalised(content["opt_out"]["always"])
        self._out_outside_guides = _normalised(content["opt_out"]["outside_guides"])
        self._in = _normalised(content["opt_in"]["always"])
        self._in_when_out = _normalised(content["opt_in"]["after_opting_out"])

    @classmethod
    def load(cls, path: Path) -> Words:
        """Reads `content/whatsapp.yml`."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def wish(self, text: str, *, in_conversation: bool, opted_out: bool) -> Wish | None:
        """What the whole message asks for; within a guide or with an agent "stop" is meant for them."""
        words = normalise(text)
        if words in self._out or (words in self._out_outside_guides and not in_conversation):
            return Wish.OUT
        if words in self._in or (words in self._in_when_out and opted_out):
            return Wish.IN
        return None


def chosen(text: str, transcript: Sequence[Message]) -> Button | None:
    """The button that a typed number or title means, of the newest message that has buttons.

    Not for a guide's buttons: it reads typed answers itself, by more than their words.
    """
    offers = (entry.buttons for entry in reversed(transcript) if entry.author in OURS)
    buttons = next((shown for shown in offers if shown), ())
    words = normalise(text)
    if not words or any(button.payload.startswith(ANSWER) for button in buttons):
        return None
    titled = [button for button in buttons if normalise(button.title) == words]
    if titled:
        return titled[0]
    number = int(words) if words.isdecimal() and len(words) < 3 else 0
    return buttons[number - 1] if 1 <= number <= len(buttons) else None


def _normalised(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(normalise, words))
