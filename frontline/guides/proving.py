"""What a walk knows meanwhile of who the customer is: told at an identify step, or mentioned before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontline.guides.asking import CLAIM, HOME
from frontline.guides.types import Walk

CLAIMS = ("customer_number", "phone", "email")
"""What tells who somebody is, the surest first."""

ADDRESS = ("postcode", "house_number")
KNOWN, WRONG, LOCKED, DOWN, FAILED = "known", "wrong", "locked", "down", "failed"
"""What comes of it, beside the question that is still to be asked."""

MOST_WRONG = 3


class Proof:
    """Reads and writes `walk.proof`: the step, what it asks, claim and home, how often they were wrong."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    @property
    def state(self) -> str | None:
        """What is asked, or what came of it; None while it is to be looked into."""
        state = self._walk.proof.get("asks")
        return str(state) if state else None

    @property
    def told(self) -> dict[str, Any]:
        """The claim as `{kind: value}`, the home as `{postcode, house_number}`, as far as they are known."""
        return {key: self._walk.proof[key] for key in (CLAIM, HOME) if key in self._walk.proof}

    def begin(self, step_id: str, *, at_home: bool) -> None:
        """Takes what the customer mentioned before, unless this step is under way.

        Not `at_home`, an address that was mentioned is another one than theirs.
        """
        if self._walk.proof.get("step") == step_id:
            return
        known = self._walk.known
        self._walk.proof = {"step": step_id, "wrong": 0, "typed": False}
        claim = next((kind for kind in CLAIMS if known.get(kind)), None)
        if claim is not None:
            self._walk.proof[CLAIM] = {claim: str(known[claim])}
        if at_home and all(known.get(name) for name in ADDRESS):
            self._walk.proof[HOME] = {name: str(known[name]) for name in ADDRESS}

    def take(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """What the customer typed: a claim, a home or both."""
        self._walk.proof.update({key: dict(value) for key, value in told.items()}, typed=True, asks=None)

    def settle(self, state: str) -> bool:
        """What came of it; True when the customer is to hear first that what they typed before was wrong."""
        if state == WRONG:
            self._start_over()
            return False
        self._walk.proof["asks"] = state
        sorry = bool(self._walk.proof.pop("sorry", False))
        return sorry and state in (CLAIM, HOME)

    def _start_over(self) -> None:
        """All is asked anew; a mention that was no proof is let go, without counting."""
        typed = bool(self._walk.proof["typed"])
        wrong = int(self._walk.proof["wrong"]) + typed
        self._walk.proof = {"step": self._walk.proof["step"], "wrong": wrong, "typed": False, "sorry": typed}
        if wrong >= MOST_WRONG:
            self._walk.proof["asks"] = FAILED

    def take_back(self) -> bool:
        """Forgets the claim, to be asked again; False when there is none."""
        if CLAIM not in self._walk.proof:
            return False
        self._walk.proof.pop(CLAIM)
        self._walk.proof.pop(HOME, None)
        self._walk.proof["asks"] = None
        return True

    def end(self) -> None:
        """Forgets it all."""
        self._walk.proof = {}
