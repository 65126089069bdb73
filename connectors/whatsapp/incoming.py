"""What Meta's webhook delivers, read into our own terms.

Pure and forgiving: nothing in a payload is trusted to have the type that Meta documents, and what is unknown
is left out. What is left of a message is small, so it can be stored as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from frontline.storage.tables import now

OBJECT, FIELD = "whatsapp_business_account", "messages"
MOST_MESSAGES = 1000
"""Of one delivery; Meta sends one to a few."""
LONGEST_TEXT = 70_000
"""Longer than anything WhatsApp allows; the front door says no to what is too long for it."""
LONGEST_NAME = 80

ID = re.compile(r"[\x21-\x7e]{1,255}")
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")
PHONE = re.compile(r"[0-9]{5,20}")
MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


class Kind(str, Enum):
    """What a message is to us."""

    TEXT = "text"
    TAP = "tap"
    MEDIA = "media"
    OTHER = "other"
    """Kept in words where it has any, but nothing that the assistant can use."""
    OPENED = "opened"
    NUMBER_CHANGED = "number_changed"
    IDENTITY_CHANGED = "identity_changed"


@dataclass(frozen=True)
class Sender:
    """Who wrote: the user id where Meta gives one, the number (digits, no plus) where it is not hidden."""

    user_id: str | None = None
    phone: str | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """By what the order of their messages is kept."""
        return self.user_id or self.phone or ""


@dataclass(frozen=True)
class Content:
    """What a message says.

    `what` names the type for the sentences of content/whatsapp.yml (`photo`, `voice` …); `text` is
    what was typed, a caption, the title of what was tapped or what the type can be put into words as;
    `tapped` the id of the button; `moved_to` the new number or user id.
    """

    kind: Kind
    what: str = ""
    text: str = ""
    tapped: str | None = None
    media_id: str | None = None
    mime_type: str | None = None
    file_name: str | None = None
    moved_to: Sender | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Content:
        """What `to_dict` made."""
        moved = stored.get("moved_to")
        return cls(
            **{
                **stored,
                "kind": Kind(stored["kind"]),
                "moved_to": Sender(**moved) if moved else None,
            }
        )


@dataclass(frozen=True)
class Received:
    """One message of a customer; `id` is WhatsApp's, `sent_at` never lies in the future."""

    id: str
    sender: Sender
    sent_at: datetime
    content: Content


@dataclass(frozen=True)
class Status:
    """What became of a message of ours; `reference` is what we gave with it, `error_code` Meta's."""

    id: str
    state: str
    reference: str | None = None
    error_code: int | None = None


@dataclass(frozen=True)
class Delivered:
    """What one call of the webhook brings for one of our numbers."""

    messages: list[Received] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.messages or self.statuses)


def read(payload: Any, phone_number_id: str) -> Delivered:
    """The messages and statuses of a webhook's body; those of other numbers and fields are left out."""
    delivered = Delivered()
    if _text(payload, "object") not in (OBJECT, ""):
        return delivered
    for value in _values(payload):
        if _text(_dict(value, "metadata"), "phone_number_id") == phone_number_id:
            senders = [_sender_of_contact(contact) for contact in _dicts(value, "contacts")]
            delivered.messages.extend(_messages(_dicts(value, "messages"), senders))
            delivered.statuses.extend(_statuses(_dicts(value, "statuses")))
    return Delivered(delivered.messages[:MOST_MESSAGES], delivered.statuses[:MOST_MESSAGES])


def _values(payload: Any) -> Iterator[Mapping[str, Any]]:
    for entry in _dicts(payload, "entry"):
        for change in _dicts(entry, "changes"):
            if change.get("field") == FIELD:
                yield _dict(change, "value")


# -- messages ------------------------------------------------------------------------------------------


def _messages(messages: Iterable[Mapping[str, Any]], senders: list[Sender]) -> Iterator[Received]:
    for message in messages:
        id, sender = _matching(ID, message.get("id")), _sender(message, senders)
        content = _content(message)
        if id and sender.key and content and not message.get("group_id"):
            yield Received(id, sender, _time(message.get("timestamp")), content)


def _sender(message: Mapping[str, Any], senders: list[Sender]) -> Sender:
    """The message's own ids, completed by the contact that has one of them."""
    own = _read_sender(message.get("from_user_id"), message.get("from"), None)
    alone = senders[0] if len(senders) == 1 else Sender()
    contact = next((other for other in senders if _same(own, other)), Sender() if own.key else alone)
    return Sender(own.user_id or contact.user_id, own.phone or contact.phone, contact.name)


def _same(one: Sender, other: Sender) -> bool:
    by_user = one.user_id is not None and one.user_id == other.user_id
    return by_user or (one.phone is not None and one.phone == other.phone)


def _sender_of_contact(contact: Mapping[str, Any]) -> Sender:
    return _read_sender(
        contact.get("user_id"), contact.get("wa_id"), _text(_dict(contact, "profile"), "name")
    )


def _read_sender(user_id: Any, phone: Any, name: str | None) -> Sender:
    """A user id begins with a country and a point, so that a number among the ids is known as one."""
    number = _matching(PHONE, phone.lstrip("+") if isinstance(phone, str) else phone)
    id = _matching(USER_ID, user_id)
    if number is None and id is None:
        id = _matching(USER_ID, phone)
    return Sender(id, number, (name or "").strip()[:LONGEST_NAME] or None)


def _content(message: Mapping[str, Any]) -> Content | None:
    """What the message says; None for what asks for nothing, such as a thumb or a message taken back."""
    kind = _text(message, "type")
    reader = READERS.get(kind)
    if reader is not None:
        return reader(_dict(message, kind))
    return None if kind in IGNORED else Content(Kind.OTHER, "unknown")


def _read_text(text: Mapping[str, Any]) -> Content:
    return Content(Kind.TEXT, text=_text(text, "body"))


def _read_interactive(interactive: Mapping[str, Any]) -> Content | None:
    kind = _text(interactive, "type")
    if kind not in ("button_reply", "list_reply"):
        return None if kind in IGNORED else Content(Kind.OTHER, "unknown")
    reply = _dict(interactive, kind)
    return Content(Kind.TAP, text=_text(reply, "title"), tapped=_text(reply, "id") or None)


def _read_button(button: Mapping[str, Any]) -> Content:
    """A quick reply under a template."""
    return Content(Kind.TAP, text=_text(button, "text"), tapped=_text(button, "payload") or None)


def _reader_of_media(what: str) -> Callable[[Mapping[str, Any]], Content]:
    def read_media(media: Mapping[str, Any]) -> Content:
        mime = _text(media, "mime_type").partition(";")[0].strip().lower()
        return Content(
            Kind.MEDIA,
            "voice" if what == "audio" and media.get("voice") is True else what,
            text=_text(media, "caption"),
            media_id=_matching(ID, media.get("id")),
            mime_type=_matching(MIME, mime),
            file_name=_text(media, "filename")[:LONGEST_NAME] or None,
        )

    return read_media


def _read_location(location: Mapping[str, Any]) -> Content:
    place = ", ".join(filter(None, (_text(location, "name"), _text(location, "address"))))
    spot = [location.get("latitude"), location.get("longitude")]
    where = ", ".join(f"{one:.5f}" for one in spot if isinstance(one, (int, float)) and abs(one) <= 180)
    return Content(Kind.OTHER, "location", text=" · ".join(filter(None, (place, where))))


def _read_order(order: Mapping[str, Any]) -> Content:
    return Content(Kind.OTHER, "order", text=_text(order, "text"))


def _read_edit(edit: Mapping[str, Any]) -> Content | None:
    """A corrected text is a new one to us; of anything else only the first version counts."""
    body = _text(_dict(_dict(edit, "message"), "text"), "body")
    return Content(Kind.TEXT, text=body) if body else None


def _read_system(system: Mapping[str, Any]) -> Content | None:
    kind = _text(system, "type")
    if kind == "customer_identity_changed":
        return Content(Kind.IDENTITY_CHANGED)
    moved_to = _read_sender(system.get("user_id"), system.get("wa_id") or system.get("new_wa_id"), None)
    return Content(Kind.NUMBER_CHANGED, moved_to=moved_to) if moved_to.key else None


READERS: Mapping[str, Callable[[Mapping[str, Any]], Content | None]] = {
    "text": _read_text,
    "interactive": _read_interactive,
    "button": _read_button,
    "image": _reader_of_media("photo"),
    "video": _reader_of_media("video"),
    "audio": _reader_of_media("audio"),
    "document": _reader_of_media("document"),
    "sticker": _reader_of_media("sticker"),
    "location": _read_location,
    "contacts": lambda _: Content(Kind.OTHER, "contacts"),
    "order": _read_order,
    "edit": _read_edit,
    "system": _read_system,
    "request_welcome": lambda _: Content(Kind.OPENED),
}
IGNORED = frozenset({"reaction", "revoke", "ephemeral", "call_permission_reply"})
"""They ask for no answer, and one would only be in the way."""


# -- statuses ------------------------------------------------------------------------------------------

STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def _statuses(statuses: Iterable[Mapping[str, Any]]) -> Iterator[Status]:
    for status in statuses:
        id, state = _matching(ID, status.get("id")), STATES.get(_text(status, "status"))
        if id and state:
            code = next((_code(error) for error in _dicts(status, "errors")), None)
            yield Status(id, state, _matching(ID, status.get("biz_opaque_callback_data")), code)


def _code(error: Mapping[str, Any]) -> int | None:
    code = error.get("code")
    return code if isinstance(code, int) and 0 <= code < 2**31 else None


# -- taming --------------------------------------------------------------------------------------------


def _dict(parent: Any, key: str) -> Mapping[str, Any]:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _dicts(parent: Any, key: str) -> list[Mapping[str, Any]]:
    value = parent.get(key) if isinstance(parent, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(parent: Any, key: str) -> str:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _matching(pattern: re.Pattern[str], value: Any) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _time(stamp: Any) -> datetime:
    """Seconds since 1970 as text; now for what makes no sense or lies ahead."""
    moment = now()
    seconds = (
        int(stamp) if isinstance(stamp, (str, int)) and str(stamp).isascii() and _digits(stamp) else None
    )
    if seconds is None or seconds > moment.timestamp():
        return moment
    return datetime.fromtimestamp(seconds, timezone.utc)


def _digits(stamp: str | int) -> bool:
    return str(stamp).isdigit() and len(str(stamp)) <= 11
