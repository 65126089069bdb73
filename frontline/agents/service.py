"""Accounts and sessions of agents."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from frontline.agents.types import Agent, LockedOut, Profile, Role, SignedIn, WrongCredentials
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, AgentSessionRow, now

MOST_WRONG_TRIES = 5
LOCK_OUT = timedelta(minutes=15)
SESSION_LENGTH = timedelta(hours=12)
PRESENT_FOR = timedelta(seconds=45)
"""Who was not seen for so long is not given a customer; open desks say so every few seconds."""
LARGEST_CAPACITY = 20
TOKEN_BYTES = 32

Row = Any
"""A row of a table: SQLAlchemy's own types take every column for one that may be empty."""
_BY_TOKEN = (
    select(AgentRow.__table__)
    .join(AgentSessionRow)
    .where(
        AgentSessionRow.token_hash == bindparam("digest"),
        AgentSessionRow.expires_at > bindparam("moment"),
        AgentRow.deactivated_at.is_(None),
    )
)


class Agents:
    """Makes accounts, signs agents in and out, and tells who a session's token belongs to."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        """`clock` tells the time in UTC; `hasher` makes and checks the argon2 hashes."""
        self._database = database
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe(TOKEN_BYTES))

    def save(self, profile: Profile, password: str | None) -> Agent:
        """Makes the account, or brings the existing one of that username up to date.

        Without a password the present one stays; ValueError when there is none yet, and for the username of
        an agent of another helpdesk.
        """
        with self._database.begin() as session:
            row = _by_username(session, profile.username)
            if row is None and password is None:
                raise ValueError("a new account needs a password")
            if row is not None and row.helpdesk is not None:
                raise ValueError("an agent of another helpdesk")
            if row is None:
                row = AgentRow(username=profile.username, password_hash="")
                session.add(row)
            row.name, row.role = profile.name, profile.role.value
            row.skills, row.languages = list(profile.skills), list(profile.languages)
            if password is not None and not self._matches(row.password_hash, password):
                row.password_hash = self._hasher.hash(_bytes(password))
            session.flush()
            return to_agent(row)

    def elsewhere(self, helpdesk: str, key: str, name: str) -> Agent:
        """Who is called `key` in another company's helpdesk; known to us from now on, and never signed in."""
        username = f"{helpdesk}-{key}".lower()
        with self._database.read() as session:
            row = _by_username(session, username)
            if row is not None and (row.name, row.helpdesk) == (name, helpdesk):
                return to_agent(row)
        with self._database.begin() as session:
            row = _by_username(session, username)
            if row is None:
                row = AgentRow(username=username, role=Role.AGENT.value, skills=[], languages=[])
                session.add(row)
            row.name, row.helpdesk, row.password_hash = name, helpdesk, ""
            session.flush()
            return to_agent(row)

    def team(self) -> list[Agent]:
        """Everybody who can have a session at our desk, also those whose account is closed."""
        ours = select(AgentRow).where(AgentRow.helpdesk.is_(None))
        with self._database.read() as session:
            rows = session.execute(ours.order_by(AgentRow.name)).scalars()
            return [to_agent(row) for row in rows]

    def set_active(self, agent_id: int, active: bool) -> Agent:
        """Closes an account, which ends all its sessions, or opens it again. KeyError for nobody."""
        with self._database.begin() as session:
            row = _by_id(session, agent_id)
            row.deactivated_at = None if active else self._clock()
            if not active:
                session.execute(delete(AgentSessionRow).where(AgentSessionRow.agent_id == agent_id))
            return to_agent(row)

    def get(self, agent_id: int) -> Agent:
        """The agent of that id. Raises KeyError when there is none."""
        with self._database.read() as session:
            return to_agent(_by_id(session, agent_id))

    def set_status(self, agent_id: int, *, available: bool, capacity: int | None) -> Agent:
        """Whether the agent takes customers now, and how many at once (None: the team's number).

        Raises ValueError for a capacity below 1 or above 20, KeyError for nobody.
        """
        if capacity is not None and not 1 <= capacity <= LARGEST_CAPACITY:
            raise ValueError(capacity)
        with self._database.begin() as session:
            row = _by_id(session, agent_id)
            row.available, row.capacity = available, capacity
            return to_agent(row)

    def seen(self, agent_ids: Collection[int]) -> None:
        """These agents' desks are open at this moment."""
        with self._database.begin() as session:
            seen = update(AgentRow).where(AgentRow.id.in_(agent_ids)).values(seen_at=self._clock())
            session.execute(seen, execution_options={"synchronize_session": False})

    def present(self) -> list[Agent]:
        """Who has the desk open, is available, and helps customers."""
        recently = AgentRow.seen_at > self._clock() - PRESENT_FOR
        with self._database.read() as session:
            query = select(AgentRow).where(recently, AgentRow.available, AgentRow.deactivated_at.is_(None))
            agents = [to_agent(row) for row in session.execute(query.order_by(AgentRow.id)).scalars()]
        return [agent for agent in agents if agent.helps_customers]

    def gone(self, silent_for: timedelta) -> list[Agent]:
        """Who had the desk open once, and not for at least so long."""
        before = self._clock() - silent_for
        with self._database.read() as session:
            rows = session.execute(select(AgentRow).where(AgentRow.seen_at < before)).scalars()
            return [to_agent(row) for row in rows]

    def sign_in(self, username: str, password: str) -> SignedIn:
        """A new session. Raises WrongCredentials, or LockedOut after five wrong passwords in a row."""
        agent_id, password_hash = self._count_try(username)
        if not self._matches(password_hash, password) or agent_id is None:
            raise WrongCredentials()
        return self._open_session(agent_id, password)

    def by_token(self, token: str) -> Agent | None:
        """The agent whose session the token is; None when it is unknown, signed out or expired."""
        with self._database.read_plain() as transaction:
            session = {"digest": _digest(token), "moment": self._clock()}
            row = transaction.execute(_BY_TOKEN, session).one_or_none()
            return to_agent(row) if row else None

    def sign_out(self, token: str, *, everywhere: bool = False) -> Agent | None:
        """Ends this session, or all of the agent's on all their devices; an unknown token is no error.

        The agent when that was the last one: nobody is at their desk then.
        """
        agent = self.by_token(token)
        if agent is None:
            return None
        these = AgentSessionRow.agent_id == agent.id
        ended = these if everywhere else AgentSessionRow.token_hash == _digest(token)
        others = select(AgentSessionRow).where(these, AgentSessionRow.expires_at > self._clock())
        with self._database.begin() as session:
            session.execute(delete(AgentSessionRow).where(ended))
            if session.execute(others.limit(1)).first():
                return None
            _by_id(session, agent.id).seen_at = None
        return agent

    def _count_try(self, username: str) -> tuple[int | None, str]:
        """Counts the try before the slow check, so that guessing in parallel gains nothing."""
        with self._database.begin() as session:
            row = _by_username(session, username)
            if row is None or row.deactivated_at is not None or row.helpdesk is not None:
                return None, self._nobodys_hash
            if row.locked_until and row.locked_until > self._clock():
                raise LockedOut(row.locked_until)
            row.failed_sign_ins += 1
            if row.failed_sign_ins >= MOST_WRONG_TRIES:
                row.failed_sign_ins, row.locked_until = 0, self._clock() + LOCK_OUT
            return row.id, row.password_hash

    def _open_session(self, agent_id: int, password: str) -> SignedIn:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        expires_at = self._clock() + SESSION_LENGTH
        with self._database.begin() as session:
            row: Row = session.get(AgentRow, agent_id)
            if row is None:
                raise WrongCredentials()
            row.failed_sign_ins, row.locked_until = 0, None
            if self._hasher.check_needs_rehash(row.password_hash):
                row.password_hash = self._hasher.hash(_bytes(password))
            session.execute(delete(AgentSessionRow).where(AgentSessionRow.expires_at <= self._clock()))
            session.add(AgentSessionRow(token_hash=_digest(token), agent_id=agent_id, expires_at=expires_at))
            return SignedIn(agent=to_agent(row), token=token, expires_at=expires_at)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def to_agent(row: Row) -> Agent:
    """The agent of a row."""
    return Agent(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        skills=tuple(row.skills),
        languages=tuple(row.languages),
        available=row.available,
        capacity=row.capacity,
        active=row.deactivated_at is None,
    )


def _by_id(session: Session, agent_id: int) -> Row:
    row = session.get(AgentRow, agent_id)
    if row is None:
        raise KeyError(agent_id)
    return row


def _by_username(session: Session, username: str) -> Row:
    statement = select(AgentRow).where(AgentRow.username == username.strip().lower())
    return session.execute(statement).scalar_one_or_none()


def _digest(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


def _bytes(text: str) -> bytes:
    """As UTF-8; what a browser sends need not be valid Unicode."""
    return text.encode("utf-8", "surrogatepass")
