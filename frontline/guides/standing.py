"""Where a walk stands within one turn: its state, and what every part of the engine does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontline.guides.asking import Asking
from frontline.guides.facts import Facts
from frontline.guides.given import Given
from frontline.guides.graph import verify_after
from frontline.guides.phrases import Phrases
from frontline.guides.proving import Proof
from frontline.guides.trail import Trail
from frontline.guides.types import (
    NEXT_CAUSE,
    DoStep,
    Ending,
    Guide,
    OfferStep,
    Step,
    TryStep,
    VerifyStep,
    Walk,
)
from frontline.place import PLACE


@dataclass(frozen=True)
class Need:
    """Something only the back office can do: `kind` is `check`, `quote`, `perform` or `identify`."""

    kind: str
    name: str
    step: str
    arguments: Mapping[str, Any]


Way = str | Need | None
"""From a step: the next step's id, something needed first, or None to wait here (or to end)."""


class Standing:
    """Changes `walk`; gathers what to say in `says` and how it ended in `ending`.

    `acknowledgement` is the line that answers the customer where nothing else is said first.
    """

    def __init__(self, guide: Guide, phrases: Phrases, walk: Walk, now: datetime) -> None:
        self.guide = guide
        self.walk = walk
        self.says: list[str] = []
        self.ending: Ending | None = None
        self.acknowledgement: str | None = None
        self.facts = Facts(guide, phrases, walk, now)
        self.asking = Asking(guide, phrases, walk, self.facts)
        self.trail = Trail(walk, now)
        self.proof = Proof(walk)
        self.given = Given(guide, walk, self.facts, now.astimezone(PLACE).date())
        self._phrases = phrases
        self._passed: list[str] = []

    @property
    def step(self) -> Step | None:
        """The step, None when the guide no longer has it."""
        return self.guide.steps.get(self.walk.at)

    @property
    def is_lost(self) -> bool:
        """Whether the walk stands at a step, or asks a question, that the content no longer has."""
        asking = self.walk.asking
        gone = asking is not None and asking not in self._phrases.questions
        return gone or self.step is None

    # -- moving ------------------------------------------------------------------------------------

    def hear(self) -> None:
        """The customer answered: what was not understood before no longer counts."""
        self.walk.misses, self._passed = 0, [self.walk.at]

    def go(self, step_id: str) -> None:
        """Goes to a step; coming by the same one twice in a turn means that there is nothing left to try."""
        to = self._trying() if step_id == NEXT_CAUSE else step_id
        if to is None or (to in self._passed and not self.given.asks_anew(to)):
            self.escalate("guide", "all_tried")
            return
        self._passed.append(to)
        self.walk.at = to

    def get_on(self) -> None:
        """Something else is tried or turned to: steps that came by may come by again."""
        self._passed.clear()

    def put(self, step_id: str) -> None:
        """Puts the walk at a step, with no other question in between."""
        self.walk.at, self.walk.asking, self.walk.wants_help = step_id, None, False

    def _trying(self) -> str | None:
        """The list of causes that the walk is trying: the latest, else the first of the guide."""
        if self.walk.tried:
            return str(self.walk.tried[-1]["of"])
        lists = (step.id for step in self.guide.steps.values() if isinstance(step, TryStep))
        return next(lists, None)

    # -- what was decided ----------------------------------------------------------------------------

    def record(self, step_id: str, words: str | None, choice: str) -> None:
        """Notes a decision, with the customer's words."""
        self.walk.path.append({"step": step_id, "choice": choice})
        self.trail.close(step_id, words, choice)

    def is_carried_out(self, step_id: str) -> bool:
        """Whether the back office did what this step offers."""
        return "performed" in self.walk.offers.get(step_id, {})

    # -- what is said ----------------------------------------------------------------------------------

    def say_line(self, key: str) -> None:
        """Says one of the engine's own lines."""
        self.says.append(self.asking.line(key))

    def acknowledge(self) -> None:
        """A word on the answer, where nothing else is said first."""
        if self.acknowledgement is not None and not self.says:
            self.say_line(self.acknowledgement)

    def note_question(self) -> None:
        """Puts what is asked now on the trail, an instruction and the question after it as two entries."""
        *first, last = self.asking.question()
        step = self.step
        if self.walk.asking is not None:
            self.trail.ask("ask", self.walk.asking, last)
        elif isinstance(step, DoStep):
            verify = verify_after(self.guide, step.id)
            self.trail.ask("do", step.id, first[0] if first else last)
            if verify is not None:
                self.trail.ask("verify", verify.id, last)
        elif step is not None:
            kind = {VerifyStep: "verify", OfferStep: "offer"}.get(type(step), "ask")
            self.trail.ask(kind, step.id, last)

    # -- ending ------------------------------------------------------------------------------------------

    def escalate(self, code: str, line: str) -> None:
        """Ends with a person, for a reason of the engine's own."""
        self.end(Ending("escalate", None, self.asking.line_in_all(f"reason_{line}"), code))

    def end(self, ending: Ending) -> None:
        """Ends the walk."""
        self.ending = ending
        self.walk.ended = ending.outcome
