"""Who visits the demo pages: nobody in particular, or one of the demo back office's customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

AUDIENCE = "frontline"
TOKEN_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class Persona:
    """A demo customer one can sign in as; `story` says in both languages what is wrong, if anything is."""

    id: str
    name: str
    story: Mapping[str, str]

    @property
    def first_name(self) -> str:
        """What the pages call the customer."""
        return self.name.split()[0]


Personas = Callable[[], Sequence[Persona]]
"""Looks the demo customers up; may block."""


def find_persona(personas: Sequence[Persona], customer_id: str | None) -> Persona | None:
    """The demo customer with this id, or None."""
    return next((persona for persona in personas if persona.id == customer_id), None)


def customer_token(persona: Persona, secret: str, now: datetime | None = None) -> str:
    """The signed token (JWT, HS256, valid for an hour) by which the widget tells who is signed in."""
    issued_at = now or datetime.now(timezone.utc)
    claims = {
        "sub": persona.id,
        "name": persona.name,
        "iat": issued_at,
        "exp": issued_at + TOKEN_LIFETIME,
        "aud": AUDIENCE,
    }
    return jwt.encode(claims, secret, algorithm="HS256")
