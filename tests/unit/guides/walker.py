"""Walks every way through a guide, with every answer and all triples of what the back office can tell."""

from __future__ import annotations

import copy
import itertools
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.guides.engine import Engine
from frontline.guides.facts import _holds
from frontline.guides.graph import branches_of
from frontline.guides.phrases import Phrases
from frontline.guides.picking import MOST_SHOWN
from frontline.guides.proving import DOWN, KNOWN, LOCKED, WRONG
from frontline.guides.standing import Need
from frontline.guides.types import (
    TYPED,
    AskStep,
    Choice,
    Ending,
    Guide,
    IdentifyStep,
    OutcomeStep,
    PickStep,
    Walk,
)
from frontline.guides.values import VALUES

LANGUAGES = ("nl", "en")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
SAMPLES: Mapping[FieldKind, list[Any]] = {
    FieldKind.MONEY: [2.5],
    FieldKind.NUMBER: [1],
    FieldKind.DAY: ["2026-12-01"],
    FieldKind.TEXT: ["PL-2026-001234"],
    FieldKind.TIME: ["2026-11-21T18:30:00+00:00", None],
    FieldKind.MONTH: ["2026-10"],
    FieldKind.WORDS: [{"nl": "Abonnement", "en": "Subscription"}],
    FieldKind.ROWS: [[]],
}
TYPED_VALUES = {"postcode": "1234AB", "house_number": "56"}
CLAIM_AND_HOME = {"claim": {"customer_number": "PK100201"}, "home": TYPED_VALUES}


Prompt = tuple[tuple[str, ...], tuple[str, ...]]
"""Texts, and the labels of the buttons."""
Move = Callable[[Engine], Engine | None]
"""What happens where an engine stands: what the back office brings, or what the customer says."""


@dataclass
class Said:
    """All that was said and asked in one language."""

    says: set[str] = field(default_factory=set)
    prompts: set[Prompt] = field(default_factory=set)

    def hear(self, engine: Engine, prompt: Prompt | None) -> bool:
        """Whether there was anything new in it."""
        before = len(self.says) + len(self.prompts)
        self.says.update(engine.says)
        self.prompts.update([prompt] if prompt else [])
        return len(self.says) + len(self.prompts) > before


@dataclass
class Seen:
    """What came by on all ways: steps entered, outcomes reached, what was said and asked in each language."""

    steps: set[str] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    answers: set[tuple[str, str]] = field(default_factory=set)
    said: dict[str, Said] = field(default_factory=lambda: {language: Said() for language in LANGUAGES})
    endings: list[Ending] = field(default_factory=list)


class Walker:
    """Explores a guide in one language; where something new is said, it goes the same way in the others.

    Two walks that know the same at the same step, trying the same list of causes, are one.
    """

    def __init__(self, guide: Guide, phrases: Phrases) -> None:
        self._guide = guide
        self._phrases = phrases
        self._conditions = list(_conditions(guide))
        self._answers = list(_answers(guide, phrases))
        self._told: dict[str, Sequence[dict[str, Any]]] = {}
        self._met: set[str] = set()
        self.seen = Seen()

    def explore(self) -> Seen:
        """All ways from the start."""
        first, *others = LANGUAGES
        todo: list[tuple[Engine, tuple[Move, ...]]] = [(self._start(first), ())]
        while todo:
            engine, moves = todo.pop()
            need, prompt = engine.run(), None
            if need is not None:
                todo.extend(self._fed(engine, moves, need))
            elif engine.ending is not None:
                self._end(engine)
            elif self._is_new(engine.walk):
                prompt = self._look(engine)
                todo.extend(self._answered(engine, moves))
            if self.seen.said[first].hear(engine, prompt):
                for language in others:
                    self._go_along(language, moves)
        return self.seen

    def _start(self, language: str) -> Engine:
        return self._engine(Walk("walk", self._guide.id, language, self._guide.start))

    def _engine(self, walk: Walk) -> Engine:
        return Engine(self._guide, self._phrases, walk, NOW)

    def _go_along(self, language: str, moves: Sequence[Move]) -> None:
        """The same way in another language."""
        engine = self._start(language)
        need = engine.run()
        for move in moves:
            moved = move(engine)
            assert moved is not None
            engine, need = moved, moved.run()
        waits = need is None and engine.ending is None
        self.seen.said[language].hear(engine, self._look(engine) if waits else None)

    def _fed(
        self, engine: Engine, moves: tuple[Move, ...], need: Need
    ) -> Iterator[tuple[Engine, tuple[Move, ...]]]:
        self.seen.steps.add(need.step)
        facts = (one for one in vars(engine.facts).values() if one is not engine.walk)
        shared = {id(one): one for one in (self._guide, self._phrases, *facts)}
        for ok, found in self._results(need):
            branch = copy.deepcopy(engine, dict(shared))
            branch.feed(need, ok, found)
            yield branch, (*moves, partial(_feed, need, ok, found))

    def _results(self, need: Need) -> Iterator[tuple[bool, dict[str, Any]]]:
        if need.kind == "identify":
            yield from ((True, {"state": state}) for state in _states(need))
            return
        yield False, {}
        if need.kind != "check":
            spec = OFFERS[need.name]
            fields = spec.quoted if need.kind == "quote" else spec.receipt
            yield True, {name: _sample(field) for name, field in fields.items()}
            yield from ((False, {"refused": code}) for code in self._refusals(need))
            return
        if need.name not in self._told:
            self._told[need.name] = list(self._telling(need.name))
        for facts in self._told[need.name]:
            yield from ((True, {**facts, **rows}) for rows in self._rows(need.name))

    def _refusals(self, need: Need) -> Iterator[str]:
        """Why not, where the guide asks for it."""
        looks = any(name == f"{need.step}.refused" for name, _ in self._conditions)
        yield from OFFERS[need.name].refusals if looks else ()

    def _rows(self, check: str) -> Iterator[dict[str, Any]]:
        """None, one or several rows in the lists that the guide lets the customer pick from, or can say."""
        picks = {step.field for step in self._guide.steps.values() if isinstance(step, PickStep)}
        picks |= {
            name for of, _, name in (full.partition(".") for full in self._phrases.lists) if of == check
        }
        lists = {
            name: field for name, field in CHECKS[check].fields.items() if name in picks and field.columns
        }
        for number in (None, 1, 0) if lists else (None,):
            yield {name: _sample_rows(field)[:number] for name, field in lists.items()}

    def _telling(self, check: str) -> Sequence[dict[str, Any]]:
        """Few results of a check that together hold every three things a guide can make of its facts."""
        if check not in self._told:
            self._told[check] = list(self._few(check))
        return self._told[check]

    def _few(self, check: str) -> Iterator[dict[str, Any]]:
        left = [
            (facts, set(itertools.combinations(self._verdicts(check, facts), 3)))
            for facts in _all_facts(CHECKS[check].fields)
        ]
        while left:
            facts, told = max(left, key=lambda pair: len(pair[1]))
            yield facts
            left = [(other, more - told) for other, more in left if more - told]

    def _verdicts(self, check: str, facts: Mapping[str, Any]) -> Iterator[tuple[int, bool]]:
        """What the guide makes of each of a check's facts, numbered; padded, so that few make three too."""
        wishes = [*self._conditions, *self._answers]
        yield from enumerate([True, *_verdicts(wishes, check, facts)], -1)
        yield len(wishes), True

    def _answered(self, engine: Engine, moves: tuple[Move, ...]) -> Iterator[tuple[Engine, tuple[Move, ...]]]:
        for move in self._ways_on(engine):
            taken = move(engine)
            if taken is not None:
                yield taken, (*moves, move)

    def _ways_on(self, engine: Engine) -> Iterator[Move]:
        """All that the customer can do; each in a turn of its own, as a walk comes back from a slot."""
        for choice in engine.asking.choices():
            self.seen.answers.add((engine.walk.asking or engine.walk.at, choice.id))
            yield partial(self._choose, choice)
        step = self._guide.steps[engine.walk.at]
        if isinstance(step, AskStep) and step.field is not None:
            self.seen.answers.add((step.id, TYPED))
            yield partial(self._type, typed(step.field))
        if isinstance(step, IdentifyStep):
            yield self._prove
        yield self._doubt

    def _next_turn(self, engine: Engine) -> Engine:
        return self._engine(Walk.from_dict(engine.walk.to_dict()))

    def _choose(self, choice: Choice, engine: Engine) -> Engine:
        taken = self._next_turn(engine)
        taken.deciding.choose(choice.id, choice.label[engine.walk.language])
        return taken

    def _type(self, values: Mapping[str, Any], engine: Engine) -> Engine:
        told = self._next_turn(engine)
        told.deciding.type_value(values, "1234 AB 56")
        return told

    def _prove(self, engine: Engine) -> Engine:
        proven = self._next_turn(engine)
        proven.deciding.prove(CLAIM_AND_HOME)
        return proven

    def _doubt(self, engine: Engine) -> Engine | None:
        unsure = self._next_turn(engine)
        return unsure if unsure.steering.does_not_know("?") else None

    def _is_new(self, walk: Walk) -> bool:
        facts = self._engine(walk).facts
        plain, wishes = facts.plain(), (*self._conditions, *self._answers)
        told = [
            _holds(wanted, facts.get(name) if "." in name else plain.get(name)) for name, wanted in wishes
        ]
        helped = [step for step in walk.helped if step.partition("/")[0] == walk.at]
        causes = [row["of"] for row in walk.tried[-1:]]
        proof = [walk.proof.get("asks"), walk.proof.get("wrong")]
        offers = {step: sorted(record) for step, record in walk.offers.items() if "given" in record}
        place = [walk.at, walk.asking, walk.wants_help, helped, causes, proof, offers, self._to_pick(walk)]
        key = json.dumps([place, told, sorted(walk.known)])
        return key not in self._met and not self._met.add(key)  # type: ignore[func-returns-value]

    def _to_pick(self, walk: Walk) -> dict[str, int]:
        """Of how many rows the customer may still be asked to pick one."""
        picks = (step for step in self._guide.steps.values() if isinstance(step, PickStep))
        return {step.pick: len(walk.checks.get(step.check, {}).get(step.field) or ()) for step in picks}

    def _look(self, engine: Engine) -> Prompt:
        self.seen.steps.add(engine.walk.at)
        labels = tuple(choice.label[engine.walk.language] for choice in engine.asking.choices())
        step = self._guide.steps[engine.walk.at]
        assert labels or (isinstance(step, AskStep) and step.field), f"{step.id} cannot be answered"
        return tuple(engine.asking.texts()), labels

    def _end(self, engine: Engine) -> None:
        assert engine.ending is not None
        self.seen.endings.append(engine.ending)
        if isinstance(self._guide.steps[engine.walk.at], OutcomeStep):
            self.seen.outcomes.add(engine.walk.at)


def _feed(need: Need, ok: bool, facts: Mapping[str, Any], engine: Engine) -> Engine:
    """Goes on within the turn."""
    engine.feed(need, ok, facts)
    return engine


def _conditions(guide: Guide) -> Iterator[tuple[str, Any]]:
    """Every fact that a branch looks at, with what it wants."""
    for step in guide.steps.values():
        for branch in branches_of(step):
            yield from branch.when.items()


def _answers(guide: Guide, phrases: Phrases) -> Iterator[tuple[str, Any]]:
    """Every fact that saves a question, with each answer that it can give."""
    asked = [(question.known_from, question.options) for question in phrases.questions.values()]
    asked += [(step.known_from, step.options) for step in guide.steps.values() if isinstance(step, AskStep)]
    for names, options in asked:
        of_checks = [name for name in names if "." in name]
        yield from itertools.product(of_checks, [option.id for option in options])


def _verdicts(wishes: list[tuple[str, Any]], check: str, facts: Mapping[str, Any]) -> Iterator[bool]:
    """What a guide makes of a check's facts; results that it treats alike are one."""
    for name, wanted in wishes:
        owner, _, fact = name.rpartition(".")
        if owner in ("", check) and fact in facts:
            yield _holds(wanted, facts[fact])


def _all_facts(fields: Mapping[str, Field]) -> Iterator[dict[str, Any]]:
    values = [list(field.values) or SAMPLES[field.kind] for field in fields.values()]
    for combination in itertools.product(*values):
        yield dict(zip(fields, combination, strict=True))


def _sample(field: Field) -> Any:
    return field.values[0] if field.values else SAMPLES[field.kind][0]


def _sample_rows(field: Field) -> list[dict[str, Any]]:
    """At least two rows, which together have every value of a column, and of two of them most pairs."""
    number = min(MOST_SHOWN, math.lcm(2, *(len(column.values) or 1 for column in field.columns.values())))
    return [
        {name: _cell(name, column, place) for name, column in field.columns.items()}
        for place in range(number)
    ]


def _cell(name: str, column: Field, place: int) -> Any:
    if name == "id":
        return f"R-{place}"
    return column.values[place % len(column.values)] if column.values else _sample(column)


def typed(field: str) -> dict[str, Any]:
    """The facts of a value that a customer could type."""
    values = {name: SAMPLES[kind.kind][0] for name, kind in VALUES[field].facts.items()}
    return {**values, **{name: TYPED_VALUES[name] for name in values if name in TYPED_VALUES}}


def _states(need: Need) -> Iterator[str]:
    yield from (KNOWN, LOCKED, DOWN)
    yield "home" if "claim" in need.arguments else "claim"
    if {"claim", "home"} <= need.arguments.keys():
        yield WRONG
