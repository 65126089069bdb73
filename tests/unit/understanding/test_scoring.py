import numpy as np
import pytest

from frontline.understanding.scoring import Scorer, Ways, fit_ridges


def test_one_factorisation_serves_the_first_examples_and_all():
    random = np.random.default_rng(0)
    placed = random.normal(size=(40, 6)).astype(np.float32)
    placed /= np.linalg.norm(placed, axis=1, keepdims=True)
    membership = np.eye(4, dtype=np.float32)[random.integers(4, size=40)]
    few, every = fit_ridges(placed, membership, 0.1, [25, 40])
    (alone,) = fit_ridges(placed[:25], membership[:25], 0.1, [25])
    assert few == pytest.approx(alone, abs=1e-3)
    kernel = np.exp(placed @ placed.T - 1) + 0.1 * np.eye(40)
    assert every == pytest.approx(np.linalg.solve(kernel, membership), abs=1e-3)


def test_messages_are_scored_alike_one_by_one_and_many_at_once():
    random = np.random.default_rng(0)
    targets = np.arange(300) % 3
    features = (np.eye(3)[targets] + random.normal(scale=0.3, size=(300, 3))).astype(np.float32)
    apart = [(np.arange(200), np.arange(200, 300))]
    scorer, held_out = Scorer.trained(features, targets, apart, Ways(20.0, 3, 0.01, 150), foreign=2)
    together = scorer.scores(features)
    single = [scorer.scores(row[None]) for row in features]
    assert together.logs == pytest.approx(np.concatenate([one.logs for one in single]), abs=1e-3)
    assert together.signs == pytest.approx(np.concatenate([one.signs for one in single]), abs=1e-5)
    assert held_out.logs.shape == (100, 3)
    assert (held_out.logs.argmax(axis=1) == targets[200:]).mean() > 0.9
    # a held-out message is not its own neighbour; of the scorer that learnt from all it is
    assert held_out.signs[:, 1:].max(axis=1).min() < 0.9999 < together.signs[:, 1:].max(axis=1).min()
