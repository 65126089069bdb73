"""What to ask when it is not clear what the customer needs: never the same question twice in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

PERSON_OFFERED = 3
"""At so many unclear messages in a row we offer a person, at the next we bring one in."""
NEAREST = 2
"""So many problems stand beside the person: with it they fit a channel's three buttons."""
REMEMBERED = 4

WHICH = ("utter_which_problem", "utter_which_problem_again")
THIS = ("utter_this_problem", "utter_which_problem_again")
OPEN = ("utter_tell_more", "utter_tell_more_again")
OTHER = ("utter_something_else", "utter_tell_more_again")


@dataclass(frozen=True)
class Unclarity:
    """How far we are in finding out."""

    times: int = 0
    said: Sequence[str] = ()
    """The responses that asked, oldest first."""
    offered: Sequence[str] = ()
    """The problems of the last question."""
    rejected: Sequence[str] = ()
    """The problems that the customer says it is not."""

    @classmethod
    def after(cls, times: int, memory: Mapping[str, Any] | None, rejected: str | None) -> Unclarity:
        """With one more message that was not clear; what was said no to is forgotten once we understood.

        `rejected` is the problem in hand when the customer says that it is something else.
        """
        before = cls(times, **(memory or {}))
        if rejected is not None:
            refused = [*(before.rejected if times else ()), *before.offered, rejected]
            return replace(before, times=times + 1, offered=(), rejected=[each for each in refused if each])
        return replace(before, times=times + 1, rejected=before.rejected if times else ())

    @property
    def wants_person(self) -> bool:
        """Whether asking once more helps nobody."""
        return self.times > PERSON_OFFERED

    @property
    def offers_person(self) -> bool:
        """Whether this is the question that offers a person."""
        return self.times == PERSON_OFFERED

    def question(self, likely: Sequence[str], *, other: bool) -> str:
        """The response that asks; `other` when the customer has just said that it is something else."""
        if self.offers_person:
            return "utter_nearest_or_person" if likely else "utter_tell_more_or_person"
        ways = OTHER if other else _ways(len(likely))
        return next((way for way in ways if way not in self.said), ways[0])

    def asking(self, response: str, likely: Sequence[str]) -> dict[str, Any]:
        """What to remember when this is asked."""
        said = [*self.said, response][-REMEMBERED:]
        return {"said": said, "offered": list(likely), "rejected": list(self.rejected)}


def _ways(choices: int) -> Sequence[str]:
    if choices == 0:
        return OPEN
    return THIS if choices == 1 else WHICH
