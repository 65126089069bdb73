"""What is known in a walk, and texts filled with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field
from frontline.guides.phrases import Phrases
from frontline.guides.types import AskStep, Branch, Guide, Question, Text, Walk, Wording, named

NOTHING: Mapping[str, Any] = {}


class Facts:
    """What slots, checks and the customer told, by name; a check's fact is called `check.field`."""

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, now: datetime) -> None:
        self._guide = guide
        self._phrases = phrases
        self._walk = walk
        self._now = now

    def get(self, name: str, own: Mapping[str, Any] = NOTHING) -> Any:
        """A fact by its name, those in `own` first; None when it is not known."""
        if name in own:
            return own[name]
        check, _, field = name.partition(".")
        return self._walk.checks.get(check, {}).get(field) if field else self.plain().get(name)

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
            fact = step.fact if isinstance(step, AskStep) else None
            facts[fact or entry["step"]] = entry["choice"]
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
        self, text: Text, own: Mapping[str, Any] = NOTHING, fields: Mapping[str, Field] = NOTHING
    ) -> str:
        """The text in the walk's language, filled with what is known; `fields` declare the facts in `own`."""
        values, declared = self.plain(), dict(fields)
        for name, result in self._walk.checks.items():
            values.update({f"{name}.{field}": value for field, value in result.items()})
            declared.update({f"{name}.{field}": kind for field, kind in CHECKS[name].fields.items()})
        language = self._walk.language
        return self._phrases.fill(text[language], {**values, **own}, declared, language, self._now)

    def _known_to(self, question: Question) -> str | None:
        """The answer of a shared question that is known already: given, from an entity, or from a check."""
        values = [self._walk.known.get(question.id)]
        for name in question.known_from:
            check, _, field = name.partition(".")
            found = self._walk.checks.get(check, {}).get(field) if field else self._walk.known.get(name)
            values.append(found)
        answers = (named(str(value), question.options) for value in values if value is not None)
        return next((answer for answer in answers if answer is not None), None)


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
