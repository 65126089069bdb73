"""The topics of `content/topics.yml`, held against the problems we know and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from frontline.guides.schema import load_schema, schema_findings
from frontline.guides.source import Finding, Source, Unreadable
from frontline.triage.taxonomy import Taxonomy
from frontline.triage.topics import words

FILE = "topics.yml"


def topic_findings(content: Path) -> Iterator[Finding]:
    """Every problem that is none, and every word that names two topics or is said to name none."""
    try:
        source = Source.read(content / FILE, content)
    except Unreadable as unreadable:
        yield unreadable.finding
        return
    faults = list(schema_findings(source, load_schema(content, "topics.json")))
    if faults:
        yield from faults
        return
    yield from _problem_findings(source, Taxonomy.load(content / "taxonomy.yml"))
    yield from _word_findings(source)


def _problem_findings(source: Source, taxonomy: Taxonomy) -> Iterator[Finding]:
    for topic, row in source.data["topics"].items():
        for number, intent in enumerate(row["problems"]):
            if intent not in taxonomy:
                sentence = f"There is no problem '{intent}' in taxonomy.yml. Correct the name."
                yield source.finding(("topics", topic, "problems", number), sentence)


def _word_findings(source: Source) -> Iterator[Finding]:
    beside = {words(word) for word in source.data["beside"]}
    named: dict[tuple[str, ...], str] = {}
    for topic, row in source.data["topics"].items():
        for number, name in enumerate(row["words"]):
            fault = _fault(words(name), named, beside)
            if fault:
                yield source.finding(("topics", topic, "words", number), f"'{name}' {fault}")
            named.setdefault(words(name), topic)


def _fault(
    name: tuple[str, ...], named: dict[tuple[str, ...], str], beside: set[tuple[str, ...]]
) -> str | None:
    if name in named:
        return f"names the topic '{named[name]}' already. Keep one of the two."
    if name in beside:
        return "stands in 'beside' too, as a word that says nothing. Keep one of the two."
    return None
