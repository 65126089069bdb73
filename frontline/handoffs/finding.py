"""Which articles go with a conversation, and which an agent looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

from frontline.conversations.service import Conversations
from frontline.guides.library import Library
from frontline.handoffs.articles import Article, Explanation, Place, been_through, draw
from frontline.handoffs.meanings import LEAST_SIMILARITY, Meanings
from frontline.handoffs.suggesting import last_typed
from frontline.handoffs.types import Handoff, Pack, Text

MOST_SUGGESTED, MOST_FOUND = 3, 8
HERE = 0.2
"""Added to the cosine of an article from the guide that the customer is in: those come first, unless they
speak of something else."""
SAID = 0.5
"""Added to the cosine of an article in which all of the words occur; for a part of them, a part."""
WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class FoundArticle:
    """An article for one customer, with the explanations that fit what is known of them; `title` is that of
    their guide where it stands there. `done` says that they have been through it."""

    id: str
    title: Text
    explanations: Sequence[Explanation]
    done: bool


class Articles:
    """Finds what the guides explain that goes with a conversation."""

    def __init__(
        self, conversations: Conversations, library: Callable[[], Library], meanings: Meanings
    ) -> None:
        """`library` brings the guides; they are read when they are first needed."""
        self._conversations = conversations
        self._library = library
        self._meanings = meanings

    def suggest(self, handoff: Handoff) -> list[FoundArticle]:
        """The likeliest for what the customer said last and the guide they are in, best first; nothing that
        they have been through."""
        case = self._case(handoff.pack)
        left = [article for article in self._all if not case.is_done(article)]
        ratings = self._rate(last_typed(self._conversations, handoff.conversation_id), left)
        likely = [
            (rating.score + HERE * case.is_here(article), article)
            for rating, article in zip(ratings, left, strict=True)
            if rating.near >= LEAST_SIMILARITY or case.is_here(article)
        ]
        return [case.found(article) for article in _best(likely, MOST_SUGGESTED)]

    def of_pack(self, pack: Pack) -> list[dict[str, Any]]:
        """What their guide explains that they have not been through, as the pack's schema has it.

        Without a look at their words: nobody waits for the encoder to be handed over.
        """
        case = self._case(pack)
        left = [article for article in self._all if case.is_here(article) and not case.is_done(article)]
        best = _best([(0.0, article) for article in left], MOST_SUGGESTED)
        return [_as_json(case.found(article)) for article in best]

    def search(self, handoff: Handoff, words: str) -> list[FoundArticle]:
        """Those that speak of the words, best first; what the customer has been through is marked."""
        case, ratings = self._case(handoff.pack), self._rate(words, self._all)
        likely = [
            (rating.score, article)
            for rating, article in zip(ratings, self._all, strict=True)
            if rating.near >= LEAST_SIMILARITY or rating.share == 1
        ]
        return [case.found(article) for article in _best(likely, MOST_FOUND)]

    @cached_property
    def _all(self) -> Sequence[Article]:
        return draw(self._library())

    def _rate(self, words: str, articles: Sequence[Article]) -> list[_Rating]:
        if not words:
            return [_Rating(0.0, 0.0)] * len(articles)
        near = self._meanings.nearness(words, [article.texts() for article in articles])
        return list(map(_Rating, near, _shares(words, articles)))

    def _case(self, pack: Pack) -> _Case:
        steps, problem = pack["steps"], pack["problem"]
        guide = self._library().for_problem(problem["intent"]) if problem else None
        guides = [*([steps[-1]["guide"]] if steps else ()), *([guide.id] if guide else ())]
        facts = {fact["name"]: fact["value"] for fact in pack["facts"]}
        return _Case(guides, been_through(steps), facts)


@dataclass(frozen=True)
class _Rating:
    """How near an article is to what was said, by meaning and by its words."""

    near: float
    share: float

    @property
    def score(self) -> float:
        return self.near + SAID * self.share


@dataclass(frozen=True)
class _Case:
    """What a pack tells of one customer: the guides they are in, what they have done there, and the facts."""

    guides: Sequence[str]
    done: frozenset[Place]
    facts: Mapping[str, str]

    def is_here(self, article: Article) -> bool:
        return any(guide in article.titles for guide in self.guides)

    def is_done(self, article: Article) -> bool:
        return not self.done.isdisjoint(article.places)

    def found(self, article: Article) -> FoundArticle:
        guide = next((guide for guide in self.guides if guide in article.titles), article.places[0][0])
        explained = article.explained(self.facts)
        return FoundArticle(article.id, article.titles[guide], explained, self.is_done(article))


def _as_json(found: FoundArticle) -> dict[str, Any]:
    explanations = [{"instruction": one.instruction, "help": one.help} for one in found.explanations]
    return {"id": found.id, "title": found.title, "explanations": explanations}


def _shares(words: str, articles: Sequence[Article]) -> list[float]:
    """Which share of the words occurs in each article, from 0 to 1; the rarer a word, the more it counts."""
    sought = set(WORD.findall(words.lower()))
    holding = {word: [word in article.said for article in articles] for word in sought}
    weights = {word: log(len(articles) + 1) - log(sum(holds) + 0.5) for word, holds in holding.items()}
    total = sum(weights.values()) or 1
    return [
        sum(weights[word] * holding[word][number] for word in sought) / total
        for number in range(len(articles))
    ]


def _best(scored: Sequence[tuple[float, Article]], most: int) -> list[Article]:
    """The highest first; of equals those that say how."""
    best = sorted(scored, key=lambda pair: (pair[0], pair[1].helps), reverse=True)
    return [article for _, article in best[:most]]
