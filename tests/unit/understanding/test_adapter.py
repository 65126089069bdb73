import numpy as np
import pytest

from frontline.understanding.adapter import Adapter, adapter_digest
from frontline.understanding.e5_file import E5File, bundled_model


@pytest.fixture(scope="module")
def model():
    return E5File(bundled_model())


def test_knows_which_texts_it_was_tuned_on_also_after_saving(tmp_path):
    path = tmp_path / "adapter.npz"
    Adapter.tuned({"l0.q.b": np.ones(4 * 384, dtype=np.uint8)}, ["bekend", "known"]).save(path)
    again = Adapter.load(path)
    assert again.unseen(["known", "new", "bekend"]).tolist() == [False, True, False]
    assert [file.name for file in tmp_path.iterdir()] == ["adapter.npz"]


def test_without_a_file_nothing_changes(tmp_path):
    missing = tmp_path / "none.npz"
    assert Adapter.load(missing).unseen(["any"]).tolist() == [True]
    assert adapter_digest(missing) == "none"


def test_lends_a_model_file_with_the_tuned_numbers_in_it(model, tmp_path):
    bias, matrix = np.arange(384, dtype=np.float32), -model.matrix("l9.q.w", 384)
    packed = {"l0.q.b": model.packed("l0.q.b", bias), "l9.q.w": model.packed("l9.q.w", matrix)}
    Adapter.tuned(packed, []).save(tmp_path / "adapter.npz")
    with Adapter.load(tmp_path / "adapter.npz").applied_to(bundled_model()) as path:
        lent = E5File(path)
        assert lent.floats("l0.q.b").tolist() == list(range(384))
        assert np.abs(lent.matrix("l9.q.w", 384) - matrix).max() <= np.abs(model.scales("l9.q.w", 384)).max()
        assert (lent.floats("l1.q.b") == model.floats("l1.q.b")).all()
        assert (lent.matrix("l8.q.w", 384) == model.matrix("l8.q.w", 384)).all()
        assert path.stat().st_size == bundled_model().stat().st_size


def test_a_matrix_is_packed_to_the_nearest_values_that_its_scales_allow(model):
    name, columns = "l11.fo.w", 1536
    matrix, scales = model.matrix(name, columns), model.scales(name, columns)
    assert (model.packed(name, matrix) == model.packed(name, matrix + 0.4 * scales)).all()
    shifted = model.with_tensors({name: model.packed(name, matrix + 0.6 * scales)})
    assert (shifted != model.with_tensors({})).any()
    assert (model.with_tensors({name: model.packed(name, matrix)}) == model.with_tensors({})).all()


def test_refuses_numbers_for_no_tensor_or_of_the_wrong_size(model):
    with pytest.raises(KeyError):
        model.with_tensors({"l99.q.b": np.ones(4 * 384, dtype=np.uint8)})
    with pytest.raises(ValueError, match="broadcast"):
        model.with_tensors({"l0.q.b": np.ones(3, dtype=np.uint8)})


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="no E5 model"):
        E5File(other)
