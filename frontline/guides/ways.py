"""The way of each problem to its end: `content/ways.yml`, held against the guides and the taxonomy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from frontline.guides.graph import reachable
from frontline.guides.rules import language_findings
from frontline.guides.schema import load_schema, schema_findings
from frontline.guides.source import Finding, Source, Unreadable, guide_files
from frontline.guides.types import AnyStep, CheckStep, Guide, OfferStep, OutcomeStep, PickStep
from frontline.triage.taxonomy import Taxonomy

WAYS = "ways.yml"
ROWS = "ways"
SCHEMA = "ways.json"
Row = Mapping[str, Any]


def way_findings(content: Path, guides: Mapping[str, Guide], taxonomy: Taxonomy) -> list[Finding]:
    """Every problem whose way is missing or does not come to an end, in order of place.

    `guides` are the sound ones by their id; what is wrong with others is told elsewhere.
    """
    file = content / WAYS
    if not file.exists():
        sentence = "There is no such file. Say in it which way each problem has."
        return [Finding(f"{content.name}/{WAYS}", 1, sentence)]
    try:
        source = Source.read(file, content)
    except Unreadable as unreadable:
        return [unreadable.finding]
    faults = [*schema_findings(source, load_schema(content, SCHEMA)), *language_findings(source)]
    faulty = {file.stem for file in guide_files(content)} - guides.keys()
    return sorted(faults or _faults(source, guides, taxonomy, faulty))


def _faults(
    source: Source, guides: Mapping[str, Guide], taxonomy: Taxonomy, faulty: set[str]
) -> Iterator[Finding]:
    rows: Mapping[str, Row] = source.data[ROWS]
    for problem in taxonomy:
        if problem.intent not in rows:
            sentence = f"The problem '{problem.intent}' has no way. Add a row for it."
            yield source.finding((ROWS,), sentence)
    for name, row in rows.items():
        if name not in taxonomy:
            sentence = f"There is no problem '{name}' in taxonomy.yml. Correct the name, or add it there."
            yield source.finding((ROWS, name), sentence)
        elif row.get("guide") not in faulty:
            for key, sentence in _faults_of(name, row, guides):
                yield source.finding((ROWS, name, key), sentence)


def _faults_of(problem: str, row: Row, guides: Mapping[str, Guide]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row, by the key that is at fault."""
    name = row.get("guide")
    if name is None:
        carrying = next((guide.id for guide in guides.values() if problem in guide.problems), None)
        if carrying is not None:
            yield "way", f"The guide '{carrying}' is for '{problem}'. Name it here."
        return
    guide = guides.get(name)
    if guide is None:
        yield "guide", f"There is no guide '{name}'. Correct the name, or add the guide."
    elif problem not in guide.problems:
        yield "guide", f"The guide '{name}' is not for '{problem}'. Name the one that is, or add it there."
    else:
        yield from _faults_of_guide(row["way"], guide)


def _faults_of_guide(way: str, guide: Guide) -> Iterator[tuple[str, str]]:
    steps = [guide.steps[id] for id in reachable(guide, [guide.start])]
    if not any(isinstance(step, OutcomeStep) for step in steps):
        yield "guide", f"The guide '{guide.id}' never comes to an outcome. Let its last steps go on to one."
        return
    does, lacks = KINDS[way]
    if not any(map(does, steps)):
        yield "way", f"The guide '{guide.id}' {lacks}, so this is another way. Change it, or the guide."


def _ends(*outcomes: str) -> Callable[[AnyStep], bool]:
    return lambda step: isinstance(step, OutcomeStep) and step.outcome in outcomes


def _offers(step: AnyStep) -> bool:
    return isinstance(step, OfferStep)


def _looks(step: AnyStep) -> bool:
    return isinstance(step, (CheckStep, PickStep))


KINDS: Mapping[str, tuple[Callable[[AnyStep], bool], str]] = {
    "guide": (_ends("solved"), "never ends solved"),
    "transaction": (_offers, "carries nothing out"),
    "answer": (_looks, "looks nothing up"),
    "person": (_ends("escalate"), "never comes to a person"),
}
"""What a guide must do at least to be such a way, and how it is said that it does not."""
