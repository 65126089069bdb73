"""Is a message ours at all? A calibrated answer from several signs, none of which suffices alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import expit, logsumexp
from sklearn.linear_model import LogisticRegression

from frontline.understanding.scoring import Arrays, Scores


class ScopeDetector:
    """Weighs what the intents say with how strange a message is; learnt from held-out messages."""

    def __init__(self, foreign: int, weights: np.ndarray, bias: float) -> None:
        self._foreign = foreign
        self._weights = weights
        self._bias = bias

    @classmethod
    def trained(cls, scores: Scores, targets: np.ndarray, foreign: int) -> ScopeDetector:
        """Learn from the scores that training messages had when held out; `foreign` is the class not ours."""
        signs = _signs(scores, foreign)
        spread = signs.std(axis=0) + 1e-6
        model = LogisticRegression(C=10.0, max_iter=500).fit(signs / spread, targets == foreign)
        return cls(foreign, model.coef_[0] / spread, float(model.intercept_[0]))

    def probabilities(self, scores: Scores) -> np.ndarray:
        """Return how likely it is of each message that it is not ours, (n,)."""
        return expit(_signs(scores, self._foreign) @ self._weights + self._bias)

    def blend(self, likely: np.ndarray, scores: Scores) -> np.ndarray:
        """Return the probabilities of the intents (n, k) with the foreign one set to what all signs say."""
        foreign = self.probabilities(scores)
        ours = likely.copy()
        ours[:, self._foreign] = 0.0
        ours *= ((1 - foreign) / (ours.sum(axis=1) + 1e-12))[:, None]
        ours[:, self._foreign] = foreign
        return ours

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        return {"scope": np.append(self._weights, self._bias)}

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray], foreign: int) -> ScopeDetector:
        """Return the detector that `arrays` was called on."""
        return cls(foreign, arrays["scope"][:-1], float(arrays["scope"][-1]))


def _signs(scores: Scores, foreign: int) -> np.ndarray:
    ours = np.delete(scores.logs, foreign, axis=1)
    odds = np.clip(scores.logs[:, foreign] - logsumexp(ours, axis=1), -12, 12)
    return np.column_stack([odds, np.maximum(ours.max(axis=1), -12), scores.signs])
