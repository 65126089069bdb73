"""Which of the waiting messages a trainer should see first.

First what an agent saw otherwise than we did, then what the customer chose against our first guess, then
what was like nothing we know, then the rest. Within each, kinds of mistake that happen often come first,
then those where we wavered most, then the newest. What a trainer skipped comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from frontline.review.types import NOT_OURS, Example, Reviewable, Source, Why

MOST_CHOICES = 4
ORDER = list(Why)


def reviewable(waiting: Sequence[Example]) -> list[Reviewable]:
    """The waiting messages, most valuable first; the same words in the same language stand there once."""
    times = Counter(map(_words, waiting))
    kinds = Counter(map(_kind, waiting))
    shown: dict[tuple[str, str], Reviewable] = {}
    for example in sorted(waiting, key=_most_telling):
        one = Reviewable(
            example, why(example), times[_words(example)], kinds[_kind(example)], choices(example)
        )
        shown.setdefault(_words(example), one)
    return sorted(shown.values(), key=_place)


def why(example: Example) -> Why:
    """What makes this message worth looking at."""
    if example.source is Source.AGENT:
        return Why.AGENT_DISAGREED
    if example.against_guess:
        return Why.CUSTOMER_DISAGREED
    return Why.NOTHING_LIKELY if example.source is Source.NOTHING_LIKELY else Why.UNSURE


def choices(example: Example) -> list[str]:
    """The likeliest intents: what somebody who knew called it, then our guesses."""
    named = [example.label] if example.label else []
    guessed = [guess.intent for guess in example.guesses if guess.intent != NOT_OURS]
    return list(dict.fromkeys([*named, *guessed]))[:MOST_CHOICES]


def _words(example: Example) -> tuple[str, str]:
    return example.language, " ".join(example.text.lower().split())


def _kind(example: Example) -> tuple[str | None, str | None]:
    return example.guess, example.label


def _most_telling(example: Example) -> tuple[int, float]:
    """Of several messages with the same words, the one with the strongest label speaks for all."""
    return ORDER.index(why(example)), -example.created_at.timestamp()


def _place(one: Reviewable) -> tuple[bool, int, int, float, float]:
    example = one.example
    return (
        example.skipped,
        ORDER.index(one.why),
        -one.kind,
        example.margin,
        -example.created_at.timestamp(),
    )
