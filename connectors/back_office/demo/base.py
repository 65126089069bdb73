"""What all parts of the demo back office are made of: its database, its clock, its rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timezone
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import OperationRow
from frontline.customers.ports import BackOfficeDown, KeyReused, NotFound
from frontline.customers.types import Receipt
from frontline.place import PLACE
from frontline.storage.database import Database

SITE = "http://localhost:5005"
"""Where `make run` serves the demo's pages, unless it is told otherwise."""


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(timezone.utc)


class Office:
    """Reads and writes the demo's tables; a database that cannot be reached is a back office that is down."""

    def __init__(self, database: Database, site: str = SITE, now: Callable[[], datetime] = utc_now) -> None:
        """`site` is the address under which customers can reach the demo's own pages."""
        self._database = database
        self._site = site
        self._now = now
        self._policy = Policy.load()

    def _today(self) -> date:
        return self._now().astimezone(PLACE).date()

    def _once(
        self,
        key: str,
        name: str,
        subject: str,
        operate: Callable[[Session, Any], Mapping[str, Any]],
        **given: Any,
    ) -> Receipt:
        """Operates within one transaction and keeps the receipt; a known key brings its receipt only.

        `operate` gets the row of the operation, with its `reference` and the unguessable `link`; `given` is
        what else makes it the operation that it is. KeyReused when the key is another one's.
        """
        request = _fingerprint(name, subject, given)
        with self._writing() as session:
            known: Any = session.get(OperationRow, key)
            if known is None:
                known = self._begun(key, name, subject, request)
                known.facts = dict(operate(session, known))
                session.add(known)
            if known.request != request:
                raise KeyReused(f"the key of this {name} came before with something else")
            performed_at = known.performed_at.replace(tzinfo=timezone.utc)
            return Receipt(known.reference, performed_at, known.facts)

    def _begun(self, key: str, name: str, subject: str, request: str) -> Any:
        return OperationRow(
            key=key,
            reference=new_number(self._now()),
            link=uuid4().hex,
            name=name,
            subject=subject,
            request=request,
            performed_at=self._now(),
        )

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with _down_when_unreachable(), self._database.read() as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with _down_when_unreachable(), self._database.begin() as session:
            yield session


@contextmanager
def _down_when_unreachable() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise BackOfficeDown("the demo back office's tables cannot be reached") from error


def _fingerprint(name: str, subject: str, given: Mapping[str, Any]) -> str:
    """Tells operations apart without keeping what customers gave for them."""
    return sha256(json.dumps([name, subject, given], sort_keys=True, default=str).encode()).hexdigest()


def new_number(now: datetime) -> str:
    """A fresh number for an operation or an order, such as `PL-2026-012345`."""
    return f"PL-{now:%Y}-{uuid4().int % 10**6:06d}"


def get(session: Session, table: Any, id: str) -> Any:
    """The row with this id; NotFound without one."""
    row = session.get(table, id)
    if row is None:
        raise NotFound(f"{table.__tablename__} has no {id}")
    return row


def own(session: Session, table: Any, id: str, customer_id: str) -> Any:
    """The customer's own row with this id; NotFound for another's, as if it were not there."""
    row = get(session, table, id)
    if row.customer_id != customer_id:
        raise NotFound(f"{table.__tablename__} has no {id}")
    return row
