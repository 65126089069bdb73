"""Naming the problem: at once, or after a question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, slots
from actions.steps import start_problem

TRIES = 3
"""After so many messages in a row that we do not understand, we offer a person."""


class StartProblem(Action):
    """Takes up the problem that the customer named or tapped."""

    def name(self) -> str:
        """The name in rules."""
        return "action_start_problem"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Sets `move`: `guide` when there is a step to take, else `wait`."""
        context = Context.of(tracker)
        return slots(start_problem(context, dispatcher, str(context.intent)))


class Clarify(Action):
    """Asks which problem it is, each time in another way; offers a person when it stays unclear."""

    def name(self) -> str:
        """The name in rules."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Offers the likeliest problems, else asks openly, else offers a person."""
        context = Context.of(tracker)
        times = (tracker.get_slot("unclear_times") or 0) + 1
        likely = [] if context.intent == "none_of_these" else context.services.triage.likely(context.ranking)
        if times >= TRIES:
            dispatcher.utter_message(response="utter_tell_more_or_person")
        elif likely:
            dispatcher.utter_message(response="utter_which_problem", buttons=_choices(context, likely))
        else:
            dispatcher.utter_message(response="utter_tell_more" if times == 1 else "utter_tell_more_again")
        return slots(
            {
                "unclear_times": times,
                "unclear_words": tracker.get_slot("unclear_words") or context.text,
                "awaiting": "handoff" if times >= TRIES else None,
            }
        )


def _choices(context: Context, likely: list[Any]) -> list[dict[str, str]]:
    buttons = [{"title": kind.button[context.language], "payload": f"/{kind.intent}"} for kind in likely]
    other = context.services.copy.text("something_else", context.language)
    return [*buttons, {"title": other, "payload": "/none_of_these"}]
