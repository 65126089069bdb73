"""Loads what the first customer would otherwise wait for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from frontline.bootstrap import frontline


class WarmUp(Action):
    """Called by the front door when it opens, never by a policy."""

    def name(self) -> str:
        """The name in the front door's request."""
        return "action_warm_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Makes the services: the guides with their encoder, the back office, the handoffs."""
        services = frontline()
        for name in ("guides", "handoffs", "triage", "customers"):
            getattr(services, name)
        return []
