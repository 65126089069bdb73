"""Names the customer's problem, and knows which problems to ask about when it is not sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frontline.review.collector import Collector, Unclear
from frontline.review.redaction import Span
from frontline.review.types import Guess
from frontline.storage.database import Database
from frontline.storage.tables import ProblemRow
from frontline.triage.taxonomy import ProblemType, Taxonomy
from frontline.triage.topics import Topics
from frontline.triage.types import Problem

MOST_CHOICES = 3
LEAST_LIKELY = 0.08
"""A problem with less confidence than this is not worth a customer's glance."""
LEAST_OF_BEST = 0.3
"""Nor is a third one with less than this share of the likeliest's confidence."""
PERSON = "human_handoff"
"""The intent of who asks for a person."""
FOR_A_PERSON = (PERSON, "callback_request", "complaint")
"""Intents of who wants to be heard by a person."""
LEANS_TO_PERSON = 0.6
"""How likely these are together where someone who says so unclearly is believed."""
CERTAIN = 1.0
FALLBACK = "nlu_fallback"

Ranking = Sequence[Mapping[str, Any]]
"""Intents as Rasa ranks them: `{"name": ..., "confidence": 0..1}`, likeliest first."""


@dataclass(frozen=True)
class Message:
    """What the customer typed or tapped, as Rasa read it."""

    conversation_id: str
    text: str
    language: str
    intent: str | None
    ranking: Ranking
    entities: Iterable[Span] = ()
    customer_id: str | None = None
    tapped: bool = False
    """Whether it was a button."""

    @property
    def guesses(self) -> list[Guess]:
        """What it could mean, likeliest first, without Rasa's own mark of doubt."""
        return [
            Guess(row["name"], float(row["confidence"])) for row in self.ranking if row["name"] != FALLBACK
        ]


@dataclass(frozen=True)
class Named:
    """One of several problems that a message names, with the words that name it."""

    kind: ProblemType
    words: str


class Triage:
    """Records the problems of conversations in the taxonomy's terms."""

    def __init__(self, database: Database, taxonomy: Taxonomy, topics: Topics, collector: Collector) -> None:
        """`collector` keeps what we were not sure of, for trainers to learn from."""
        self._database = database
        self._taxonomy = taxonomy
        self._topics = topics
        self._collector = collector

    def record(
        self,
        conversation_id: str,
        intent: str,
        *,
        words: str,
        confidence: float = CERTAIN,
        entities: Mapping[str, Any] | None = None,
    ) -> Problem:
        """Keeps the problem of a conversation; KeyError for an intent that is no problem.

        Only a button is certain: a typed message is read with less confidence.
        """
        kind = self._taxonomy.problem(intent)
        problem = Problem(
            kind.intent, kind.category, kind.urgency, kind.skill, round(confidence, 3), words, entities or {}
        )
        with self._database.begin() as session:
            session.add(ProblemRow(conversation_id=conversation_id, **problem.to_dict()))
            self._collector.meant(session, conversation_id, intent, tapped=confidence >= CERTAIN)
        return problem

    def several(self, intent: str, parts: Sequence[Mapping[str, Any]]) -> list[Named]:
        """The problems of a message that was read as `intent`, most urgent first; one of each category.

        `parts` are its clauses as the pipeline read them (`text`, `intent`); none when they name one problem,
        or not the one that the whole message names.
        """
        told = self._named(parts)
        if intent not in {named.kind.intent for named in told}:
            return []
        of_category: dict[str, Named] = {}
        for named in told:
            of_category.setdefault(named.kind.category, named)
        return list(of_category.values()) if len(of_category) > 1 else []

    def wants_person(self, intent: str | None, ranking: Ranking, parts: Sequence[Mapping[str, Any]]) -> bool:
        """Whether a clause asks for a person, or an unclear message most likely does, one way or another."""
        if any(part["intent"] == PERSON for part in parts):
            return True
        likely = sum(float(row["confidence"]) for row in ranking if row["name"] in FOR_A_PERSON)
        return intent == FALLBACK and likely >= LEANS_TO_PERSON

    def most_urgent(self, parts: Sequence[Mapping[str, Any]]) -> ProblemType | None:
        """Of the problems that a message names in its `parts`, beside what else it asks; None without one."""
        return next((named.kind for named in self._named(parts)), None)

    def _named(self, parts: Sequence[Mapping[str, Any]]) -> list[Named]:
        """The problems among the clauses, most urgent first."""
        kinds = (
            (self._taxonomy.problem(part["intent"]), part)
            for part in parts
            if part["intent"] in self._taxonomy
        )
        told = [Named(kind, part["text"]) for kind, part in kinds]
        return sorted(told, key=lambda named: -named.kind.urgency)

    def of_topic(self, text: str, asked: Sequence[str] = ()) -> list[ProblemType]:
        """The problems to ask about where a typed message names a topic only; empty for any other.

        None of those in `asked`, which the customer has already seen.
        """
        named = self._topics.problems(text)
        return [self._taxonomy.problem(intent) for intent in named if intent not in asked]

    def unclear(self, message: Message, asked: Sequence[str] = ()) -> list[ProblemType]:
        """The problems to ask about, likeliest first, at most three; empty when nothing is likely.

        None of those in `asked`, which the customer has already seen. A typed message that we were unsure
        of is kept for review.
        """
        likely = [] if message.tapped else self._likely(message.guesses, asked)
        if message.intent == FALLBACK:
            self._collector.keep(
                Unclear(
                    message.conversation_id,
                    message.text,
                    message.language,
                    message.guesses,
                    [kind.intent for kind in likely],
                    message.entities,
                    message.customer_id,
                )
            )
        return likely

    def not_this(self, conversation_id: str, intent: str | None) -> None:
        """The customer says that a problem we took up is not theirs."""
        self._collector.withdraw(conversation_id, intent)

    def _likely(self, guesses: Sequence[Guess], asked: Sequence[str]) -> list[ProblemType]:
        ranked = [guess for guess in guesses if guess.intent in self._taxonomy]
        if not ranked:
            return []
        likely = [guess for guess in ranked[:MOST_CHOICES] if guess.confidence >= LEAST_LIKELY]
        floor = ranked[0].confidence * LEAST_OF_BEST
        close = [*likely[:2], *(guess for guess in likely[2:] if guess.confidence >= floor)]
        return [self._taxonomy.problem(guess.intent) for guess in close if guess.intent not in asked]
