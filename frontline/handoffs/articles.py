"""What the guides explain, as articles for agents to read and send. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from frontline.guides.library import Library
from frontline.guides.phrases import Phrases, placeholders
from frontline.guides.types import OTHER, PLAIN, AnyStep, AskStep, DoStep, Text, Wording

Place = tuple[str, str]
"""A step of a guide: the ids of the two."""
NOT_BEHIND = (None, "corrected", "stuck")
"""Results of a step that the customer does not have behind them."""


@dataclass(frozen=True)
class Explanation:
    """What to do, and how; `help` is None where the instruction says it all.

    One that is only for those with a certain `value` of a fact has a `label` for it, but not for the rest.
    """

    instruction: Text
    help: Text | None = None
    value: str | None = None
    label: Text | None = None

    def texts(self) -> list[str]:
        """All its words, in each language."""
        return [*self.instruction.values(), *(self.help.values() if self.help else ())]


@dataclass(frozen=True)
class Article:
    """One instruction or question of the guides, as it stands at all of its `places`.

    `titles` are those of these guides, by their ids. There are several `explanations` where they differ by
    the fact `by`.
    """

    titles: Mapping[str, Text]
    places: tuple[Place, ...]
    explanations: tuple[Explanation, ...]
    by: str | None = None

    @property
    def id(self) -> str:
        """Where it stands first."""
        return ".".join(self.places[0])

    @property
    def helps(self) -> bool:
        """Whether it says how."""
        return any(explanation.help for explanation in self.explanations)

    def texts(self) -> list[str]:
        """All its words, in each language."""
        return [text for explanation in self.explanations for text in explanation.texts()]

    @cached_property
    def said(self) -> str:
        """All its words and the titles of its guides, in small letters."""
        titles = (text for title in self.titles.values() for text in title.values())
        return " ".join([*self.texts(), *titles]).lower()

    def explained(self, facts: Mapping[str, str]) -> tuple[Explanation, ...]:
        """The explanation that fits these facts; all of them where that is not known."""
        fitting = tuple(one for one in self.explanations if self.by and one.value == facts.get(self.by))
        return fitting or self.explanations


def draw(library: Library) -> list[Article]:
    """Every instruction of every guide, and every question that is explained; what guides share comes once.

    A text that is filled with one customer's facts is left out: it would tell them to another.
    """
    drawn: dict[tuple[str, ...], Article] = {}
    for article in _all(library):
        key = tuple(article.texts())
        drawn[key] = _joined(drawn[key], article) if key in drawn else article
    return list(drawn.values())


def _all(library: Library) -> Iterator[Article]:
    for guide in library:
        for step in guide.steps.values():
            wording = _wording(step)
            if wording is not None:
                by, explanations = _explanations(*wording, library.phrases)
                article = Article({guide.id: guide.title}, ((guide.id, step.id),), explanations, by)
                if not any(map(placeholders, article.texts())):
                    yield article


def _wording(step: AnyStep) -> tuple[Wording, Wording | None] | None:
    """What to do or to look at, and the help with it; None for a step that explains nothing."""
    if isinstance(step, DoStep):
        return step.do, step.how
    if isinstance(step, AskStep) and step.how is not None:
        return Wording({PLAIN: step.ask}), step.how
    return None


def _explanations(
    do: Wording, how: Wording | None, phrases: Phrases
) -> tuple[str | None, tuple[Explanation, ...]]:
    """The fact by which the words differ, and the words for each of its values."""
    differing = [wording for wording in (do, how) if wording is not None and wording.by is not None]
    if not differing:
        return None, (Explanation(do.find(None), how.find(None) if how else None),)
    by = differing[0].by
    values = dict.fromkeys(value for one in differing if one.by == by for value in one.texts)
    labels = _labels(by, phrases)
    return by, tuple(
        Explanation(do.find(value), how.find(value) if how else None, value, labels.get(value))
        for value in values
    )


def _labels(fact: str | None, phrases: Phrases) -> Mapping[str, Text]:
    """What the values of a fact are called, but for the rest, which the question calls "I don't know"."""
    question = phrases.questions.get(fact or "")
    options = question.options if question else ()
    return {option.id: option.label for option in options if option.id != OTHER}


def _joined(one: Article, other: Article) -> Article:
    return replace(one, titles={**one.titles, **other.titles}, places=(*one.places, *other.places))


def been_through(steps: Sequence[Mapping[str, str | None]]) -> frozenset[Place]:
    """The places that a customer has behind them, of the steps of a handoff pack.

    Not what they were asked last, took back, or could not do: that is what an agent may explain.
    """
    return frozenset(
        (str(step["guide"]), str(step["step"])) for step in steps if step["result"] not in NOT_BEHIND
    )
