"""The signed token by which a site tells us which customer is signed in."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

ALGORITHM = "HS256"
AUDIENCE = "frontline"


@dataclass(frozen=True)
class SignedInCustomer:
    """Who the site says it is; `current` is False when the token was right but has expired."""

    customer_id: str
    current: bool


def read_customer_token(token: object, secret: str) -> SignedInCustomer | None:
    """The customer of a token, or None for one that is missing, forged or made for something else.

    The token is a JWT signed with HS256, with `sub` (the customer number), `aud` "frontline" and `exp`.
    """
    if not isinstance(token, str) or not token:
        return None
    try:
        return _customer(token, secret)
    except jwt.InvalidTokenError:
        return None


def _customer(token: str, secret: str) -> SignedInCustomer:
    try:
        return SignedInCustomer(_decode(token, secret, verify_exp=True), current=True)
    except jwt.ExpiredSignatureError:  # found before all else, so the rest is still to be checked
        return SignedInCustomer(_decode(token, secret, verify_exp=False), current=False)


def _decode(token: str, secret: str, verify_exp: bool) -> str:
    claims = jwt.decode(
        token,
        secret,
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        options={"require": ["sub", "exp", "aud"], "verify_exp": verify_exp},
    )
    return str(claims["sub"])
