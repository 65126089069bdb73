import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from frontline.understanding.adapter import Adapter, adapter_digest
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.embedding_cache import CachedEncoder
from frontline.understanding.encoders import (
    ADAPTED,
    MAX_CHARACTERS,
    RememberingEncoder,
    clean,
    encoders_with,
    installed_encoder,
    late_encoder,
    load_encoder,
)


class CountingEncoder:
    name = "counting-1"
    dimension = 2

    def __init__(self):
        self.seen = []

    def encode(self, texts):
        self.seen += texts
        return np.array([[1.0, len(text)] for text in texts], dtype=np.float32).reshape(-1, 2)


def test_cleans_what_encoders_cannot_read():
    assert clean(" a\x00b\ud800\n c ") == "a b c"
    assert len(clean("x" * 5000)) == MAX_CHARACTERS


def test_remembers_the_latest_texts_only():
    inner = CountingEncoder()
    encoder = RememberingEncoder(inner, size=2)
    encoder.encode(["a", "b", "a"])
    encoder.encode(["c"])
    encoder.encode(["b", "a"])
    assert inner.seen == ["a", "b", "c", "a"]


def test_keeps_vectors_on_disk(tmp_path):
    inner = CountingEncoder()
    first = CachedEncoder(inner, tmp_path / "cache.sqlite3").encode(["aa", "b", "aa"])
    again = CachedEncoder(inner, tmp_path / "cache.sqlite3").encode(["b", "ccc"])
    assert inner.seen == ["aa", "b", "ccc"]
    assert first[:, 1].tolist() == [2, 1, 2]
    assert again[:, 1].tolist() == [1, 3]


def test_another_encoder_fits_by_its_dotted_path():
    encoder = load_encoder(f"{__name__}.CountingEncoder")
    assert encoder.encode(["abc"])[0, 1] == 3


def test_an_encoder_loads_late_and_then_gives_the_same_vectors():
    load_encoder.cache_clear()
    late = late_encoder("use")
    assert load_encoder.cache_info().currsize == 0
    loaded = load_encoder("use")
    assert (late.name, late.dimension) == (loaded.name, loaded.dimension)
    assert (late.encode(["hallo"]) == loaded.encode(["hallo"])).all()


@pytest.mark.parametrize("name", ["use", "e5"])
def test_like_meanings_are_near_across_languages(name):
    encoder = load_encoder(name)
    dutch, english, other = encoder.encode(
        ["mijn internet werkt niet", "my internet is down", "een brood kopen"]
    )
    assert dutch.shape == (encoder.dimension,)
    assert np.linalg.norm(dutch) == pytest.approx(1, abs=1e-3)
    assert dutch @ english > dutch @ other


class ThreadCountingEncoder(CountingEncoder):
    def encode(self, texts):
        self.threads = {library["num_threads"] for library in threadpool_info()}
        return super().encode(texts)


def test_a_message_is_read_on_one_core_and_training_on_all():
    inner = ThreadCountingEncoder()
    encoder = RememberingEncoder(inner)
    with threadpool_limits(limits=2):
        encoder.encode(["a"])
        assert inner.threads == {1}
        encoder.encode([str(number) for number in range(100)])
        assert inner.threads == {2}


def test_a_model_reads_with_the_adapter_that_it_brings(tmp_path):
    other = {"l11.oln.b": E5File(bundled_model()).floats("l11.oln.b")[::-1]}
    Adapter.tuned(other, []).save(tmp_path / "other.npz")
    load = encoders_with(Adapter.load(tmp_path / "other.npz"))
    assert load(ADAPTED) is load(ADAPTED)
    assert load(ADAPTED).name == f"{installed_encoder('e5').replace('e5', ADAPTED, 1)}-" + adapter_digest(
        tmp_path / "other.npz"
    )
    assert float((load(ADAPTED).encode(["hallo"]) * load_encoder("e5").encode(["hallo"])).sum()) < 0.9
    assert load("use") is load_encoder("use")


def test_the_adapter_that_is_here_is_loaded_once_for_all_models():
    assert encoders_with(Adapter.load())(ADAPTED) is load_encoder(ADAPTED)
