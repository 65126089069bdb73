"""Draws guides as Mermaid flowcharts: `python -m frontline.guides.diagram [guide id ...]`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from frontline.guides.graph import WAYS, branches_of
from frontline.guides.library import Library
from frontline.guides.types import (
    NEXT_CAUSE,
    PLAIN,
    AnyStep,
    AskStep,
    Branch,
    CheckStep,
    DoStep,
    Guide,
    IdentifyStep,
    OfferStep,
    OutcomeStep,
    PickStep,
    RouteStep,
    Text,
    TryStep,
    VerifyStep,
    Wording,
)

CONTENT = Path(__file__).resolve().parents[2] / "content"
WIDTH = 32
"""Characters of a line within a box."""

SHAPES = {
    CheckStep: ("[[", "]]"),
    RouteStep: ("{", "}"),
    TryStep: ("[(", ")]"),
    PickStep: ("(", ")"),
    IdentifyStep: ("[[", "]]"),
    AskStep: ("(", ")"),
    DoStep: ("[", "]"),
    VerifyStep: ("{{", "}}"),
    OfferStep: ("[/", "/]"),
    OutcomeStep: ("([", "])"),
}


NEXT_CAUSE_WORDS = {"nl": "volgende oorzaak", "en": "next cause"}


def mermaid(guide: Guide, language: str = "nl") -> str:
    """The guide as a flowchart, in the words of one language."""
    lines = [f"flowchart TD\n  %% {guide.id}: {guide.title[language]}"]
    for step in guide.steps.values():
        opening, closing = SHAPES[type(step)]
        lines.append(f'  {_node(step.id)}{opening}"{_wrapped(_says(step, language))}"{closing}')
    ways = [(step.id, label, to) for step in guide.steps.values() for label, to in _ways(step, language)]
    if any(to == NEXT_CAUSE for _, _, to in ways):
        lines.append(f'  {_node(NEXT_CAUSE)}(("{NEXT_CAUSE_WORDS[language]}"))')
    lines += [f"  {_node(step_id)} {_arrow(label)} {_node(to)}" for step_id, label, to in ways]
    return "\n".join([*lines, *_parts(guide)])


def _parts(guide: Guide) -> Iterator[str]:
    """A frame around the steps of each shared part."""
    for part in dict.fromkeys(guide.part_of.values()):
        yield f"  subgraph part_{part} [{part}]"
        yield from (f"    {_node(step_id)}" for step_id, owner in guide.part_of.items() if owner == part)
        yield "  end"


def _node(step_id: str) -> str:
    """Mermaid has words of its own, such as `end`."""
    return f"step_{step_id}"


def _arrow(label: str) -> str:
    return f'-->|"{_wrapped(label)}"|' if label else "-->"


def _wrapped(text: str) -> str:
    plain = text.replace('"', "'").replace("{", "‹").replace("}", "›")
    return "<br>".join(textwrap.wrap(plain, WIDTH))


def _says(step: AnyStep, language: str) -> str:
    if isinstance(step, (CheckStep, RouteStep, TryStep, IdentifyStep)):
        return step.check if isinstance(step, CheckStep) else step.id
    if isinstance(step, OutcomeStep):
        towards = step.skill or step.problem
        return f"{step.outcome}: {towards}" if towards else step.outcome
    if isinstance(step, OfferStep):
        return step.text[language] if step.text else step.offer
    if isinstance(step, DoStep):
        return _worded(step.do)[language]
    return step.verify[language] if isinstance(step, VerifyStep) else step.ask[language]


def _worded(wording: Wording) -> Text:
    return wording.texts.get(PLAIN) or next(iter(wording.texts.values()))


def _ways(step: AnyStep, language: str) -> Iterator[tuple[str, str]]:
    """What leads on from a step, and where to."""
    if isinstance(step, TryStep):
        yield from ((_numbered(place, cause), cause.next) for place, cause in enumerate(step.causes, 1))
    else:
        yield from ((_condition(branch), branch.next) for branch in branches_of(step))
    if isinstance(step, (AskStep, VerifyStep)):
        yield from ((option.label[language], option.next) for option in step.options)
    if isinstance(step, PickStep) and step.none is not None:
        yield step.none.label[language], step.none.next
    for key in WAYS:
        to = getattr(step, key, None)
        if to is not None:
            yield ("" if key == "next" else key.replace("_", " ")), to


def _numbered(place: int, cause: Branch) -> str:
    return ". ".join(filter(None, (str(place), _condition(cause))))


def _condition(branch: Branch) -> str:
    return ", ".join(f"{name}: {_wanted(wanted)}" for name, wanted in branch.when.items())


def _wanted(wanted: object) -> str:
    if isinstance(wanted, list):
        return " / ".join(map(str, wanted))
    if isinstance(wanted, dict):
        return ", ".join(f"{how.replace('_', ' ')} {limit}" for how, limit in wanted.items())
    return str(wanted)


def main(arguments: Sequence[str]) -> int:
    """Prints the diagrams of the named guides, or of all; 1 for a guide that is not there."""
    library = Library.load(CONTENT)
    wanted = [library.get(name) for name in arguments] if arguments else list(library)
    if None in wanted:
        known = ", ".join(guide.id for guide in library)
        sys.stderr.write(f"There is no such guide. Choose from: {known}.\n")
        return 1
    for guide in wanted:
        if guide is not None:
            sys.stdout.write(f"{mermaid(guide)}\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
