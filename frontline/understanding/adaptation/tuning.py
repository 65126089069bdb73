"""The upper layers of E5 learn to keep our intents apart; the lower ones stay as they are.

What the lower layers make of each message is known before, so a step costs a third of a whole one. The
numbers learnt are those that the engine will round to: in each step the rounded ones are used and the
others moved (a straight-through estimator), or rounding would take back half of what was learnt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from frontline.understanding.e5_file import STEPS
from frontline.understanding.e5_network import Network, filled, is_matrix, tensors, unit_means

_LONGEST = 96
"""So many word pieces of a message are tuned on: the few longer ones would slow every step down."""
_BATCH = 32
_BATCHES_SORTED = 40
"""Batches are cut from so many at a time, sorted by length: less filling, still random enough."""
_RATE = 2e-4
_RATE_OF_CLASSES = 10
"""How much quicker the directions of the intents move than the layers."""
_DECAY = 0.01
_WARM_UP = 100
_DROPOUT = 0.1
_SHARPNESS = 16.0
_SMOOTHING = 0.1
_ENOUGH_TO_START = 4000
_REPORT_EVERY = 50


class Tuning:
    """Moves the numbers of the layers from `first` on, so that vectors of one intent point the same way."""

    def __init__(self, network: Network, first: int, classes: int) -> None:
        self._network = network
        self._layers = range(first, network.depth)
        names = tensors(self._layers)
        self._numbers = {name: tf.Variable(network.weights[name], name=name) for name in names}
        self._scales = {name: tf.constant(network.scales(name)) for name in names if is_matrix(name)}
        self._directions = tf.Variable(tf.zeros([network.width, classes]))
        self._centre = tf.Variable(tf.zeros([network.width]))
        self._of_layers = tf.keras.optimizers.AdamW(weight_decay=_DECAY, beta_2=0.98)
        self._of_classes = tf.keras.optimizers.Adam(beta_2=0.98)
        self._of_layers.build(list(self._numbers.values()))
        self._of_classes.build([self._directions, self._centre])

    def learn(
        self,
        states: Sequence[np.ndarray],
        targets: np.ndarray,
        epochs: int,
        report: Callable[[int, int, float], None],
    ) -> None:
        """Learn the classes (n,) of messages from what the layers below make of each, (pieces, width).

        `report` hears now and then: steps done, steps in all, and which share was read rightly of late.
        """
        states = [state[:_LONGEST] for state in states]
        random = np.random.default_rng(0)
        some = random.permutation(len(states))[:_ENOUGH_TO_START]
        self._start_from(self.encode([states[row] for row in some]), targets[some])
        lengths = np.array([len(state) for state in states])
        batches = [rows for _ in range(epochs) for rows in _batches(lengths, random)]
        right: list[float] = []
        for rows, rate in zip(batches, _rates(len(batches)), strict=True):
            batch = filled([states[row] for row in rows])
            # a bare float would have TensorFlow build the step anew for each rate
            right.append(float(self._step(*batch, tf.constant(targets[rows], tf.int32), tf.constant(rate))))
            if len(right) % _REPORT_EVERY == 0:
                report(len(right), len(batches), float(np.mean(right[-_REPORT_EVERY:])))

    def encode(self, states: Sequence[np.ndarray]) -> np.ndarray:
        """Return the vectors (n, width) of messages, as the engine will give them."""
        vectors = np.zeros((len(states), self._network.width), dtype=np.float32)
        order = np.argsort([len(state) for state in states])
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._encoded(*filled([states[row] for row in rows])).numpy()
        return vectors

    def tensors(self) -> dict[str, np.ndarray]:
        """Return what the layers are made of now, by the names in the file; matrices are (out, in)."""
        return {name: number.numpy().T for name, number in self._rounded().items()}

    def _start_from(self, vectors: np.ndarray, targets: np.ndarray) -> None:
        """Begin with the mean vector of each class, so that the first steps already lead somewhere."""
        centre = vectors.mean(axis=0)
        of_classes = np.eye(self._directions.shape[1], dtype=np.float32)[targets]
        self._centre.assign(centre)
        self._directions.assign(tf.math.l2_normalize((vectors - centre).T @ of_classes, 0))

    def _rounded(self) -> dict[str, Any]:
        """Return the numbers as the file can keep them; gradients pass as if they were not rounded."""
        return {
            name: number + tf.stop_gradient(_round(number, self._scales[name]) - number)
            if name in self._scales
            else tf.convert_to_tensor(number)
            for name, number in self._numbers.items()
        }

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _encoded(self, states: Any, mask: Any) -> Any:
        return self._vectors(states, mask, 0.0)

    def _vectors(self, states: Any, mask: Any, dropout: float) -> Any:
        return unit_means(self._network.through(self._layers, self._rounded(), states, mask, dropout), mask)

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _step(self, states: Any, mask: Any, targets: Any, rate: Any) -> Any:
        """Make one step; return the share of the batch that was read rightly before it."""
        layers, classes = list(self._numbers.values()), [self._directions, self._centre]
        with tf.GradientTape() as tape:
            vectors = tf.math.l2_normalize(self._vectors(states, mask, _DROPOUT) - self._centre, -1)
            scores = _SHARPNESS * tf.matmul(vectors, tf.math.l2_normalize(self._directions, 0))
            wanted = tf.one_hot(targets, scores.shape[1]) * (1 - _SMOOTHING) + _SMOOTHING / scores.shape[1]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [*layers, *classes]), 1.0)
        self._of_layers.learning_rate.assign(rate)
        self._of_classes.learning_rate.assign(_RATE_OF_CLASSES * rate)
        self._of_layers.apply_gradients(zip(gradients[: len(layers)], layers, strict=True))
        self._of_classes.apply_gradients(zip(gradients[len(layers) :], classes, strict=True))
        return tf.reduce_mean(tf.cast(tf.argmax(scores, 1, output_type=tf.int32) == targets, tf.float32))


def _round(number: Any, scales: Any) -> Any:
    least, most = STEPS
    return tf.clip_by_value(tf.round(tf.math.divide_no_nan(number, scales)), least, most) * scales


def _batches(lengths: np.ndarray, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the rows of each batch of one epoch, rows of like length together."""
    order = random.permutation(len(lengths))
    for start in range(0, len(order), _BATCH * _BATCHES_SORTED):
        some = order[start : start + _BATCH * _BATCHES_SORTED]
        some = some[np.argsort(lengths[some])]
        cuts = [some[at : at + _BATCH] for at in range(0, len(some), _BATCH)]
        yield from (cuts[index] for index in random.permutation(len(cuts)))


def _rates(steps: int) -> Iterator[float]:
    """Yield the learning rate of each step: up quickly, then down slowly."""
    for step in range(1, steps + 1):
        yield _RATE * min(1, step / _WARM_UP) * max(0.02, 1 - step / steps)
