"""The guide's form as Rasa fills it: a tapped or typed answer in, what is said and the slots out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.guides import ValidateGuideForm

Slots = dict[str, Any]
Said = tuple[list[dict[str, Any]], Slots]


def tap(conversation_id: str, slots: Slots, choice: str) -> Said:
    """What is said to a tapped answer of the walk's step, and the slots after it."""
    walk = slots["guide"]
    return _answer(conversation_id, slots, "answer", choice, f"{walk['guide']}/{walk['at']}/{choice}")


def type_in_guide(conversation_id: str, slots: Slots, intent: str, text: str, **read: Any) -> Said:
    """What is said to typed words that Rasa took for this intent, and the slots after it.

    `read` is what else Rasa read: `intent_ranking`, `parts`.
    """
    ranking = [{"name": name, "confidence": share} for name, share in ((intent, 1.0), ("greet", 0.0))]
    return _answer(conversation_id, slots, intent, text, text, **{"intent_ranking": ranking, **read})


def tap_problem(conversation_id: str, slots: Slots, intent: str, title: str) -> Said:
    """What is said to a problem's button of an earlier question, and the slots after it."""
    ranking = [{"name": intent, "confidence": 1.0}]
    return _answer(conversation_id, slots, intent, title, title, intent_ranking=ranking)


def _answer(conversation_id: str, slots: Slots, intent: str, text: str, value: str, **read: Any) -> Said:
    message = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": [], **read}
    tracker = Tracker(conversation_id, slots, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    after = ValidateGuideForm().validate_guide_answer(value, dispatcher, tracker, {})
    return dispatcher.messages, {**slots, **after}
