"""What several actions do: record a problem, begin its way, follow a guide's turn, bring in a person.

Each says what is to be said and returns the slots that follow, by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.context import UNDERSTOOD, Context, say
from frontline.guides.types import Ending, Turn
from frontline.handoffs.types import Handoff, HandoffRequest
from frontline.triage.types import Problem

Slots = dict[str, Any]

ENDED = "ended"
"""What fills the form's slot when a walk is over, so that the form closes."""


def start_problem(context: Context, dispatcher: CollectingDispatcher, intent: str) -> Slots:
    """Records the problem and begins its guide, leaving the one that is under way."""
    return _begin(context, dispatcher, intent, _leave(context))


def _begin(
    context: Context, dispatcher: CollectingDispatcher, intent: str, left: Slots, before: Sequence[str] = ()
) -> Slots:
    """A problem's guide, or the offer of a person where there is none.

    `left` are the slots of what it follows, `before` the problems whose guides began and ended in this turn.
    """
    problem = _record(context, intent)
    begun = {**UNDERSTOOD, **left, "problem": problem.to_dict()}
    if not context.services.guides.has(intent):
        return {**begun, **_offer_colleague(context, dispatcher, problem)}
    turn = context.services.guides.begin(
        intent,
        language=context.language,
        customer=context.customer,
        known=context.known,
        conversation_id=context.conversation.id,
    )
    return {**begun, **follow(context, dispatcher, turn, begun["past_walks"], (*before, intent))}


def follow(
    context: Context,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    past_walks: list[dict[str, Any]],
    before: Sequence[str] = (),
) -> Slots:
    """Says what a guide's turn says, and goes on with the guide, or ends it, or takes up its next problem.

    A problem that was taken up in this turn already (`before`) is not taken up again: guides could go round.
    """
    say(dispatcher, turn.says)
    if turn.ending is None:
        return {"guide": turn.walk, "guide_answer": None, "move": "guide"}
    walks = [*past_walks, turn.walk]
    ended = {"guide": None, "guide_answer": ENDED, "move": "wait", "past_walks": walks}
    if turn.ending.problem is not None and turn.ending.problem not in before:
        afresh = Context.of(context.tracker)  # this turn may have told who the customer is
        return _begin(afresh, dispatcher, turn.ending.problem, ended, before)
    return {**ended, **_end(context, dispatcher, turn.ending, walks)}


def hand_over(
    context: Context,
    dispatcher: CollectingDispatcher,
    reason_code: str,
    *,
    skill: str | None = None,
    reason: Mapping[str, str] | None = None,
    walks: list[dict[str, Any]] | None = None,
) -> Slots:
    """Passes the conversation to a person with all that was said and tried."""
    handoffs, conversation_id = context.services.handoffs, context.conversation.id
    before = handoffs.current(conversation_id)
    if before and not before.is_ticket:
        dispatcher.utter_message(response="utter_handoff_waiting")
        return {}
    request = HandoffRequest(
        conversation_id=conversation_id,
        reason_code=reason_code,
        reason=reason,
        problem=context.tracker.get_slot("problem"),
        walks=context.walks if walks is None else walks,
        language=context.language,
        skill=skill,
    )
    _announce(context, dispatcher, handoffs.request(request), known=before is not None)
    return {**UNDERSTOOD, **(_leave(context) if walks is None else _left_behind(context))}


def _announce(context: Context, dispatcher: CollectingDispatcher, handoff: Handoff, *, known: bool) -> None:
    """A colleague is on the way, or answers later: then with a reference and a promise."""
    if handoff.is_ticket:
        line = "ticket_waiting" if known else "ticket"
        dispatcher.utter_message(text=context.services.handoffs.ticket_words(handoff, line))
        return
    skill = context.services.taxonomy.skills[handoff.skill]
    dispatcher.utter_message(response="utter_handoff", skill=skill[context.language])


def stop_guide(context: Context) -> Slots:
    """Leaves the guide that is under way; its walk is kept for a person who may take over."""
    return {**UNDERSTOOD, **_leave(context)}


def _record(context: Context, intent: str) -> Problem:
    """The problem in the customer's own words, also when in the end only a button was tapped."""
    return context.services.triage.record(
        context.conversation.id,
        intent,
        words=context.tracker.get_slot("unclear_words") or context.text,
        confidence=context.confidence,
        entities=context.entities,
    )


def _leave(context: Context) -> Slots:
    """Leaves the guide that is under way, if there is one."""
    if context.walk:
        context.services.guides.leave(context.walk)
    return _left_behind(context)


def _left_behind(context: Context) -> Slots:
    return {"guide": None, "guide_answer": ENDED, "move": "wait", "past_walks": context.walks}


def _end(
    context: Context, dispatcher: CollectingDispatcher, ending: Ending, walks: list[dict[str, Any]]
) -> Slots:
    if ending.outcome == "escalate":
        code = ending.reason_code or "guide"
        return hand_over(context, dispatcher, code, skill=ending.skill, reason=ending.reason, walks=walks) | {
            "past_walks": walks
        }
    if ending.outcome == "stopped":
        dispatcher.utter_message(response="utter_guide_stopped")
        return {}
    if ending.outcome == "solved":
        dispatcher.utter_message(response="utter_solved")
    dispatcher.utter_message(response="utter_anything_else")
    return {"awaiting": "more_help"}


def _offer_colleague(context: Context, dispatcher: CollectingDispatcher, problem: Problem) -> Slots:
    taxonomy = context.services.taxonomy
    dispatcher.utter_message(
        response="utter_colleague_for_problem",
        problem=taxonomy.problem(problem.intent).label[context.language],
        skill=taxonomy.skills[problem.skill][context.language],
    )
    return {"awaiting": "handoff"}
