"""What a sentence's vector says of its language: encoders mean to leave it out, and leave some of it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from frontline.understanding.encoders import Encoder
from frontline.understanding.language import detect

TRANSLATIONS_FILE = Path(__file__).with_suffix(".yml")

_SIDES = {"nl": 0.5, "en": -0.5, None: 0.0}


def language_shift(encoder: Encoder) -> np.ndarray:
    """Return how far on average a Dutch sentence lies from the English one that means the same, (d,)."""
    pairs = yaml.safe_load(TRANSLATIONS_FILE.read_text(encoding="utf8"))
    dutch, english = (encoder.encode([pair[language] for pair in pairs]) for language in ("nl", "en"))
    return (dutch - english).mean(axis=0)


def between_languages(vectors: np.ndarray, texts: Sequence[str], shift: np.ndarray) -> np.ndarray:
    """Return the vectors (n, d) moved half the shift, each from its own language towards the other."""
    sides = np.array([_SIDES[detect(text)] for text in texts], dtype=np.float32)
    return vectors - np.outer(sides, shift)
