"""A database with the real copy and taxonomy, a conversation in it, and agents."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from argon2 import PasswordHasher

from frontline.agents.service import Agents
from frontline.agents.team import Team
from frontline.agents.types import Agent, Profile, Role
from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, InboundMessage
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff, HandoffRequest
from frontline.settings import PROJECT_ROOT
from frontline.storage.database import Database
from frontline.storage.tables import ProblemRow
from frontline.triage.taxonomy import Taxonomy

CONTENT = PROJECT_ROOT / "content"
AT = "2026-01-05T09:00:00+00:00"
PROBLEM: dict[str, Any] = {
    "intent": "internet_down",
    "category": "internet",
    "urgency": 3,
    "skill": "internet_tech",
    "confidence": 0.83,
    "words": "mijn internet doet het niet",
    "entities": {"postcode": "1234AB", "error_code": "E42"},
}


def entry(kind: str, step: str, text: str, answer: str | None, result: str | None) -> dict[str, Any]:
    return {"at": AT, "step": step, "kind": kind, "text": text, "answer": answer, "result": result}


WALK: dict[str, Any] = {
    "id": "w1",
    "guide": "internet_down",
    "language": "nl",
    "at": "person",
    "known": {"device": "android"},
    "checks": {"internet_outage": {"ok": True, "outage": "no", "since": None}, "modem_test": {"ok": False}},
    "offers": {"remote_restart": {"quote": {}, "performed": {"reference": "R1"}}},
    "path": [],
    "trail": [
        entry("check", "outage", "Storing", None, "outage: no"),
        entry("check", "modem", "Modemtest", None, "unavailable"),
        entry("ask", "lights", "Welke lampjes branden?", "alleen het rode", "red"),
        entry("do", "power", "Trek de stekker uit het modem. Wacht 30 seconden.", "gedaan hoor", "done"),
        entry("verify", "power_ok", "Doet je internet het nu?", "nee nog steeds niet", "not_solved"),
        entry("do", "reset_button", "Druk op de reset-knop.", "die zie ik niet", "stuck"),
        entry("offer", "remote_restart", "Zal ik je modem op afstand herstarten?", "ja", "reference: R1"),
        entry("do", "wait_a_while", "Wacht vijf minuten.", None, None),
    ],
}


@pytest.fixture(scope="session")
def copy() -> HandoffCopy:
    return HandoffCopy.load(CONTENT / "handoffs.yml")


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return Taxonomy.load(CONTENT / "taxonomy.yml")


@pytest.fixture(scope="session")
def team(taxonomy: Taxonomy) -> Team:
    return Team.load(CONTENT / "team.yml", taxonomy.skills)


@pytest.fixture
def problem() -> dict[str, Any]:
    """What triage found."""
    return deepcopy(PROBLEM)


@pytest.fixture
def walk() -> dict[str, Any]:
    """A guide that ended in a person."""
    return deepcopy(WALK)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def handoffs_with(
    database: Database, conversations: Conversations, taxonomy: Taxonomy, team: Team, copy: HandoffCopy
) -> Callable[[Any], Handoffs]:
    """The way to a person where this is the back office; None for a company without one."""
    return lambda back_office: Handoffs(database, conversations, taxonomy, team, copy, back_office)


@pytest.fixture
def handoffs(handoffs_with: Callable[[Any], Handoffs]) -> Handoffs:
    return handoffs_with(None)


@pytest.fixture
def new_agent(database: Database) -> Callable[..., Agent]:
    agents = Agents(database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

    def make(name: str, role: Role = Role.AGENT, skills: tuple[str, ...] = ("internet_tech",)) -> Agent:
        profile = Profile(name.split(maxsplit=1)[0].lower(), name, role, skills, ("nl", "en"))
        return agents.save(profile, "klaver-vier-dijk")

    return make


@pytest.fixture
def sanne(new_agent: Callable[..., Agent]) -> Agent:
    return new_agent("Sanne Visser")


@pytest.fixture
def daan(new_agent: Callable[..., Agent]) -> Agent:
    return new_agent("Daan Mulder", skills=("billing",))


@pytest.fixture
def conversation(conversations: Conversations) -> Conversation:
    opened = conversations.open("website", "bezoeker-1", language="nl")
    conversations.receive(InboundMessage("website", "bezoeker-1", "mijn internet doet het niet", "m1"))
    return opened


@pytest.fixture
def queue_up(conversations: Conversations, handoffs: Handoffs) -> Callable[..., Handoff]:
    """Puts another conversation into the queue."""

    def make(address: str, intent: str = "internet_down", language: str = "nl") -> Handoff:
        opened = conversations.open("website", address, language=language)
        conversations.receive(InboundMessage("website", address, "help", "m1"))
        request = HandoffRequest(opened.id, "asked", problem={"intent": intent}, language=language)
        return handoffs.request(request)

    return make


@pytest.fixture
def remember(database: Database) -> Callable[[Conversation, str], None]:
    """Notes a problem of a conversation, as triage does."""

    def note(conversation: Conversation, intent: str) -> None:
        with database.begin() as session:
            session.add(
                ProblemRow(
                    conversation_id=conversation.id,
                    intent=intent,
                    category="internet",
                    urgency=2,
                    skill="internet_tech",
                    confidence=0.9,
                    words="",
                    entities={},
                )
            )

    return note
