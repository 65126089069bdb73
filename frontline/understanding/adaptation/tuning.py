"""The upper layers of E5 learn to keep our intents apart; the lower ones stay as they are.

What the lower layers make of each message is known before, so a step need not pass them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from frontline.understanding.e5_network import Network, filled, tensors, unit_means

_LONGEST = 96
"""So many word pieces of a message are tuned on: the few longer ones would slow every step down."""
_BATCH = 64
_BATCHES_SORTED = 20
"""Batches are cut from so many at a time, sorted by length: less filling, still random enough."""
_RATE = 3e-4
_RATE_OF_CLASSES = 10
"""How much quicker the directions of the intents move than the layers."""
_DECAY = 0.01
_WARM_UP = 100
_DROPOUT = 0.1
_SHARPNESS = 16.0
_SMOOTHING = 0.1
_ENOUGH_TO_START = 4000
_REPORT_EVERY = 25


class Tuning:
    """Moves the numbers of the layers from `first` on, so that vectors of one intent point the same way."""

    def __init__(self, network: Network, first: int, classes: int) -> None:
        self._network = network
        self._layers = range(first, network.depth)
        names = tensors(self._layers)
        self._numbers = {name: tf.Variable(network.weights[name], name=name) for name in names}
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
        shares: Sequence[float],
        report: Callable[[int, int, float], None],
    ) -> None:
        """Learn the classes (n,) of messages from what the layers below make of each, (pieces, width).

        Each epoch takes one of the `shares` of them, those that it read worst when it saw them last.
        What is left to chance is drawn alike each time.
        `report` hears now and then: steps done, steps in all, and which share was read rightly of late.
        """
        tf.random.set_seed(0)
        states = [state[:_LONGEST] for state in states]
        random = np.random.default_rng(0)
        some = random.permutation(len(states))[:_ENOUGH_TO_START]
        self._start_from(self.encode([states[row] for row in some]), targets[some])
        lengths = np.array([len(state) for state in states])
        parts = [round(share * len(states)) for share in shares]
        rates = list(_rates(sum(-(-part // _BATCH) for part in parts)))
        losses = np.zeros(len(states))
        right: list[float] = []
        for part in parts:
            worst = np.argsort(-losses, kind="stable")[:part]
            for rows in _batches(worst, lengths, random):
                batch = [states[row] for row in rows]
                losses[rows], share = self._learn_batch(batch, targets[rows], rates[len(right)])
                right.append(share)
                if len(right) % _REPORT_EVERY == 0:
                    report(len(right), len(rates), float(np.mean(right[-_REPORT_EVERY:])))

    def _learn_batch(
        self, states: Sequence[np.ndarray], targets: np.ndarray, rate: float
    ) -> tuple[np.ndarray, float]:
        """Make one step; return what each message had lost before it, and which share was read rightly."""
        # a bare float would have TensorFlow build the step anew for each rate
        constants = tf.constant(targets, tf.int32), tf.constant(rate, tf.float32)
        losses, guessed = self._step(*filled(states), *constants)
        return losses.numpy(), float(np.mean(guessed.numpy() == targets))

    def encode(self, states: Sequence[np.ndarray]) -> np.ndarray:
        """Return the vectors (n, width) of messages, as the network with these tensors gives them."""
        vectors = np.zeros((len(states), self._network.width), dtype=np.float32)
        order = np.argsort([len(state) for state in states])
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._encoded(*filled([states[row] for row in rows])).numpy()
        return vectors

    def tensors(self) -> dict[str, np.ndarray]:
        """Return what the layers are made of now, as `Network.weights` has it."""
        return {name: number.numpy() for name, number in self._numbers.items()}

    def _start_from(self, vectors: np.ndarray, targets: np.ndarray) -> None:
        """Begin with the mean vector of each class, so that the first steps already lead somewhere."""
        centre = vectors.mean(axis=0)
        of_classes = np.eye(self._directions.shape[1], dtype=np.float32)[targets]
        self._centre.assign(centre)
        self._directions.assign(tf.math.l2_normalize((vectors - centre).T @ of_classes, 0))

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _encoded(self, states: Any, mask: Any) -> Any:
        return self._vectors(states, mask, 0.0)

    def _vectors(self, states: Any, mask: Any, dropout: float) -> Any:
        return unit_means(self._network.through(self._layers, self._numbers, states, mask, dropout), mask)

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def _step(self, states: Any, mask: Any, targets: Any, rate: Any) -> tuple[Any, Any]:
        """Make one step; return the loss and the guessed class of each message before it, both (n,)."""
        layers, classes = list(self._numbers.values()), [self._directions, self._centre]
        with tf.GradientTape() as tape:
            vectors = tf.math.l2_normalize(self._vectors(states, mask, _DROPOUT) - self._centre, -1)
            scores = _SHARPNESS * tf.matmul(vectors, tf.math.l2_normalize(self._directions, 0))
            wanted = tf.one_hot(targets, scores.shape[1]) * (1 - _SMOOTHING) + _SMOOTHING / scores.shape[1]
            losses = tf.nn.softmax_cross_entropy_with_logits(wanted, scores)
            loss = tf.reduce_mean(losses)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [*layers, *classes]), 1.0)
        self._of_layers.learning_rate.assign(rate)
        self._of_classes.learning_rate.assign(_RATE_OF_CLASSES * rate)
        self._of_layers.apply_gradients(zip(gradients[: len(layers)], layers, strict=True))
        self._of_classes.apply_gradients(zip(gradients[len(layers) :], classes, strict=True))
        return losses, tf.argmax(scores, 1)


def _batches(rows: np.ndarray, lengths: np.ndarray, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the rows of each batch of one epoch, rows of like length together."""
    order = random.permutation(rows)
    for start in range(0, len(order), _BATCH * _BATCHES_SORTED):
        some = order[start : start + _BATCH * _BATCHES_SORTED]
        some = some[np.argsort(lengths[some])]
        cuts = [some[at : at + _BATCH] for at in range(0, len(some), _BATCH)]
        yield from (cuts[index] for index in random.permutation(len(cuts)))


def _rates(steps: int) -> Iterator[float]:
    """Yield the learning rate of each step: up quickly, then down slowly."""
    for step in range(1, steps + 1):
        yield _RATE * min(1, step / _WARM_UP) * max(0.02, 1 - step / steps)
