import numpy as np
import pytest

from frontline.understanding.adapter import Adapter, adapter_digest


def test_keeps_its_numbers_in_half_precision_and_knows_which_texts_it_was_tuned_on(tmp_path):
    path = tmp_path / "adapter.npz"
    bias = np.linspace(-1, 1, 384, dtype=np.float32)
    Adapter.tuned({"l0.q.b": bias}, ["bekend", "known"]).save(path)
    again = Adapter.load(path)
    assert again.tensors["l0.q.b"].astype(np.float32) == pytest.approx(bias, abs=1e-3)
    assert again.unseen(["known", "new", "bekend"]).tolist() == [False, True, False]
    assert [file.name for file in tmp_path.iterdir()] == ["adapter.npz"]


def test_without_a_file_nothing_changes(tmp_path):
    missing = tmp_path / "none.npz"
    assert Adapter.load(missing).tensors == {}
    assert Adapter.load(missing).unseen(["any"]).tolist() == [True]
    assert adapter_digest(missing) == "none"
