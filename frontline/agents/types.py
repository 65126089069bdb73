"""What an agent is, and how signing in can fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(str, Enum):
    """What a person at the desk may do."""

    AGENT = "agent"
    """Helps customers."""
    TRAINER = "trainer"
    """Reads along to improve the assistant; never speaks to a customer."""
    ADMIN = "admin"
    """Helps customers, also in the conversations of others, and manages the agents."""


@dataclass(frozen=True)
class Profile:
    """What is known of an agent before there is an account."""

    username: str
    name: str
    role: Role
    skills: Sequence[str]
    languages: Sequence[str]


def first_of(name: str) -> str:
    """The first of somebody's names."""
    return name.split(maxsplit=1)[0]


@dataclass(frozen=True)
class Agent(Profile):
    """A person with an account at the desk.

    `available` is what they chose; `capacity` how many conversations at once, None for the team's number.
    """

    id: int
    available: bool = True
    capacity: int | None = None
    active: bool = True

    @property
    def first_name(self) -> str:
        """The name that customers see."""
        return first_of(self.name)

    @property
    def helps_customers(self) -> bool:
        """Whether this person may take conversations and speak in them."""
        return self.role in (Role.AGENT, Role.ADMIN)


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the secret token goes to the browser and is kept nowhere else."""

    agent: Agent
    token: str
    expires_at: datetime


class SignInRefused(Exception):
    """Nobody was signed in."""


class WrongCredentials(SignInRefused):
    """Unknown name or wrong password; deliberately not said which."""


class LockedOut(SignInRefused):
    """Too many wrong passwords; also the right one is refused until `until` (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until
