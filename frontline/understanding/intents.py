"""Which intent a message has, how sure that is, and whether it is ours at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import asdict, dataclass, field
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from frontline.understanding.clauses import clauses_of
from frontline.understanding.encoders import Encoder, load_encoder
from frontline.understanding.features import CentredEncoder, NGrams, NGramSettings
from frontline.understanding.scope import ScopeDetector
from frontline.understanding.scoring import Arrays, Scorer, Scores, Split, Ways, splits
from frontline.understanding.threads import OneCore

EncoderLoader = Callable[[str], Encoder]

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"[A-Za-z][a-z0-9]*(_[a-z0-9]+)*\W?")
"""Of an intent's name in snake case."""
_LONG = 100
_MOST_SENTENCES = 8
_SHORTEST_SENTENCE = 4
_LEAST_UNSURE, _MOST_UNSURE = 0.3, 0.6
_TOO_CLOSE = 0.15
"""Between intents that are nearer than this, asking is better than choosing: half of those were wrong."""
_WORTH_A_LOOK, _CLEAR = 0.4, 0.8
"""How sure the quick judge must be of a clause for the full one to look at it, and how sure that one then."""
_FEWEST_FRESH = 500
_LEAST = 1e-9
"""A confidence below it counts as it."""
_HARDEST = {"quick": 8_000, "full": 16_000}
"""From how many messages the ridge regression of each judge learns."""
MOVES = (
    "greet",
    "goodbye",
    "thank_you",
    "affirm",
    "deny",
    "dont_know",
    "repeat",
    "go_back",
    "start_over",
    "stop",
    "problem_solved",
    "problem_not_solved",
    "frustration",
    "bot_challenge",
    "switch_language",
    "inform",
)


@dataclass(frozen=True)
class Settings:
    """What can be tuned in `config.yml`; the defaults are the best that were measured."""

    encoders: dict[str, float] = field(default_factory=lambda: {"use": 1.0, "adapted_e5": 1.4})
    """Every encoder with its weight; the first one is quick and sees each message first."""
    ngrams: NGramSettings = field(default_factory=NGramSettings)
    regularisation: float = 20.0
    """Of the linear model; a larger one holds it less."""
    dimensions: int = 256
    """In how many dimensions messages are compared with each other."""
    ridge: float = 0.01
    """How far the kernel ridge regression may stay from each training message."""
    folds: int = 3
    foreign: str = "out_of_scope"
    """The intent of messages that are not ours."""
    moves: tuple[str, ...] = MOVES
    """The intents that answer or steer rather than ask: messages out of the blue are seldom one of them."""
    reluctance: float = 1.0
    """By what factor (its logarithm) less likely they and what is not ours are taken to be."""
    accepted_errors: float = 0.08
    """The share of misread messages that is accepted among those acted on without asking."""
    haste: float = 0.018
    """How much of what it decides the quick judge may read wrongly where the full one would be right."""
    second_voice: float = 0.15
    """How much the quick judge still counts beside the full one, where that is asked."""
    sentences: float = 0.33
    """How much the sentences of a long message count beside the whole of it."""


@dataclass(frozen=True)
class Part:
    """A clause of a message, with the intent that it clearly has."""

    text: str
    intent: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a message was read as: intents with their calibrated confidences, best first."""

    ranking: list[tuple[str, float]]
    unsure: bool
    parts: list[Part] = field(default_factory=list)
    """Its clauses, where two or more of them clearly ask different things."""


@dataclass(frozen=True)
class Examples:
    """Training messages as numbers."""

    features: np.ndarray
    """(n, d)"""
    targets: np.ndarray
    """The class of each, (n,)."""
    apart: list[Split]
    """By which of them, held out, the judge is calibrated."""

    @property
    def held_out(self) -> np.ndarray:
        """The classes of the held-out ones, split by split."""
        return np.concatenate([self.targets[held] for _, held in self.apart])


class Judge:
    """A scorer and what it knows of scope: features in, a confidence for each intent out."""

    def __init__(self, scorer: Scorer, scope: ScopeDetector | None, prior: np.ndarray) -> None:
        self._scorer = scorer
        self._scope = scope
        self._prior = prior

    @classmethod
    def trained(
        cls, examples: Examples, foreign: int | None, prior: np.ndarray, ways: Ways
    ) -> tuple[Judge, np.ndarray]:
        """Return a judge, and the confidences (m, k) it had on the messages that were held out.

        `prior` (k,) says by what factor each intent is more or less likely than training suggests.
        """
        scorer, held_out = Scorer.trained(examples.features, examples.targets, examples.apart, ways, foreign)
        scope = None if foreign is None else ScopeDetector.trained(held_out, examples.held_out, foreign)
        judge = cls(scorer, scope, prior)
        return judge, judge._confidences(held_out)

    def confidences(
        self, features: np.ndarray, sentences: np.ndarray, owners: np.ndarray, share: float
    ) -> np.ndarray:
        """Return (n, k) for messages (n, d) and the sentences (m, d) of those that are stories.

        `owners` (m,) says which message each sentence is of, `share` how much sentences count.
        """
        whole = self._scorer.scores(features)
        if len(sentences):
            parts = self._scorer.scores(sentences).logs
            for owner in np.unique(owners):
                told = parts[owners == owner].mean(axis=0)
                whole.logs[owner] = (1 - share) * whole.logs[owner] + share * told
        return self._confidences(whole)

    def foreignness(self, features: np.ndarray) -> np.ndarray:
        """Return how little each message (n, d) looks like ours, (n,); only the order means something."""
        scores = self._scorer.scores(features)
        return -scores.signs[:, 0] if self._scope is None else self._scope.probabilities(scores)

    def _confidences(self, scores: Scores) -> np.ndarray:
        likely = np.exp(scores.logs)
        if self._scope is not None:
            likely = self._scope.blend(likely, scores)
        likely *= self._prior
        return likely / likely.sum(axis=1, keepdims=True)

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        return {**self._scorer.arrays(), **(self._scope.arrays() if self._scope else {})}

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray], foreign: int | None, prior: np.ndarray) -> Judge:
        """Return the judge that `arrays` was called on."""
        scope = None if foreign is None else ScopeDetector.restored(arrays, foreign)
        return cls(Scorer.restored(arrays, foreign), scope, prior)


class IntentModel:
    """Two judges: one that is quick, and one with every encoder for what the quick one is not sure of."""

    def __init__(self, settings: Settings, load: EncoderLoader = load_encoder) -> None:
        self._settings = settings
        self._encoders = {
            name: CentredEncoder(load(name), weight) for name, weight in settings.encoders.items()
        }
        self._quick_encoder = next(iter(self._encoders))
        self._ngrams = NGrams(settings.ngrams)
        self._one_core = OneCore()
        self._judges: dict[str, Judge] = {}
        self.labels: list[str] = []
        self.quick_from = 1.0
        """The confidence from which the quick judge's word is final."""
        self.unsure_below = 0.0

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], fresh: np.ndarray | None = None
    ) -> IntentModel:
        """Learn from texts with their labels, two or more different ones.

        A label in snake case is an example too: whoever named an intent said what it is about.
        `fresh` (n,) says which texts no encoder was tuned on; without it, none was tuned on any.
        """
        self.labels = sorted(set(labels))
        fresh = _enough(np.ones(len(texts), dtype=bool) if fresh is None else fresh)
        names = [label for label in self.labels if _WORDS.fullmatch(label)]
        texts, labels = [*texts, *map(_spoken, names)], [*labels, *names]
        order = np.random.default_rng(0).permutation(len(texts))
        texts = [texts[index] for index in order]
        targets = np.array([self.labels.index(labels[index]) for index in order])
        fresh = np.r_[fresh, np.zeros(len(names), dtype=bool)][order]
        apart = splits(targets, fresh, self._settings.folds)
        blocks, ngrams = self._encoded(texts)
        quick = Examples(np.hstack([blocks[self._quick_encoder], ngrams]), targets, apart)
        full = Examples(np.hstack([*blocks.values(), ngrams]), targets, apart)
        with ThreadPoolExecutor() as pool:  # much of what each calculates keeps to one core
            heard_quick, heard_full = pool.map(self._trained, ("quick", "full"), (quick, full))
        self._calibrate(heard_quick, heard_full, full.held_out)
        return self

    def _encoded(self, texts: Sequence[str]) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Fit encoders and n-grams, side by side: each keeps to one core, and new texts take minutes."""
        with ThreadPoolExecutor() as pool:
            ngrams = pool.submit(self._ngrams.fit, texts)
            blocks = pool.map(lambda encoder: encoder.fit(texts), self._encoders.values())
            return dict(zip(self._encoders, blocks, strict=True)), ngrams.result()

    def _trained(self, name: str, examples: Examples) -> np.ndarray:
        """Train a judge; return the confidences it had on held-out messages."""
        settings = self._settings
        ways = Ways(settings.regularisation, settings.dimensions, settings.ridge, _HARDEST[name])
        self._judges[name], held_out = Judge.trained(examples, self._foreign, self._prior, ways)
        return held_out

    def with_encoders(self, load: EncoderLoader) -> IntentModel:
        """Return this model reading through other instances of its encoders."""
        model = copy(self)
        model._encoders = {name: encoder.through(load(name)) for name, encoder in self._encoders.items()}
        return model

    @property
    def _foreign(self) -> int | None:
        wanted = self._settings.foreign
        return self.labels.index(wanted) if wanted in self.labels else None

    @property
    def _prior(self) -> np.ndarray:
        reluctant = {*self._settings.moves, self._settings.foreign}
        factor = np.exp(-self._settings.reluctance)
        return np.array([factor if label in reluctant else 1.0 for label in self.labels], dtype=np.float32)

    def _calibrate(self, quick: np.ndarray, full: np.ndarray, targets: np.ndarray) -> None:
        full = self._together(quick, full)
        self.quick_from = _quick_from(quick, full, targets, self._settings.haste)
        decided = np.where(quick.max(axis=1, keepdims=True) >= self.quick_from, quick, full)
        self.unsure_below = _unsure_below(decided, targets, self._settings.accepted_errors)

    def read(self, text: str) -> Reading:
        """Return every intent with its confidence, and whether the best one is too unsure to act on.

        What is unclear as a whole is read by the clearest of its parts, if it has several.
        """
        with self._one_core():
            confidences, parts = self.confidences([text])[0], self._parts(text)
        second, best = np.sort(confidences)[-2:]
        unsure = bool(best < self.unsure_below or best - second < _TOO_CLOSE)
        if unsure and parts:
            clearest = max(parts, key=attrgetter("confidence"))
            confidences, unsure = self.confidences([clearest.text])[0], False
        order = np.argsort(-confidences)
        ranking = [(self.labels[index], float(confidences[index])) for index in order]
        return Reading(ranking, unsure, parts)

    def _parts(self, text: str) -> list[Part]:
        """Return the clauses that clearly ask something, where they ask different things."""
        clauses = clauses_of(text)
        if not clauses:
            return []
        quick = self._asking(clauses, self._judged("quick", clauses), _WORTH_A_LOOK)
        if len({part.intent for part in quick}) < 2:
            return []
        worth = [part.text for part in quick]
        full = self._asking(worth, self._judged("full", worth), _CLEAR)
        return full if len({part.intent for part in full}) > 1 else []

    def _asking(self, texts: Sequence[str], confidences: np.ndarray, least: float) -> list[Part]:
        """Return those of the texts that ask something of ours and are at least so sure, (n, k)."""
        idle = {*self._settings.moves, self._settings.foreign}
        read = [
            Part(text, self.labels[row.argmax()], float(row.max()))
            for text, row in zip(texts, confidences, strict=True)
        ]
        return [part for part in read if part.confidence >= least and part.intent not in idle]

    def confidences(self, texts: Sequence[str]) -> np.ndarray:
        """Return the confidence of each of `labels` for each text, (len(texts), k)."""
        confidences = self._judged("quick", texts)
        doubtful = np.flatnonzero(confidences.max(axis=1) < self.quick_from)
        if len(doubtful) and len(self._encoders) > 1:
            full = self._judged("full", [texts[index] for index in doubtful])
            confidences[doubtful] = self._together(confidences[doubtful], full)
        return confidences

    def _together(self, quick: np.ndarray, full: np.ndarray) -> np.ndarray:
        """Return what both judges say of the same messages, (n, k): the weighted mean of their logarithms."""
        share = self._settings.second_voice
        told = np.clip(quick, _LEAST, None) ** share * np.clip(full, _LEAST, None) ** (1 - share)
        return told / told.sum(axis=1, keepdims=True)

    def foreignness(self, texts: Sequence[str]) -> np.ndarray:
        """Return how little each text looks like ours, (len(texts),); only the order means something."""
        return self._judges["full"].foreignness(self._features("full", texts))

    def _judged(self, name: str, texts: Sequence[str]) -> np.ndarray:
        sentences = [sentences_of(text) for text in texts]
        owners = np.repeat(np.arange(len(texts)), [len(parts) for parts in sentences])
        features = self._features(name, [*texts, *chain.from_iterable(sentences)])
        whole, parts = features[: len(texts)], features[len(texts) :]
        return self._judges[name].confidences(whole, parts, owners, self._settings.sentences)

    def _features(self, judge: str, texts: Sequence[str]) -> np.ndarray:
        encoders = list(self._encoders.values())[: 1 if judge == "quick" else None]
        return np.hstack([*(encoder.transform(texts) for encoder in encoders), self._ngrams.transform(texts)])

    def save(self, folder: Path) -> None:
        """Write the model to two files without code in them: arrays and settings."""
        arrays = {f"centre.{name}": encoder.centre for name, encoder in self._encoders.items()}
        arrays.update({f"shift.{name}": encoder.shift for name, encoder in self._encoders.items()})
        arrays.update({f"ngrams.{key}": array for key, array in self._ngrams.arrays().items()})
        for name, judge in self._judges.items():
            arrays.update({f"{name}.{key}": array for key, array in judge.arrays().items()})
        np.savez(folder / "intents.npz", **arrays)
        (folder / "intents.json").write_text(json.dumps(self._described()), encoding="utf8")

    def _described(self) -> dict[str, Any]:
        return {
            "settings": asdict(self._settings),
            "labels": self.labels,
            "quick_from": self.quick_from,
            "unsure_below": self.unsure_below,
        }

    @classmethod
    def restored(cls, folder: Path, load: EncoderLoader = load_encoder) -> IntentModel:
        """Return the model that `save` wrote to this folder."""
        described = json.loads((folder / "intents.json").read_text(encoding="utf8"))
        model = cls(settings_from(described["settings"]), load)
        model.labels = described["labels"]
        model.quick_from, model.unsure_below = described["quick_from"], described["unsure_below"]
        with np.load(folder / "intents.npz", allow_pickle=False) as file:
            arrays = dict(file)
        for name, encoder in model._encoders.items():
            encoder.centre, encoder.shift = arrays[f"centre.{name}"], arrays[f"shift.{name}"]
        model._ngrams = NGrams.restored(model._settings.ngrams, _named(arrays, "ngrams"))
        model._judges = {
            name: Judge.restored(_named(arrays, name), model._foreign, model._prior)
            for name in ("quick", "full")
        }
        return model


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return settings from plain values as they stand in YAML or JSON; raises TypeError on unknown ones."""
    plain = {**values, "ngrams": NGramSettings(**values.get("ngrams", {}))}
    return Settings(**{**plain, "moves": tuple(values.get("moves", MOVES))})


def _spoken(label: str) -> str:
    """Return an intent's name as people would say it."""
    return label.replace("_", " ").lower()


def _enough(fresh: np.ndarray) -> np.ndarray:
    """Return which messages to calibrate on: the fresh ones, or all of them when these are too few."""
    return fresh if fresh.sum() >= _FEWEST_FRESH else np.ones(len(fresh), dtype=bool)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a story; none for a message that is short or has only one."""
    parts = [part.strip() for part in _SENTENCE_END.split(text) if len(part.strip()) >= _SHORTEST_SENTENCE]
    return parts[:_MOST_SENTENCES] if len(text) > _LONG and len(parts) > 1 else []


def _named(arrays: Arrays, prefix: str) -> Arrays:
    return {key.partition(".")[2]: array for key, array in arrays.items() if key.startswith(prefix + ".")}


def _quick_from(quick: np.ndarray, full: np.ndarray, targets: np.ndarray, haste: float) -> float:
    """Return the lowest confidence from which the quick judge is as often right as the full, less `haste`.

    Where the two differ, chance is allowed for: with few messages little is left to the quick one.
    """
    order = np.argsort(-quick.max(axis=1))
    lead = (full.argmax(axis=1) == targets).astype(int) - (quick.argmax(axis=1) == targets)
    loss = np.cumsum(lead[order]) + np.sqrt(np.cumsum(np.abs(lead[order])))
    harmless = np.flatnonzero(loss <= haste * np.arange(1, len(order) + 1))
    return float(quick.max(axis=1)[order[harmless[-1]]]) if len(harmless) else np.inf


def _unsure_below(confidences: np.ndarray, targets: np.ndarray, accepted_errors: float) -> float:
    """Return the confidence above which no more than the accepted share of messages is misread."""
    order = np.argsort(-confidences.max(axis=1))
    wrong = (confidences.argmax(axis=1) != targets)[order]
    errors = np.cumsum(wrong) / np.arange(1, len(order) + 1)
    accepted = np.flatnonzero(errors <= accepted_errors)
    least = float(confidences.max(axis=1)[order[accepted[-1]]]) if len(accepted) else 1.0
    return min(max(least, _LEAST_UNSURE), _MOST_UNSURE)
