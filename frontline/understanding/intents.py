"""Which intent a message has, how sure that is, and whether it is ours at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from frontline.understanding.encoders import Encoder, load_encoder
from frontline.understanding.features import NGrams, NGramSettings, centred

EncoderLoader = Callable[[str], Encoder]


@dataclass(frozen=True)
class Settings:
    """What can be tuned in `config.yml`; the defaults are the best that were measured."""

    encoders: dict[str, float] = field(default_factory=lambda: {"use": 1.0, "e5": 1.0})
    ngrams: NGramSettings = NGramSettings()
    regularisation: float = 20.0
    folds: int = 5
    accepted_errors: float = 0.5


@dataclass(frozen=True)
class Reading:
    """What a message was read as: intents with their calibrated confidences, best first."""

    ranking: list[tuple[str, float]]
    unsure: bool


class IntentModel:
    """A linear classifier on sentence embeddings and character n-grams, with honest confidences."""

    def __init__(self, settings: Settings, load: EncoderLoader = load_encoder) -> None:
        self._settings = settings
        self._encoders = {name: load(name) for name in settings.encoders}
        self._centres: dict[str, np.ndarray] = {}
        self._ngrams = NGrams(settings.ngrams)
        self.labels: list[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._temperature = 1.0
        self._unsure_below = 0.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> IntentModel:
        """Learn from texts with their labels (two or more different ones)."""
        vectors = {name: encoder.encode(texts) for name, encoder in self._encoders.items()}
        self._centres = {name: vectors[name].mean(axis=0) for name in vectors}
        self._ngrams.fit(texts)
        features = self._join(texts, vectors)
        self.labels = sorted(set(labels))
        targets = np.array([self.labels.index(label) for label in labels])
        self._calibrate(features, targets)
        self._weights, self._bias = _fit_linear(features, targets, self._settings.regularisation)
        return self

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """Return the score of each text for each label, (len(texts), len(labels))."""
        vectors = {name: encoder.encode(texts) for name, encoder in self._encoders.items()}
        return self._join(texts, vectors) @ self._weights + self._bias

    def read(self, text: str) -> Reading:
        """Return every intent with its confidence, and whether the best one is too unsure to act on."""
        confidences = softmax(self.logits([text])[0] / self._temperature)
        order = np.argsort(-confidences)
        ranking = [(self.labels[index], float(confidences[index])) for index in order]
        return Reading(ranking, unsure=ranking[0][1] < self._unsure_below)

    def _join(self, texts: Sequence[str], vectors: dict[str, np.ndarray]) -> np.ndarray:
        blocks = [
            centred(vectors[name], self._centres[name]) * weight
            for name, weight in self._settings.encoders.items()
        ]
        return np.hstack([*blocks, self._ngrams.transform(texts)])

    def _calibrate(self, features: np.ndarray, targets: np.ndarray) -> None:
        logits = _held_out_logits(features, targets, self._settings)
        self._temperature = _best_temperature(logits, targets)
        confidences = softmax(logits / self._temperature, axis=1)
        right = confidences.argmax(axis=1) == targets
        self._unsure_below = _lowest_trusted(confidences.max(axis=1), right, self._settings.accepted_errors)

    def save(self, folder: Path) -> None:
        """Write the model to two files, without code in them: arrays and settings."""
        centres = {f"centre_{name}": centre for name, centre in self._centres.items()}
        arrays = {"weights": self._weights, "bias": self._bias, **centres, **self._ngrams.arrays()}
        np.savez(folder / "intents.npz", **arrays)
        (folder / "intents.json").write_text(json.dumps(self._described()), encoding="utf8")

    def _described(self) -> dict[str, Any]:
        return {
            "settings": asdict(self._settings),
            "labels": self.labels,
            "temperature": self._temperature,
            "unsure_below": self._unsure_below,
        }

    @classmethod
    def restored(cls, folder: Path, load: EncoderLoader = load_encoder) -> IntentModel:
        """Return the model that `save` wrote to this folder."""
        described = json.loads((folder / "intents.json").read_text(encoding="utf8"))
        model = cls(settings_from(described["settings"]), load)
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            model._weights, model._bias = arrays["weights"], arrays["bias"]
            model._centres = {name: arrays[f"centre_{name}"] for name in model._settings.encoders}
            model._ngrams = NGrams.restored(model._settings.ngrams, arrays)
        model.labels = described["labels"]
        model._temperature = described["temperature"]
        model._unsure_below = described["unsure_below"]
        return model


def settings_from(values: dict[str, Any]) -> Settings:
    """Return settings from plain values as they stand in YAML or JSON; raises TypeError on unknown ones."""
    return Settings(**{**values, "ngrams": NGramSettings(**values.get("ngrams", {}))})


def _fit_linear(
    features: np.ndarray, targets: np.ndarray, regularisation: float
) -> tuple[np.ndarray, np.ndarray]:
    model = LogisticRegression(C=regularisation, max_iter=100, tol=1e-3).fit(features, targets)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.astype(np.float32), bias.astype(np.float32)


def _held_out_logits(features: np.ndarray, targets: np.ndarray, settings: Settings) -> np.ndarray:
    classes = targets.max() + 1
    logits = np.zeros((len(targets), classes), dtype=np.float32)
    rarest = np.bincount(targets).min()
    folds = StratifiedKFold(max(2, min(settings.folds, rarest)), shuffle=True, random_state=0)
    for kept, held in folds.split(features, targets):
        weights, bias = _fit_linear(features[kept], targets[kept], settings.regularisation)
        logits[held] = features[held] @ weights + bias
    return logits


def _best_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    rows = np.arange(len(targets))

    def surprise(temperature: float) -> float:
        return float(-log_softmax(logits / temperature, axis=1)[rows, targets].mean())

    return float(minimize_scalar(surprise, bounds=(0.05, 5.0), method="bounded").x)


def _lowest_trusted(confidences: np.ndarray, right: np.ndarray, accepted_errors: float) -> float:
    """Return the confidence below which more than this share of messages were read wrongly."""
    order = np.argsort(confidences)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    doubtful = np.flatnonzero(wrong > accepted_errors)
    return float(confidences[order[doubtful[-1]]]) if len(doubtful) else 0.0
