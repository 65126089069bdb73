"""Who a customer is, by two facts that match: who they say they are, and where they live."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy.orm import Session

from frontline.conversations.service import Conversations
from frontline.conversations.types import Level
from frontline.customers.checks.base import allowed
from frontline.customers.ports import BackOffice, BackOfficeDown
from frontline.customers.types import Customer, Subject
from frontline.storage.database import Database
from frontline.storage.tables import IdentityTryRow, now

logger = logging.getLogger(__name__)

MOST_WRONG_TRIES = 5
LOCK_OUT = timedelta(minutes=15)
Claim = Mapping[str, str]
"""One of `customer_number`, `phone` (E.164) or `email`, with its value."""

Home = Mapping[str, str]
"""`postcode` (1234AB) and `house_number`."""


class State(str, Enum):
    """What came of it: known; what is still to be asked; or why it cannot be."""

    KNOWN = "known"
    CLAIM = "claim"
    HOME = "home"
    WRONG = "wrong"
    LOCKED = "locked"
    DOWN = "down"


@dataclass(frozen=True)
class Identified:
    """How far it is, and the customer as they are known now."""

    state: State
    customer: Subject


class Identity:
    """Identifies customers in conversations; its answers do not tell whether somebody is a customer."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        back_office: BackOffice,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._back_office = back_office
        self._clock = clock

    def identify(
        self,
        conversation_id: str,
        customer: Subject,
        level: Level,
        claim: Claim | None,
        home: Home | None,
    ) -> Identified:
        """The customer, verified in the conversation from now on, or what is to be asked next.

        One who is known well enough is so at once. Who is recognised has named themselves by that, and only
        where they live is asked.
        """
        if allowed(customer, level):
            return Identified(State.KNOWN, customer)
        if claim is None and customer.customer_id is not None:
            claim = {"customer_number": customer.customer_id}
        if self._is_locked(_of_conversation(conversation_id)):
            return Identified(State.LOCKED, customer)
        if claim is None or home is None:
            return Identified(State.CLAIM if claim is None else State.HOME, customer)
        try:
            return self._verify(conversation_id, customer, claim, home)
        except BackOfficeDown:
            logger.warning("the back office is down: nobody can be identified")
            return Identified(State.DOWN, customer)

    def _verify(self, conversation_id: str, customer: Subject, claim: Claim, home: Home) -> Identified:
        """Counts the try before it looks, so that guessing in parallel gains nothing."""
        claimed = self._find(claim)
        keys = (_of_conversation(conversation_id), _of_claim(claimed, claim))
        if not self._count_try(keys):
            return Identified(State.LOCKED, customer)
        if not _lives_at(claimed, home) or claimed is None:
            return Identified(State.WRONG, customer)
        self._forget_tries(keys)
        self._conversations.identify(conversation_id, claimed.id, Level.VERIFIED)
        phone = customer.phone or claimed.phone
        return Identified(State.KNOWN, Subject(claimed.id, Level.VERIFIED, phone, claimed.address))

    def _find(self, claim: Claim) -> Customer | None:
        find = {
            "customer_number": self._back_office.find_by_number,
            "phone": self._back_office.find_by_phone,
            "email": self._back_office.find_by_email,
        }
        (kind, value), *_ = claim.items()
        return find[kind](value)

    # -- tries ---------------------------------------------------------------------------------

    def _is_locked(self, key: str) -> bool:
        with self._database.read() as session:
            row = session.get(IdentityTryRow, key)
            return row is not None and self._locks(row)

    def _count_try(self, keys: tuple[str, ...]) -> bool:
        """Adds a try to each; False, without adding, when one of them is locked."""
        with self._database.begin() as session:
            rows = [self._row(session, key) for key in keys]
            if any(self._locks(row) for row in rows):
                return False
            for row in rows:
                recent = row.tried_at > self._clock() - LOCK_OUT
                row.tries = row.tries + 1 if recent else 1
                row.tried_at = self._clock()
            return True

    def _row(self, session: Session, key: str) -> IdentityTryRow:
        row = session.get(IdentityTryRow, key, with_for_update=True)
        if row is None:
            row = IdentityTryRow(key=key, tries=0, tried_at=self._clock())
            session.add(row)
        return row

    def _locks(self, row: IdentityTryRow) -> bool:
        return bool(row.tries >= MOST_WRONG_TRIES and row.tried_at > self._clock() - LOCK_OUT)

    def _forget_tries(self, keys: tuple[str, ...]) -> None:
        with self._database.begin() as session:
            for key in keys:
                session.delete(self._row(session, key))


def _of_conversation(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def _of_claim(claimed: Customer | None, claim: Claim) -> str:
    """Nobody's claim is counted like anybody's, so that a lock tells nothing; only its hash is kept."""
    if claimed is not None:
        return f"customer:{claimed.id}"
    (kind, value), *_ = claim.items()
    return f"nobody:{sha256(f'{kind}:{value.strip().lower()}'.encode()).hexdigest()}"


def _lives_at(claimed: Customer | None, home: Home) -> bool:
    """Compared in the same way for nobody as for a customer."""
    address = claimed.address if claimed else None
    known = f"{address.postcode} {address.house_number}" if address else ""
    return compare_digest(_plain(known), _plain(f"{home['postcode']} {home['house_number']}"))


def _plain(address: str) -> bytes:
    return "".join(character for character in address.upper() if character.isalnum()).encode()
