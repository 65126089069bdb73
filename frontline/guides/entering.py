"""What happens where a walk comes to a step: looks, questions and instructions, and the way on from each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from frontline.customers.checks import CHECKS
from frontline.guides.asking import NO, STUCK
from frontline.guides.graph import next_cause, verify_after
from frontline.guides.identifying import IdentifySteps
from frontline.guides.offering import OfferSteps
from frontline.guides.reader import NONE
from frontline.guides.standing import Need, Standing, Way
from frontline.guides.trail import as_words
from frontline.guides.types import (
    NEXT_CAUSE,
    TYPED,
    AskStep,
    Branch,
    CheckStep,
    Choice,
    DoStep,
    Ending,
    IdentifyStep,
    OfferStep,
    OutcomeStep,
    PickStep,
    RouteStep,
    Step,
    TryStep,
    VerifyStep,
)


class Entering:
    """Enters the steps of a walk, and takes in what the back office brought for them."""

    def __init__(self, at: Standing) -> None:
        self._at = at
        self._guide, self._walk = at.guide, at.walk
        self._offers, self._identity = OfferSteps(at), IdentifySteps(at)
        self._looked: list[str] = []

    def enter(self, step: Step) -> Way:
        """Where it goes on from a step, None where the step waits for the customer."""
        return self._ENTER[type(step)](self, step)

    def feed(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        """Takes in what the back office brought for a `Need`; then `run` goes on."""
        if need.kind == "check":
            self._walk.checks[need.name] = {"ok": ok, **facts}
            self._looked.append(need.step)
            found = as_words(facts, CHECKS[need.name].fields, self._walk.language) if ok else "unavailable"
            self._at.trail.note("check", need.step, need.name, result=found)
        elif need.kind == "quote":
            self._offers.feed_quote(need, ok, facts)
        elif need.kind == "identify":
            self._identity.feed(need.step, facts["state"])
        else:
            self._offers.feed_receipt(need, ok, facts)

    def _check(self, step: CheckStep) -> Way:
        result = self._walk.checks.get(step.check)
        if result is None or (step.fresh and step.id not in self._looked):
            return Need("check", step.check, step.id, {})
        if not result["ok"]:
            return step.unavailable or step.branches[-1].next
        branch = self._at.facts.take(step.branches, result)
        if branch.say is not None:
            self._at.says.append(self._at.facts.fill(branch.say, result, CHECKS[step.check].fields))
        return branch.next

    def _route(self, step: RouteStep) -> Way:
        branch = self._at.facts.take(step.branches)
        if branch.say is not None:
            self._at.says.append(self._at.facts.fill(branch.say))
        return branch.next

    def _try(self, step: TryStep) -> Way:
        cause = next((branch for branch in step.causes if self._is_left(branch)), None)
        if cause is None:
            return step.otherwise
        if cause.say is not None:
            self._at.says.append(self._at.facts.fill(cause.say))
        self._walk.tried.append({"cause": cause.next, "of": step.id, "after": len(self._walk.path)})
        self._at.get_on()  # to try something else is to get on
        return cause.next

    def _ask(self, step: AskStep) -> Way:
        if self._at.given.asks_anew(step.id):
            return None
        if self._walk.decided(step.id) is None and self._at.given.prefill(step):
            self._walk.path.append({"step": step.id, "choice": TYPED})
        answer = self._known_answer(step)
        if answer is not None:
            return step.ways[answer]
        if step.field is None and all(option.next == step.id for option in step.options):
            return step.dont_know or step.id  # nothing to choose that leads on
        return None

    def _pick(self, step: PickStep) -> Way:
        result = self._walk.checks.get(step.check)
        if result is None:
            return Need("check", step.check, step.id, {})
        if not result["ok"]:
            return step.unavailable or step.empty
        rows = self._at.asking.rows(step)
        if not rows:
            return step.empty
        if step.none is not None and self._walk.decided(step.id) == NONE:
            return step.none.next
        return self._pick_one(step, rows) if len(rows) == 1 else self._pick_known(step)

    def _pick_one(self, step: PickStep, rows: Sequence[Choice]) -> Way:
        """The only row there is; no decision of the customer's, so there is nothing to go back to.

        One that was turned down is no longer to be had.
        """
        if self._at.given.asks_anew(step.id):
            if self._at.given.known_row(step) == rows[0].id:
                return step.empty
            self._at.get_on()  # to turn to another one is to get on
        self._at.given.take_row(step, rows[0].id)
        return step.next

    def _pick_known(self, step: PickStep) -> Way:
        known = None if self._at.given.asks_anew(step.id) else self._at.given.known_row(step)
        if known is None:
            return None
        if self._walk.decided(step.id) != known:
            self._walk.path.append({"step": step.id, "choice": known})
        self._at.given.take_row(step, known)
        return step.next

    def _do(self, step: DoStep) -> Way:
        done = self._walk.decided(step.id)
        if done is not None:
            return self._past(step, done)
        if self._at.facts.lacks(step.do):
            self._walk.asking = step.do.by
        return None

    def _past(self, step: DoStep, done: str) -> str:
        """On from what was done before; whether it helped was asked then, so on to what is left to try."""
        if done == STUCK:
            return next_cause(self._guide, step)
        asked = verify_after(self._guide, step.id) is not None
        return NEXT_CAUSE if asked and self._walk.tried else step.next

    def _verify(self, step: VerifyStep) -> Way:
        answered = [index for index, entry in enumerate(self._walk.path) if entry["step"] == step.id]
        if not answered or self._acted_since(answered[-1]):
            return None
        return step.way(self._walk.path[answered[-1]]["choice"])

    def _outcome(self, step: OutcomeStep) -> Way:
        if step.say is not None:
            self._at.says.append(self._at.facts.fill(step.say))
        elif step.outcome == "informed" and step.problem is None:
            self._at.say_line("informed")
        reason = self._at.facts.fill_all(step.reason) if step.reason else None
        code = "guide" if step.outcome == "escalate" else None
        self._at.end(Ending(step.outcome, step.skill, reason, code, step.problem))
        return None

    def _identify(self, step: IdentifyStep) -> Way:
        return self._identity.enter(step)

    def _offer(self, step: OfferStep) -> Way:
        return self._offers.enter(step)

    _ENTER: ClassVar[Mapping[type[Step], Callable[..., Way]]] = {
        CheckStep: _check,
        RouteStep: _route,
        TryStep: _try,
        PickStep: _pick,
        AskStep: _ask,
        IdentifyStep: _identify,
        DoStep: _do,
        VerifyStep: _verify,
        OfferStep: _offer,
        OutcomeStep: _outcome,
    }

    # -- inside ------------------------------------------------------------------------------------

    def _known_answer(self, step: AskStep) -> str | None:
        get = self._at.facts.get
        own = get(step.fact or step.id) if step.field is None else self._walk.decided(step.id)
        sources = [own, *map(get, step.known_from)]
        return next((answer for answer in sources if answer in step.ways), None)

    def _is_left(self, cause: Branch) -> bool:
        """Whether a cause was not tried yet, here or elsewhere in the walk, and its conditions hold."""
        tried = any(entry["cause"] == cause.next for entry in self._walk.tried)
        return not tried and self._walk.decided(cause.next) is None and self._at.facts.holds(cause)

    def _acted_since(self, index: int) -> bool:
        """Whether something was done after this point of the path, so that asking again has a reason."""
        return any(self._is_action(entry) for entry in self._walk.path[index + 1 :])

    def _is_action(self, entry: Mapping[str, str]) -> bool:
        step = self._guide.steps.get(entry["step"])
        if isinstance(step, DoStep):
            return entry["choice"] != STUCK
        return isinstance(step, OfferStep) and entry["choice"] != NO
