"""A real tuning of the two uppermost layers, on a dozen messages."""

import numpy as np
import pytest
from sklearn.preprocessing import normalize

from frontline.understanding.adaptation import __main__ as adaptation
from frontline.understanding.adaptation import tuning
from frontline.understanding.adaptation.tuning import Tuning
from frontline.understanding.adapter import Adapter
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.e5_network import Network

FIRST = 10
TEXTS = [
    "alles ligt eruit hier thuis",
    "er staat ineens tachtig euro op",
    "niks doet het nog",
    "what is this charge",
    "de monteur kwam niet opdagen",
    "the whole house is offline",
    "wanneer ben ik van jullie af",
    "waarom zoveel deze maand",
    "mijn pakje ligt bij de buren",
    "modem knippert rood en verder stilte",
    "an amount I do not recognise",
    "hoi",
]
TARGETS = np.arange(len(TEXTS)) % 4
"""Classes that nothing in the texts tells: whoever keeps them apart has learnt it here."""


@pytest.fixture(scope="module")
def file():
    return E5File(bundled_model())


@pytest.fixture(scope="module")
def network(file):
    return Network(file)


@pytest.fixture(scope="module")
def states(network):
    return network.states(TEXTS, FIRST)


@pytest.fixture(scope="module")
def tuned(network, states):
    of_few = Tuning(network, FIRST, TARGETS.max() + 1)
    with pytest.MonkeyPatch.context() as patch:  # thousands of messages make thousands of small steps
        patch.setattr(tuning, "_RATE", 2e-3)
        patch.setattr(tuning, "_WARM_UP", 10)
        of_few.learn(states, TARGETS, shares=[1] * 120, report=lambda *_: None)
    return of_few


def apart(vectors):
    """Return how much nearer messages are to those of their class than to the others, as a cosine."""
    centred = normalize(vectors - vectors.mean(axis=0))
    alike = centred @ centred.T
    same = TARGETS[:, None] == TARGETS
    return alike[same & ~np.eye(len(TEXTS), dtype=bool)].mean() - alike[~same].mean()


def test_untuned_layers_give_the_vectors_of_the_network(network, states):
    assert Tuning(network, FIRST, 4).encode(states) == pytest.approx(network.encode(TEXTS), abs=1e-2)


def test_a_second_tuning_learns_the_same(network, states):
    twice = [Tuning(network, FIRST, TARGETS.max() + 1) for _ in range(2)]
    for of_few in twice:
        of_few.learn(states, TARGETS, shares=[1] * 3, report=lambda *_: None)
    first, second = (of_few.encode(states) for of_few in twice)
    assert first == pytest.approx(second, abs=1e-4)


def test_classes_move_apart(network, states, tuned):
    before, after = apart(network.encode(TEXTS)), apart(tuned.encode(states))
    assert before < 0.05
    assert after > 0.5


def test_a_later_epoch_sees_the_messages_that_were_read_worst(network, states, monkeypatch):
    of_few = Tuning(network, FIRST, TARGETS.max() + 1)
    seen = []

    def noticed(batch, targets, rate, learn=of_few._learn_batch):
        losses, share = learn(batch, targets, rate)
        seen.append({float(state.sum()): loss for state, loss in zip(batch, losses, strict=True)})
        return losses, share

    monkeypatch.setattr(of_few, "_learn_batch", noticed)
    of_few.learn(states, TARGETS, shares=[1, 1 / 3], report=lambda *_: None)
    first, second = seen
    assert sorted(map(len, seen)) == [4, len(TEXTS)]
    assert set(second) == set(sorted(first, key=first.get)[-4:])


def test_an_adapter_gives_the_vectors_that_the_tuning_ends_with(file, states, tuned, tmp_path):
    Adapter.tuned(tuned.tensors(), TEXTS).save(tmp_path / "adapted_e5.npz")
    network = Network(file, Adapter.load(tmp_path / "adapted_e5.npz").tensors)
    cosines = (network.encode(TEXTS) * tuned.encode(states)).sum(axis=1)
    assert cosines == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


def test_one_message_in_eight_is_left_out():
    texts = [f"bericht {number}" for number in range(4000)]
    assert sum(map(adaptation.tuned_on, texts)) / len(texts) == pytest.approx(7 / 8, abs=0.02)


def test_of_few_messages_nothing_is_learnt(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(adaptation, "ADAPTER", tmp_path / "adapted_e5.npz")
    monkeypatch.setattr(adaptation, "messages", lambda: dict.fromkeys(TEXTS, "internet_down"))
    adaptation.main()
    assert Adapter.load(tmp_path / "adapted_e5.npz").unseen(TEXTS).all()
    assert "too few" in capsys.readouterr().out
