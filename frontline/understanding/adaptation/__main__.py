"""Tune E5 to the messages of data/nlu: `make tune`, and the set-up where it was never done.

Takes some ten minutes of two cores; worth doing again when the subject or the intents have changed a lot.
New messages of known intents need no tuning. One message in eight, chosen by its hash, is left out of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import yaml

from frontline.settings import PROJECT_ROOT, load_settings
from frontline.understanding.adaptation.tuning import Tuning
from frontline.understanding.adapter import ADAPTER, Adapter
from frontline.understanding.e5_file import E5File, bundled_model
from frontline.understanding.e5_network import Network
from frontline.understanding.embedding_cache import KEPT_IN, CachedEncoder
from frontline.understanding.encoders import ADAPTED, clean, installed_encoder

_FIRST_LAYER = 4
_SHARES = (1, 1 / 2, 1 / 3)
"""What each epoch sees: all messages, then the half and the third that were read worst."""
_LEFT_OUT = 8
_FEWEST = 4000
"""From fewer messages hardly any could be left out, and E5 as it comes reads them better."""


@dataclass
class TunedVectors:
    """Vectors that the tuning knows already, as an encoder: the next training need not make them again."""

    name: str
    dimension: int
    vectors: dict[str, np.ndarray]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, dimension) float32, rows of length 1; raises KeyError on any other text."""
        return np.stack([self.vectors[text] for text in texts])


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


def main() -> None:
    """Tune, and write the adapter and the vectors of all messages."""
    intents = messages()
    if len(intents) < _FEWEST:
        Adapter.tuned({}, []).save(ADAPTER)
        print(f"{len(intents)} messages are too few to tune E5 on: it stays as it comes.")
        return
    texts, names = list(intents), sorted(set(intents.values()))
    network = Network(E5File(bundled_model()))
    states = network.states([clean(text) for text in texts], _FIRST_LAYER)
    rows = [row for row, text in enumerate(texts) if tuned_on(text)]
    targets = np.array([names.index(intents[texts[row]]) for row in rows])
    tuning = Tuning(network, _FIRST_LAYER, len(names))
    tuning.learn([states[row] for row in rows], targets, _SHARES, _report)
    Adapter.tuned(tuning.tensors(), [texts[row] for row in rows]).save(ADAPTER)
    _keep(dict(zip(map(clean, texts), tuning.encode(states), strict=True)), network.width)
    print(f"Wrote {ADAPTER}")


def _report(done: int, steps: int, right: float) -> None:
    print(f"{done} of {steps} steps, {right:.1%} right", flush=True)


def _keep(vectors: dict[str, np.ndarray], width: int) -> None:
    tuned = TunedVectors(installed_encoder(ADAPTED), width, vectors)
    CachedEncoder(tuned, PROJECT_ROOT / KEPT_IN).encode(list(vectors))


if __name__ == "__main__":
    main()
