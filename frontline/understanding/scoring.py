"""How well a message fits each intent: several voices, mixed as held-out messages ask for.

A linear model generalises from few examples, kernel ridge regression bends where those that the linear
model finds hardest say so, and the nearest examples know the odd corners of an intent. docs/decisions/0002
tells what each of them brings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

from frontline.understanding.linear import apply_linear, fit_linear

Arrays = dict[str, np.ndarray]
Split = tuple[np.ndarray, np.ndarray]
"""The rows to learn from, and the rows that are held out to see how well others will be read."""

_SHARPNESSES = (10.0, 20.0, 30.0)
_NOTHING_NEAR = 1e-9
_AT_ONCE = 256
"""How many messages are compared with the examples at once: more need memory fetched anew each time."""
_MANY = 4000
"""From so many messages on, one quarter of them held out tells enough; fewer are all held out in turn."""


def splits(targets: np.ndarray, fresh: np.ndarray, folds: int) -> list[Split]:
    """Return which rows to learn from and which to hold out, for classes (n,) in random order.

    Only rows that are `fresh` (n,) are held out: those that no encoder was tuned on.
    """
    if len(targets) >= _MANY:
        held = np.flatnonzero(fresh)[: len(targets) // 4]
        return [(np.setdiff1d(np.arange(len(targets)), held), held)]
    rarest = int(np.bincount(targets).min())
    splitter = StratifiedKFold(max(2, min(folds, rarest)), shuffle=True, random_state=0)
    return [(kept, held[fresh[held]]) for kept, held in splitter.split(targets, targets)]


@dataclass(frozen=True)
class Mixture:
    """How much each voice has to say."""

    sharpness: float
    """How quickly a neighbour's voice fades with distance."""
    weights: np.ndarray
    """One for each voice; together they also say how far the scores are trusted."""


class Space:
    """The few dimensions in which messages are compared with each other; the strongest are damped."""

    def __init__(self, centre: np.ndarray, directions: np.ndarray) -> None:
        self.centre = centre
        self.directions = directions

    @classmethod
    def fitted(cls, features: np.ndarray, dimensions: int) -> Space:
        """Return the directions in which features (n, d) differ most."""
        centre = features.mean(axis=0)
        centred = features - centre
        spread = centred.T @ centred / max(1, len(features) - 1)
        most = len(spread) - min(dimensions, *features.shape)
        variances, directions = eigh(spread, subset_by_index=(most, len(spread) - 1))
        damping = np.sqrt(np.sqrt(np.maximum(variances, 0)) + 1e-6)
        return cls(centre, (directions / damping).astype(np.float32))

    def place(self, features: np.ndarray) -> np.ndarray:
        """Return the features (n, d) in few dimensions, each row of length 1."""
        return normalize((features - self.centre) @ self.directions, copy=False)


@dataclass(frozen=True)
class Scores:
    """What a scorer says of n messages."""

    logs: np.ndarray
    """Log-probability of each class, (n, k)."""
    signs: np.ndarray
    """(n, 3): the strongest linear score of a class of ours, the cosine to the nearest training
    message of ours, and the cosine to the nearest one that is not ours (-1 without any)."""


@dataclass(frozen=True)
class Heard:
    """What was learnt says of m messages."""

    linear: np.ndarray
    """(m, k)"""
    near: Mapping[float, np.ndarray]
    """What the neighbours say at each sharpness, (m, k)."""
    ridge: np.ndarray
    """(m, k)"""
    signs: np.ndarray
    """Those of `Scores`."""

    def voices(self, sharpness: float) -> np.ndarray:
        """Return what each of the three voices says, (3, m, k)."""
        return np.stack([self.linear, self.near[sharpness], self.ridge])


@dataclass(frozen=True)
class Learned:
    """What was learnt from n examples."""

    weights: np.ndarray
    """Of the linear model, (d + 1, k)."""
    examples: np.ndarray
    """Where they are in the space, (n, dimensions)."""
    membership: np.ndarray
    """Which class each is of, (n, k)."""
    hardest: np.ndarray
    """The examples that the ridge regression learnt from, (h,)."""
    duals: np.ndarray
    """How much each of these says for each class, (h, k)."""

    def hear(
        self, features: np.ndarray, placed: np.ndarray, sharpnesses: Sequence[float], foreign: int | None
    ) -> Heard:
        """Return what it says of messages with these features (m, d), at these places (m, dimensions).

        `foreign` is the class that is not ours.
        """
        linear = apply_linear(features, self.weights)
        batches = np.array_split(placed, -(-len(placed) // _AT_ONCE) or 1)
        near, ridge, nearest = zip(
            *(self._compare(batch, sharpnesses, foreign) for batch in batches), strict=True
        )
        ours = linear if foreign is None else np.delete(linear, foreign, axis=1)
        return Heard(
            linear,
            {sharpness: np.concatenate([each[sharpness] for each in near]) for sharpness in sharpnesses},
            np.concatenate(ridge),
            np.column_stack([ours.max(axis=1), np.concatenate(nearest)]),
        )

    def _compare(
        self, placed: np.ndarray, sharpnesses: Sequence[float], foreign: int | None
    ) -> tuple[dict[float, np.ndarray], np.ndarray, np.ndarray]:
        """Compare a few places with those of the examples: neighbours, ridge and the cosines of `Scores`."""
        alike = placed @ self.examples.T
        near = {sharpness: _nearness(alike, sharpness, self.membership) for sharpness in sharpnesses}
        ridge = _kernel(alike[:, self.hardest]) @ self.duals
        if foreign is None:
            return near, ridge, np.column_stack([alike.max(axis=1), np.full(len(alike), -1.0)])
        strange = self.membership[:, foreign] > 0
        nearest = [alike[:, which].max(axis=1) for which in (~strange, strange)]
        return near, ridge, np.column_stack(nearest)


@dataclass(frozen=True)
class Ways:
    """How a scorer learns; `intents.Settings` tells what each number means."""

    regularisation: float
    dimensions: int
    ridge: float
    hardest: int
    """How many messages the ridge regression learns from: its time grows with their third power."""


class Scorer:
    """Scores features (n, d) against classes 0 to k - 1, of which one may stand for "not ours"."""

    def __init__(self, space: Space, learned: Learned, mixture: Mixture, foreign: int | None) -> None:
        self._space = space
        self._learned = learned
        self._mixture = mixture
        self._foreign = foreign

    @classmethod
    def trained(
        cls,
        features: np.ndarray,
        targets: np.ndarray,
        apart: Sequence[Split],
        ways: Ways,
        foreign: int | None = None,
    ) -> tuple[Scorer, Scores]:
        """Learn from features and their classes; return the scores of held-out rows too, split by split."""
        space = Space.fitted(features, ways.dimensions)
        placed = space.place(features)
        membership = np.eye(targets.max() + 1, dtype=np.float32)[targets]
        folds, learned = _learn_apart(features, placed, membership, apart, ways)
        heard = [
            fold.hear(features[held], placed[held], _SHARPNESSES, foreign)
            for fold, (_, held) in zip(folds, apart, strict=True)
        ]
        mixture = _best_mixture(heard, np.concatenate([targets[held] for _, held in apart]))
        held_out = [_scores(each, mixture) for each in heard]
        return cls(space, learned, mixture, foreign), Scores(
            np.concatenate([each.logs for each in held_out]),
            np.concatenate([each.signs for each in held_out]),
        )

    def scores(self, features: np.ndarray) -> Scores:
        """Score features (n, d)."""
        placed = self._space.place(features)
        heard = self._learned.hear(features, placed, [self._mixture.sharpness], self._foreign)
        return _scores(heard, self._mixture)

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        learned, space = self._learned, self._space
        return {
            "weights": learned.weights,
            "examples": learned.examples.astype(np.float16),
            "hardest": learned.hardest,
            "duals": learned.duals.astype(np.float16),
            "targets": learned.membership.argmax(axis=1),
            "centre": space.centre,
            "directions": space.directions.astype(np.float16),
            "mixture": np.array([self._mixture.sharpness, *self._mixture.weights]),
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray], foreign: int | None = None) -> Scorer:
        """Return the scorer that `arrays` was called on."""
        weights = arrays["weights"]
        learned = Learned(
            weights,
            arrays["examples"].astype(np.float32),
            np.eye(weights.shape[1], dtype=np.float32)[arrays["targets"]],
            arrays["hardest"],
            arrays["duals"].astype(np.float32),
        )
        space = Space(arrays["centre"], arrays["directions"].astype(np.float32))
        sharpness, *voices = arrays["mixture"]
        return cls(space, learned, Mixture(float(sharpness), np.array(voices)), foreign)


def _learn_apart(
    features: np.ndarray,
    placed: np.ndarray,
    membership: np.ndarray,
    apart: Sequence[Split],
    ways: Ways,
) -> tuple[list[Learned], Learned]:
    """Learn from what each split keeps, and from all."""
    if len(apart) == 1:
        fold, learned = _learn_both(features, placed, membership, apart[0], ways)
        return [fold], learned
    folds = [_learn(features[kept], placed[kept], membership[kept], ways) for kept, _ in apart]
    # the folds' weights are a short way from those for all rows
    start = np.mean([fold.weights for fold in folds], axis=0)
    return folds, _learn(features, placed, membership, ways, start)


def _learn(
    features: np.ndarray,
    placed: np.ndarray,
    membership: np.ndarray,
    ways: Ways,
    start: np.ndarray | None = None,
) -> Learned:
    weights = fit_linear(features, membership, ways.regularisation, start)
    hardest = _hardest(apply_linear(features, weights), membership)[: ways.hardest]
    (duals,) = fit_ridges(placed[hardest], membership[hardest], ways.ridge, [len(hardest)])
    return Learned(weights, placed, membership, hardest, duals)


def _learn_both(
    features: np.ndarray, placed: np.ndarray, membership: np.ndarray, split: Split, ways: Ways
) -> tuple[Learned, Learned]:
    """Learn from the rows that a split keeps, and from all, at hardly more than the cost of the latter."""
    rows = np.concatenate(split)
    features, placed, membership = features[rows], placed[rows], membership[rows]
    kept = len(split[0])
    weights = fit_linear(features[:kept], membership[:kept], ways.regularisation)
    linear = apply_linear(features, weights)
    share = min(1.0, ways.hardest / len(rows))
    first = _hardest(linear[:kept], membership[:kept])[: round(share * kept)]
    then = kept + _hardest(linear[kept:], membership[kept:])[: round(share * (len(rows) - kept))]
    hardest = np.concatenate([first, then])
    few, all_duals = fit_ridges(placed[hardest], membership[hardest], ways.ridge, [len(first), len(hardest)])
    fold = Learned(weights, placed[:kept], membership[:kept], first, few)
    # the fold's weights are a short way from those for all rows
    weights = fit_linear(features, membership, ways.regularisation, weights)
    return fold, Learned(weights, placed, membership, hardest, all_duals)


def _hardest(linear: np.ndarray, membership: np.ndarray) -> np.ndarray:
    """Return the rows in order, first those in which another class comes closest to their own, (n,)."""
    own = membership > 0
    margins = linear[own] - np.where(own, -np.inf, linear).max(axis=1)
    return np.argsort(margins)


def fit_ridges(
    placed: np.ndarray, membership: np.ndarray, slack: float, counts: Sequence[int]
) -> list[np.ndarray]:
    """Return how much each of the first so many examples (h, dimensions) says for each class, for each count.

    The factor of a kernel begins with the factors of its smaller ones, so the largest serves all. Takes h²
    numbers of memory.
    """
    kernel = _kernel(placed @ placed.T)
    kernel[np.diag_indices_from(kernel)] += slack
    factor, lower = cho_factor(kernel.T, lower=True, overwrite_a=True, check_finite=False)
    return [
        cho_solve((factor[:count, :count], lower), membership[:count], check_finite=False) for count in counts
    ]


def _kernel(alike: np.ndarray) -> np.ndarray:
    """Turn cosines into a Gaussian kernel, in place."""
    alike -= 1
    return np.exp(alike, out=alike)


def _nearness(alike: np.ndarray, sharpness: float, membership: np.ndarray) -> np.ndarray:
    nearness = np.exp(sharpness * (alike - 1)) @ membership
    return log_softmax(np.log(nearness + _NOTHING_NEAR), axis=1)


def _scores(heard: Heard, mixture: Mixture) -> Scores:
    return Scores(_mix(heard.voices(mixture.sharpness), mixture.weights), heard.signs)


def _mix(voices: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return log_softmax(np.tensordot(weights, voices, axes=1), axis=1)


def _best_mixture(heard: Sequence[Heard], targets: np.ndarray) -> Mixture:
    """Return the mixture under which held-out messages, of these classes, are least surprising."""
    weighed = [
        _weighed(np.concatenate([each.voices(sharpness) for each in heard], axis=1), targets, sharpness)
        for sharpness in _SHARPNESSES
    ]
    return min(weighed, key=itemgetter(0))[1]


def _weighed(voices: np.ndarray, targets: np.ndarray, sharpness: float) -> tuple[float, Mixture]:
    rows = np.arange(len(targets))
    spread = voices.std(axis=(1, 2))
    voices = voices / spread[:, None, None]

    def surprise(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logs = _mix(voices, weights)
        expected = np.einsum("mk,vmk->v", np.exp(logs), voices)
        return -logs[rows, targets].mean(), (expected - voices[:, rows, targets].sum(axis=1)) / len(rows)

    start = np.ones(len(voices))
    found = minimize(surprise, start, jac=True, bounds=[(0, None)] * len(voices), method="L-BFGS-B")
    return float(found.fun), Mixture(sharpness, found.x / spread)
