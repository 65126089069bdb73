"""Whether Meta sent what came in."""

from __future__ import annotations

import hashlib
import hmac

PREFIX = "sha256="


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for these very bytes."""
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the signature belongs to these bytes; compared in constant time."""
    given = (signature or "").encode("utf-8", "replace")
    return hmac.compare_digest(sign(body, secret).encode(), given)
