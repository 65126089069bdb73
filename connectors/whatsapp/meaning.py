"""What a message of a WhatsApp customer means to the front line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.whatsapp.arrivals import Arrival
from connectors.whatsapp.incoming import Content, Kind, Received
from connectors.whatsapp.rendering import Tap
from connectors.whatsapp.words import Wish, Words, chosen
from frontline.conversations.types import Author, Button, Message

STALE = timedelta(hours=1)
"""A message that is older when it reaches us is not answered as if it were fresh."""
LATE_YES, LATE_NO = "/late_yes", "/late_no"
"""Answers to the question whether a message that came late still matters."""

SCORE = "/effort_score/"


@dataclass(frozen=True)
class Situation:
    """What must be known of a conversation to understand its next message.

    `in_conversation`: a guide is under way, or a person has the conversation; there "stop" is meant for them.
    """

    transcript: Sequence[Message]
    language: str
    in_conversation: bool
    opted_out: bool
    moment: datetime


@dataclass(frozen=True)
class Meaning:
    """What is stored and done: `says` is a key of content/whatsapp.yml, `page` another page of a list,
    `score` how much effort a handoff was, `arrival` that a code came with it."""

    text: str
    payload: str | None = None
    for_assistant: bool = True
    says: str | None = None
    wish: Wish | None = None
    page: Tap | None = None
    score: tuple[str, int] | None = None
    stale: bool = False
    arrival: Arrival | None = None


def score_payload(handoff_id: str, score: int) -> str:
    """What a button carries that says how much effort a handoff was."""
    return f"{SCORE}{handoff_id}/{score}"


def understand(received: Received, situation: Situation, words: Words) -> Meaning:
    """The meaning of a text, a tap, a file or whatever else was sent."""
    content = received.content
    if content.kind is Kind.TAP:
        meaning = _tapped(content, situation)
    elif content.kind is Kind.TEXT:
        meaning = _typed(content.text, situation, words)
    else:
        meaning = _sent(content)
    stale = situation.moment - received.sent_at > STALE
    if meaning.for_assistant and stale and meaning.page is None:
        return replace(meaning, for_assistant=False, stale=True)
    return meaning


def _tapped(content: Content, situation: Situation) -> Meaning:
    tap = Tap.read(content.tapped)
    if tap is None:
        payload = content.tapped if content.tapped and content.tapped.startswith("/") else None
        return Meaning(content.text, payload)
    if tap.page is not None:
        return Meaning(content.text, page=tap)
    entry = next((one for one in situation.transcript if one.seq == tap.seq), None)
    button = entry.buttons[tap.index] if entry and tap.index < len(entry.buttons) else None
    return _pressed(button, situation) if button else Meaning(content.text)


def _typed(text: str, situation: Situation, words: Words) -> Meaning:
    wish = words.wish(text, in_conversation=situation.in_conversation, opted_out=situation.opted_out)
    if wish is not None:
        says = "opted_out" if wish is Wish.OUT else "opted_in"
        return Meaning(text, for_assistant=False, wish=wish, says=says)
    button = chosen(text, situation.transcript)
    return _pressed(button, situation) if button else Meaning(text)


def _pressed(button: Button, situation: Situation) -> Meaning:
    if button.payload == LATE_NO:
        return Meaning(button.title, for_assistant=False, says="late_closed")
    if button.payload.startswith(SCORE):
        handoff_id, _, score = button.payload.removeprefix(SCORE).partition("/")
        return Meaning(button.title, for_assistant=False, says="scored", score=(handoff_id, int(score)))
    if button.payload == LATE_YES:
        return Meaning(_came_late(situation.transcript) or button.title)
    return Meaning(button.title, button.payload)


def _came_late(transcript: Sequence[Message]) -> str:
    """What the customer wrote before we asked whether it still matters."""
    asked = [
        index
        for index, entry in enumerate(transcript)
        if any(button.payload == LATE_YES for button in entry.buttons)
    ]
    texts: list[str] = []
    for entry in reversed(transcript[: asked[-1]] if asked else ()):
        if entry.author is not Author.CUSTOMER:
            break
        texts.append(entry.text)
    return "\n".join(reversed(texts))


def _sent(content: Content) -> Meaning:
    """A file is kept, and the assistant says what it does with it; its words are a message like any other."""
    if content.kind is Kind.MEDIA and content.text.strip():
        return Meaning(content.text, says="kept")
    return Meaning(content.text, for_assistant=False, says=f"got_{content.what}")
