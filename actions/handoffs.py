"""To a person and back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, slots
from actions.steps import hand_over, hand_over_with


class Handoff(Action):
    """Brings in a person."""

    def name(self) -> str:
        """The name in rules."""
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Passes on everything said and tried, and says so."""
        context = Context.of(tracker)
        named = context.services.triage.most_urgent(context.parts)
        if named and tracker.get_slot("problem") is None:
            return slots(hand_over_with(context, dispatcher, named.intent))
        return slots(hand_over(context, dispatcher, _reason(context)))


class CancelHandoff(Action):
    """The customer no longer wants to wait."""

    def name(self) -> str:
        """The name in rules."""
        return "action_cancel_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Takes the conversation out of the queue."""
        context = Context.of(tracker)
        context.services.handoffs.cancel(context.conversation.id)
        dispatcher.utter_message(response="utter_handoff_cancelled")
        return []


class AskSolved(Action):
    """The agent ended the conversation: only the customer knows whether it is solved."""

    def name(self) -> str:
        """The name in rules."""
        return "action_ask_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Asks it."""
        dispatcher.utter_message(response="utter_ask_solved")
        return slots({"awaiting": "solved"})


class Solved(Action):
    """The customer says that it works."""

    def name(self) -> str:
        """The name in rules."""
        return "action_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Is glad, and asks for more."""
        dispatcher.utter_message(response="utter_glad")
        dispatcher.utter_message(response="utter_anything_else")
        return slots({"awaiting": "more_help"})


class NotSolved(Action):
    """The customer says that it does not work."""

    def name(self) -> str:
        """The name in rules."""
        return "action_not_solved"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Offers a person when we know what does not work, else asks."""
        known = tracker.get_slot("problem") is not None
        after_colleague = tracker.get_slot("awaiting") == "solved"
        offer = "utter_not_solved_again" if after_colleague else "utter_not_solved"
        dispatcher.utter_message(response=offer if known else "utter_ask_problem")
        return slots({"awaiting": "handoff" if known else None})


class Return(Action):
    """The agent handed the conversation back."""

    def name(self) -> str:
        """The name in rules."""
        return "action_return"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Is there again."""
        dispatcher.utter_message(response="utter_back_again")
        return []


def _reason(context: Context) -> str:
    """A customer who accepts our offer has not asked by themselves; the agent reads why we offered."""
    if context.tracker.get_slot("awaiting") != "handoff":
        return "asked"
    return "unsure" if context.tracker.get_slot("unclear_times") else "no_guide"
