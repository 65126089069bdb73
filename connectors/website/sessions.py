"""Which conversation a browser is in: decided from its session id, its customer token and its page."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.website.tokens import SignedInCustomer, read_customer_token
from frontline.conversations.moves import Moves
from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, Language, Level

CHANNEL = "website"
LANGUAGES = ("nl", "en")
CONTEXT_KEYS = ("page", "title", "journey", "step", "locale")
LONGEST_CONTEXT_VALUE = 200
LONGEST_ID = 64
"""Of what a browser calls its session and its messages."""


@dataclass(frozen=True)
class Session:
    """A browser's session; `id` is a secret that only that browser holds.

    One whose conversation goes on in another channel has nothing to show any more but that.
    """

    id: str
    conversation: Conversation
    new: bool

    @property
    def moved_to(self) -> str | None:
        """The other channel, or None."""
        channel = self.conversation.channel
        return None if channel == CHANNEL else channel


def open_session(
    conversations: Conversations, moves: Moves, request: Mapping[str, Any], secret: str
) -> Session:
    """The session that the browser asks for, or a new one.

    A session id that we did not make starts a new session; so does one whose conversation belongs to a
    customer other than the one now signed in, for a browser may be shared.
    """
    customer = read_customer_token(request.get("customer_token"), secret)
    context = _context(request.get("context"))
    known = _find(conversations, request.get("session_id"))
    gone = None if known else _find_gone(moves, request.get("session_id"))
    if gone and (customer is None or not _belongs_to_another(gone, customer)):
        return Session(str(request["session_id"]), gone, new=False)
    if known and not _belongs_to_another(known, customer):
        session_id, new = str(request["session_id"]), False
    else:
        session_id, new = secrets.token_urlsafe(32), True
    signed_in = customer if customer and customer.current else None
    conversation = conversations.open(
        CHANNEL,
        address(session_id),
        language=_language(context),
        customer_id=signed_in.customer_id if signed_in else None,
        level=Level.VERIFIED if signed_in else Level.ANONYMOUS,
        context=context,
    )
    if new:
        opened = json.dumps({"language": conversation.language})
        conversations.tell_assistant(conversation.id, f"/session_opened{opened}")
    return Session(session_id, conversation, new)


def address(session_id: str) -> str:
    """What we keep of a session id: who reads the database cannot take over a conversation."""
    return hashlib.sha256(session_id.encode("utf-8", "replace")).hexdigest()


def _find(conversations: Conversations, session_id: object) -> Conversation | None:
    if not isinstance(session_id, str) or not session_id:
        return None
    return conversations.find(CHANNEL, address(session_id))


def _find_gone(moves: Moves, session_id: object) -> Conversation | None:
    if not isinstance(session_id, str) or not session_id:
        return None
    return moves.gone_from(CHANNEL, address(session_id))


def _belongs_to_another(conversation: Conversation, customer: SignedInCustomer | None) -> bool:
    owner = conversation.customer_id
    return owner is not None and (customer is None or customer.customer_id != owner)


def _context(raw: object) -> dict[str, str]:
    """The page's context, only the parts we know and never longer than is useful."""
    if not isinstance(raw, dict):
        return {}
    return {key: str(raw[key])[:LONGEST_CONTEXT_VALUE] for key in CONTEXT_KEYS if raw.get(key)}


def _language(context: Mapping[str, str]) -> Language:
    language = context.get("locale", "")[:2].lower()
    return language if language in LANGUAGES else LANGUAGES[0]
