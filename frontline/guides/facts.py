"""What is known in a walk, and texts filled with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import TEXT, Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.guides.phrases import Phrases
from frontline.guides.types import (
    AnyStep,
    AskStep,
    Branch,
    FactOf,
    Guide,
    OfferStep,
    PickStep,
    Question,
    Text,
    Walk,
    Wording,
    named,
)
from frontline.guides.values import VALUES, facts_of

NOTHING: Mapping[str, Any] = {}


class Facts:
    """What slots, checks, offers and the customer told, by name.

    A check's fact is called `check.field`, that of an offer `step.field`; `step.refused` says why not.
    """

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, now: datetime) -> None:
        self._guide = guide
        self._phrases = phrases
        self._walk = walk
        self._now = now

    def get(self, name: str, own: Mapping[str, Any] = NOTHING) -> Any:
        """A fact by its name, those in `own` first; None when it is not known."""
        if name in own:
            return own[name]
        if name in self._walk.known or "." not in name:
            return self.plain().get(name)
        source, _, field = name.partition(".")
        if source in self._walk.checks:
            return self._walk.checks[source].get(field)
        return self._of_offer(self._walk.offers.get(source, {})).get(field)

    def arguments(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of an offer with what is known filled in; None for a fact that is not."""
        return {
            name: self.get(value.fact) if isinstance(value, FactOf) else value
            for name, value in arguments.items()
        }

    def plain(self) -> dict[str, Any]:
        """What is known by plain names: from slots, shared questions, and what was decided in this walk."""
        facts = dict(self._walk.known)
        for name, question in self._phrases.questions.items():
            facts.pop(name, None)
            answer = self._known_to(question)
            if answer is not None:
                facts[name] = answer
        for entry in self._walk.path:
            step = self._guide.steps.get(entry["step"])
            decided = answered_as(step) if step is not None else entry["step"]
            if decided is not None:
                facts[decided] = entry["choice"]
        return facts

    def take(self, branches: Sequence[Branch], own: Mapping[str, Any] = NOTHING) -> Branch:
        """The first branch whose conditions hold, else the last."""
        return next((branch for branch in branches if self.holds(branch, own)), branches[-1])

    def holds(self, branch: Branch, own: Mapping[str, Any] = NOTHING) -> bool:
        """Whether all conditions of a branch hold."""
        return all(_holds(wanted, self.get(name, own)) for name, wanted in branch.when.items())

    def lacks(self, wording: Wording) -> bool:
        """Whether the fact that a wording differs by is not known yet."""
        return wording.by is not None and wording.by not in self.plain()

    def word(self, wording: Wording) -> str:
        """The wording for what is known."""
        value = self.plain().get(wording.by) if wording.by else None
        return self.fill(wording.find(value))

    def fill(
        self,
        text: Text,
        own: Mapping[str, Any] = NOTHING,
        fields: Mapping[str, Field] = NOTHING,
        language: str | None = None,
    ) -> str:
        """The text, filled with what is known; `fields` declare the facts in `own`.

        In the walk's language unless said otherwise.
        """
        values, declared = self.plain(), dict(self._declared)
        for name, result in self._walk.checks.items():
            values.update(_dotted(name, result))
            declared.update(_dotted(name, CHECKS[name].fields))
        for name, record in self._walk.offers.items():
            values.update(_dotted(name, self._of_offer(record)))
        language = language or self._walk.language
        return self._phrases.fill(
            text[language], {**values, **own}, {**declared, **fields}, language, self._now
        )

    def fill_all(self, text: Text) -> Text:
        """The text in each of its languages, filled with what is known."""
        return {language: self.fill(text, language=language) for language in text}

    def cell(self, value: Any, column: Field, language: str) -> str:
        """A value of a row in words, as short as a button wants it."""
        short = column.kind is FieldKind.DAY and value is not None
        return (
            self._phrases.short_day(value, language)
            if short
            else self._phrases.word(value, column, language, self._now)
        )

    @cached_property
    def _declared(self) -> dict[str, Field]:
        """What the facts are that customers bring, and those that offers do."""
        declared: dict[str, Field] = {}
        for step in self._guide.steps.values():
            declared.update(brought_by(step))
        return declared

    def _of_offer(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """What an offer told: its quote, then its receipt; a refusal's code."""
        refused = {"refused": record["refused"]} if "refused" in record else {}
        return {**record.get("quote", {}), **record.get("performed", {}), **refused}

    def _known_to(self, question: Question) -> str | None:
        """The answer of a shared question that is known already: given, from an entity, or from a check."""
        values = [self._walk.known.get(question.id)]
        for name in question.known_from:
            check, _, field = name.partition(".")
            found = self._walk.checks.get(check, {}).get(field) if field else self._walk.known.get(name)
            values.append(found)
        answers = (named(str(value), question.options) for value in values if value is not None)
        return next((answer for answer in answers if answer is not None), None)


def brought_by(step: AnyStep) -> dict[str, Field]:
    """The facts with a kind of their own that a step brings to the walk: typed, picked or offered."""
    if isinstance(step, AskStep) and step.field in VALUES:
        return facts_of(str(step.field), step.fact)
    if isinstance(step, PickStep) and step.check in CHECKS:
        found = CHECKS[step.check].fields.get(step.field)
        return {step.fact: TEXT, **_dotted(step.fact, found.columns if found else {})}
    if isinstance(step, OfferStep) and step.offer in OFFERS:
        spec = OFFERS[step.offer]
        return _dotted(step.id, {**spec.quoted, **spec.receipt, "refused": TEXT})
    return {}


def answered_as(step: AnyStep) -> str | None:
    """The fact that a decision at a step becomes; None where it would hide the value that the step brings."""
    if isinstance(step, AskStep) and step.field is None:
        return step.fact or step.id
    return None if isinstance(step, PickStep) or step.id in brought_by(step) else step.id


def _dotted(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}.{fact}": value for fact, value in facts.items()}


def _holds(wanted: Any, value: Any) -> bool:
    """Whether a fact is as a branch wants it: a value, one of a list, or a comparison."""
    if isinstance(wanted, Mapping):
        return all(_compares(how, limit, value) for how, limit in wanted.items())
    if isinstance(wanted, (list, tuple)):
        return value in wanted
    return bool(value == wanted)


def _compares(how: str, limit: Any, value: Any) -> bool:
    if how == "known":
        return (value is not None) is bool(limit)
    if not isinstance(value, (int, float)):
        return False
    return bool(value < limit) if how == "below" else bool(value >= limit)
