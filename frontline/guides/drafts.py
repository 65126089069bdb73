"""Guides on their way through the content check, and which facts can be known in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.guides.facts import answered_as, brought_by
from frontline.guides.phrases import Phrases
from frontline.guides.source import Finding, Key, Source
from frontline.guides.types import (
    DONT_KNOW,
    TYPED,
    AnyStep,
    AskStep,
    CheckStep,
    Choice,
    DoStep,
    Guide,
    OfferStep,
    Part,
    PickStep,
    VerifyStep,
)
from frontline.guides.values import VALUES
from frontline.triage.taxonomy import Taxonomy


@dataclass(frozen=True)
class DraftPart:
    """Shared steps whose shape is right, with their source."""

    source: Source
    part: Part


@dataclass(frozen=True)
class Draft:
    """A guide whose shape is right, with its source, the parts it takes, and what it may refer to."""

    source: Source
    guide: Guide
    phrases: Phrases
    taxonomy: Taxonomy
    parts: Mapping[str, DraftPart] = field(default_factory=dict)

    def finding(self, step: AnyStep, sentence: str, *keys: Key) -> Finding:
        """A finding at a step, or at a part of it, in the file where the step stands."""
        source = self._source_of(step)
        return source.finding(("steps", step.id, *keys), f"Step '{step.id}' {sentence}")

    def data(self, step: AnyStep) -> Mapping[str, Any]:
        """The step as it stands in its file."""
        return self._source_of(step).data["steps"][step.id]

    def needs(self, step: AnyStep) -> Sequence[str]:
        """The steps that the part of this step leaves to the guide; none for the guide's own steps."""
        part = self.guide.part_of.get(step.id)
        return self.parts[part].part.needs if part else ()

    def _source_of(self, step: AnyStep) -> Source:
        part = self.guide.part_of.get(step.id)
        return self.parts[part].source if part else self.source


def fact_of(draft: Draft, name: str, own: Mapping[str, Field] = {}) -> Field | None:
    """What a name stands for at a step; None when it stands for nothing."""
    check, _, fact = name.partition(".")
    if name in own:
        return own[name]
    if fact and check in CHECKS:
        return CHECKS[check].fields.get(fact)
    return plain_facts(draft).get(name)


def brought(draft: Draft) -> frozenset[str]:
    """The facts that the steps of a guide bring by themselves, those of its checks included."""
    own = {name for step in draft.guide.steps.values() for name in (*brought_by(step), *_answered(step))}
    checks = {step.check for step in draft.guide.steps.values() if isinstance(step, (CheckStep, PickStep))}
    found = {f"{check}.{name}" for check in checks if check in CHECKS for name in CHECKS[check].fields}
    return frozenset({*own, *found, *draft.phrases.questions})


def plain_facts(draft: Draft) -> Mapping[str, Field]:
    """Facts without a check: typed, picked, offered, asked by a shared question, or decided at a step."""
    facts = {name: kind for value in VALUES.values() for name, kind in value.facts.items()}
    for question in draft.phrases.questions.values():
        facts[question.id] = _choice_of(question.options)
    for step in draft.guide.steps.values():
        for name, answers in _answered(step).items():
            before = facts[name].values if name in facts else ()
            facts[name] = replace(answers, values=(*answers.values, *before))
        facts.update(brought_by(step))
        if isinstance(step, OfferStep) and step.offer in OFFERS:
            facts[f"{step.id}.refused"] = Field(FieldKind.CHOICE, OFFERS[step.offer].refusals)
    return facts


def _answered(step: AnyStep) -> Mapping[str, Field]:
    """What a step's answers can be, under the name by which branches look at them."""
    name = answered_as(step)
    if name is None:
        return {}
    if isinstance(step, AskStep):
        extra = (*(TYPED,) * (step.field is not None), *(DONT_KNOW,) * (step.dont_know is not None))
        return {name: _choice_of(step.options, *extra)}
    if isinstance(step, DoStep):
        return {step.id: Field(FieldKind.CHOICE, ("done", "stuck"))}
    if isinstance(step, VerifyStep):
        return {step.id: _choice_of(step.options, "solved", "not_solved")}
    if isinstance(step, OfferStep):
        return {step.id: _choice_of(step.deals, "yes", "no")}
    return {}


def _choice_of(choices: Sequence[Choice], *more: str) -> Field:
    return Field(FieldKind.CHOICE, (*(choice.id for choice in choices), *more))


def own_fields(step: AnyStep) -> Mapping[str, Field]:
    """The facts that a check brings, which its own branches call by their bare names."""
    known = isinstance(step, CheckStep) and step.check in CHECKS
    return CHECKS[step.check].fields if known and isinstance(step, CheckStep) else {}


def columns_of(step: PickStep) -> Mapping[str, Field] | None:
    """The columns of the rows to pick from; None where there are no such rows."""
    fields = CHECKS[step.check].fields if step.check in CHECKS else {}
    found = fields.get(step.field)
    return found.columns if found is not None and found.kind is FieldKind.ROWS else None


def facts_in_text(step: AnyStep, keys: tuple[Key, ...]) -> Mapping[str, Field]:
    """The facts that a text at this place of a step may mention beside all others."""
    if isinstance(step, OfferStep) and step.offer in OFFERS:
        spec = OFFERS[step.offer]
        return spec.receipt if keys[0] == "done" else spec.quoted
    if isinstance(step, PickStep) and keys[0] == "label":
        return columns_of(step) or {}
    return own_fields(step) if keys[0] == "branches" else {}
