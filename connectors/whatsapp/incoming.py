"""What Meta's webhook delivers, read into our own terms.

Pure and forgiving: nothing in a payload is trusted to have the type that Meta documents, and what is unknown
is left out. What is left of a message is small, so it can be stored as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from frontline.storage.tables import now

OBJECT = "whatsapp_business_account"
MESSAGES, PREFERENCES = "messages", "user_preferences"
NOTICES = (
    "account_update",
    "account_alerts",
    "message_template_status_update",
    "phone_number_quality_update",
)
"""Fields of the webhook: what is about customers, and what an operator should know."""
MOST_MESSAGES = 1000
"""Of one delivery; Meta sends one to a few."""
MOST_NOTICES = 20
LONGEST_TEXT = 70_000
"""Longer than anything WhatsApp allows; the front door says no to what is too long for it."""
LONGEST_NAME, LONGEST_FORM = 80, 3000
TOKEN_OF_FORM = "flow_token"

ID = re.compile(r"[\x21-\x7e]{1,255}")
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")
PHONE = re.compile(r"[0-9]{5,20}")
NO_DIGIT = re.compile(r"[^0-9]")
CODE = re.compile(r"[0-9]{1,9}")
EVENT = re.compile(r"[A-Z_]{1,60}")
MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


class Kind(str, Enum):
    """What a message is to us."""

    TEXT = "text"
    TAP = "tap"
    MEDIA = "media"
    OTHER = "other"
    """Kept in words where it has any, but nothing that the assistant can use."""
    OPENED = "opened"
    PREFERENCE = "preference"
    """Set in WhatsApp itself: whether we may write unasked; `what` is `stop` or `resume`."""
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
class Notice:
    """What Meta tells of our account: the webhook's field, the event, the template that it is about."""

    field: str
    event: str
    template: str | None = None


@dataclass(frozen=True)
class Delivered:
    """What one call of the webhook brings for one of our numbers.

    `errors` are codes that Meta tells apart from any message; they and the notices are not stored.
    """

    messages: list[Received] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.messages or self.statuses)


def read(payload: Any, phone_number_id: str) -> Delivered:
    """What a webhook's body says; that of other numbers and fields is left out."""
    delivered = Delivered()
    if _text(payload, "object") not in (OBJECT, ""):
        return delivered
    for name, value in _changes(payload):
        ours = _text(_dict(value, "metadata"), "phone_number_id") == phone_number_id
        if name == MESSAGES and ours:
            delivered.messages.extend(_messages(value))
            delivered.statuses.extend(_statuses(_dicts(value, "statuses")))
            delivered.errors.extend(filter(None, map(_code, _dicts(value, "errors"))))
        elif name == PREFERENCES and ours:
            delivered.messages.extend(_preferences(_dicts(value, "user_preferences")))
        elif name in NOTICES:
            delivered.notices.append(_notice(name, value))
    return replace(
        delivered,
        messages=delivered.messages[:MOST_MESSAGES],
        statuses=delivered.statuses[:MOST_MESSAGES],
        notices=delivered.notices[:MOST_NOTICES],
        errors=delivered.errors[:MOST_NOTICES],
    )


def _changes(payload: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in _dicts(payload, "entry"):
        for change in _dicts(entry, "changes"):
            yield _text(change, "field"), _dict(change, "value")


def _notice(field: str, value: Mapping[str, Any]) -> Notice:
    event = EVENT.fullmatch(_text(value, "event"))
    return Notice(field, event.group() if event else "", _text(value, "message_template_name") or None)


# -- messages ------------------------------------------------------------------------------------------


def _messages(value: Mapping[str, Any]) -> Iterator[Received]:
    """Those of customers: what was said in a group, or by our own number, is none of them."""
    senders = [_sender_of_contact(contact) for contact in _dicts(value, "contacts")]
    ours = NO_DIGIT.sub("", _text(_dict(value, "metadata"), "display_phone_number"))
    for message in _dicts(value, "messages"):
        id, sender = _matching(ID, message.get("id")), _sender(message, senders)
        content = _content(message)
        customers = sender.key and sender.phone != (ours or None) and not message.get("group_id")
        if id and content and customers:
            yield Received(id, sender, _time(message.get("timestamp")), content)


def _preferences(preferences: Iterable[Mapping[str, Any]]) -> Iterator[Received]:
    """They have no id of their own: who wishes what, and when, makes one."""
    for preference in preferences:
        sender = _read_sender(preference.get("user_id"), preference.get("wa_id"), None)
        wish, sent_at = _text(preference, "value"), _time(preference.get("timestamp"))
        if sender.key and wish in ("stop", "resume"):
            id = f"{PREFERENCES}:{sender.key}:{int(sent_at.timestamp())}:{wish}"
            yield Received(id, sender, sent_at, Content(Kind.PREFERENCE, wish))


def _sender(message: Mapping[str, Any], senders: list[Sender]) -> Sender:
    """The message's own ids, completed by the contact that has one of them."""
    if _text(message, "type") == "system":
        return _sender_of_change(message, _dict(message, "system"))
    own = _read_sender(message.get("from_user_id"), message.get("from"), None)
    alone = senders[0] if len(senders) == 1 else Sender()
    contact = next((other for other in senders if _same(own, other)), Sender() if own.key else alone)
    return Sender(own.user_id or contact.user_id, own.phone or contact.phone, contact.name)


def _sender_of_change(message: Mapping[str, Any], system: Mapping[str, Any]) -> Sender:
    """By the names they had before: `from_user_id` may be the new one already, and contacts always are."""
    user_id = system.get("previous_user_id") or message.get("from_user_id")
    return _read_sender(user_id, message.get("from") or system.get("customer"), None)


def _same(one: Sender, other: Sender) -> bool:
    by_user = one.user_id is not None and one.user_id == other.user_id
    return by_user or (one.phone is not None and one.phone == other.phone)


def _sender_of_contact(contact: Mapping[str, Any]) -> Sender:
    profile = _dict(contact, "profile")
    name = _text(profile, "name") or _text(profile, "username")
    return _read_sender(contact.get("user_id"), contact.get("wa_id"), name)


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
    beneath = _text(_dict(message, kind), "type")
    return None if IGNORED & {kind, beneath} else Content(Kind.OTHER, "unknown")


def _read_text(text: Mapping[str, Any]) -> Content:
    return Content(Kind.TEXT, text=_text(text, "body"))


def _read_interactive(interactive: Mapping[str, Any]) -> Content | None:
    kind = _text(interactive, "type")
    reply = _dict(interactive, kind)
    if kind in ("button_reply", "list_reply"):
        return Content(Kind.TAP, text=_text(reply, "title"), tapped=_text(reply, "id") or None)
    if kind == "nfm_reply":
        return Content(Kind.OTHER, "form", text=_filled_in(_text(reply, "response_json")))
    if kind == "product":
        return Content(Kind.OTHER, "order")
    return None if kind in IGNORED else Content(Kind.OTHER, "unknown")


def _filled_in(answers: str) -> str:
    """What a customer filled in, a line for each field, for the agent to read."""
    try:
        fields = json.loads(answers)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(fields, dict):
        return ""
    given = {name: value for name, value in fields.items() if name != TOKEN_OF_FORM}
    lines = (f"{name}: {value}" for name, value in given.items() if isinstance(value, (str, int)))
    return "\n".join(lines)[:LONGEST_FORM]


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
    """Corrected words, also those under a photo, are new ones to us; nothing else can be corrected."""
    message = _dict(edit, "message")
    words = _dict(message, _text(message, "type") or "text")
    text = _text(words, "body") or _text(words, "caption")
    return Content(Kind.TEXT, text=text) if text else None


def _read_system(system: Mapping[str, Any]) -> Content | None:
    kind = _text(system, "type")
    if kind.endswith("identity_changed"):
        return Content(Kind.IDENTITY_CHANGED)
    if not kind.endswith(("changed_number", "changed_user_id")):
        return None
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
IGNORED = frozenset({"reaction", "revoke", "call_permission_reply"})
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
    code = CODE.fullmatch(str(error.get("code")))
    return int(code.group()) if code else None


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
