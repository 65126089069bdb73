"""Actions run as the action server runs them, on services with a database of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.context
from frontline.bootstrap import Frontline
from frontline.conversations.types import Level
from frontline.settings import Settings
from tests.databases import demo_database
from tests.library import with_real_content

Ran = tuple[list[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Frontline:
    services = with_real_content(Frontline(Settings(database_url=demo_database(tmp_path / "t.db"))))
    monkeypatch.setattr(actions.context, "frontline", lambda: services)
    return services


@pytest.fixture
def conversation_id(services: Frontline) -> str:
    return services.conversations.open("website", "address-1").id


@pytest.fixture
def verified_id(services: Frontline) -> str:
    return services.conversations.open(
        "website", "address-2", customer_id="PK100203", level=Level.VERIFIED
    ).id


@pytest.fixture
def run() -> Callable[..., Ran]:
    """`run(action, conversation, intent=..., text=..., slots=...)`: what was said, and the slots after it."""

    def run(action: Action, conversation: str, **turn: Any) -> Ran:
        message = {
            "text": turn.get("text", ""),
            "intent": {"name": turn.get("intent"), "confidence": turn.get("confidence", 1.0)},
            "intent_ranking": turn.get("ranking", []),
            "entities": turn.get("entities", []),
            "parts": turn.get("parts", []),
        }
        tracker = Tracker(
            conversation,
            turn.get("slots", {}),
            message,
            turn.get("events", []),
            False,
            None,
            {},
            "action_listen",
        )
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, {})
        slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        return dispatcher.messages, slots

    return run
