"""What a walk asks at its present step: the texts and the choices."""

from __future__ import annotations

from collections.abc import Sequence

from frontline.customers.offers import OFFERS
from frontline.guides.facts import Facts
from frontline.guides.graph import verify_after
from frontline.guides.phrases import Phrases
from frontline.guides.types import (
    AskStep,
    Choice,
    DoStep,
    Guide,
    OfferStep,
    Option,
    Step,
    VerifyStep,
    Walk,
)

HOW, WHERE, DONE, STUCK = "how", "where", "done", "stuck"
SOLVED, NOT_SOLVED, YES, NO = "solved", "not_solved", "yes", "no"
VERDICTS = (SOLVED, NOT_SOLVED)
GO_ON, OTHER_FIRST = "go_on", "other_first"


class Asking:
    """The question that a walk is at; the step must be one that waits for the customer."""

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, facts: Facts) -> None:
        self._guide = guide
        self._phrases = phrases
        self._walk = walk
        self._facts = facts

    @property
    def step(self) -> Step | None:
        """The step, None when the guide no longer has it."""
        return self._guide.steps.get(self._walk.at)

    def choices(self) -> Sequence[Choice]:
        """The answers that the customer can tap."""
        if self._walk.aside is not None:
            return self._own(OTHER_FIRST, GO_ON)
        if self._walk.asking is not None:
            return self._phrases.questions[self._walk.asking].options
        step = self.step
        if isinstance(step, AskStep):
            left = [option for option in step.options if not self._was_help(step, option)]
            return (*left, *self._own(*self._help(step, WHERE)))
        if isinstance(step, DoStep):
            return self._choices_after(step)
        if isinstance(step, OfferStep):
            return (*step.deals, *self._own(NO)) if step.deals else self._own(YES, NO)
        return self._verdicts(step) if isinstance(step, VerifyStep) else ()

    def texts(self) -> list[str]:
        """What to say; in other words after an answer that was not understood."""
        question = self.question()
        if self._walk.misses == 0:
            return question
        step, sorry = self.step, self.line("not_understood")
        if self._walk.asking is None and isinstance(step, AskStep) and step.rephrase:
            return [sorry, self._facts.fill(step.rephrase)]
        return [sorry, question[-1]]

    def question(self) -> list[str]:
        """The question in its own words; an instruction comes with the question whether it helped."""
        if self._walk.asking is not None:
            return [self._facts.fill(self._phrases.questions[self._walk.asking].ask)]
        step = self.step
        if isinstance(step, AskStep):
            return [self._facts.fill(step.ask)]
        if isinstance(step, DoStep):
            return self._instruction(step)
        if isinstance(step, VerifyStep):
            return [self._facts.fill(step.verify)]
        if isinstance(step, OfferStep) and step.text is not None:
            quote = self._walk.offers[step.id]["quote"]
            return [self._facts.fill(step.text, quote, OFFERS[step.offer].quoted)]
        return []

    def line(self, key: str) -> str:
        """One of the engine's own lines, varied along the walk."""
        return self._phrases.line(key, self._walk.language, self._walk.variation)

    def _instruction(self, step: DoStep) -> list[str]:
        """The instruction is not repeated after its help was given."""
        helped, verify = step.id in self._walk.helped, verify_after(self._guide, step.id)
        if verify is None:
            return [self.line("tell_when_done") if helped else self._facts.word(step.do)]
        question = self._facts.fill(verify.verify)
        return [question] if helped else [self._facts.word(step.do), question]

    def _choices_after(self, step: DoStep) -> Sequence[Choice]:
        how, verify = self._help(step, HOW), verify_after(self._guide, step.id)
        if verify is not None:
            return (*self._verdicts(verify), *self._own(*how))
        return self._own(DONE, *how, STUCK)

    def _verdicts(self, step: VerifyStep) -> Sequence[Choice]:
        """Whether it is solved: the shared answers, in the step's own words where it has some."""
        solved, not_solved = (step.answers.get(name) or self._phrases.choices[name] for name in VERDICTS)
        return (solved, *step.options, not_solved)

    def _help(self, step: AskStep | DoStep, name: str) -> tuple[str, ...]:
        return () if step.how is None or step.id in self._walk.helped else (name,)

    def _was_help(self, step: AskStep, option: Option) -> bool:
        """An option that leads back to its own step gives help, once."""
        return option.next == step.id and help_of(step, option.id) in self._walk.helped

    def _own(self, *names: str) -> tuple[Choice, ...]:
        return tuple(self._phrases.choices[name] for name in names)


def help_of(step: AskStep, option_id: str) -> str:
    """How a walk remembers that an option's help was given."""
    return f"{step.id}/{option_id}"
