"""Which canned answers go with what the customer said last."""

from __future__ import annotations

from frontline.conversations.service import Conversations
from frontline.conversations.types import Author
from frontline.handoffs.answers import Answers
from frontline.handoffs.meanings import LEAST_SIMILARITY, Meanings
from frontline.handoffs.types import CannedAnswer

MOST = 3


class Suggestions:
    """Compares what was said with the titles and texts of canned answers."""

    def __init__(self, conversations: Conversations, answers: Answers, meanings: Meanings) -> None:
        self._conversations = conversations
        self._answers = answers
        self._meanings = meanings

    def of(self, conversation_id: str) -> list[CannedAnswer]:
        """The likeliest answers, best first; none when the customer has not typed anything that says much."""
        words = last_typed(self._conversations, conversation_id)
        return self.for_words(words) if words else []

    def for_words(self, words: str) -> list[CannedAnswer]:
        """The likeliest answers to these words, best first."""
        answers = self._answers.all()
        texts = [[*answer.title.values(), *answer.text.values()] for answer in answers]
        scores = self._meanings.nearness(words, texts)
        likely = [pair for pair in zip(scores, answers, strict=True) if pair[0] >= LEAST_SIMILARITY]
        likely.sort(key=lambda pair: pair[0], reverse=True)
        return [answer for _, answer in likely[:MOST]]


def last_typed(conversations: Conversations, conversation_id: str) -> str:
    """What the customer typed last, empty when they only tapped."""
    transcript = conversations.transcript(conversation_id)
    typed = [one.text for one in transcript if one.author is Author.CUSTOMER and one.payload is None]
    return typed[-1] if typed else ""
