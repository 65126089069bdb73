"""What is counted of messages that were read: intents, confusions, out of scope, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import precision_recall_fscore_support

OUT_OF_SCOPE = "out_of_scope"
FALSE_ALARMS = (0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Reading:
    """A message, its intent, the intent that was guessed, and how little it looked like ours."""

    text: str
    label: str
    guess: str
    foreignness: float

    @property
    def right(self) -> bool:
        """Whether the guess is its intent."""
        return self.label == self.guess


@dataclass(frozen=True)
class IntentScore:
    """Of what was guessed as this intent, `precision` was; of what was this intent, `recall` was found."""

    intent: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Confusion:
    """Messages of one intent that were taken for another."""

    label: str
    guess: str
    texts: Sequence[str]


@dataclass(frozen=True)
class Change:
    """What is different from the last run: recall per intent, and messages by their text."""

    share: float
    """Added to the share of messages that are read rightly."""
    recalls: Mapping[str, float]
    broken: Sequence[Reading]
    """Read rightly last time, and not now."""
    mended: Sequence[Reading]


def share_right(readings: Sequence[Reading]) -> float:
    """The share of messages whose intent was found; 0 of none."""
    return sum(reading.right for reading in readings) / len(readings) if readings else 0.0


def per_intent(readings: Sequence[Reading]) -> list[IntentScore]:
    """The scores of every intent, the worst first."""
    labels = [reading.label for reading in readings]
    intents = sorted(set(labels))
    columns = precision_recall_fscore_support(
        labels, [reading.guess for reading in readings], labels=intents, zero_division=0
    )
    rows = zip(intents, *(column.tolist() for column in columns), strict=True)
    return sorted((IntentScore(*row) for row in rows), key=lambda score: (score.f1, score.intent))


def confusions(readings: Sequence[Reading]) -> list[Confusion]:
    """Which intents are taken for which others, the most frequent first."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reading in readings:
        if not reading.right:
            texts[reading.label, reading.guess].append(reading.text)
    found = [Confusion(label, guess, said) for (label, guess), said in texts.items()]
    return sorted(found, key=lambda one: (-len(one.texts), one.label, one.guess))


def scope_curve(readings: Sequence[Reading]) -> list[tuple[float, float]]:
    """For shares of our own messages wrongly taken for foreign: the share of foreign ones found. Empty
    when the messages have none of the one or the other."""
    foreign = np.array([reading.label == OUT_OF_SCOPE for reading in readings], dtype=bool)
    strange = np.array([reading.foreignness for reading in readings])
    if not foreign.any() or foreign.all():
        return []
    limits = ((alarms, np.quantile(strange[~foreign], 1 - alarms)) for alarms in FALSE_ALARMS)
    return [(alarms, float((strange[foreign] > limit).mean())) for alarms, limit in limits]


def change(readings: Sequence[Reading], before: Mapping[str, Sequence[str]]) -> Change:
    """What changed since `before`, which tells each text's intent and guess; new messages do not count."""
    known = [reading for reading in readings if _is_known(reading, before)]
    was_right = {reading.text for reading in known if before[reading.text][1] == reading.label}
    recalls: dict[str, float] = {}
    for intent in {reading.label for reading in known}:
        of_intent = [reading for reading in known if reading.label == intent]
        now, then = sum(each.right for each in of_intent), sum(each.text in was_right for each in of_intent)
        if now != then:
            recalls[intent] = (now - then) / len(of_intent)
    return Change(
        share_right(known) - (len(was_right) / len(known) if known else 0.0),
        dict(sorted(recalls.items(), key=lambda each: each[1])),
        [reading for reading in known if reading.text in was_right and not reading.right],
        [reading for reading in known if reading.text not in was_right and reading.right],
    )


def _is_known(reading: Reading, before: Mapping[str, Sequence[str]]) -> bool:
    return reading.text in before and before[reading.text][0] == reading.label
