"""Which canned answers go with what the customer said last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from frontline.conversations.service import Conversations
from frontline.conversations.types import Author
from frontline.guides.matching import SentenceEncoder
from frontline.handoffs.answers import Answers
from frontline.handoffs.types import CannedAnswer

LEAST_SIMILARITY = 0.3
"""Cosine below which an answer has nothing to do with what was said."""
MOST = 3


class Suggestions:
    """Compares what was said with titles and texts by meaning, whatever the language."""

    def __init__(
        self, conversations: Conversations, answers: Answers, encoder: Callable[[], SentenceEncoder]
    ) -> None:
        """`encoder` brings the encoder; it is made when it is first needed."""
        self._conversations = conversations
        self._answers = answers
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def of(self, conversation_id: str) -> list[CannedAnswer]:
        """The likeliest answers, best first; none when the customer has not typed anything that says much."""
        transcript = self._conversations.transcript(conversation_id)
        typed = [one.text for one in transcript if one.author is Author.CUSTOMER and one.payload is None]
        return self.for_words(typed[-1]) if typed else []

    def for_words(self, words: str) -> list[CannedAnswer]:
        """The likeliest answers to these words, best first."""
        answers = self._answers.all()
        scores = self._scores(words, answers)
        likely = [pair for pair in zip(scores, answers, strict=True) if pair[0] >= LEAST_SIMILARITY]
        likely.sort(key=lambda pair: pair[0], reverse=True)
        return [answer for _, answer in likely[:MOST]]

    def _scores(self, words: str, answers: Sequence[CannedAnswer]) -> list[float]:
        vector = self._encoder().encode([words])[0]
        texts = [[*answer.title.values(), *answer.text.values()] for answer in answers]
        self._learn([text for group in texts for text in group])
        return [max(float(self._vectors[text] @ vector) for text in group) for group in texts]

    def _learn(self, texts: Sequence[str]) -> None:
        """Answers seldom change, and customers write all day: each text is encoded once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder().encode(new), strict=True))
