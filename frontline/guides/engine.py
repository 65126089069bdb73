"""Walks a guide: pure, without input or output; what it needs from outside it asks for as a `Need`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field
from frontline.customers.offers import OFFERS
from frontline.guides.asking import (
    DONE,
    HOW,
    NO,
    NOT_SOLVED,
    SOLVED,
    START_OVER,
    STUCK,
    WHERE,
    Asking,
    help_of,
)
from frontline.guides.facts import TYPED, Facts, brought_by
from frontline.guides.given import Given
from frontline.guides.graph import next_cause, verify_after
from frontline.guides.phrases import PLACE, Phrases
from frontline.guides.proving import DOWN, FAILED, KNOWN, LOCKED, WRONG, Proof
from frontline.guides.reader import NONE
from frontline.guides.trail import Trail
from frontline.guides.types import (
    NEXT_CAUSE,
    AskStep,
    Branch,
    CheckStep,
    Choice,
    DoStep,
    Ending,
    Guide,
    IdentifyStep,
    OfferStep,
    Option,
    OutcomeStep,
    PickStep,
    RouteStep,
    SideQuestion,
    Step,
    TryStep,
    VerifyStep,
    Walk,
    Wording,
)

MAX_MISSES = 2
MAX_MISSES_OF_VALUES = 3
MAX_RESTARTS = 1
DONT_KNOW = "dont_know"
UNKNOWN = "unknown"
FREE_TEXT = "text"
"""The field that any words fill: those of a button count, where it leads on as typed words do."""
NO_REASON: Mapping[str, str] = {FAILED: "identity_failed", LOCKED: "identity_locked", DOWN: "identity_down"}


@dataclass(frozen=True)
class Need:
    """Something only the back office can do: `kind` is `check`, `quote`, `perform` or `identify`."""

    kind: str
    name: str
    step: str
    arguments: Mapping[str, Any]


Way = str | Need | None
"""From a step: the next step's id, something needed first, or None to wait here (or to end)."""


class Engine:
    """One turn of one walk: changes `walk`, gathers what to say in `says` and how it ended in `ending`."""

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, now: datetime) -> None:
        self.guide = guide
        self.walk = walk
        self.says: list[str] = []
        self.ending: Ending | None = None
        self.facts = Facts(guide, phrases, walk, now)
        self.asking = Asking(guide, phrases, walk, self.facts)
        self._phrases = phrases
        self._trail = Trail(walk, now)
        self._proof = Proof(walk)
        self._given = Given(guide, walk, self.facts, now.astimezone(PLACE).date())
        self._passed: list[str] = []
        self._looked: list[str] = []
        self._acknowledgement: str | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the walk stands at a step, or asks a question, that the content no longer has."""
        asking = self.walk.asking
        gone = asking is not None and asking not in self._phrases.questions
        return gone or self.walk.at not in self.guide.steps

    def choices(self) -> Sequence[Choice]:
        """The answers that the customer can tap now."""
        return self.asking.choices()

    def answers(self) -> Sequence[Choice]:
        """The answers that the customer can type now: some more than there are buttons for."""
        return self.asking.answers()

    # -- going on ------------------------------------------------------------------------------

    def run(self) -> Need | None:
        """Goes on to the next step that waits for the customer, to the end, or to what it needs first."""
        while self.ending is None and (self.walk.asking is None or self.is_lost):
            if self.is_lost:
                self._start_again()
                continue
            step = self.guide.steps[self.walk.at]
            way = self._ENTER[type(step)](self, step)
            if isinstance(way, Need):
                return way
            if way is None:
                break
            self._go(way)
        if self.ending is None:
            self._note_question()
            self._acknowledge()
        return None

    def feed(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        """Takes in what the back office brought for a `Need`; then `run` goes on."""
        if need.kind == "check":
            self.walk.checks[need.name] = {"ok": ok, **facts}
            self._looked.append(need.step)
            found = self._as_words(facts, CHECKS[need.name].fields) if ok else "unavailable"
            self._trail.note("check", need.step, need.name, result=found)
        elif need.kind == "quote":
            quoted = {"quote": dict(facts)} if ok else {"failed": True, **_refusal(facts)}
            self.walk.offers[need.step] = {**quoted, **self._made_with(need.step)}
        elif need.kind == "identify":
            self._feed_identified(need.step, facts["state"])
        else:
            self._feed_performed(need, ok, facts)

    def _feed_performed(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        self.walk.offers[need.step].update(
            {"performed": dict(facts)} if ok else {"failed": True, **_refusal(facts)}
        )
        step = self.guide.steps[need.step]
        if ok and isinstance(step, OfferStep) and step.done is not None:
            self.says.append(self.facts.fill(step.done, facts, OFFERS[step.offer].receipt))
        result = self._as_words(facts, OFFERS[need.name].receipt) if ok else "failed"
        if not self._trail.close(need.step, answer=None, result=result):
            self._trail.note("offer", need.step, need.name, result=result)

    def _go(self, step_id: str) -> None:
        """Goes to a step; coming by the same one twice in a turn means that there is nothing left to try."""
        to = self._trying() if step_id == NEXT_CAUSE else step_id
        if to is None or (to in self._passed and not self._given.asks_anew(to)):
            self._escalate("guide", "all_tried")
            return
        self._passed.append(to)
        self.walk.at = to

    def _trying(self) -> str | None:
        """The list of causes that the walk is trying: the latest, else the first of the guide."""
        if self.walk.tried:
            return str(self.walk.tried[-1]["of"])
        lists = (step.id for step in self.guide.steps.values() if isinstance(step, TryStep))
        return next(lists, None)

    def _start_again(self) -> None:
        """The step is gone since a trainer changed the guide."""
        if self.walk.restarts >= MAX_RESTARTS or self.guide.start not in self.guide.steps:
            self._escalate("failed", "guide_changed")
            return
        self.walk.restarts += 1
        self.walk.at, self.walk.asking, self.walk.wants_help = self.guide.start, None, False
        self._passed.clear()

    # -- entering a step -------------------------------------------------------------------------

    def _enter_check(self, step: CheckStep) -> Way:
        result = self.walk.checks.get(step.check)
        if result is None or (step.fresh and step.id not in self._looked):
            return Need("check", step.check, step.id, {})
        if not result["ok"]:
            return step.unavailable or step.branches[-1].next
        branch = self.facts.take(step.branches, result)
        if branch.say is not None:
            self.says.append(self.facts.fill(branch.say, result, CHECKS[step.check].fields))
        return branch.next

    def _enter_route(self, step: RouteStep) -> Way:
        branch = self.facts.take(step.branches)
        if branch.say is not None:
            self.says.append(self.facts.fill(branch.say))
        return branch.next

    def _enter_try(self, step: TryStep) -> Way:
        cause = next((branch for branch in step.causes if self._is_left(branch)), None)
        if cause is None:
            return step.otherwise
        if cause.say is not None:
            self.says.append(self.facts.fill(cause.say))
        self.walk.tried.append({"cause": cause.next, "of": step.id, "after": len(self.walk.path)})
        self._passed.clear()  # to try something else is to get on
        return cause.next

    def _enter_ask(self, step: AskStep) -> Way:
        if self._given.asks_anew(step.id):
            return None
        if self.decided(step.id) is None and self._given.prefill(step):
            self.walk.path.append({"step": step.id, "choice": TYPED})
        answer = self._known_answer(step)
        if answer is not None:
            return _leads_to(step, answer)
        if step.field is None and all(option.next == step.id for option in step.options):
            return step.dont_know or step.id  # nothing to choose that leads on
        return None

    def _enter_pick(self, step: PickStep) -> Way:
        result = self.walk.checks.get(step.check)
        if result is None:
            return Need("check", step.check, step.id, {})
        if not result["ok"]:
            return step.unavailable or step.empty
        rows = self.asking.rows(step)
        if not rows:
            return step.empty
        if step.none is not None and self.decided(step.id) == NONE:
            return step.none.next
        return self._pick_one(step, rows) if len(rows) == 1 else self._pick_known(step)

    def _pick_one(self, step: PickStep, rows: Sequence[Choice]) -> Way:
        """The only row there is; no decision of the customer's, so there is nothing to go back to.

        One that was turned down is no longer to be had.
        """
        if self._given.asks_anew(step.id):
            if self._given.known_row(step) == rows[0].id:
                return step.empty
            self._passed.clear()  # to turn to another one is to get on
        self._given.take_row(step, rows[0].id)
        return step.next

    def _pick_known(self, step: PickStep) -> Way:
        known = None if self._given.asks_anew(step.id) else self._given.known_row(step)
        if known is None:
            return None
        if self.decided(step.id) != known:
            self.walk.path.append({"step": step.id, "choice": known})
        self._given.take_row(step, known)
        return step.next

    def _enter_identify(self, step: IdentifyStep) -> Way:
        if self.decided(step.id) == UNKNOWN:
            return step.unknown
        self._proof.begin(step.id)
        state = self._proof.state
        if state is None:
            return Need("identify", step.identify, step.id, self._proof.told)
        if state == KNOWN:
            self._proof.end()
            return step.known
        return self._give_up(step, state) if state in NO_REASON else None

    def _give_up(self, step: IdentifyStep, why: str, words: str | None = None) -> str:
        """The customer stays unknown, and hears why, or that it goes on without."""
        ends = isinstance(self.guide.steps.get(step.unknown), OutcomeStep)
        self.says.append(self.asking.line(NO_REASON[why] if ends else "identity_left"))
        self._proof.end()
        self._record(step.id, words, UNKNOWN)
        return step.unknown

    def _feed_identified(self, step_id: str, state: str) -> None:
        """Once the customer is known, what could not be looked up before is worth another try."""
        if self._proof.settle(state):
            self.says.append(self.asking.line("identity_wrong"))
        if state == WRONG:
            self._trail.close(step_id, None, state)
        if state == KNOWN:
            self.walk.checks = {name: found for name, found in self.walk.checks.items() if found["ok"]}

    def _enter_do(self, step: DoStep) -> Way:
        done = self.decided(step.id)
        if done is not None:
            return self._past(step, done)
        if self.facts.lacks(step.do):
            self.walk.asking = step.do.by
        return None

    def _past(self, step: DoStep, done: str) -> str:
        """On from what was done before; whether it helped was asked then, so on to what is left to try."""
        if done == STUCK:
            return next_cause(self.guide, step)
        asked = verify_after(self.guide, step.id) is not None
        return NEXT_CAUSE if asked and self.walk.tried else step.next

    def _enter_verify(self, step: VerifyStep) -> Way:
        answered = [index for index, entry in enumerate(self.walk.path) if entry["step"] == step.id]
        if not answered or self._acted_since(answered[-1]):
            return None
        return step.way(self.walk.path[answered[-1]]["choice"])

    def _enter_offer(self, step: OfferStep) -> Way:
        record = self.walk.offers.get(step.id)
        if record is None or self._is_outdated(step.id, record):
            return self._quote(step)
        if "failed" in record:
            return step.unavailable
        if "performed" in record:
            return step.accepted
        if "declined" in record:
            return step.declined
        if "chosen" in record or step.text is None:
            return Need("perform", step.offer, step.id, self._arguments(step, record.get("chosen")))
        return None

    def _quote(self, step: OfferStep) -> Way:
        """The price is asked for the first deal; without all that the offer must be given it cannot be."""
        arguments = self._arguments(step, step.deals[0].id if step.deals else None)
        if None in arguments.values():
            self.walk.offers[step.id] = {"failed": True, **self._made_with(step.id)}
            return step.unavailable
        return Need("quote", step.offer, step.id, arguments)

    def _arguments(self, step: OfferStep, chosen: str | None) -> dict[str, Any]:
        deals = (deal.arguments for deal in step.deals if deal.id == chosen)
        return self.facts.arguments({**step.arguments, **next(deals, {})})

    def _made_with(self, step_id: str) -> dict[str, Any]:
        facts = self._given.for_offer(self.guide.steps[step_id])
        return {"given": facts} if facts else {}

    def _is_outdated(self, step_id: str, record: Mapping[str, Any]) -> bool:
        """Whether the customer changed what the offer was made with."""
        return "performed" not in record and record.get("given", {}) != self._made_with(step_id).get(
            "given", {}
        )

    def _enter_outcome(self, step: OutcomeStep) -> Way:
        if step.say is not None:
            self.says.append(self.facts.fill(step.say))
        elif step.outcome == "informed" and step.problem is None:
            self.says.append(self.asking.line("informed"))
        reason = self.facts.fill_all(step.reason) if step.reason else None
        code = "guide" if step.outcome == "escalate" else None
        self._end(Ending(step.outcome, step.skill, reason, code, step.problem))
        return None

    _ENTER: ClassVar[Mapping[type[Step], Callable[..., Way]]] = {
        CheckStep: _enter_check,
        RouteStep: _enter_route,
        TryStep: _enter_try,
        PickStep: _enter_pick,
        AskStep: _enter_ask,
        IdentifyStep: _enter_identify,
        DoStep: _enter_do,
        VerifyStep: _enter_verify,
        OfferStep: _enter_offer,
        OutcomeStep: _enter_outcome,
    }

    # -- what the customer decides ---------------------------------------------------------------

    def choose(self, choice: str, words: str) -> None:
        """The customer chose one of `answers()`; `words` are theirs. Then `run` goes on."""
        self.walk.misses = 0
        self._passed = [self.walk.at]
        step = self.asking.step
        if self.walk.asking is not None:
            self._answer_question(self.walk.asking, choice, words)
        elif choice in (HOW, WHERE) and isinstance(step, (AskStep, DoStep)) and step.how is not None:
            self._help(step.id, step.how)
        elif step is not None:
            self._DECIDE[type(step)](self, step, choice, words)

    def type_value(self, values: Mapping[str, Any], words: str) -> None:
        """The customer typed the value that the step takes; `values` are the facts of its field."""
        step = self.asking.step
        if isinstance(step, AskStep) and step.field is not None:
            self._given.take_value(step, values)
            self.choose(TYPED, words)

    def behind(self, offer: OfferStep) -> list[AskStep]:
        """The steps whose typed values an offer is made with, the latest first."""
        facts = self._given.for_offer(offer)
        steps = (self.guide.steps.get(entry["step"]) for entry in reversed(self.walk.path))
        asked = [step for step in steps if isinstance(step, AskStep) and step.field is not None]
        return [step for step in asked if not facts.keys().isdisjoint(brought_by(step))]

    def has_given(self, step: AskStep, values: Mapping[str, Any]) -> bool:
        """Whether these are the very values that were typed at a step."""
        return self._given.has(step, values)

    def prove(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """The customer typed who they are (`claim`), where they live (`home`) or both: not for the trail."""
        self.walk.misses, self._passed = 0, [self.walk.at]
        self._proof.take(told)
        self._trail.close(self.walk.at, None, "given")

    def does_not_work(self, words: str) -> bool:
        """The customer says that it still does not work; False where that answers nothing."""
        step = self.asking.step
        if self.walk.asking is not None or not isinstance(step, (DoStep, VerifyStep)):
            return False
        plain = isinstance(step, DoStep) and verify_after(self.guide, step.id) is None
        self.choose(STUCK if plain else NOT_SOLVED, words)
        return True

    def does_not_know(self, words: str) -> bool:
        """The customer does not know: help where there is some, else the step's own way on; False without."""
        if self.walk.asking is not None:
            return False
        help_left = [choice.id for choice in self.choices() if choice.id in (HOW, WHERE)]
        step = self.asking.step
        if help_left:
            self.choose(help_left[0], words)
        elif isinstance(step, AskStep) and step.dont_know:
            self.choose(DONT_KNOW, words)
        else:
            return self.does_not_work(words)
        return True

    def rewind(self, step_id: str) -> bool:
        """Takes back everything decided since this step, to answer it anew; False if it never was decided."""
        steps = [entry["step"] for entry in self.walk.path]
        if step_id not in steps or self._is_carried_out(step_id):
            return False
        anew = isinstance(self.guide.steps.get(step_id), PickStep) or self._given.takes_value(step_id)
        index = steps.index(step_id) if anew else len(steps) - 1 - steps[::-1].index(step_id)
        if any("given" in self.walk.offers[done] for done in steps[index:] if self._is_carried_out(done)):
            return False  # what was carried out is about the very facts that would change
        self._trail.correct(steps[index:])
        for undone in steps[index:]:
            if not self._is_carried_out(undone):
                self.walk.offers.pop(undone, None)
        del self.walk.path[index:]
        self.walk.tried = [entry for entry in self.walk.tried if entry["after"] <= index]
        self._given.forget(self.guide.steps.get(step_id))
        self._proof.end()
        self.walk.at, self.walk.asking, self.walk.wants_help = step_id, None, False
        if not isinstance(
            self.asking.step, IdentifyStep
        ):  # what that one asks is found out when it is entered
            self._note_question()
        return True

    def go_back(self) -> bool:
        """Back to the step decided last; False at the beginning, or when it cannot be undone."""
        if isinstance(self.asking.step, IdentifyStep) and self._proof.take_back():
            return True
        if not self.walk.path:
            return False
        last = self.walk.path[-1]["step"]
        before = self.walk.path[-2]["step"] if len(self.walk.path) > 1 else ""
        verify = verify_after(self.guide, before)
        return self.rewind(before if verify is not None and verify.id == last else last)

    def miss(self) -> None:
        """The answer was not understood; after some times in a row a person takes over."""
        self.walk.misses += 1
        step = self.asking.step
        takes_value = isinstance(step, IdentifyStep) or self._given.takes_value(self.walk.at)
        if self.walk.misses < (MAX_MISSES_OF_VALUES if takes_value else MAX_MISSES):
            return
        if isinstance(step, IdentifyStep):
            self.walk.misses = 0
            self._go(self._give_up(step, FAILED))
            return
        self.says.append(self.asking.line("failed"))
        self._escalate("failed", "not_understood")

    def tell(self, aside: SideQuestion) -> None:
        """The customer asks something in place of an answer: they hear it, then what we asked once more."""
        self.walk.misses = 0
        self.says.append(self.facts.fill(aside.say))

    def ask_again(self) -> None:
        """The customer wants to hear the question again: as it was asked first."""
        self.walk.misses = 0

    def stop(self) -> None:
        """The customer wants to stop."""
        self._end(Ending("stopped"))

    def start_over(self) -> None:
        """The customer wants to begin all over."""
        self._end(Ending(START_OVER))

    def solve(self, words: str) -> None:
        """The customer says by themselves that it is solved."""
        self._trail.close(self.walk.at, words, SOLVED)
        self._end(Ending("solved"))

    def decided(self, step_id: str) -> str | None:
        """What the customer chose at a step, None if nothing yet."""
        choices = [entry["choice"] for entry in self.walk.path if entry["step"] == step_id]
        return choices[-1] if choices else None

    def _answer_question(self, question: str, choice: str, words: str) -> None:
        self.walk.known[question] = choice
        self._trail.close(question, words, choice)
        wants_help, self.walk.asking, self.walk.wants_help = self.walk.wants_help, None, False
        step = self.asking.step
        if wants_help and isinstance(step, (AskStep, DoStep)) and step.how is not None:
            self._help(step.id, step.how)

    def _help(self, step_id: str, how: Wording) -> None:
        """Says the help, once it is known for which device."""
        if self.facts.lacks(how):
            self.walk.asking, self.walk.wants_help = how.by, True
            return
        self.walk.helped.append(step_id)
        self.says.append(self.facts.word(how))

    def _decide_ask(self, step: AskStep, choice: str, words: str) -> None:
        option = next((option for option in step.options if option.id == choice), None)
        if option is not None and option.say is not None:
            self.says.append(self.facts.fill(option.say))
        if option is not None and option.next == step.id:
            self.walk.helped.append(help_of(step, choice))
            return
        if option is not None and step.field == FREE_TEXT and option.next == step.next:
            self._given.take_value(step, {FREE_TEXT: words})  # a button in place of words of their own
        self._record(step.id, words, choice)
        self._go(_leads_to(step, choice))

    def _decide_pick(self, step: PickStep, choice: str, words: str) -> None:
        self._record(step.id, words, choice)
        if step.none is not None and choice == NONE:
            self._given.forget(step)
            self.says.extend([self.facts.fill(step.none.say)] if step.none.say else [])
            self._go(step.none.next)
            return
        self._given.take_row(step, choice)
        self._go(step.next)

    def _decide_identify(self, step: IdentifyStep, _choice: str, words: str) -> None:
        self._go(self._give_up(step, FAILED, words))

    def _decide_do(self, step: DoStep, choice: str, words: str) -> None:
        verify = verify_after(self.guide, step.id)
        if verify is not None and choice != DONE:
            self._record(step.id, words, DONE)
            self._decide_verify(verify, choice, words)
            return
        self._record(step.id, words, choice)
        self._acknowledgement = "skipped" if choice == STUCK else "well_done"
        self._go(next_cause(self.guide, step) if choice == STUCK else step.next)

    def _decide_verify(self, step: VerifyStep, choice: str, words: str) -> None:
        option = next((option for option in step.options if option.id == choice), None)
        if option is not None and option.say is not None and not self._has_answered(option):
            self.says.append(self.facts.fill(option.say))
        self._record(step.id, words, choice)
        self._acknowledgement = "next_cause"
        self._go(step.way(choice))

    def _decide_offer(self, step: OfferStep, choice: str, words: str) -> None:
        self._record(step.id, words, choice)
        self.walk.offers[step.id].update({"declined": True} if choice == NO else {"chosen": choice})

    _DECIDE: ClassVar[Mapping[type[Step], Callable[..., None]]] = {
        AskStep: _decide_ask,
        PickStep: _decide_pick,
        IdentifyStep: _decide_identify,
        DoStep: _decide_do,
        VerifyStep: _decide_verify,
        OfferStep: _decide_offer,
    }

    # -- inside -----------------------------------------------------------------------------------

    def _known_answer(self, step: AskStep) -> str | None:
        ids = [option.id for option in step.options]
        ids += [TYPED] * (step.next is not None) + [DONT_KNOW] * (step.dont_know is not None)
        own = self.decided(step.id) if step.field is not None else self.facts.get(step.fact or step.id)
        sources = [own, *map(self.facts.get, step.known_from)]
        return next((answer for answer in sources if answer in ids), None)

    def _has_answered(self, option: Option) -> bool:
        """Whether the customer told this before, here or where it has the same words."""
        steps = (self.guide.steps.get(row["step"]) for row in self.walk.path if row["choice"] == option.id)
        verifies = (step for step in steps if isinstance(step, VerifyStep))
        return any(
            option.say == told.say for step in verifies for told in step.options if told.id == option.id
        )

    def _is_left(self, cause: Branch) -> bool:
        """Whether a cause was not tried yet, here or elsewhere in the walk, and its conditions hold."""
        tried = any(entry["cause"] == cause.next for entry in self.walk.tried)
        return not tried and self.decided(cause.next) is None and self.facts.holds(cause)

    def _acted_since(self, index: int) -> bool:
        """Whether something was done after this point of the path, so that asking again has a reason."""
        return any(self._is_action(entry) for entry in self.walk.path[index + 1 :])

    def _is_action(self, entry: Mapping[str, str]) -> bool:
        step = self.guide.steps.get(entry["step"])
        if isinstance(step, DoStep):
            return entry["choice"] != STUCK
        return isinstance(step, OfferStep) and entry["choice"] != NO

    def _is_carried_out(self, step_id: str) -> bool:
        return "performed" in self.walk.offers.get(step_id, {})

    def _record(self, step_id: str, words: str | None, choice: str) -> None:
        self.walk.path.append({"step": step_id, "choice": choice})
        self._trail.close(step_id, words, choice)

    def _note_question(self) -> None:
        """Puts what is asked now on the trail, an instruction and the question after it as two entries."""
        *first, last = self.asking.question()
        step = self.asking.step
        if self.walk.asking is not None:
            self._trail.ask("ask", self.walk.asking, last)
        elif isinstance(step, DoStep):
            verify = verify_after(self.guide, step.id)
            self._trail.ask("do", step.id, first[0] if first else last)
            if verify is not None:
                self._trail.ask("verify", verify.id, last)
        elif step is not None:
            kind = {VerifyStep: "verify", OfferStep: "offer"}.get(type(step), "ask")
            self._trail.ask(kind, step.id, last)

    def _acknowledge(self) -> None:
        """A word on the answer, where nothing else is said first."""
        if self._acknowledgement is not None and not self.says:
            self.says.append(self.asking.line(self._acknowledgement))

    def _as_words(self, facts: Mapping[str, Any], fields: Mapping[str, Field]) -> str:
        """What was found, for the trail: of rows how many, of secrets nothing."""
        told = {name: value for name, value in facts.items() if value is not None}
        return ", ".join(
            f"{name}: {_plainly(value, self.walk.language)}"
            for name, value in told.items()
            if not (name in fields and fields[name].secret)
        )

    def _escalate(self, code: str, line: str) -> None:
        self._end(Ending("escalate", None, self.asking.line_in_all(f"reason_{line}"), code))

    def _end(self, ending: Ending) -> None:
        self.ending = ending
        self.walk.ended = ending.outcome


def _leads_to(step: AskStep, choice: str) -> str:
    """The step after an answer; the caller knows that the step has this answer."""
    ways = {option.id: option.next for option in step.options}
    ways.update({TYPED: step.next} if step.next else {})
    ways.update({DONT_KNOW: step.dont_know} if step.dont_know else {})
    return ways[choice]


def _refusal(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Why the back office's own rules forbid it, in the word that the offer declares; empty otherwise."""
    return {"refused": facts["refused"]} if "refused" in facts else {}


def _plainly(value: Any, language: str) -> Any:
    """A fact as an agent can read it."""
    if isinstance(value, list):
        return len(value)
    return value.get(language, value) if isinstance(value, Mapping) else value
