"""What several actions do: record a problem, begin its way, follow a guide's turn, bring in a person.

Each says what is to be said and returns the slots that follow, by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.context import UNDERSTOOD, Context, say, walks_put_aside
from frontline.guides.types import Ending, Turn
from frontline.handoffs.types import Handoff, HandoffRequest
from frontline.triage.types import Problem

Slots = dict[str, Any]

ENDED = "ended"
"""What fills the form's slot when a walk is over, so that the form closes."""
GUIDE_LEFT: Slots = {"guide": None, "guide_answer": ENDED, "move": "wait"}
NOTHING_WAITS: Slots = {"waiting_problems": None}


@dataclass(frozen=True)
class Agenda:
    """What a turn has in hand and has still to take up."""

    problem: dict[str, Any] | None = None
    """The problem in hand, as its slot holds it."""
    waiting: Sequence[dict[str, Any]] = ()
    """The other problems that the customer named: `intent`, `words`, `entities`, `known`.

    Of one whose guide was put aside: `intent`, `problem` and `walk`.
    """
    begun: Sequence[str] = ()
    """The problems that it took up already: guides could go round."""

    @classmethod
    def of(cls, context: Context) -> Agenda:
        """As it stands when a turn begins."""
        slot = context.tracker.get_slot
        return cls(slot("problem"), slot("waiting_problems") or ())

    def with_begun(self, problem: Problem) -> Agenda:
        """The same after this problem was taken up."""
        left = [waiting for waiting in self.waiting if waiting["intent"] != problem.intent]
        return Agenda(problem.to_dict(), left, (*self.begun, problem.intent))

    def with_aside(self, problem: dict[str, Any], walk: Mapping[str, Any]) -> Agenda:
        """The same with a guide put aside that goes on later."""
        aside = {"intent": problem["intent"], "problem": problem, "walk": dict(walk)}
        return replace(self, waiting=(aside, *self.waiting))

    def put_aside(self, intent: str) -> dict[str, Any] | None:
        """The waiting problem with this intent whose guide was begun and put aside."""
        begun = (problem for problem in self.waiting if "walk" in problem)
        return next((problem for problem in begun if problem["intent"] == intent), None)

    def walks_after(self, walks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """All walks once nothing waits any more: those put aside ended there."""
        return [*walks, *walks_put_aside(self.waiting)]

    @property
    def slots(self) -> Slots:
        """What is to be remembered until the next turn."""
        return {"problem": self.problem, "waiting_problems": list(self.waiting) or None}


def start_problem(context: Context, dispatcher: CollectingDispatcher, intent: str) -> Slots:
    """Records the problem and begins its guide; who asks for a person in the same message gets one.

    Of several problems in one message the most urgent comes first; the others wait.
    """
    if wants_person(context):
        return hand_over_with(context, dispatcher, intent)
    told = context.services.triage.several(intent, context.parts)
    if not told:
        return _take_up(context, dispatcher, intent, _leave(context), Agenda.of(context))
    first, *later = told
    titles = [_button(context, named.kind.intent) for named in later]
    _say_order(context, dispatcher, "utter_several_problems", first.kind.intent, titles)
    now = _told_now(context)
    waiting = [{**now, "intent": named.kind.intent, "words": named.words} for named in later]
    agenda = Agenda(waiting=[*waiting, *Agenda.of(context).waiting])
    return _begin(context, dispatcher, first.kind.intent, _leave(context), agenda)


def turn_to(
    context: Context, dispatcher: CollectingDispatcher, intent: str, walk: Mapping[str, Any]
) -> Slots:
    """Takes up another problem in the middle of a guide, which goes on after it from where it stands.

    One that got nowhere yet, or is about the same service, was not what the customer meant: it is left.
    """
    problem = context.tracker.get_slot("problem")
    if problem is None or not context.services.guides.is_worth_going_on(walk, intent):
        return start_problem(context, dispatcher, intent)
    agenda = Agenda.of(context).with_aside(problem, walk)
    if agenda.put_aside(intent) is None:
        _say_order(context, dispatcher, "utter_problem_first", intent, [_button(context, problem["intent"])])
    left = {**GUIDE_LEFT, "past_walks": context.past_walks}
    return _take_up(context, dispatcher, intent, left, agenda)


def _take_up(
    context: Context, dispatcher: CollectingDispatcher, intent: str, left: Slots, agenda: Agenda
) -> Slots:
    """Begins a problem, or goes on with it where its guide was put aside."""
    begun = agenda.put_aside(intent)
    if begun is not None:
        return _go_on_with(context, dispatcher, begun, left, agenda)
    return _begin(context, dispatcher, intent, left, agenda)


def _say_order(
    context: Context, dispatcher: CollectingDispatcher, response: str, first: str, later: Sequence[str]
) -> None:
    dispatcher.utter_message(response=response, first=_button(context, first), later=", ".join(later))


def _button(context: Context, intent: str) -> str:
    return context.services.taxonomy.problem(intent).button[context.language]


def _begin(
    context: Context,
    dispatcher: CollectingDispatcher,
    intent: str,
    left: Slots,
    agenda: Agenda,
    told: Mapping[str, Any] | None = None,
) -> Slots:
    """A problem's guide, or the offer of a person where there is none.

    `left` are the slots of what it follows, `told` says of a problem that was named earlier how it was.
    """
    told = told or _told_now(context)
    problem = _record(context, intent, told)
    agenda = agenda.with_begun(problem)
    begun = {**UNDERSTOOD, **left, **agenda.slots}
    if not context.services.guides.has(intent):
        return {**begun, **_offer_colleague(context, dispatcher, problem)}
    turn = context.services.guides.begin(
        intent,
        language=context.language,
        customer=context.customer,
        known=told["known"],
        earlier=context.walks,
        conversation_id=context.conversation.id,
        words=told["words"],
    )
    return {**begun, **follow(context, dispatcher, turn, begun["past_walks"], agenda)}


def follow(
    context: Context,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    past_walks: list[dict[str, Any]],
    agenda: Agenda | None = None,
) -> Slots:
    """Says what a guide's turn says, and goes on with the guide, or ends it, or takes up what comes next."""
    agenda = agenda or Agenda.of(context)
    say(dispatcher, turn.says)
    if turn.ending is None:
        return {"guide": turn.walk, "guide_answer": None, "move": "guide", **agenda.slots}
    walks = [*past_walks, turn.walk]
    ended = {**GUIDE_LEFT, "past_walks": walks, **agenda.slots}
    afresh = Context.of(context.tracker)  # this turn may have told who the customer is
    if turn.ending.problem is not None and turn.ending.problem not in agenda.begun:
        return _begin(afresh, dispatcher, turn.ending.problem, ended, agenda)
    return {**ended, **_end(afresh, dispatcher, turn.ending, ended, agenda)}


def hand_over(
    context: Context,
    dispatcher: CollectingDispatcher,
    reason_code: str,
    *,
    skill: str | None = None,
    reason: Mapping[str, str] | None = None,
    problem: dict[str, Any] | None = None,
    walks: list[dict[str, Any]] | None = None,
) -> Slots:
    """Passes the conversation to a person with all that was said and tried, and with the problem in hand."""
    handoffs, conversation_id = context.services.handoffs, context.conversation.id
    before = handoffs.current(conversation_id)
    if before and not before.is_ticket:
        dispatcher.utter_message(response="utter_handoff_waiting")
        return {}
    request = HandoffRequest(
        conversation_id=conversation_id,
        reason_code=reason_code,
        reason=reason,
        problem=problem or context.tracker.get_slot("problem"),
        walks=context.walks if walks is None else walks,
        language=context.language,
        skill=skill,
    )
    _announce(context, dispatcher, handoffs.request(request), known=before is not None)
    left = _leave(context) if walks is None else GUIDE_LEFT
    return {**UNDERSTOOD, **NOTHING_WAITS, **left, "past_walks": request.walks}


def hand_over_with(context: Context, dispatcher: CollectingDispatcher, intent: str) -> Slots:
    """To a person who knows the problem that the customer named while asking for one."""
    problem = _record(context, intent, _told_now(context)).to_dict()
    return {**hand_over(context, dispatcher, "asked", problem=problem), "problem": problem}


def wants_person(context: Context) -> bool:
    """Whether a person is asked for beside something else, or in words that say so unclearly."""
    return context.services.triage.wants_person(context.intent, context.ranking, context.parts)


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
    return {**UNDERSTOOD, **NOTHING_WAITS, **_leave(context), "past_walks": context.walks}


def start_over(context: Context, dispatcher: CollectingDispatcher) -> Slots:
    """Forgets what was going on but for the language; the transcript stays."""
    dispatcher.utter_message(response="utter_started_over")
    forgotten = dict.fromkeys(context.tracker.slots, None)
    return {**forgotten, **GUIDE_LEFT, "language": context.language}


def _record(context: Context, intent: str, told: Mapping[str, Any]) -> Problem:
    return context.services.triage.record(
        context.conversation.id,
        intent,
        words=told["words"],
        confidence=context.confidence,
        entities=told["entities"],
    )


def _told_now(context: Context) -> dict[str, Any]:
    """The customer's own words, also when in the end only a button was tapped."""
    words = context.tracker.get_slot("unclear_words") or context.text
    return {"words": words, "entities": context.entities, "known": context.known}


def _leave(context: Context) -> Slots:
    """Leaves the guide that is under way, if there is one."""
    if context.walk:
        context.services.guides.leave(context.walk)
    under_way = [context.walk] if context.walk else []
    return {**GUIDE_LEFT, "past_walks": [*context.past_walks, *under_way]}


def _end(
    context: Context, dispatcher: CollectingDispatcher, ending: Ending, ended: Slots, agenda: Agenda
) -> Slots:
    if ending.outcome == "start_over":
        return start_over(context, dispatcher)
    walks = agenda.walks_after(ended["past_walks"])
    if ending.outcome == "escalate":
        passed_on = hand_over(
            context,
            dispatcher,
            ending.reason_code or "guide",
            skill=ending.skill,
            reason=ending.reason,
            problem=agenda.problem,
            walks=walks,
        )
        return {**passed_on, "past_walks": walks}
    if ending.outcome == "stopped":
        dispatcher.utter_message(response="utter_guide_stopped")
        return {**NOTHING_WAITS, "past_walks": walks}
    if ending.outcome == "solved":
        dispatcher.utter_message(response="utter_solved")
    if agenda.waiting:
        return _take_up_next(context, dispatcher, ended, agenda)
    dispatcher.utter_message(response="utter_anything_else")
    return {"awaiting": "more_help"}


def _take_up_next(context: Context, dispatcher: CollectingDispatcher, ended: Slots, agenda: Agenda) -> Slots:
    """The next of the problems that the customer named in one message, or whose guide was put aside."""
    waiting = agenda.waiting[0]
    if "walk" in waiting:
        return _go_on_with(context, dispatcher, waiting, ended, agenda)
    dispatcher.utter_message(response="utter_next_problem", problem=_button(context, waiting["intent"]))
    return _begin(context, dispatcher, waiting["intent"], ended, agenda, told=waiting)


def _go_on_with(
    context: Context,
    dispatcher: CollectingDispatcher,
    begun: Mapping[str, Any],
    left: Slots,
    agenda: Agenda,
) -> Slots:
    """Back to a guide that was put aside, where it stood."""
    dispatcher.utter_message(response="utter_back_to_problem", problem=_button(context, begun["intent"]))
    later = [problem for problem in agenda.waiting if problem is not begun]
    agenda = replace(agenda, problem=begun["problem"], waiting=later)
    turn = Turn(begun["walk"], [])
    return {**UNDERSTOOD, **left, **follow(context, dispatcher, turn, left["past_walks"], agenda)}


def _offer_colleague(context: Context, dispatcher: CollectingDispatcher, problem: Problem) -> Slots:
    taxonomy = context.services.taxonomy
    dispatcher.utter_message(
        response="utter_colleague_for_problem",
        problem=taxonomy.problem(problem.intent).label[context.language],
        skill=taxonomy.skills[problem.skill][context.language],
    )
    return {"awaiting": "handoff"}
