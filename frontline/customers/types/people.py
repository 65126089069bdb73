"""Who a customer is, where they live, and the proof of what was done for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from frontline.conversations.types import Level

Words = Mapping[str, str]
"""The same words per language: `{"nl": ..., "en": ...}`."""


@dataclass(frozen=True)
class Address:
    """A Dutch address; postcode as `1234AB`. Street and town are empty when only the key is known."""

    postcode: str
    house_number: str
    street: str = ""
    town: str = ""


@dataclass(frozen=True)
class Customer:
    """One customer; `id` as `PK123456`, `phone` in E.164; `post_to` is where post goes, None for home."""

    id: str
    name: str
    email: str
    phone: str
    address: Address
    language: str
    post_to: Address | None = None


@dataclass(frozen=True)
class Subject:
    """Who a conversation is with, as far as it is known; what is unknown is None.

    `phone` is the number the conversation itself came from, `address` what the customer said of the place.
    """

    customer_id: str | None = None
    level: Level = Level.ANONYMOUS
    phone: str | None = None
    address: Address | None = None


@dataclass(frozen=True)
class Receipt:
    """Proof of an operation; the same idempotency key brings the same receipt. `facts` are JSON-able."""

    reference: str
    performed_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
