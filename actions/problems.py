"""Naming the problem: at once, or after a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, slots
from actions.steps import hand_over, start_problem, stop_guide, wants_person
from frontline.guides.types import Choice
from frontline.review.redaction import Span
from frontline.triage.clarifying import OPEN_AFTER, SOMETHING_ELSE, TOPIC, Unclarity
from frontline.triage.service import PERSON, Message
from frontline.triage.taxonomy import ProblemType


class StartProblem(Action):
    """Takes up the problem that the customer named or tapped."""

    def name(self) -> str:
        """The name in rules."""
        return "action_start_problem"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Sets `move`: `guide` when there is a step to take, else `wait`."""
        context = Context.of(tracker)
        asked = _ask_about_topic(context, dispatcher)
        if asked is not None:
            return slots({**asked, "move": "wait"})
        return slots(start_problem(context, dispatcher, str(context.intent)))


class Clarify(Action):
    """Asks which problem it is, each time in another way; brings in a person when it stays unclear."""

    def name(self) -> str:
        """The name in rules."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        """Offers the topic's or the likeliest problems, else asks openly, then a person beside the nearest.

        What answers our question before is followed: it names a problem, a person, or none of them. A yes to
        our offer of more help is clear too: only the problem is lacking. Sets `move` as the start does.
        """
        context = _with_choice(Context.of(tracker))
        ways = (_start_chosen, _ask_about_topic, _clear_after_all)
        told = (way(context, dispatcher) for way in ways)
        found = next((after for after in told if after is not None), None)
        return slots({"move": "wait", **(_clarify(context, dispatcher) if found is None else found)})


def _with_choice(context: Context) -> Context:
    """The turn of a customer who points at one of the buttons in words, as if it was tapped."""
    if context.tapped:
        return context
    shown = _shown(context)
    named = context.services.guides.pointed_at(context.text, shown, context.intent) if shown else None
    return context.choosing(named) if named else context


def _shown(context: Context) -> list[Choice]:
    """The buttons under our question which problem it is; none when that is not what we asked last."""
    unclarity = _unclarity(context, context.intent)
    asked = unclarity.offered if context.tracker.get_slot("unclear_times") else ()
    taxonomy = context.services.taxonomy
    likely = [taxonomy.problem(intent) for intent in asked if intent in taxonomy]
    buttons = _choices(context, likely, context.tracker.get_slot("awaiting") == "handoff")
    return [_as_choice(button, context.language, alone=len(likely) == 1) for button in buttons]


def _as_choice(button: Mapping[str, str], language: str, *, alone: bool) -> Choice:
    """The button as what a typed answer is held against; a yes means the problem that stands alone."""
    intent = button["payload"].removeprefix("/")
    yes = "affirm" if alone else None
    means = {SOMETHING_ELSE: "deny", PERSON: None}.get(intent, yes)
    return Choice(intent, {language: button["title"]}, means=means)


def _start_chosen(context: Context, dispatcher: CollectingDispatcher) -> dict[str, Any] | None:
    """The slots after a choice in words; None where no problem was chosen."""
    problem = context.chose
    if problem is None or problem not in context.services.taxonomy:
        return None
    return start_problem(context, dispatcher, problem)


def _ask_about_topic(context: Context, dispatcher: CollectingDispatcher) -> dict[str, Any] | None:
    """The slots after a message that names a topic and not what is the matter; None for all others."""
    unclarity = _unclarity(context, TOPIC)
    likely = [] if context.tapped else context.services.triage.of_topic(context.text, unclarity.rejected)
    if not likely or unclarity.wants_person:
        return None
    remembered = {"unclear_times": unclarity.times, "unclear_words": _words(context)}
    return {**remembered, **_ask(context, dispatcher, unclarity, likely[: unclarity.most_choices])}


def _clear_after_all(context: Context, dispatcher: CollectingDispatcher) -> dict[str, Any] | None:
    """The slots after a message that names no problem and needs no question which; None for all others."""
    if context.intent == PERSON or wants_person(context):
        return hand_over(context, dispatcher, "asked")
    if _is_contented(context):
        dispatcher.utter_message(response="utter_no_problem")
        return {"awaiting": None}
    if context.intent == "inform" and context.entities:
        dispatcher.utter_message(response="utter_noted")
        before = context.tracker.get_slot("noted_words")
        return {"noted_words": "\n".join(filter(None, (before, context.text)))}
    answer = _answer_outside(context)
    if answer is None:
        return None
    dispatcher.utter_message(text=answer)
    return {"unclear_times": 1, "unclear_memory": _unclarity(context, context.intent).asking_nothing()}


def _clarify(context: Context, dispatcher: CollectingDispatcher) -> dict[str, Any]:
    if context.intent == "affirm" and context.tracker.get_slot("awaiting"):
        return _ask(context, dispatcher, replace(_unclarity(context, context.intent), times=0), [])
    left = _leave_problem(context) if context.intent == SOMETHING_ELSE else {}
    unclarity = _unclarity(context, context.intent)
    likely = context.services.triage.unclear(_message(context), unclarity.rejected)
    left |= {"unclear_times": unclarity.times or None, "unclear_words": _words(context)}
    if unclarity.wants_person:
        return {**left, **hand_over(context, dispatcher, "unsure")}
    return {**left, **_ask(context, dispatcher, unclarity, likely[: unclarity.most_choices])}


def _is_contented(context: Context) -> bool:
    """Whether a yes or a no asks for nothing: "prima" to our offer of more help is no yes to it.

    So does a no to that offer, and a plain one whenever; "er klopt iets niet" is neither.
    """
    slot = context.tracker.get_slot
    if slot("unclear_times") or context.intent not in ("affirm", "deny"):
        return False
    refuses = context.intent == "deny" and (context.tapped or slot("awaiting"))
    return bool(refuses) or context.services.guides.is_contented(context.text)


def _answer_outside(context: Context) -> str | None:
    """What is said to a question about we do not know what; whoever asks on is asked what it is about."""
    if context.tracker.get_slot("unclear_times"):
        return None
    return context.services.guides.outside(context.text, context.language)


def _leave_problem(context: Context) -> dict[str, Any]:
    """The problem in hand is not the customer's, unless what they reject is a question of ours."""
    problem = _problem_in_hand(context)
    if problem is None:
        return {}
    context.services.triage.not_this(context.conversation.id, problem)
    return {**stop_guide(context), "problem": None}


def _problem_in_hand(context: Context) -> str | None:
    """The problem that we are working on; none while we ask which it is."""
    problem = context.tracker.get_slot("problem") or {}
    return None if context.tracker.get_slot("unclear_times") else problem.get("intent")


def _unclarity(context: Context, intent: str | None) -> Unclarity:
    slot = context.tracker.get_slot
    times, memory = slot("unclear_times") or 0, slot("unclear_memory")
    return Unclarity.after(intent, times, memory, _problem_in_hand(context))


def _ask(
    context: Context, dispatcher: CollectingDispatcher, unclarity: Unclarity, likely: Sequence[ProblemType]
) -> dict[str, Any]:
    names = [kind.intent for kind in likely]
    response = unclarity.question(names)
    dispatcher.utter_message(response=response, buttons=_choices(context, likely, unclarity.offers_person))
    return {
        "unclear_memory": unclarity.asking(response, names),
        "awaiting": "handoff" if unclarity.offers_person else None,
    }


def _choices(context: Context, likely: Sequence[ProblemType], person: bool) -> list[dict[str, str]]:
    """The problems and a way out; none where nothing is likely, since then the response has its own."""
    if not likely:
        return []
    last, payload = ("colleague", "human_handoff") if person else ("something_else", SOMETHING_ELSE)
    title = context.services.copy.text(last, context.language)
    buttons = [{"title": kind.button[context.language], "payload": f"/{kind.intent}"} for kind in likely]
    return [*buttons, {"title": title, "payload": f"/{payload}"}]


def _message(context: Context) -> Message:
    found = context.tracker.latest_message.get("entities") or []
    return Message(
        conversation_id=context.conversation.id,
        text=context.text,
        language=context.language,
        intent=context.intent,
        ranking=context.ranking,
        entities=[Span(entity["entity"], entity["start"], entity["end"]) for entity in found],
        customer_id=context.conversation.customer_id,
        tapped=context.tapped,
    )


def _words(context: Context) -> str | None:
    """The first words by which the customer named it, if they named anything."""
    if context.intent in OPEN_AFTER:
        return context.tracker.get_slot("unclear_words")
    return context.tracker.get_slot("unclear_words") or context.text
