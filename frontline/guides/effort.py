"""What a walk has cost the customer, counted from what is kept of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def effort_of(walk: Mapping[str, Any]) -> dict[str, int]:
    """Questions, instructions and checks of a walk, and the answers tapped and typed; no words of anybody."""
    trail = walk.get("trail") or ()
    kinds = [str(entry["kind"]) for entry in trail if entry["kind"] != "offer" or _was_asked(entry)]
    return {
        "questions": sum(kind in ("ask", "verify", "offer") for kind in kinds),
        "instructions": kinds.count("do"),
        "checks": kinds.count("check"),
        "tapped": int(walk.get("tapped") or 0),
        "typed": int(walk.get("typed") or 0),
    }


def _was_asked(offer: Mapping[str, Any]) -> bool:
    """What needs no yes is carried out without a question."""
    return offer["answer"] is not None or offer["result"] is None
