"""Which of the buttons a typed answer means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from frontline.guides.phrases import Phrases
from frontline.guides.picking import RowChoice, named_by
from frontline.guides.types import Choice, named
from frontline.guides.words import normalise
from frontline.understanding.clauses import clauses_of

AFFIRM, DENY = "affirm", "deny"

LEAST_SIMILARITY = 0.5
"""Cosine below which an answer is not taken for any of the choices."""

LEAST_MARGIN = 0.06
"""How much nearer than the second choice the first must be."""

LEAST_LETTERS = 4
"""Shorter answers ("hm", "tja") are near to everything short."""

CONTRADICTION = 0.25
"""Taken off the cosine when only one text denies, or their numbers differ: encoders hardly see either."""

LEAST_OF_CLAUSE = 0.6
"""Cosine from which the end of an answer tells more than the whole: "switched it on and now it works"."""

LEAST_INTENT_CONFIDENCE, SURE_INTENT_CONFIDENCE = 0.4, 0.75
NUMBER = re.compile(r"\d+")
MEASURE = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*([kmg]b|g\b)?", re.IGNORECASE)
"""A number with the prefix of its unit; 4G and 5G are names."""
SCALE = {"": 1.0, "k": 1e-3, "m": 1.0, "g": 1e3}


class SentenceEncoder(Protocol):
    """What turns texts into unit vectors (n, dimension); see `frontline.understanding.encoders`."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts."""


@dataclass(frozen=True)
class Match:
    """The choice that an answer means; `exact` when its very words name it."""

    choice: str
    exact: bool
    score: float = 1.0


@dataclass(frozen=True)
class Wording:
    """One way of wording a choice."""

    choice: str
    text: str


@dataclass(frozen=True)
class _Claim:
    """What an encoder hardly sees of a text: whether it denies, and the numbers in it."""

    denies: bool
    numbers: frozenset[str]

    def contradicts(self, other: _Claim) -> bool:
        """Whether only one of them denies, or both have numbers and these differ."""
        other_numbers = bool(self.numbers and other.numbers) and self.numbers != other.numbers
        return self.denies != other.denies or other_numbers


@dataclass(frozen=True)
class _Known:
    """The vectors of all wordings of some choices, with the choice and the claim of each."""

    vectors: NDArray[np.float32]
    texts: tuple[str, ...]
    owners: tuple[str, ...]
    claims: tuple[_Claim, ...]

    def wording(self, index: int) -> Wording:
        """One of the wordings."""
        return Wording(self.owners[index], self.texts[index])


class Matcher:
    """Finds the choice that a typed answer means; None when it is not sure."""

    def __init__(self, encoder: SentenceEncoder, phrases: Phrases) -> None:
        self._encoder = encoder
        self._known: dict[tuple[tuple[str, frozenset[str]], ...], _Known] = {}
        self._ordinals = {
            word: index for words in phrases.ordinals.values() for index, word in enumerate(words)
        }
        self._last = _all(phrases.last)
        self._fillers = _all(phrases.fillers)
        self._negations = _all(phrases.negations)
        self._openings = {meaning: _all(words) for meaning, words in phrases.openings.items()}

    def match(
        self,
        text: str,
        choices: Sequence[Choice],
        intent: str | None = None,
        confidence: float = 0.0,
        *,
        days: Sequence[str] = (),
    ) -> Match | None:
        """The choice meant by `text`, which Rasa took for `intent` with `confidence` (0 to 1).

        `days` are those that the text mentions, in ISO 8601.
        """
        words = normalise(text)
        if not words or not choices:
            return None
        exact = self._by_words(text, choices)
        if exact is not None:
            return Match(exact, exact=True)
        rows = {choice.id: choice for choice in choices if isinstance(choice, RowChoice)}
        meant = named_by(text, list(rows.values()), days)
        if meant:
            sure = len(meant) == 1 and (rows[meant[0]].denied or not self._claim(words).denies)
            return Match(meant[0], exact=True) if sure else None
        return self._by_meaning(text, choices, intent, confidence)

    def pointed_at(self, text: str, choices: Sequence[Choice], intent: str | None) -> str | None:
        """The choice that `text` points at in so many words, or that its `intent` means; none by likeness."""
        return self._by_words(text, choices) or _by_means(choices, intent)

    def alike(self, choices: Sequence[Choice], limit: float) -> Iterator[tuple[Wording, Wording]]:
        """Wordings of different choices whose cosine is `limit` or more; equal words are at 1."""
        known = self._knowledge(choices)
        cosines = known.vectors @ known.vectors.T
        for one, other in zip(*np.nonzero(np.triu(cosines >= limit, k=1)), strict=True):
            contradict = known.claims[one].contradicts(known.claims[other])
            if known.owners[one] != known.owners[other] and not contradict:
                yield known.wording(one), known.wording(other)

    # -- by the very words ---------------------------------------------------------------------

    def _by_words(self, text: str, choices: Sequence[Choice]) -> str | None:
        words = normalise(text)
        return named(words, choices) or _by_number(text, choices) or self._by_place(words, choices)

    def _by_place(self, words: str, choices: Sequence[Choice]) -> str | None:
        """ "the second", "2", "de onderste": nothing but a place is said, and no label holds the number."""
        telling = [word for word in words.split() if word not in self._fillers]
        if len(telling) != 1:
            return None
        word = telling[0]
        if word in self._last:
            return choices[-1].id
        labelled = [choice.id for choice in choices if word.isdigit() and word in _label_words(choice)]
        if labelled:
            return labelled[0] if len(labelled) == 1 else None
        index = int(word) - 1 if word.isdigit() else self._ordinals.get(word, -1)
        return choices[index].id if 0 <= index < len(choices) else None

    # -- by meaning ------------------------------------------------------------------------------

    def _by_meaning(
        self, text: str, choices: Sequence[Choice], intent: str | None, confidence: float
    ) -> Match | None:
        opening, rest = self._opening(text)
        opened = _by_means(choices, opening)
        if opened is not None:
            return self._unless_contradicted(opened, text, rest, choices)
        if (
            intent in (AFFIRM, DENY)
            and confidence >= SURE_INTENT_CONFIDENCE
            and not _by_means(choices, intent)
        ):
            return None  # "no, that's all" chooses none of the subscriptions, least of all "all"
        near = self.clearest(text, choices)
        if near is not None:
            return near
        if intent is not None and confidence >= LEAST_INTENT_CONFIDENCE:
            meant = _by_means(choices, intent)
            return Match(meant, exact=False, score=confidence) if meant else None
        return None

    def _opening(self, text: str) -> tuple[str | None, str]:
        """What a leading "ja" or "nope" means, and the rest of the answer."""
        first, *rest = text.split(maxsplit=1)
        word = normalise(first)
        meaning = next((meaning for meaning, known in self._openings.items() if word in known), None)
        return meaning, "".join(rest)

    def _unless_contradicted(self, opened: str, text: str, rest: str, choices: Sequence[Choice]) -> Match:
        """ "Ja, maar nog steeds niks" means no: a clear rest outweighs a yes, but a no stays a no.

        The word it began with may belong to the rest: "no light on the box".
        """
        found = [self.clearest(rest, choices), self._nearest(text, choices)] if rest else []
        near = max(filter(None, found), key=lambda match: match.score, default=None)
        if near is None:
            return Match(opened, exact=not rest)
        means = {choice.id: choice.means for choice in choices}
        turned = (means[opened], means[near.choice]) == (DENY, AFFIRM)
        return Match(opened, exact=False) if turned else near

    def clearest(self, text: str, choices: Sequence[Choice]) -> Match | None:
        """What the whole answer means, or its last clause that is clearer: that tells how it ended."""
        whole = self._nearest(text, choices)
        least = max(LEAST_OF_CLAUSE, whole.score if whole else 0.0)
        clauses = (self._nearest(clause, choices) for clause in reversed(clauses_of(text)))
        return next((near for near in clauses if near is not None and near.score >= least), whole)

    def _nearest(self, text: str, choices: Sequence[Choice]) -> Match | None:
        words = normalise(text)
        if len(words) < LEAST_LETTERS:
            return None
        scores = self._scores(words, choices)
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        best, score = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else -1.0
        if score < LEAST_SIMILARITY or score - second < LEAST_MARGIN:
            return None
        return Match(best, exact=False, score=score)

    def _scores(self, words: str, choices: Sequence[Choice]) -> dict[str, float]:
        known = self._knowledge(choices)
        cosines = known.vectors @ self._encoder.encode([words])[0]
        claim = self._claim(words)
        scores: dict[str, float] = {}
        for cosine, owner, other in zip(cosines, known.owners, known.claims, strict=True):
            score = float(cosine) - (CONTRADICTION if claim.contradicts(other) else 0.0)
            scores[owner] = max(score, scores.get(owner, -1.0))
        return scores

    def _knowledge(self, choices: Sequence[Choice]) -> _Known:
        key = tuple((choice.id, choice.wordings) for choice in choices)
        if key not in self._known:
            self._known[key] = self._learn(key)
        return self._known[key]

    def _learn(self, choices: Sequence[tuple[str, frozenset[str]]]) -> _Known:
        pairs = [(wording, owner) for owner, known in choices for wording in sorted(known)]
        texts = [wording for wording, _ in pairs]
        return _Known(
            self._encoder.encode(texts),
            tuple(texts),
            tuple(owner for _, owner in pairs),
            tuple(map(self._claim, texts)),
        )

    def _claim(self, words: str) -> _Claim:
        return _Claim(not self._negations.isdisjoint(words.split()), frozenset(NUMBER.findall(words)))


def _by_number(text: str, choices: Sequence[Choice]) -> str | None:
    """Where a number is asked for, the choice that takes the last one in the text."""
    if not any(choice.takes_numbers for choice in choices):
        return None
    numbers = list(_numbers(text))
    return next((choice.id for choice in choices if numbers and choice.takes(numbers[-1])), None)


def _numbers(text: str) -> Iterator[float]:
    for digits, unit in MEASURE.findall(text):
        if unit.lower() != "g":
            yield float(digits.replace(",", ".")) * SCALE[unit[:1].lower()]


def _label_words(choice: Choice) -> frozenset[str]:
    return frozenset(word for label in choice.label.values() for word in normalise(label).split())


def _by_means(choices: Sequence[Choice], meaning: str | None) -> str | None:
    meant = [choice.id for choice in choices if meaning is not None and choice.means == meaning]
    return meant[0] if len(meant) == 1 else None


def _all(words: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(normalise(word) for known in words.values() for word in known)
