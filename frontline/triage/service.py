"""Names the customer's problem, and knows which problems to ask about when it is not sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frontline.storage.database import Database
from frontline.storage.tables import ProblemRow
from frontline.triage.taxonomy import ProblemType, Taxonomy
from frontline.triage.types import Problem

MOST_CHOICES = 3
LEAST_LIKELY = 0.08
"""A problem with less confidence than this is not worth a customer's glance."""
LEAST_OF_BEST = 0.3
"""Nor is one with less than this share of the likeliest's confidence."""
CERTAIN = 1.0

Ranking = Sequence[Mapping[str, Any]]
"""Intents as Rasa ranks them: `{"name": ..., "confidence": 0..1}`, likeliest first."""


class Triage:
    """Records the problems of conversations in the taxonomy's terms."""

    def __init__(self, database: Database, taxonomy: Taxonomy) -> None:
        self._database = database
        self._taxonomy = taxonomy

    def record(
        self,
        conversation_id: str,
        intent: str,
        *,
        words: str,
        confidence: float = CERTAIN,
        entities: Mapping[str, Any] | None = None,
    ) -> Problem:
        """Keeps the problem of a conversation; KeyError for an intent that is no problem."""
        kind = self._taxonomy.problem(intent)
        problem = Problem(
            kind.intent, kind.category, kind.urgency, kind.skill, round(confidence, 3), words, entities or {}
        )
        with self._database.begin() as session:
            session.add(ProblemRow(conversation_id=conversation_id, **problem.to_dict()))
        return problem

    def likely(self, ranking: Ranking) -> list[ProblemType]:
        """The problems worth asking about, likeliest first, at most three; empty when nothing is likely."""
        ranked = [(row["name"], float(row["confidence"])) for row in ranking if row["name"] in self._taxonomy]
        if not ranked:
            return []
        floor = max(LEAST_LIKELY, ranked[0][1] * LEAST_OF_BEST)
        return [
            self._taxonomy.problem(name) for name, confidence in ranked[:MOST_CHOICES] if confidence >= floor
        ]
