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

SOMETHING_ELSE = "none_of_these"
NOT_OURS = "out_of_scope"
TOPIC = "topic"
"""What a message is read as that names a topic only."""
WHICH = ("utter_which_problem", "utter_which_problem_again")
THIS = ("utter_this_problem", "utter_which_problem_again")
ABOUT_TOPIC = ("utter_about_topic", "utter_which_problem_again")
OPEN = ("utter_tell_more", "utter_tell_more_again")
OPEN_AFTER = {
    SOMETHING_ELSE: ("utter_something_else", "utter_tell_more_again"),
    NOT_OURS: ("utter_out_of_scope", "utter_out_of_scope_again"),
    "affirm": ("utter_ask_problem", "utter_tell_more_again"),
    "go_back": ("utter_ask_problem", "utter_tell_more_again"),
    "dont_know": ("utter_never_mind", "utter_tell_more_again"),
}
"""How to ask openly after what the customer said; `OPEN` after anything that we did not understand."""


@dataclass(frozen=True)
class Unclarity:
    """How far we are in finding out."""

    intent: str | None
    """What the last message was read as."""
    times: int = 0
    """So many unclear messages there were in a row; what is clearly not ours does not count."""
    said: Sequence[str] = ()
    """The responses that asked, oldest first."""
    offered: Sequence[str] = ()
    """The problems of the last question."""
    rejected: Sequence[str] = ()
    """The problems that the customer says it is not."""

    @classmethod
    def after(
        cls, intent: str | None, times: int, memory: Mapping[str, Any] | None, problem: str | None = None
    ) -> Unclarity:
        """With one more message that was not clear; what was said no to is forgotten once we understood.

        `problem` is the one in hand, which is rejected by saying that it is something else.
        """
        before = cls(intent, times, **(memory or {}))
        rejected = list(before.rejected) if times else []
        counted = times if intent == NOT_OURS else times + 1
        if intent != SOMETHING_ELSE:
            return replace(before, times=counted, rejected=rejected)
        refused = [*rejected, *before.offered, *([problem] if problem else [])]
        return replace(before, times=counted, offered=(), rejected=refused)

    @property
    def wants_person(self) -> bool:
        """Whether asking once more helps nobody."""
        return self.intent != NOT_OURS and self.times > PERSON_OFFERED

    @property
    def offers_person(self) -> bool:
        """Whether this is the question that offers a person."""
        return self.intent != NOT_OURS and self.times == PERSON_OFFERED

    @property
    def most_choices(self) -> int | None:
        """How many problems to offer; None for all that are likely.

        What is clearly not ours is only doubted while we were in doubt already.
        """
        if self.intent == NOT_OURS and self.times == 0:
            return 0
        return NEAREST if self.offers_person else None

    def question(self, likely: Sequence[str]) -> str:
        """The response that asks."""
        if self.offers_person:
            return "utter_nearest_or_person" if likely else "utter_tell_more_or_person"
        ways = self._ways(len(likely))
        return min(ways, key=self._last_said)

    def asking(self, response: str, likely: Sequence[str]) -> dict[str, Any]:
        """What to remember when this is asked."""
        said = [*self.said, response][-REMEMBERED:]
        return {"said": said, "offered": list(likely), "rejected": list(self.rejected)}

    def asking_nothing(self) -> dict[str, Any]:
        """What to remember when the message is answered instead."""
        return {"said": list(self.said), "offered": [], "rejected": list(self.rejected)}

    def _ways(self, choices: int) -> Sequence[str]:
        if choices == 0:
            return OPEN_AFTER.get(str(self.intent), OPEN)
        if self.intent == TOPIC:
            return ABOUT_TOPIC
        return THIS if choices == 1 else WHICH

    def _last_said(self, response: str) -> int:
        """Larger for what was said later; -1 for what was not said."""
        return max((place for place, said in enumerate(self.said) if said == response), default=-1)
