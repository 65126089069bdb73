"""What became of a simulated customer, and whether that was right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.customers.cases import Case
from bench.customers.conversation import Told
from bench.customers.home import SATISFIED
from bench.customers.worlds import World

STATUS = {"calls", "data_works", "fast", "sent", *SATISFIED}
"""Questions that may come again once something was done."""

KNOWN_TO_OFFICE = {"which_phone", "home_address", "who_are_you", "how_internet_comes_in"}
"""Questions whose answer the back office has of a customer who is signed in."""


@dataclass(frozen=True)
class Handed:
    """To which agent, and why."""

    skill: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """How one case ended. `faults` says in words what was not right; empty when all was."""

    case: Case
    told: Told
    solved: bool
    handed: Handed | None
    repeated: Sequence[str]
    seconds: float

    @property
    def beyond(self) -> int:
        """The customer's messages beyond the first and the fixes."""
        return self.told.messages - self.told.useful

    @property
    def is_right(self) -> bool:
        """Solved, or where only a person can help, with the right one for the right reason."""
        if self.case.expects is None:
            return self.solved and self.handed is None
        skill, reason = self.case.expects
        right = self.handed is not None and self.handed.skill == skill
        return right and bool(re.search(reason, self.handed.reason.lower() if self.handed else ""))

    @property
    def handed_though_solvable(self) -> bool:
        """A person had to do what the assistant could have."""
        return self.case.expects is None and self.handed is not None


def judge(case: Case, told: Told, world: World, handed: Handed | None, seconds: float) -> Verdict:
    """The verdict on a conversation that is over."""
    world.meets_company()
    solved = world.is_well() and told.not_understood is None
    return Verdict(case, told, solved, handed, [*_twice(told), *_known(case, told)], seconds)


def _twice(told: Told) -> list[str]:
    """Questions asked again, though nothing was done since, and instructions given again."""
    found = []
    for index, (question, text, acted) in enumerate(told.asked):
        before = [row for row in told.asked[:index] if row[0] == question and row[1] == text]
        same = [row for row in told.asked[:index] if row[0] == question]
        reason_to_ask = question in STATUS or question == "consents"
        if [row for row in before if row[2] == acted] or (same and not reason_to_ask):
            found.append(text)
    return found


def _known(case: Case, told: Told) -> list[str]:
    """Questions to which the company had the answer."""
    if not case.person.is_known:
        return []
    return [text for question, text, _ in told.asked if question in KNOWN_TO_OFFICE]
