"""Walks a guide: pure, without input or output; what it needs from outside it asks for as a `Need`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from frontline.guides.deciding import Deciding
from frontline.guides.entering import Entering
from frontline.guides.phrases import Phrases
from frontline.guides.standing import Need, Standing
from frontline.guides.steering import Steering
from frontline.guides.types import Ending, Guide, Walk

MAX_RESTARTS = 1


class Engine:
    """One turn of one walk: what the customer says goes to `deciding` or `steering`, then `run` goes on."""

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, now: datetime) -> None:
        """Changes `walk` along the way; what to say before the next question gathers in `says`."""
        self._standing = standing = Standing(guide, phrases, walk, now)
        self._entering = Entering(standing)
        self.guide, self.walk, self.says = guide, walk, standing.says
        self.wish: str | None = None
        """Another problem, named while the customer said no: "no, I want my money back"."""
        self.facts, self.asking = standing.facts, standing.asking
        self.deciding = Deciding(standing)
        self.steering = Steering(standing, self.deciding)

    @property
    def ending(self) -> Ending | None:
        """How the walk ended, None while it goes on."""
        return self._standing.ending

    @property
    def is_lost(self) -> bool:
        """Whether the walk stands at a step, or asks a question, that the content no longer has."""
        return self._standing.is_lost

    def run(self) -> Need | None:
        """Goes on to the next step that waits for the customer, to the end, or to what it needs first."""
        while self.ending is None and (self.walk.asking is None or self.is_lost):
            if self.is_lost:
                self._start_again()
                continue
            way = self._entering.enter(self.guide.steps[self.walk.at])
            if isinstance(way, Need):
                return way
            if way is None:
                break
            self._standing.go(way)
        if self.ending is None:
            self._standing.note_question()
            self._standing.acknowledge()
        return None

    def feed(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        """Takes in what the back office brought for a `Need`; then `run` goes on."""
        self._entering.feed(need, ok, facts)

    def _start_again(self) -> None:
        """The step is gone since a trainer changed the guide."""
        if self.walk.restarts >= MAX_RESTARTS or self.guide.start not in self.guide.steps:
            self._standing.escalate("failed", "guide_changed")
            return
        self.walk.restarts += 1
        self._standing.put(self.guide.start)
        self._standing.get_on()
