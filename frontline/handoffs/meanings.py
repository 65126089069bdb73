"""How near in meaning texts are to what was said, whatever the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from frontline.guides.matching import SentenceEncoder

LEAST_SIMILARITY = 0.3
"""Cosine below which a text has nothing to do with what was said."""


class Meanings:
    """Compares by a sentence encoder. What agents can say seldom changes, and customers write all day: each
    text is encoded once, when it is first compared."""

    def __init__(self, encoder: Callable[[], SentenceEncoder]) -> None:
        """`encoder` brings the encoder; it is made when it is first needed."""
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def nearness(self, words: str, groups: Sequence[Sequence[str]]) -> list[float]:
        """Of each group of texts the cosine of the one that is nearest to the words."""
        vector = self._encoder().encode([words])[0]
        self._learn([text for group in groups for text in group])
        return [max(float(self._vectors[text] @ vector) for text in group) for group in groups]

    def _learn(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder().encode(new), strict=True))
