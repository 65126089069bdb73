"""How a customer of the website comes to WhatsApp: a link that opens it, with a message ready. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import phonenumbers

from frontline.conversations.types import Language
from frontline.copy import Copy
from frontline.settings import WhatsAppSettings

SENTENCE = "move_message"
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Link:
    """`url` opens WhatsApp; by hand one sends the code to `number`, which is written for people."""

    url: str
    number: str


def link_with(code: str, language: Language, settings: WhatsAppSettings, copy: Copy) -> Link:
    """The link that brings this code. Errors: ValueError when our number is not set."""
    if settings.phone_number is None:
        raise ValueError("no WhatsApp number is set")
    message = copy.text(SENTENCE, language, code=code)
    url = f"{settings.link_url.rstrip('/')}/{settings.phone_number}?text={quote(message, safe='')}"
    number = phonenumbers.parse(f"+{settings.phone_number}")
    return Link(url, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def said_with(code: str, copy: Copy) -> list[str]:
    """The ready message with this code, in every language."""
    return [copy.text(SENTENCE, language, code=code) for language in LANGUAGES]
