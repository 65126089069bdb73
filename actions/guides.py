"""Walking a guide: the form's question and its answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, show
from actions.steps import ENDED, follow, hand_over, turn_to, wants_person


class AskGuideAnswer(Action):
    """Asks the step where the walk is."""

    def name(self) -> str:
        """The name by which Rasa finds a form's question."""
        return "action_ask_guide_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Says the step's texts and buttons; after a side question it leads back to the step first."""
        context = Context.of(tracker)
        if context.walk:
            resumed = _answered_aside(tracker)
            show(dispatcher, context.services.guides.ask(context.walk, context.language, resumed=resumed))
        return []


def _answered_aside(tracker: Tracker) -> bool:
    """Whether a response was uttered since the customer's message: a side question was answered."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and str(event.get("name")).startswith("utter_"):
            return True
    return False


class ValidateGuideForm(FormValidationAction):
    """Takes the customer's answer one step on; the form stays open until the walk ends."""

    def name(self) -> str:
        """The name by which Rasa finds a form's validation."""
        return "validate_guide_form"

    def validate_guide_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> dict[str, Any]:
        """The slots after this answer: the walk, and the answer only when it was the last.

        When the form opens, Rasa may call with None: the words that began the guide answer nothing.
        """
        context = Context.of(tracker)
        if context.walk is None:
            return {"guide_answer": ENDED}
        if value is None:
            return {"guide_answer": None}
        if wants_person(context):
            return hand_over(context, dispatcher, "asked")
        turn = context.services.guides.answer(
            context.walk,
            text=context.text,
            payload=value if context.intent == "answer" else None,
            intent=context.intent,
            confidence=context.confidence,
            ranking=context.ranking,
            mentions=context.mentions,
            unseen=context.unseen,
            tapped=context.tapped,
            customer=context.customer,
            language=context.language,
        )
        if turn.other_problem:
            return turn_to(context, dispatcher, turn.other_problem, turn.walk)
        return follow(context, dispatcher, turn, context.past_walks)
