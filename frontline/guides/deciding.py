"""What the customer's answer decides at a step, tapped or typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from frontline.guides.asking import DONE, HOW, NO, STUCK, WHERE, help_of
from frontline.guides.facts import brought_by
from frontline.guides.graph import next_cause, verify_after
from frontline.guides.identifying import IdentifySteps
from frontline.guides.proving import FAILED
from frontline.guides.reader import NONE
from frontline.guides.standing import Standing
from frontline.guides.types import (
    TYPED,
    AskStep,
    DoStep,
    IdentifyStep,
    OfferStep,
    Option,
    PickStep,
    Step,
    VerifyStep,
    Wording,
)

FREE_TEXT = "text"
"""The field that any words fill: those of a button count, where it leads on as typed words do."""


class Deciding:
    """Takes answers to what a walk asks."""

    def __init__(self, at: Standing) -> None:
        self._at = at
        self._guide, self._walk = at.guide, at.walk
        self._identity = IdentifySteps(at)

    def choose(self, choice: str, words: str) -> None:
        """The customer chose one of the answers that can be typed; `words` are theirs."""
        self._at.hear()
        step = self._at.step
        if self._walk.asking is not None:
            self._answer_question(self._walk.asking, choice, words)
        elif choice in (HOW, WHERE) and isinstance(step, (AskStep, DoStep)) and step.how is not None:
            self._help(step.id, step.how)
        elif step is not None:
            self._DECIDE[type(step)](self, step, choice, words)

    def type_value(self, values: Mapping[str, Any], words: str) -> None:
        """The customer typed the value that the step takes; `values` are the facts of its field."""
        step = self._at.step
        if isinstance(step, AskStep) and step.field is not None:
            self._at.given.take_value(step, values)
            self.choose(TYPED, words)

    def behind(self, offer: OfferStep) -> list[AskStep]:
        """The steps whose typed values an offer is made with, the latest first."""
        facts = self._at.given.for_offer(offer)
        steps = (self._guide.steps.get(entry["step"]) for entry in reversed(self._walk.path))
        asked = [step for step in steps if isinstance(step, AskStep) and step.field is not None]
        return [step for step in asked if not facts.keys().isdisjoint(brought_by(step))]

    def has_given(self, step: AskStep, values: Mapping[str, Any]) -> bool:
        """Whether these are the very values that were typed at a step."""
        return self._at.given.has(step, values)

    def prove(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """The customer typed who they are (`claim`), where they live (`home`) or both: not for the trail."""
        self._at.hear()
        self._at.proof.take(told)
        self._at.trail.close(self._walk.at, None, "given")

    def _answer_question(self, question: str, choice: str, words: str) -> None:
        self._walk.known[question] = choice
        self._at.trail.close(question, words, choice)
        wants_help, self._walk.asking, self._walk.wants_help = self._walk.wants_help, None, False
        step = self._at.step
        if wants_help and isinstance(step, (AskStep, DoStep)) and step.how is not None:
            self._help(step.id, step.how)

    def _help(self, step_id: str, how: Wording) -> None:
        """Says the help, once it is known for which device."""
        if self._at.facts.lacks(how):
            self._walk.asking, self._walk.wants_help = how.by, True
            return
        self._walk.helped.append(step_id)
        self._at.says.append(self._at.facts.word(how))

    def _ask(self, step: AskStep, choice: str, words: str) -> None:
        option = next((option for option in step.options if option.id == choice), None)
        if option is not None and option.say is not None:
            self._at.says.append(self._at.facts.fill(option.say))
        if option is not None and option.next == step.id:
            self._walk.helped.append(help_of(step, choice))
            return
        if option is not None and step.field == FREE_TEXT and option.next == step.next:
            self._at.given.take_value(step, {FREE_TEXT: words})  # a button in place of words of their own
        self._at.record(step.id, words, choice)
        self._at.go(step.ways[choice])

    def _pick(self, step: PickStep, choice: str, words: str) -> None:
        self._at.record(step.id, words, choice)
        if step.none is not None and choice == NONE:
            self._at.given.forget(step)
            self._at.says.extend([self._at.facts.fill(step.none.say)] if step.none.say else [])
            self._at.go(step.none.next)
            return
        self._at.given.take_row(step, choice)
        self._at.go(step.next)

    def _identify(self, step: IdentifyStep, _choice: str, words: str) -> None:
        self._at.go(self._identity.give_up(step, FAILED, words))

    def _do(self, step: DoStep, choice: str, words: str) -> None:
        verify = verify_after(self._guide, step.id)
        if verify is not None and choice != DONE:
            self._at.record(step.id, words, DONE)
            self._verify(verify, choice, words)
            return
        self._at.record(step.id, words, choice)
        self._at.acknowledgement = "skipped" if choice == STUCK else "well_done"
        self._at.go(next_cause(self._guide, step) if choice == STUCK else step.next)

    def _verify(self, step: VerifyStep, choice: str, words: str) -> None:
        option = next((option for option in step.options if option.id == choice), None)
        if option is not None and option.say is not None and not self._has_answered(option):
            self._at.says.append(self._at.facts.fill(option.say))
        self._at.record(step.id, words, choice)
        self._at.acknowledgement = "next_cause"
        self._at.go(step.way(choice))

    def _offer(self, step: OfferStep, choice: str, words: str) -> None:
        self._at.record(step.id, words, choice)
        self._walk.offers[step.id].update({"declined": True} if choice == NO else {"chosen": choice})

    _DECIDE: ClassVar[Mapping[type[Step], Callable[..., None]]] = {
        AskStep: _ask,
        PickStep: _pick,
        IdentifyStep: _identify,
        DoStep: _do,
        VerifyStep: _verify,
        OfferStep: _offer,
    }

    # -- inside ------------------------------------------------------------------------------------

    def _has_answered(self, option: Option) -> bool:
        """Whether the customer told this before, here or where it has the same words."""
        steps = (self._guide.steps.get(row["step"]) for row in self._walk.path if row["choice"] == option.id)
        verifies = (step for step in steps if isinstance(step, VerifyStep))
        return any(
            option.say == told.say for step in verifies for told in step.options if told.id == option.id
        )
