"""What can be read off a guide's steps without a walk."""

from __future__ import annotations

from frontline.guides.types import DoStep, Guide, VerifyStep


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
