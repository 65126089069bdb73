"""What can be read off a guide's steps without a walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frontline.guides.source import Key
from frontline.guides.types import (
    NEXT_CAUSE,
    AnyStep,
    AskStep,
    Branch,
    CheckStep,
    DoStep,
    Guide,
    PickStep,
    RouteStep,
    TryStep,
    VerifyStep,
)

WAYS = (
    "next",
    "known",
    "unknown",
    "cannot",
    "solved",
    "not_solved",
    "accepted",
    "declined",
    "unavailable",
    "empty",
    "dont_know",
    "otherwise",
)
"""The keys of a step that name the step to go on to."""


def verify_after(guide: Guide, step_id: str) -> VerifyStep | None:
    """The step that asks whether an instruction helped, when it comes right after; both are said together."""
    step = guide.steps.get(step_id)
    following = guide.steps.get(step.next) if isinstance(step, DoStep) else None
    return following if isinstance(following, VerifyStep) else None


def next_cause(guide: Guide, step: DoStep) -> str:
    """Where to go on when an instruction does not work: past the question whether it helped."""
    if step.cannot is not None:
        return step.cannot
    at, seen = step.next, {step.id}
    while at not in seen:
        seen.add(at)
        following = guide.steps.get(at)
        if isinstance(following, VerifyStep):
            return following.not_solved
        if not isinstance(following, DoStep):
            break
        at = following.next
    return at


def ways_on(step: AnyStep) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Every step that this one can go on to, with where the file says so."""
    for index, branch in enumerate(branches_of(step)):
        yield (branches_key(step), index, "next"), branch.next
    if isinstance(step, (AskStep, VerifyStep)):
        for index, option in enumerate(step.options):
            yield ("options", index, "next"), option.next
    if isinstance(step, PickStep) and step.none is not None:
        yield ("none", "next"), step.none.next
    for key in WAYS:
        target = getattr(step, key, None)
        if target is not None:
            yield (key,), target


def branches_of(step: AnyStep) -> Sequence[Branch]:
    """The ways on of a step that chooses by itself; none for others."""
    if isinstance(step, TryStep):
        return step.causes
    return step.branches if isinstance(step, (CheckStep, RouteStep)) else ()


def branches_key(step: AnyStep) -> str:
    """Under which key of the file the branches of a step stand."""
    return "try" if isinstance(step, TryStep) else "branches"


def reachable(guide: Guide, found: list[str]) -> frozenset[str]:
    """All steps that can be reached; the next cause may be that of any list."""
    seen: set[str] = set()
    tries = [step.id for step in guide.steps.values() if isinstance(step, TryStep)]
    while found:
        step_id = found.pop()
        if step_id == NEXT_CAUSE:
            found.extend(tries)
            tries = []
        elif step_id in guide.steps and step_id not in seen:
            seen.add(step_id)
            found.extend(target for _, target in ways_on(guide.steps[step_id]))
    return frozenset(seen)


def is_automatic(step: AnyStep | None) -> bool:
    """Whether it asks nothing; a list of causes neither, but it ends by itself."""
    return isinstance(step, (CheckStep, RouteStep))


def automatic_after(guide: Guide, start: AnyStep) -> frozenset[str]:
    """The automatic steps after this one, through automatic steps only."""
    seen: set[str] = set()
    found = [target for _, target in ways_on(start)]
    while found:
        step = guide.steps.get(found.pop())
        if step is not None and is_automatic(step) and step.id not in seen:
            seen.add(step.id)
            found.extend(target for _, target in ways_on(step))
    return frozenset(seen)
