"""Opening, repeating and starting over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, slots
from actions.steps import start_over


class Greet(Action):
    """The first words, by name for a customer whom we know for sure."""

    def name(self) -> str:
        """The name in rules."""
        return "action_greet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Says hello."""
        context = Context.of(tracker)
        name = context.services.customers.first_name(context.customer)
        if name:
            dispatcher.utter_message(response="utter_greet_name", name=name)
        else:
            dispatcher.utter_message(response="utter_greet")
        return []


class StartOver(Action):
    """Forgets what was going on; the transcript stays."""

    def name(self) -> str:
        """The name in rules."""
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Empties all slots but the language."""
        return slots(start_over(Context.of(tracker), dispatcher))


class Repeat(Action):
    """Says the last thing again."""

    def name(self) -> str:
        """The name in rules."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Repeats what the assistant said last, with its buttons."""
        said = [event for event in tracker.events if event.get("event") == "bot"]
        if not said or not said[-1].get("text"):
            dispatcher.utter_message(response="utter_nothing_to_repeat")
            return []
        data = said[-1].get("data") or {}
        dispatcher.utter_message(text=said[-1]["text"], buttons=data.get("buttons") or [])
        return []
