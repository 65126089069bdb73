"""What a walk asks at its present step: the texts and the choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from frontline.customers.checks import CHECKS
from frontline.customers.offers import OFFERS
from frontline.guides import picking
from frontline.guides.facts import Facts
from frontline.guides.graph import verify_after
from frontline.guides.phrases import Phrases
from frontline.guides.types import (
    AskStep,
    Choice,
    DoStep,
    Guide,
    IdentifyStep,
    OfferStep,
    Option,
    PickStep,
    SideQuestion,
    Step,
    Text,
    VerifyStep,
    Walk,
)
from frontline.guides.words import normalise

HOW, WHERE, DONE, STUCK = "how", "where", "done", "stuck"
SOLVED, NOT_SOLVED, YES, NO = "solved", "not_solved", "yes", "no"
VERDICTS = (SOLVED, NOT_SOLVED)
START_OVER = "start_over"
GO_ON, OTHER_FIRST = "go_on", "other_first"
NO_PROOF = "no_proof"
FIELD = "field"
KINDS_OF_QUESTIONS: Mapping[type[Step], str] = {
    AskStep: "ask",
    PickStep: "pick",
    IdentifyStep: "identify",
    DoStep: "do",
    VerifyStep: "verify",
    OfferStep: "offer",
}
"""What side questions call the kinds of steps that wait for the customer."""
OUTSIDE = "outside"
"""What they call a conversation in which no guide is under way."""
CLAIM, HOME = "claim", "home"
"""What an identify step asks: who they say they are, and where they live."""


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
        choices = self._CHOICES.get(type(step))
        return choices(self, step) if choices else ()

    def answers(self) -> Sequence[Choice]:
        """The answers that the customer can type: those to tap, and that an instruction is done.

        One that asks at once whether it helped has no button for that, but many say what they did.
        """
        step, choices = self.step, self.choices()
        aside = self._walk.aside is not None or self._walk.asking is not None
        if aside or not isinstance(step, DoStep) or verify_after(self._guide, step.id) is None:
            return choices
        return (*choices, self._done_besides(choices))

    def _done_besides(self, choices: Sequence[Choice]) -> Choice:
        """That it is done, but for the words that also say how it ended ("gelukt")."""
        done, taken = self._phrases.choices[DONE], frozenset[str]().union(*(c.wordings for c in choices))
        examples = {
            language: tuple(text for text in texts if normalise(text) not in taken)
            for language, texts in done.examples.items()
        }
        return replace(done, means=None, examples=examples)

    def side_questions(self) -> Iterator[Sequence[SideQuestion]]:
        """What customers ask here in place of an answer: first the guide's own, then those of all guides."""
        step = self.step
        if step is None or self._walk.aside is not None or self._walk.asking is not None:
            return
        here = {step.id, _kind_of(step)}
        for known in (self._guide.side_questions, self._phrases.side_questions):
            fitting = [question for question in known if not question.at or here & question.at]
            if fitting:
                yield fitting

    def verdicts(self) -> Sequence[Choice]:
        """That it is solved, and that it is not, in all words that the guide has for them."""
        verifies = [step for step in self._guide.steps.values() if isinstance(step, VerifyStep)]
        told = (choice for step in verifies for choice in self._verdicts(step) if choice.id in VERDICTS)
        return tuple({choice.wordings: choice for choice in told}.values())

    def texts(self) -> list[str]:
        """What to say; in other words after an answer that was not understood."""
        question = self.question()
        if self._walk.misses == 0:
            return question
        step, sorry = self.step, self.line(self._sorry())
        if self._walk.asking is None and isinstance(step, (AskStep, PickStep)) and step.rephrase:
            return [sorry, self._facts.fill(step.rephrase)]
        return [sorry, question[-1]]

    def _sorry(self) -> str:
        """Which line says that the answer was none: a value that is not one is told what it should be."""
        step = self.step
        if self._walk.asking is None and isinstance(step, AskStep) and step.field:
            return f"not_{step.field}"
        if isinstance(step, IdentifyStep):
            return f"not_{self._walk.proof['asks']}"
        return "not_picked" if isinstance(step, PickStep) else "not_understood"

    def question(self) -> list[str]:
        """The question in its own words; an instruction comes with the question whether it helped."""
        if self._walk.asking is not None:
            return [self._facts.fill(self._phrases.questions[self._walk.asking].ask)]
        step = self.step
        question = self._QUESTIONS.get(type(step))
        return question(self, step) if question else []

    def line(self, key: str) -> str:
        """One of the engine's own lines, varied along the walk."""
        return self._phrases.line(key, self._walk.language, self._walk.variation)

    def line_in_all(self, key: str) -> Text:
        """One of the engine's own lines, in each language."""
        return self._phrases.line_in_all(key, self._walk.variation)

    def rows(self, step: PickStep) -> Sequence[picking.RowChoice]:
        """The rows that a step offers, in the back office's order."""
        found = self._walk.checks.get(step.check, {}).get(step.field) or []
        return picking.choices_of(
            step, found, CHECKS[step.check].fields[step.field].columns, self._facts.cell
        )

    # -- the question of each kind of step --------------------------------------------------------

    def _ask(self, step: AskStep) -> list[str]:
        return [self._facts.fill(step.ask)]

    def _pick(self, step: PickStep) -> list[str]:
        """The question, with the rows below it where the buttons have no room for all of their labels."""
        rows = picking.lines_of(self.rows(step), self._walk.language)
        return ["\n".join([self._facts.fill(step.ask), *rows])]

    def _identify(self, step: IdentifyStep) -> list[str]:
        asks = self._walk.proof["asks"]
        if asks == CLAIM and step.ask is not None:
            return [self._facts.fill(step.ask)]
        return [self.line(f"identify_{asks}")]

    def _instruction(self, step: DoStep) -> list[str]:
        """The instruction is not repeated after its help was given."""
        helped, verify = step.id in self._walk.helped, verify_after(self._guide, step.id)
        if verify is None:
            return [self.line("tell_when_done") if helped else self._facts.word(step.do)]
        question = self._facts.fill(verify.verify)
        return [question] if helped else [self._facts.word(step.do), question]

    def _verify(self, step: VerifyStep) -> list[str]:
        return [self._facts.fill(step.verify)]

    def _offer(self, step: OfferStep) -> list[str]:
        """Price and effect; an offer without a text asks nothing."""
        if step.text is None:
            return []
        quote = self._walk.offers[step.id]["quote"]
        return [self._facts.fill(step.text, quote, OFFERS[step.offer].quoted)]

    _QUESTIONS: ClassVar[Mapping[type, Callable[..., list[str]]]] = {
        AskStep: _ask,
        PickStep: _pick,
        IdentifyStep: _identify,
        DoStep: _instruction,
        VerifyStep: _verify,
        OfferStep: _offer,
    }

    # -- the answers to each kind of step ---------------------------------------------------------

    def _options(self, step: AskStep) -> Sequence[Choice]:
        left = [option for option in step.options if not self._was_help(step, option)]
        return (*left, *self._own(*self._help(step, WHERE)))

    def _rows_and_none(self, step: PickStep) -> Sequence[Choice]:
        return (*self.rows(step), *([step.none] if step.none else []))

    def _no_proof(self, _step: IdentifyStep) -> Sequence[Choice]:
        return self._own(NO_PROOF)

    def _deals(self, step: OfferStep) -> Sequence[Choice]:
        return (*step.deals, *self._own(NO)) if step.deals else self._own(YES, NO)

    def _choices_after(self, step: DoStep) -> Sequence[Choice]:
        how, verify = self._help(step, HOW), verify_after(self._guide, step.id)
        if verify is not None:
            return (*self._verdicts(verify), *self._own(*how))
        return self._own(DONE, *how, STUCK)

    def _verdicts(self, step: VerifyStep) -> Sequence[Choice]:
        """Whether it is solved: the shared answers, in the step's own words where it has some."""
        solved, not_solved = (step.answers.get(name) or self._phrases.choices[name] for name in VERDICTS)
        return (solved, *step.options, not_solved)

    _CHOICES: ClassVar[Mapping[type, Callable[..., Sequence[Choice]]]] = {
        AskStep: _options,
        PickStep: _rows_and_none,
        IdentifyStep: _no_proof,
        DoStep: _choices_after,
        VerifyStep: _verdicts,
        OfferStep: _deals,
    }

    def _help(self, step: AskStep | DoStep, name: str) -> tuple[str, ...]:
        return () if step.how is None or step.id in self._walk.helped else (name,)

    def _was_help(self, step: AskStep, option: Option) -> bool:
        """An option that leads back to its own step gives help, once."""
        return option.next == step.id and help_of(step, option.id) in self._walk.helped

    def _own(self, *names: str) -> tuple[Choice, ...]:
        return tuple(self._phrases.choices[name] for name in names)


def _kind_of(step: Step) -> str:
    """The kind of a step as side questions name it: `field` where a value can be typed."""
    if isinstance(step, AskStep) and step.field is not None:
        return FIELD
    return KINDS_OF_QUESTIONS.get(type(step), "")


def help_of(step: AskStep, option_id: str) -> str:
    """How a walk remembers that an option's help was given."""
    return f"{step.id}/{option_id}"
