"""What identify steps do: they make sure of who the customer is, or give that up."""

from __future__ import annotations

from collections.abc import Mapping

from frontline.guides.proving import DOWN, FAILED, KNOWN, LOCKED, WRONG
from frontline.guides.standing import Need, Standing, Way
from frontline.guides.types import AskStep, IdentifyStep, OutcomeStep

UNKNOWN = "unknown"
NO_REASON: Mapping[str, str] = {FAILED: "identity_failed", LOCKED: "identity_locked", DOWN: "identity_down"}


class IdentifySteps:
    """The identify steps of a walk; `walk.proof` holds what was told at the one under way."""

    def __init__(self, at: Standing) -> None:
        self._at = at
        self._guide, self._walk = at.guide, at.walk

    def enter(self, step: IdentifyStep) -> Way:
        """On when the customer is known well enough, or cannot be; else it is looked into, or asked.

        Who left it open in an earlier walk is not asked where the guide can do without.
        """
        if self._walk.decided(step.id) == UNKNOWN:
            return step.unknown
        self._at.proof.begin(step.id, at_home=not self._asks_other_address())
        state = self._at.proof.state
        if state is None:
            return Need("identify", step.identify, step.id, self._at.proof.told)
        if state == KNOWN:
            self._at.proof.end()
            return step.known
        if self._walk.unproven and not self._ends(step):
            self._at.proof.end()
            return step.unknown
        return self.give_up(step, state) if state in NO_REASON else None

    def _asks_other_address(self) -> bool:
        """Whether the guide is about another address than where they live, such as that of a new home."""
        asks = (step for step in self._guide.steps.values() if isinstance(step, AskStep))
        return any(step.field == "address" and step.fact is not None for step in asks)

    def give_up(self, step: IdentifyStep, why: str, words: str | None = None) -> str:
        """The customer stays unknown, and hears why, or that it goes on without."""
        self._at.say_line(NO_REASON[why] if self._ends(step) else "identity_left")
        self._at.proof.end()
        self._at.record(step.id, words, UNKNOWN)
        return step.unknown

    def _ends(self, step: IdentifyStep) -> bool:
        """Whether the guide cannot go on without knowing who the customer is."""
        return isinstance(self._guide.steps.get(step.unknown), OutcomeStep)

    def feed(self, step_id: str, state: str) -> None:
        """Takes in what came of it.

        Once the customer is known, what could not be looked up before is worth another try.
        """
        if self._at.proof.settle(state):
            self._at.say_line("identity_wrong")
        if state == WRONG:
            self._at.trail.close(step_id, None, state)
        if state == KNOWN:
            self._walk.checks = {name: found for name, found in self._walk.checks.items() if found["ok"]}
