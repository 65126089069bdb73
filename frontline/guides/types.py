"""What a guide is made of, and the state of one walk through it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from zlib import crc32

from frontline.conversations.types import Button
from frontline.guides.words import normalise

Text = Mapping[str, str]
"""The same copy per language: `{"nl": ..., "en": ...}`."""

PLAIN = ""
"""The key of wording that is the same for everyone."""

OTHER = "other"
"""The key of wording for a value that has none of its own."""

NEXT_CAUSE = "next_cause"
"""Stands for a step: back to the list of causes that the walk is trying."""

TYPED, DONT_KNOW = "typed", "dont_know"
"""The answers to a question that are none of its options: a value of the customer's own, and not knowing."""


@dataclass(frozen=True)
class Wording:
    """Copy that may differ by a fact, such as the customer's `device`; `by` is None when it does not."""

    texts: Mapping[str, Text]
    by: str | None = None

    def find(self, value: str | None) -> Text:
        """The copy for this value of the fact; that of `other`, else the first, for an unforeseen value."""
        for key in (PLAIN, value, OTHER):
            if key in self.texts:
                return self.texts[key or PLAIN]
        return next(iter(self.texts.values()))


@dataclass(frozen=True)
class Choice:
    """A tappable answer: what it is called, how else customers say it, what it means.

    `means` is `affirm`, `deny` or `dont_know` when such a message chooses it. Where the question asks for a
    number, `at_least` and `below` bound those that choose it.
    """

    id: str
    label: Text
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: str | None = None
    at_least: float | None = None
    below: float | None = None

    @property
    def takes_numbers(self) -> bool:
        """Whether a number can choose it."""
        return self.at_least is not None or self.below is not None

    def takes(self, number: float) -> bool:
        """Whether this number chooses it."""
        high_enough = self.at_least is None or number >= self.at_least
        return self.takes_numbers and high_enough and (self.below is None or number < self.below)

    @cached_property
    def wordings(self) -> frozenset[str]:
        """All known wordings in all languages, normalised."""
        texts = [*self.label.values(), *(text for texts in self.examples.values() for text in texts)]
        return frozenset(filter(None, map(normalise, texts)))


def named(text: str, choices: Sequence[Choice]) -> str | None:
    """The one choice whose id or whose very words these are; None when there is none, or several."""
    words = normalise(text)
    found = [choice.id for choice in choices if words == choice.id or words in choice.wordings]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Option(Choice):
    """A choice of a guide's own question, with what the assistant says to it and where it leads."""

    next: str = ""
    say: Text | None = None


@dataclass(frozen=True)
class SideQuestion(Choice):
    """What customers ask in place of an answer, and what is said to it before our question is put again.

    `at` names the steps, or the kinds of steps, where it is known; everywhere when it is empty.
    """

    say: Text = field(default_factory=dict)
    at: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Branch:
    """A way on that is taken when all of `when` holds; without `when` always."""

    next: str
    when: Mapping[str, Any] = field(default_factory=dict)
    say: Text | None = None


@dataclass(frozen=True)
class Step:
    """What all steps have: an id and the line of the file where they stand."""

    id: str
    line: int


@dataclass(frozen=True)
class CheckStep(Step):
    """A look-up in the back office. `fresh` looks again though it was done before."""

    check: str
    branches: tuple[Branch, ...]
    unavailable: str | None = None
    fresh: bool = False


@dataclass(frozen=True)
class RouteStep(Step):
    """A way on by what is known already."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class AskStep(Step):
    """A question with tappable answers. `field` also takes a typed value, and goes to `next` with it.

    `told` are the options that the words by which the customer named the problem may stand for.
    """

    ask: Text
    options: tuple[Option, ...] = ()
    rephrase: Text | None = None
    fact: str | None = None
    known_from: tuple[str, ...] = ()
    how: Wording | None = None
    dont_know: str | None = None
    field: str | None = None
    next: str | None = None
    told: tuple[str, ...] = ()

    @property
    def ways(self) -> Mapping[str, str]:
        """Where each of its answers leads."""
        ways = {option.id: option.next for option in self.options}
        others = {TYPED: self.next, DONT_KNOW: self.dont_know}
        return {**ways, **{answer: to for answer, to in others.items() if to}}


@dataclass(frozen=True)
class PickStep(Step):
    """A choice from rows that a check found: `pick` is check.field, `label` words one row by its columns.

    The row's id becomes the fact `fact`, its columns `fact.column`. `none` says that it is none of them.
    Where it is asked what is wrong, who denies a row means it (`denied`): "I never called Turkey". Without
    rows it goes on at `empty`, without the check at `unavailable`.
    """

    pick: str
    ask: Text
    label: Text
    fact: str
    next: str
    empty: str
    none: Option | None = None
    denied: bool = False
    unavailable: str | None = None
    rephrase: Text | None = None

    @property
    def check(self) -> str:
        """The check that finds the rows."""
        return self.pick.partition(".")[0]

    @property
    def field(self) -> str:
        """The fact of the check that holds them."""
        return self.pick.partition(".")[2]


@dataclass(frozen=True)
class IdentifyStep(Step):
    """Makes sure of who the customer is, to this level; asks for two facts where that is not known yet.

    `ask` words the first question where a guide has a reason of its own to put it.
    """

    identify: str
    known: str
    unknown: str
    ask: Text | None = None


@dataclass(frozen=True)
class DoStep(Step):
    """An instruction. `cannot` is where it goes on when it does not work; else at the next cause."""

    do: Wording
    next: str
    how: Wording | None = None
    cannot: str | None = None


@dataclass(frozen=True)
class VerifyStep(Step):
    """Asks whether it is solved. `answers` word the two shared answers anew, `options` are further ones."""

    verify: Text
    solved: str
    not_solved: str
    answers: Mapping[str, Choice] = field(default_factory=dict)
    options: tuple[Option, ...] = ()

    def way(self, choice: str) -> str:
        """Where an answer leads; what is no answer of its own counts as not solved."""
        ways = {option.id: option.next for option in self.options}
        return {"solved": self.solved, **ways}.get(choice, self.not_solved)


@dataclass(frozen=True)
class TryStep(Step):
    """Causes in order: goes on with the first that was not tried yet, `otherwise` when none is left.

    A cause comes back by going on to `NEXT_CAUSE`, or to this step by its name.
    """

    causes: tuple[Branch, ...]
    otherwise: str


@dataclass(frozen=True)
class Deal(Choice):
    """One of several forms of an offer, with its arguments beside those of the step."""

    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FactOf:
    """An argument of an offer that is a fact of the walk."""

    fact: str


@dataclass(frozen=True)
class OfferStep(Step):
    """An operation of the back office, carried out after a yes. `done` is said with its receipt.

    An argument is a value, or a `FactOf` the walk.
    """

    offer: str
    text: Text | None
    accepted: str
    declined: str
    unavailable: str
    deals: tuple[Deal, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)
    done: Text | None = None


@dataclass(frozen=True)
class OutcomeStep(Step):
    """An end of the guide: `solved`, `informed`, or `escalate` with the agent's skill and the reason.

    With `problem` the conversation goes on with the guide for that problem.
    """

    outcome: str
    skill: str | None = None
    reason: Text | None = None
    say: Text | None = None
    problem: str | None = None


AnyStep = (
    CheckStep
    | RouteStep
    | TryStep
    | PickStep
    | AskStep
    | IdentifyStep
    | DoStep
    | VerifyStep
    | OfferStep
    | OutcomeStep
)


@dataclass(frozen=True)
class Guide:
    """One decision graph for one or more problems; `part_of` names the shared part that a step comes from."""

    id: str
    title: Text
    problems: tuple[str, ...]
    start: str
    steps: Mapping[str, AnyStep]
    part_of: Mapping[str, str] = field(default_factory=dict)
    side_questions: tuple[SideQuestion, ...] = ()


@dataclass(frozen=True)
class Part:
    """Steps that guides share; `needs` are the steps that every guide with this part must have itself."""

    id: str
    needs: tuple[str, ...]
    steps: Mapping[str, AnyStep]
    side_questions: tuple[SideQuestion, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question that many guides share, asked once when first needed; `known_from` names facts of checks."""

    id: str
    ask: Text
    options: tuple[Choice, ...]
    known_from: tuple[str, ...] = ()


@dataclass
class Walk:
    """How far a customer has come in a guide. JSON-able by `to_dict`; held in a slot between turns.

    `conversation` is that of the log; `words` are those that began the walk, `told` the questions that they
    answered. `path` holds what the customer decided, in order, as `{step, choice}`; `checks` and `offers`
    what the back office brought; `tried` the causes that were gone on with, as `{cause, of, after}` with the
    length that `path` had; `trail` all of it in words, for an agent. `proof` is what an identify step was
    told meanwhile, which no agent reads; `unproven` tells that an earlier walk had to do without. `tapped`
    and `typed` count the answers.
    """

    id: str
    guide: str
    language: str
    at: str
    conversation: str = ""
    words: str = ""
    known: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    path: list[dict[str, str]] = field(default_factory=list)
    proof: dict[str, Any] = field(default_factory=dict)
    unproven: bool = False
    tried: list[dict[str, Any]] = field(default_factory=list)
    trail: list[dict[str, Any]] = field(default_factory=list)
    helped: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    asking: str | None = None
    wants_help: bool = False
    aside: str | None = None
    misses: int = 0
    tapped: int = 0
    typed: int = 0
    restarts: int = 0
    ended: str | None = None

    @property
    def variation(self) -> int:
        """Changes along the walk, and from walk to walk: picks one of several wordings."""
        return crc32(self.id.encode()) + len(self.trail)

    def decided(self, step_id: str) -> str | None:
        """What the customer chose at a step, None if nothing yet."""
        choices = [entry["choice"] for entry in self.path if entry["step"] == step_id]
        return choices[-1] if choices else None

    def to_dict(self) -> dict[str, Any]:
        """The walk as plain JSON; to be kept or sent, not changed."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Walk:
        """The walk again; entries that it does not know are left out, so an older walk still loads.

        Raises TypeError when id, guide, language or place is missing.
        """
        names = {field.name for field in fields(cls)}
        own = json.loads(json.dumps({key: value for key, value in data.items() if key in names}))
        return cls(**own)


@dataclass(frozen=True)
class Ending:
    """How a walk ended: `solved`, `informed` (they know and wait), `escalate`, `stopped` or `start_over`.

    For `escalate`, `reason` is a sentence for the agent, in both languages, and `reason_code` `guide` or
    `failed`. `problem` is the intent of the problem whose guide goes on, where there is one.
    """

    outcome: str
    skill: str | None = None
    reason: Text | None = None
    reason_code: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Prompt:
    """What to ask next: one or two texts, and the buttons under the last."""

    texts: list[str]
    buttons: list[Button]


@dataclass(frozen=True)
class Turn:
    """What came of a message: the walk as it is now, what to say first, and whether it ended.

    `other_problem` is the intent of another problem that the customer turned to.
    """

    walk: dict[str, Any]
    says: list[str]
    ending: Ending | None = None
    other_problem: str | None = None
