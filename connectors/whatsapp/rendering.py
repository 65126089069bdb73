"""Our replies as messages that WhatsApp accepts. Pure.

A limit is kept by changing the form: buttons with long titles become a list, a list with many rows gets
pages, a long text goes ahead of its buttons. Only where no form is left is a text cut, at a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.whatsapp.lengths import fits, shorten, split
from connectors.whatsapp.markup import IMAGE, plain, to_whatsapp
from frontline.conversations.types import Author, Button

Payload = dict[str, Any]
"""A message as the Graph API takes it, without who gets it."""

LONGEST_TEXT, LONGEST_BODY, LONGEST_CAPTION = 4096, 1024, 1024
MOST_BUTTONS, LONGEST_TITLE = 3, 20
MOST_ROWS, LONGEST_ROW, LONGEST_DESCRIPTION = 10, 24, 72
SEND_LOCATION = "/send_location"
"""The payload of a lone button that WhatsApp shows as its own button to share a place."""
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Entry:
    """One thing said, as it stands in the log."""

    seq: int
    author: Author
    text: str
    buttons: tuple[Button, ...] = ()
    author_name: str | None = None


@dataclass(frozen=True)
class Labels:
    """The few words that WhatsApp's forms need beside ours, in the customer's language."""

    choose: str
    """Asks to choose, where a reply has buttons but no words."""
    options: str
    """The button that opens a list."""
    more: str
    """The row that brings the next page."""


@dataclass(frozen=True)
class Tap:
    """What the id of a button or row stands for: a button of an entry of the log, or a page of them."""

    seq: int
    index: int = 0
    page: int | None = None

    @property
    def id(self) -> str:
        """At most some 20 characters, whatever the payload is."""
        return f"{self.seq}.{self.index}" if self.page is None else f"{self.seq}.more.{self.page}"

    @classmethod
    def read(cls, id: str | None) -> Tap | None:
        """The tap with this id; None for one that we did not make."""
        parts = (id or "").split(".")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (parts[0], parts[-1])):
            return None
        if len(parts) == 2:
            return cls(int(parts[0]), index=int(parts[1]))
        return cls(int(parts[0]), page=int(parts[2])) if len(parts) == 3 and parts[1] == "more" else None


def render(entries: Sequence[Entry], labels: Labels) -> list[Payload]:
    """The messages that say what one author said in a row: as few as the limits allow, in order."""
    messages: list[Payload] = []
    texts: list[str] = []
    for entry in entries:
        for text, image in _pictures(_signed(entry, first=entry is entries[0])):
            texts += [text] if text else []
            if image:
                messages += [*_as_texts(texts), image]
                texts = []
        if entry.buttons:
            messages += with_buttons(texts, entry, labels)
            texts = []
    return [*messages, *_as_texts(texts)]


def with_buttons(texts: Sequence[str], entry: Entry, labels: Labels, page: int = 0) -> list[Payload]:
    """The texts with an entry's buttons under the last of them; `page` counts from 0."""
    *ahead, body = _bodies(texts) or [labels.choose]
    return [*_as_texts(ahead), _interactive(body, entry, labels, page)]


def text_message(text: str) -> Payload:
    """A plain text."""
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def template_message(name: str, language: str) -> Payload:
    """An approved template without parameters."""
    return {"type": "template", "template": {"name": name, "language": {"code": language}}}


def as_plain(payload: Payload) -> Payload | None:
    """The same in the simplest form, for when Meta refuses it: a text with numbered choices.

    None when there is no simpler form.
    """
    if payload["type"] == "image":
        words = (payload["image"].get("caption", ""), payload["image"]["link"])
        return text_message("\n".join(filter(None, words)))
    if payload["type"] != "interactive":
        return None
    shown = payload["interactive"]
    lines = [f"{number}. {title}" for number, title in enumerate(_titles(shown["action"]), start=1)]
    return text_message("\n".join([shown["body"]["text"], "", *lines]).strip())


def _titles(action: Payload) -> list[str]:
    """The choices in full; the next page of a list is none."""
    rows = [row for section in action.get("sections", ()) for row in section["rows"] if _is_choice(row)]
    return [button["reply"]["title"] for button in action.get("buttons", ())] + [
        row.get("description") or row["title"] for row in rows
    ]


def _is_choice(row: Payload) -> bool:
    tap = Tap.read(row["id"])
    return tap is None or tap.page is None


# -- texts ---------------------------------------------------------------------------------------------


def _signed(entry: Entry, first: bool) -> str:
    """An agent's words begin with their name: in one chat it must be seen that it is a person now."""
    by_name = first and entry.author is Author.AGENT and entry.author_name
    return f"**{entry.author_name}:**\n{entry.text}" if by_name else entry.text


def _pictures(text: str) -> Iterator[tuple[str, Payload | None]]:
    """The text in pieces, each with the picture that follows it."""
    position = 0
    for image in IMAGE.finditer(text):
        yield to_whatsapp(text[position : image.start()]).strip(), _image(image[2], image[1])
        position = image.end()
    yield to_whatsapp(text[position:]).strip(), None


def _image(link: str, caption: str) -> Payload:
    words = {"caption": shorten(caption, LONGEST_CAPTION)} if caption else {}
    return {"type": "image", "image": {"link": link, **words}}


def _as_texts(texts: Iterable[str]) -> list[Payload]:
    return [text_message(part) for part in split(PARAGRAPH.join(texts), LONGEST_TEXT)]


def _bodies(texts: Sequence[str]) -> list[str]:
    """The texts, of which as many of the last as fit are joined to one that can carry buttons."""
    parts = [part for text in texts for part in split(text, LONGEST_BODY)]
    for first in range(len(parts)):
        body = PARAGRAPH.join(parts[first:])
        if fits(body, LONGEST_BODY):
            return [*parts[:first], body]
    return parts


# -- buttons and lists ---------------------------------------------------------------------------------


def _interactive(body: str, entry: Entry, labels: Labels, page: int) -> Payload:
    payloads = [button.payload for button in entry.buttons]
    if payloads == [SEND_LOCATION]:
        asked = {"type": "location_request_message", "action": {"name": "send_location"}}
    elif _fit_buttons(entry.buttons):
        asked = {"type": "button", "action": {"buttons": _reply_buttons(entry)}}
    else:
        rows = _rows(entry, labels, page)
        sections = [{"rows": rows}]
        asked = {
            "type": "list",
            "action": {"button": shorten(labels.options, LONGEST_TITLE), "sections": sections},
        }
    return {"type": "interactive", "interactive": {**asked, "body": {"text": body}}}


def _fit_buttons(buttons: Sequence[Button]) -> bool:
    titles = [plain(button.title) for button in buttons]
    short = all(title and fits(title, LONGEST_TITLE) for title in titles)
    return len(buttons) <= MOST_BUTTONS and short and len(set(titles)) == len(titles)


def _reply_buttons(entry: Entry) -> list[Payload]:
    return [
        {"type": "reply", "reply": {"id": Tap(entry.seq, index).id, "title": plain(button.title)}}
        for index, button in enumerate(entry.buttons)
    ]


def _rows(entry: Entry, labels: Labels, page: int) -> list[Payload]:
    """One page of the buttons as rows; all but the last page end with the row for the next."""
    first, last = _page(len(entry.buttons), page)
    shown = list(enumerate(entry.buttons))[first:last]
    rows = [_row(Tap(entry.seq, index).id, button.title) for index, button in shown]
    if last < len(entry.buttons):
        rows.append(_row(Tap(entry.seq, page=page + 1).id, labels.more))
    return rows


def _page(number: int, page: int) -> tuple[int, int]:
    """From where to where a page goes; a page that is not there is the first."""
    each = MOST_ROWS - 1
    first = page * each if 0 < page * each < number else 0
    return first, number if number - first <= MOST_ROWS else first + each


def _row(id: str, title: str) -> Payload:
    """A title that is too long is cut, and stands whole in the smaller line below."""
    words = plain(title) or id
    row = {"id": id, "title": shorten(words, LONGEST_ROW)}
    more = {} if fits(words, LONGEST_ROW) else {"description": shorten(words, LONGEST_DESCRIPTION)}
    return {**row, **more}
