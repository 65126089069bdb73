"""The record of a walk in words, for an agent: questions, instructions, checks, offers and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from frontline.customers.fields import Field
from frontline.guides.types import Walk

CORRECTED = "corrected"


class Trail:
    """Writes the trail of one walk; entries hold at, step, kind, text, answer and result."""

    def __init__(self, walk: Walk, now: datetime) -> None:
        self._walk = walk
        self._now = now

    def note(self, kind: str, step_id: str, text: str, result: str | None = None) -> None:
        """Adds an entry; without a result it waits for an answer."""
        entry = {"at": self._now.isoformat(), "step": step_id, "kind": kind, "text": text}
        self._walk.trail.append({**entry, "answer": None, "result": result})

    def ask(self, kind: str, step_id: str, text: str) -> None:
        """Adds an entry, unless the step waits for its answer already."""
        if not any(entry["step"] == step_id and entry["result"] is None for entry in self._walk.trail):
            self.note(kind, step_id, text)

    def close(self, step_id: str, answer: str | None, result: str) -> bool:
        """Writes the answer and what came of it into the last entry of a step; False without one."""
        for entry in reversed(self._walk.trail):
            if entry["step"] == step_id:
                entry["answer"] = answer if answer is not None else entry["answer"]
                entry["result"] = result
                return True
        return False

    def correct(self, step_ids: Sequence[str]) -> None:
        """Marks what the customer took back, and what was asked because of it."""
        for entry in self._walk.trail:
            taken_back = entry["step"] in step_ids and entry["kind"] in ("ask", "do", "verify")
            if taken_back or entry["result"] is None:
                entry["result"] = CORRECTED


def as_words(facts: Mapping[str, Any], fields: Mapping[str, Field], language: str) -> str:
    """What was found, for an agent: of rows how many, of secrets nothing."""
    told = {name: value for name, value in facts.items() if value is not None}
    return ", ".join(
        f"{name}: {_plainly(value, language)}"
        for name, value in told.items()
        if not (name in fields and fields[name].secret)
    )


def _plainly(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return len(value)
    return value.get(language, value) if isinstance(value, Mapping) else value
