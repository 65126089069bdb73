"""Tune E5 to the messages of data/nlu: `make tune`.

Takes about 40 minutes of one core; worth it when the subject or the intents have changed a lot. New
messages of known intents need no tuning. One message in four, chosen by its hash, is left out of it.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
import yaml

from frontline.settings import load_settings
from frontline.understanding.adapter import ADAPTER, Adapter
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.e5_network import Network
from frontline.understanding.encoders import clean

_LONGEST = 96
"""So many word pieces of a message are tuned on: the few longer ones would slow every step down."""
_BATCH = 32
_BATCHES_SORTED = 40
"""Batches are cut from so many at a time, sorted by length: less filling, still random enough."""
_RATE = 1e-3
_WARM_UP = 60
_SHARPNESS = 16.0
_SMOOTHING = 0.1
_LEFT_OUT = 4
_REPORT_EVERY = 50


def messages() -> dict[str, str]:
    """Return the intent of every training message."""
    found: dict[str, str] = {}
    for path in sorted(load_settings().nlu_data_dir.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf8"))["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in block["examples"].splitlines())
            found.update((line, block["intent"]) for line in lines if line)
    return found


def tuned_on(text: str) -> bool:
    """Tell whether a message is one to tune on; the rest is left for calibration."""
    return hashlib.blake2b(text.encode(), digest_size=1).digest()[0] % _LEFT_OUT != 0


class Tuning:
    """Moves the free numbers so that vectors of one intent point the same way (cosine softmax)."""

    def __init__(self, network: Network, classes: int) -> None:
        self._network = network
        self._directions = tf.Variable(tf.random.stateless_normal([network.width, classes], [0, 1]))
        self._centre = tf.Variable(tf.zeros([network.width]))
        self._tuned = [*network.free.values(), self._directions, self._centre]
        self._optimizer = tf.keras.optimizers.Adam(beta_2=0.98)
        self._optimizer.build(self._tuned)

    def start_from(self, vectors: np.ndarray, targets: np.ndarray) -> None:
        """Begin with the mean vector of each class, so that the first steps already lead somewhere."""
        centre = vectors.mean(axis=0)
        self._centre.assign(centre)
        means = [
            (vectors[targets == each] - centre).mean(axis=0) for each in range(self._directions.shape[1])
        ]
        self._directions.assign(tf.math.l2_normalize(np.stack(means), -1).numpy().T)

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def step(self, embedded: Any, mask: Any, targets: Any, rate: Any) -> Any:
        """Make one step; return the share of the batch that was read rightly before it."""
        with tf.GradientTape() as tape:
            vectors = tf.math.l2_normalize(self._network.vectors(embedded, mask, True) - self._centre, -1)
            scores = _SHARPNESS * tf.matmul(vectors, tf.math.l2_normalize(self._directions, 0))
            wanted = tf.one_hot(targets, scores.shape[1]) * (1 - _SMOOTHING) + _SMOOTHING / scores.shape[1]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, self._tuned), 1.0)
        self._optimizer.learning_rate.assign(rate)
        self._optimizer.apply_gradients(zip(gradients, self._tuned, strict=True))
        return tf.reduce_mean(tf.cast(tf.argmax(scores, 1, output_type=tf.int32) == targets, tf.float32))


def batches(lengths: np.ndarray, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the rows of each batch of one epoch, rows of like length together."""
    order = random.permutation(len(lengths))
    for start in range(0, len(order), _BATCH * _BATCHES_SORTED):
        some = order[start : start + _BATCH * _BATCHES_SORTED]
        some = some[np.argsort(lengths[some])]
        cuts = [some[at : at + _BATCH] for at in range(0, len(some), _BATCH)]
        yield from (cuts[index] for index in random.permutation(len(cuts)))


def rates(steps: int) -> Iterator[float]:
    """Yield the learning rate of each step: up quickly, then down slowly."""
    for step in range(1, steps + 1):
        yield _RATE * min(1, step / _WARM_UP) * max(0.02, 1 - step / steps)


def main(epochs: int) -> None:
    """Tune, and write the adapter."""
    intents = {text: intent for text, intent in messages().items() if tuned_on(text)}
    texts, names = list(intents), sorted(set(intents.values()))
    targets = np.array([names.index(intents[text]) for text in texts], dtype=np.int32)
    network = Network(E5File(bundled_model()))
    cleaned = [clean(text) for text in texts]
    numbers = [network.numbers(text)[:_LONGEST] for text in cleaned]
    tuning = Tuning(network, len(names))
    tuning.start_from(network.encode(cleaned), targets)
    tune(tuning, network, numbers, targets, epochs)
    Adapter.tuned({name: value.numpy() for name, value in network.free.items()}, texts).save(ADAPTER)
    print(f"Wrote {ADAPTER}")


def tune(
    tuning: Tuning, network: Network, numbers: list[list[int]], targets: np.ndarray, epochs: int
) -> None:
    """Make all steps, and say now and then how well messages are read."""
    random = np.random.default_rng(0)
    lengths = np.array([len(each) for each in numbers])
    rows = [batch for _ in range(epochs) for batch in batches(lengths, random)]
    right: list[float] = []
    for batch, rate in zip(rows, rates(len(rows)), strict=True):
        embedded, mask = network.batch([numbers[row] for row in batch])
        right.append(float(tuning.step(embedded, mask, targets[batch], rate)))
        if len(right) % _REPORT_EVERY == 0:
            print(
                f"{len(right)} of {len(rows)} steps, {np.mean(right[-_REPORT_EVERY:]):.1%} right", flush=True
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3, help="how often each message is seen")
    main(parser.parse_args().epochs)
