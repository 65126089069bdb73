"""The requests of Chatwoot's application API that we make, a method each, and what their answers tell us.

Shapes: https://developers.chatwoot.com (swagger of the application API).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from connectors.helpdesk.http import Transport
from frontline.handoffs.ports import HelpdeskDown
from frontline.settings import ChatwootSettings

T = TypeVar("T")


class Contact(msgspec.Struct):
    """Someone who writes to the company."""

    id: int
    identifier: str | None = None


class Conversation(msgspec.Struct):
    """A conversation; `id` is the number that agents see."""

    id: int
    custom_attributes: dict[str, Any] = {}


class Author(msgspec.Struct):
    """Who wrote a message: a `contact`, a `user` (an agent), or a bot."""

    id: int
    name: str | None = None
    type: str | None = None


class Meta(msgspec.Struct):
    """Who has a conversation."""

    assignee: Author | None = None


class ConversationState(msgspec.Struct):
    """A conversation as it is now; `status` is open, pending, resolved or snoozed."""

    id: int
    inbox_id: int
    status: str
    custom_attributes: dict[str, Any] = {}
    meta: Meta = msgspec.field(default_factory=Meta)


class Attachment(msgspec.Struct):
    """A file that came with a message."""

    data_url: str | None = None


class ChatMessage(msgspec.Struct):
    """A message as it is listed; `message_type` is 0 incoming, 1 outgoing, 2 activity, 3 template."""

    id: int
    message_type: int
    content: str | None = None
    private: bool = False
    content_attributes: dict[str, Any] | None = None
    sender: Author | None = None
    attachments: list[Attachment] = []


class _Found(msgspec.Struct):
    payload: list[Contact]


class _Created(msgspec.Struct):
    contact: Contact


class _Creation(msgspec.Struct):
    payload: _Created


class _Conversations(msgspec.Struct):
    payload: list[Conversation]


class _Messages(msgspec.Struct):
    payload: list[ChatMessage]


class Client:
    """Asks one account of one Chatwoot. Errors: HelpdeskDown and HelpdeskRefused."""

    def __init__(self, settings: ChatwootSettings) -> None:
        """Nothing is sent yet."""
        self._base = f"{settings.url.rstrip('/')}/api/v1/accounts/{settings.account_id}"
        self._token = settings.api_access_token.get_secret_value()
        self._transport = Transport(settings.connect_timeout, settings.read_timeout)

    def contact(self, identifier: str) -> Contact | None:
        """The contact that we once made under this identifier."""
        found = self._get(_Found, "/contacts/search", q=identifier).payload
        return next((contact for contact in found if contact.identifier == identifier), None)

    def create_contact(self, contact: Mapping[str, Any]) -> Contact:
        """A new one. HelpdeskRefused also when someone has its identifier, e-mail address or number."""
        return self._post(_Creation, "/contacts", contact).payload.contact

    def conversations(self, contact_id: int) -> Sequence[Conversation]:
        """The latest conversations of a contact."""
        return self._get(_Conversations, f"/contacts/{contact_id}/conversations").payload

    def conversation(self, conversation: str) -> ConversationState:
        """How a conversation is now."""
        return self._get(ConversationState, f"/conversations/{conversation}")

    def create_conversation(self, conversation: Mapping[str, Any]) -> Conversation:
        """A new one, or the only one that the inbox keeps with this contact."""
        return self._post(Conversation, "/conversations", conversation)

    def messages(self, conversation: str) -> Sequence[ChatMessage]:
        """The latest twenty, notes included."""
        return self._get(_Messages, f"/conversations/{conversation}/messages").payload

    def create_message(self, conversation: str, message: Mapping[str, Any]) -> None:
        """Adds a message or a note."""
        self._post(dict, f"/conversations/{conversation}/messages", message)

    def set_attributes(self, conversation: str, attributes: Mapping[str, Any]) -> None:
        """These custom attributes and no others."""
        self._post(
            dict, f"/conversations/{conversation}/custom_attributes", {"custom_attributes": attributes}
        )

    def set_labels(self, conversation: str, labels: Sequence[str]) -> None:
        """These labels and no others."""
        self._post(dict, f"/conversations/{conversation}/labels", {"labels": list(labels)})

    def set_status(self, conversation: str, status: str) -> None:
        """`pending`, `open` or `resolved`."""
        self._post(dict, f"/conversations/{conversation}/toggle_status", {"status": status})

    def set_priority(self, conversation: str, priority: str) -> None:
        """`low`, `medium`, `high` or `urgent`; answered without a body."""
        self._send("POST", f"/conversations/{conversation}/toggle_priority", json={"priority": priority})

    def _get(self, kind: type[T], path: str, **query: str) -> T:
        return self._read(kind, self._send("GET", path, params=query))

    def _post(self, kind: type[T], path: str, body: Mapping[str, Any]) -> T:
        return self._read(kind, self._send("POST", path, json=body))

    def _send(self, method: str, path: str, **more: Any) -> bytes:
        headers = {"api_access_token": self._token, "Accept": "application/json"}
        return self._transport.send(method, self._base + path, headers, **more).content

    def _read(self, kind: type[T], body: bytes) -> T:
        """What is not Chatwoot's (a proxy's page, say) counts as down."""
        try:
            return msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError:
            raise HelpdeskDown("an answer that is not Chatwoot's") from None
