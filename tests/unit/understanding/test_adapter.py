import numpy as np
import pytest

from frontline.understanding.adapter import Adapter, adapter_digest
from frontline.understanding.e5_file import E5File, bundled_model


@pytest.fixture(scope="module")
def model():
    return E5File(bundled_model())


def test_knows_which_texts_it_was_tuned_on_also_after_saving(tmp_path):
    path = tmp_path / "adapter.npz"
    Adapter.tuned({"l0.q.b": np.ones(384)}, ["bekend", "known"]).save(path)
    again = Adapter.load(path)
    assert again.unseen(["known", "new", "bekend"]).tolist() == [False, True, False]


def test_without_a_file_nothing_changes(tmp_path):
    missing = tmp_path / "none.npz"
    assert Adapter.load(missing).unseen(["any"]).tolist() == [True]
    assert adapter_digest(missing) == "none"


def test_lends_a_model_file_with_the_tuned_numbers_in_it(model):
    tuned = {"l0.q.b": np.arange(384, dtype=np.float32)}
    with Adapter.tuned(tuned, []).applied_to(bundled_model()) as path:
        lent = E5File(path)
        assert lent.floats("l0.q.b").tolist() == list(range(384))
        assert (lent.floats("l1.q.b") == model.floats("l1.q.b")).all()
        assert path.stat().st_size == bundled_model().stat().st_size


def test_refuses_numbers_for_no_tensor_or_of_the_wrong_size(model):
    with pytest.raises(KeyError):
        model.with_floats({"l99.q.b": np.ones(384)})
    with pytest.raises(ValueError, match="broadcast"):
        model.with_floats({"l0.q.b": np.ones(3)})


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="no E5 model"):
        E5File(other)
