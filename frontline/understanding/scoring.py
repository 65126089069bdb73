"""How well a message fits each intent: a linear model, and the messages it resembles.

The linear model generalises from few examples; its neighbours know the odd corners of an intent
once there are many. How much each has to say is found on held-out messages at every training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from operator import itemgetter

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.decomposition import PCA
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from frontline.understanding.linear import apply_linear, fit_linear

Arrays = dict[str, np.ndarray]

_SHARPNESSES = (10.0, 20.0, 30.0)
_SHARES = (0.0, 0.15, 0.4, 0.8, 1.2)
_NOTHING_NEAR = 1e-9
_ENOUGH = 4000
"""Messages, in random order, that are enough to choose a mixture by."""


@dataclass(frozen=True)
class Mixture:
    """How the two scores are mixed, and how far they are trusted."""

    sharpness: float = 20.0
    """How quickly a neighbour's voice fades with distance."""
    share: float = 0.0
    """The neighbours' share beside the linear model's 1."""
    temperature: float = 1.0
    """Above 1 when the scores were too sure of themselves on held-out messages."""


class Neighbours:
    """The training messages in few dimensions, to see which of them a message resembles."""

    def __init__(self, dimensions: int) -> None:
        self._pca = PCA(dimensions, svd_solver="randomized", iterated_power=3, random_state=0)
        self._centre = self._directions = np.zeros((0, 0), dtype=np.float32)
        self.examples = np.zeros((0, 0), dtype=np.float32)

    def fit(self, features: np.ndarray) -> None:
        """Learn the directions in which messages differ most; the strongest are damped."""
        self._pca.set_params(n_components=min(self._pca.n_components, *features.shape))
        self._pca.fit(features)
        damping = np.sqrt(np.sqrt(self._pca.explained_variance_) + 1e-6)
        self._centre = self._pca.mean_.astype(np.float32)
        self._directions = (self._pca.components_.T / damping).astype(np.float32)
        self.examples = self.project(features)

    def project(self, features: np.ndarray) -> np.ndarray:
        """Return the features (n, d) in few dimensions, each row of length 1."""
        return normalize((features - self._centre) @ self._directions, copy=False)

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        return {
            "centre": self._centre,
            "directions": self._directions.astype(np.float16),
            "examples": self.examples.astype(np.float16),
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray]) -> Neighbours:
        """Return the neighbours that `arrays` was called on."""
        neighbours = cls(arrays["directions"].shape[1])
        neighbours._centre = arrays["centre"]
        neighbours._directions = arrays["directions"].astype(np.float32)
        neighbours.examples = arrays["examples"].astype(np.float32)
        return neighbours


@dataclass(frozen=True)
class Scores:
    """What a scorer says of n messages."""

    logs: np.ndarray
    """Log-probability of each class, (n, k)."""
    signs: np.ndarray
    """(n, 3): the strongest linear score of a class of ours, the cosine to the nearest training
    message of ours, and the cosine to the nearest one that is not ours (-1 without any)."""


class Scorer:
    """Scores features (n, d) against classes 0 to k - 1, of which one may stand for "not ours"."""

    def __init__(self, regularisation: float, dimensions: int, foreign: int | None = None) -> None:
        self._regularisation = regularisation
        self._foreign = foreign
        self._neighbours = Neighbours(dimensions)
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._membership = np.zeros((0, 0), dtype=np.float32)
        self.mixture = Mixture()

    def fit(self, features: np.ndarray, targets: np.ndarray, folds: int, fresh: np.ndarray) -> Scores:
        """Learn from features and their classes; return the scores that fresh rows had when held out.

        `fresh` (n,) says which rows tell how well others will be read: those no encoder was tuned on.
        """
        self._neighbours.fit(features)
        self._membership = np.eye(targets.max() + 1, dtype=np.float32)[targets]
        linear, near, signs = self._fit_and_hold_out(features, targets, folds, fresh)
        self.mixture = _best_mixture(linear, near, targets[fresh])
        return Scores(_mix(linear, near[self.mixture.sharpness], self.mixture), signs)

    def scores(self, features: np.ndarray) -> Scores:
        """Score features (n, d)."""
        linear = apply_linear(features, self._weights)
        alike = self._neighbours.project(features) @ self._neighbours.examples.T
        near = _nearness(alike, self._membership, self.mixture.sharpness)
        logs = _mix(log_softmax(linear, axis=1), near, self.mixture)
        return Scores(logs, self._signs(linear, alike, self._membership))

    def _fit_and_hold_out(
        self, features: np.ndarray, targets: np.ndarray, folds: int, fresh: np.ndarray
    ) -> tuple[np.ndarray, dict[float, np.ndarray], np.ndarray]:
        linear = np.zeros(self._membership.shape, dtype=np.float32)
        near = {sharpness: np.zeros_like(linear) for sharpness in _SHARPNESSES}
        signs = np.zeros((len(targets), 3), dtype=np.float32)
        fitted = []
        for kept, held in _folds(targets, folds):
            fitted.append(fit_linear(features[kept], targets[kept], self._regularisation))
            read = held[fresh[held]]
            linear[read] = apply_linear(features[read], fitted[-1])
            alike = self._neighbours.examples[read] @ self._neighbours.examples[kept].T
            signs[read] = self._signs(linear[read], alike, self._membership[kept])
            for sharpness, scores in near.items():
                scores[read] = _nearness(alike, self._membership[kept], sharpness)
        # the folds' weights are a short way from those for all messages
        self._weights = fit_linear(features, targets, self._regularisation, np.mean(fitted, axis=0))
        read_near = {sharpness: scores[fresh] for sharpness, scores in near.items()}
        return log_softmax(linear[fresh], axis=1), read_near, signs[fresh]

    def _signs(self, linear: np.ndarray, alike: np.ndarray, membership: np.ndarray) -> np.ndarray:
        if self._foreign is None:
            return np.stack([linear.max(axis=1), alike.max(axis=1), np.full(len(linear), -1.0)], axis=1)
        foreign = membership[:, self._foreign] > 0
        strongest = np.delete(linear, self._foreign, axis=1).max(axis=1)
        nearest, nearest_foreign = alike[:, ~foreign].max(axis=1), alike[:, foreign].max(axis=1)
        return np.stack([strongest, nearest, nearest_foreign], axis=1)

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        return {
            "weights": self._weights,
            "targets": self._membership.argmax(axis=1),
            "mixture": np.array([self.mixture.sharpness, self.mixture.share, self.mixture.temperature]),
            **self._neighbours.arrays(),
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray], foreign: int | None = None) -> Scorer:
        """Return the scorer that `arrays` was called on."""
        scorer = cls(0.0, 0, foreign)
        scorer._weights = arrays["weights"]
        scorer._membership = np.eye(scorer._weights.shape[1], dtype=np.float32)[arrays["targets"]]
        scorer.mixture = Mixture(*map(float, arrays["mixture"]))
        scorer._neighbours = Neighbours.restored(arrays)
        return scorer


def _folds(targets: np.ndarray, folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    rarest = int(np.bincount(targets).min())
    splitter = StratifiedKFold(max(2, min(folds, rarest)), shuffle=True, random_state=0)
    return splitter.split(np.zeros(len(targets)), targets)


def _nearness(alike: np.ndarray, membership: np.ndarray, sharpness: float) -> np.ndarray:
    """Turn cosines to examples (n, examples) into a log-probability of each class (n, k)."""
    return log_softmax(np.log(np.exp(sharpness * (alike - 1)) @ membership + _NOTHING_NEAR), axis=1)


def _mix(linear: np.ndarray, near: np.ndarray, mixture: Mixture) -> np.ndarray:
    return log_softmax((linear + mixture.share * near) / mixture.temperature, axis=1)


def _best_mixture(linear: np.ndarray, near: dict[float, np.ndarray], targets: np.ndarray) -> Mixture:
    """Return the mixture under which held-out messages are least surprising."""
    linear, targets = linear[:_ENOUGH], targets[:_ENOUGH]
    mixtures = (Mixture(sharpness, share) for sharpness, share in product(_SHARPNESSES, _SHARES))
    tempered = [
        _tempered(linear, near[mixture.sharpness][:_ENOUGH], mixture, targets) for mixture in mixtures
    ]
    return min(tempered, key=itemgetter(0))[1]


def _tempered(
    linear: np.ndarray, near: np.ndarray, mixture: Mixture, targets: np.ndarray
) -> tuple[float, Mixture]:
    rows = np.arange(len(targets))

    def surprise(temperature: float) -> float:
        return float(-_mix(linear, near, replace(mixture, temperature=temperature))[rows, targets].mean())

    best = minimize_scalar(surprise, bounds=(0.2, 4.0), method="bounded", options={"xatol": 0.02})
    return float(best.fun), replace(mixture, temperature=float(best.x))
