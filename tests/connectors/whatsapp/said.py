"""What Meta would say of what the assistant says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from connectors.whatsapp.rendering import Entry, Labels, Payload, render
from frontline.conversations.types import Author, Button
from frontline.copy import Copy
from tests.connectors.whatsapp.rules import Fault, faults
from tests.library import CONTENT

ENVELOPE = {"messaging_product": "whatsapp", "to": "31612345001"}


@lru_cache
def labels(language: str) -> Labels:
    """The forms' own words."""
    words = Copy.load(CONTENT / "whatsapp.yml")
    return Labels(*(words.text(key, language) for key in ("choose", "options", "more")))


def as_sent(texts: Sequence[str], titles: Sequence[str], language: str) -> list[Payload]:
    """The messages that say these texts, with buttons under the last."""
    buttons = tuple(Button(title, "/answer") for title in titles)
    *first, last = texts
    entries = [Entry(seq, Author.ASSISTANT, text) for seq, text in enumerate(first, start=1)]
    return render([*entries, Entry(len(texts), Author.ASSISTANT, last, buttons)], labels(language))


def refusals(messages: Sequence[Payload]) -> list[Fault]:
    """Why Meta would refuse any of them."""
    return [fault for message in messages for fault in faults({**ENVELOPE, **message}, {})]
