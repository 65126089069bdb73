"""What a conversation is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

Language = str
"""`nl` or `en`."""


class Author(str, Enum):
    """Who said it. An agent is a person; the assistant is not."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Owner(str, Enum):
    """Who answers the customer now; the assistant is silent while a human owns the conversation."""

    ASSISTANT = "assistant"
    HUMAN = "human"


class Kind(str, Enum):
    """`TEXT` is shown and belongs to the transcript; `EVENT` is a note to the assistant, never shown."""

    TEXT = "text"
    EVENT = "event"


class Level(str, Enum):
    """How sure we are of who the customer is."""

    ANONYMOUS = "anonymous"
    RECOGNISED = "recognised"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Button:
    """A tappable answer: `title` is shown, `payload` comes back."""

    title: str
    payload: str


@dataclass(frozen=True)
class InboundMessage:
    """What a channel received from a customer, in every channel's common form.

    `payload` is set when a button was tapped; `text` is then the button's title. `for_assistant` is False for
    what is only kept, such as a photo without words.
    """

    channel: str
    address: str
    text: str
    channel_message_id: str
    payload: str | None = None
    for_assistant: bool = True


@dataclass(frozen=True)
class Message:
    """One entry of the log; `seq` counts from 1 within its conversation, `channel` is where it was said."""

    id: int
    conversation_id: str
    seq: int
    channel: str
    author: Author
    author_name: str | None
    kind: Kind
    text: str
    payload: str | None
    buttons: tuple[Button, ...]
    channel_message_id: str | None
    created_at: datetime


@dataclass(frozen=True)
class Conversation:
    """One customer on one channel; `reply_until` is None where the channel lets us write at any time."""

    id: str
    channel: str
    address: str
    language: Language
    owner: Owner
    customer_id: str | None
    level: Level
    last_seq: int
    started_at: datetime
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_until: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """Proof that a message is stored; `duplicate` when it had been stored before."""

    message: Message
    duplicate: bool


@dataclass(frozen=True)
class Claim:
    """A message reserved for one process to answer; `more` when others wait behind it."""

    conversation: Conversation
    message: Message
    more: bool = False


@dataclass(frozen=True)
class Marks:
    """The newest `seq` that the customer was shown, the customer has read, and the agent has read."""

    delivered: int
    read: int
    agent_read: int


@dataclass(frozen=True)
class News:
    """What someone who follows a conversation has not seen yet, who answers the customer now, and where."""

    messages: Sequence[Message]
    owner: Owner
    channel: str
