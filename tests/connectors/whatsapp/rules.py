"""What the Graph API refuses, as Meta documents it: with one field over its limit, the whole message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MISSING, WRONG, INVALID, NO_TEMPLATE = 131008, 131009, 100, 132001
KNOWN = {
    "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data",
    "text", "image", "interactive", "template",
}  # fmt: skip
Fault = tuple[int, str]


def faults(message: Any, templates: Mapping[str, set[str]]) -> list[Fault]:
    """Everything that is wrong with a message; empty when Meta would send it."""
    if not isinstance(message, dict):
        return [(INVALID, "no object")]
    kind = str(message.get("type"))
    found = [*_envelope(message)]
    if kind not in BODIES:
        return [*found, (INVALID, f"type {kind!r}")]
    body = message.get(str(kind))
    if not isinstance(body, dict):
        return [*found, (MISSING, f"{kind} is missing")]
    checked = _template(body, templates) if kind == "template" else BODIES[kind](body)
    return [*found, *checked]


def _envelope(message: Mapping[str, Any]) -> Iterator[Fault]:
    if message.get("messaging_product") != "whatsapp":
        yield INVALID, "messaging_product"
    if unknown := set(message) - KNOWN:
        yield INVALID, f"unexpected {sorted(unknown)}"
    to, recipient = message.get("to"), message.get("recipient")
    if (to is None) == (recipient is None):
        yield INVALID, "exactly one of to and recipient"
    if to is not None and not re.fullmatch(r"\+?\d{5,20}", str(to)):
        yield INVALID, "to is no number"
    if recipient is not None and not re.fullmatch(r"[A-Z]{2}\.[\w.]{1,128}", str(recipient)):
        yield INVALID, "recipient is no user id"
    if len(str(message.get("biz_opaque_callback_data", ""))) > 512:
        yield INVALID, "biz_opaque_callback_data"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _words(parent: Mapping[str, Any], key: str, limit: int, code: int = WRONG) -> Iterator[Fault]:
    value = parent.get(key)
    if not isinstance(value, str):
        yield MISSING, f"{key} is missing"
    elif not value.strip() or _length(value) > limit:
        yield code, f"{key} has {_length(value)} of 1 to {limit} characters"


def _only(parent: Mapping[str, Any], *keys: str) -> Iterator[Fault]:
    if unknown := set(parent) - set(keys):
        yield INVALID, f"unexpected {sorted(unknown)}"


def _text(text: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _only(text, "body", "preview_url")
    yield from _words(text, "body", 4096, INVALID)


def _image(image: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _only(image, "link", "id", "caption")
    if ("link" in image) == ("id" in image):
        yield MISSING, "exactly one of link and id"
    if not re.match(r"https?://\S+$", str(image.get("link", "https://x"))):
        yield WRONG, "link"
    if "caption" in image:
        yield from _words(image, "caption", 1024)


def _interactive(interactive: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _only(interactive, "type", "header", "body", "footer", "action")
    yield from _words(interactive.get("body") or {}, "text", 1024)
    for part in ("header", "footer"):
        if part in interactive:
            yield from _words(interactive[part], "text", 60)
    action = interactive.get("action")
    if not isinstance(action, dict):
        yield MISSING, "action is missing"
        return
    check = ACTIONS.get(str(interactive.get("type")))
    yield from check(action) if check else [(WRONG, "interactive type")]


def _buttons(action: Mapping[str, Any]) -> Iterator[Fault]:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        yield WRONG, "1 to 3 buttons"
        return
    replies = [button.get("reply", {}) for button in buttons if button.get("type") == "reply"]
    if len(replies) != len(buttons):
        yield WRONG, "button type"
    for reply in replies:
        yield from _words(reply, "title", 20)
        yield from _words(reply, "id", 256)
        if "\n" in str(reply.get("title")):
            yield WRONG, "title has a line break"
    yield from _unique([reply.get("title") for reply in replies], "titles")
    yield from _unique([reply.get("id") for reply in replies], "ids")


def _list(action: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _words(action, "button", 20)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        yield WRONG, "1 to 10 sections"
        return
    rows = [row for section in sections for row in section.get("rows", [])]
    if not 1 <= len(rows) <= 10:
        yield WRONG, f"{len(rows)} of at most 10 rows"
    for section in sections:
        if len(sections) > 1 or "title" in section:
            yield from _words(section, "title", 24)
    for row in rows:
        yield from _row(row)
    yield from _unique([row.get("id") for row in rows], "ids")


def _row(row: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _only(row, "id", "title", "description")
    yield from _words(row, "id", 200)
    yield from _words(row, "title", 24)
    if "description" in row:
        yield from _words(row, "description", 72)


def _place(action: Mapping[str, Any]) -> Iterator[Fault]:
    if action != {"name": "send_location"}:
        yield WRONG, "action"


def _unique(values: list[Any], what: str) -> Iterator[Fault]:
    if len(set(map(str, values))) != len(values):
        yield WRONG, f"{what} are not unique"


def _template(template: Mapping[str, Any], templates: Mapping[str, set[str]]) -> Iterator[Fault]:
    yield from _only(template, "name", "language", "components")
    language = (template.get("language") or {}).get("code")
    if language not in templates.get(str(template.get("name")), ()):
        yield NO_TEMPLATE, "template does not exist in this language"


Check = Callable[[Mapping[str, Any]], Iterator[Fault]]
ACTIONS: Mapping[str, Check] = {"button": _buttons, "list": _list, "location_request_message": _place}
BODIES: Mapping[str, Check] = {
    "text": _text, "image": _image, "interactive": _interactive, "template": lambda _: iter(()),
}  # fmt: skip
