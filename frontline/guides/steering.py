"""Where the customer steers the walk: back, stop, all over, a question of their own, "this doesn't work"."""

from __future__ import annotations

from frontline.guides.asking import HOW, NOT_SOLVED, SOLVED, START_OVER, STUCK, WHERE
from frontline.guides.deciding import Deciding
from frontline.guides.graph import verify_after
from frontline.guides.identifying import IdentifySteps
from frontline.guides.proving import FAILED
from frontline.guides.standing import Standing
from frontline.guides.types import (
    DONT_KNOW,
    AskStep,
    DoStep,
    Ending,
    IdentifyStep,
    PickStep,
    SideQuestion,
    VerifyStep,
)

MAX_MISSES = 2
MAX_MISSES_OF_VALUES = 3


class Steering:
    """Moves a walk as a whole."""

    def __init__(self, at: Standing, deciding: Deciding) -> None:
        self._at = at
        self._guide, self._walk = at.guide, at.walk
        self._deciding = deciding
        self._identity = IdentifySteps(at)

    def does_not_work(self, words: str) -> bool:
        """The customer says that it still does not work; False where that answers nothing."""
        step = self._at.step
        if self._walk.asking is not None or not isinstance(step, (DoStep, VerifyStep)):
            return False
        plain = isinstance(step, DoStep) and verify_after(self._guide, step.id) is None
        self._deciding.choose(STUCK if plain else NOT_SOLVED, words)
        return True

    def does_not_know(self, words: str) -> bool:
        """The customer does not know: help where there is some, else the step's own way on; False without."""
        if self._walk.asking is not None:
            return False
        help_left = [choice.id for choice in self._at.asking.choices() if choice.id in (HOW, WHERE)]
        step = self._at.step
        if help_left:
            self._deciding.choose(help_left[0], words)
        elif isinstance(step, AskStep) and step.dont_know:
            self._deciding.choose(DONT_KNOW, words)
        else:
            return self.does_not_work(words)
        return True

    def rewind(self, step_id: str) -> bool:
        """Takes back everything decided since this step, to answer it anew; False where that cannot be."""
        index = self._decided_at(step_id)
        if index is None or self._is_settled_since(index):
            return False
        self._undo(index)
        self._at.given.forget(self._guide.steps.get(step_id))
        self._at.proof.end()
        self._at.put(step_id)
        if not isinstance(self._at.step, IdentifyStep):  # what that one asks shows when it is entered
            self._at.note_question()
        return True

    def go_back(self) -> bool:
        """Back to the step decided last; False at the beginning, or when it cannot be undone."""
        if isinstance(self._at.step, IdentifyStep) and self._at.proof.take_back():
            return True
        if not self._walk.path:
            return False
        last = self._walk.path[-1]["step"]
        before = self._walk.path[-2]["step"] if len(self._walk.path) > 1 else ""
        verify = verify_after(self._guide, before)
        return self.rewind(before if verify is not None and verify.id == last else last)

    def miss(self) -> None:
        """The answer was not understood; after some times in a row a person takes over."""
        self._walk.misses += 1
        step = self._at.step
        takes_value = isinstance(step, IdentifyStep) or self._at.given.takes_value(self._walk.at)
        if self._walk.misses < (MAX_MISSES_OF_VALUES if takes_value else MAX_MISSES):
            return
        if isinstance(step, IdentifyStep):
            self._walk.misses = 0
            self._at.go(self._identity.give_up(step, FAILED))
            return
        self._at.say_line("failed")
        self._at.escalate("failed", "not_understood")

    def tell(self, aside: SideQuestion) -> None:
        """The customer asks something in place of an answer: they hear it, then what we asked once more."""
        self._walk.misses = 0
        self._at.says.append(self._at.facts.fill(aside.say))

    def ask_again(self) -> None:
        """The customer wants to hear the question again: as it was asked first."""
        self._walk.misses = 0

    def stop(self) -> None:
        """The customer wants to stop."""
        self._at.end(Ending("stopped"))

    def start_over(self) -> None:
        """The customer wants to begin all over."""
        self._at.end(Ending(START_OVER))

    def solve(self, words: str) -> None:
        """The customer says by themselves that it is solved."""
        self._at.trail.close(self._walk.at, words, SOLVED)
        self._at.end(Ending("solved"))

    # -- inside ------------------------------------------------------------------------------------

    def _decided_at(self, step_id: str) -> int | None:
        """Where on the path a step was decided: last, or first where it brings a value; else None."""
        steps = [entry["step"] for entry in self._walk.path]
        if step_id not in steps or self._at.is_carried_out(step_id):
            return None
        anew = isinstance(self._guide.steps.get(step_id), PickStep) or self._at.given.takes_value(step_id)
        return steps.index(step_id) if anew else len(steps) - 1 - steps[::-1].index(step_id)

    def _is_settled_since(self, index: int) -> bool:
        """Whether something was carried out with the very facts that would change."""
        done = (entry["step"] for entry in self._walk.path[index:])
        return any("given" in self._walk.offers[step] for step in done if self._at.is_carried_out(step))

    def _undo(self, index: int) -> None:
        undone = [entry["step"] for entry in self._walk.path[index:]]
        self._at.trail.correct(undone)
        for step in undone:
            if not self._at.is_carried_out(step):
                self._walk.offers.pop(step, None)
        del self._walk.path[index:]
        self._walk.tried = [entry for entry in self._walk.tried if entry["after"] <= index]
