"""The content check for guides: `python -m frontline.guides.check [content folder]`.

Prints every finding as `path:line: what is wrong. what to do.` and exits with 1 when there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from frontline.guides.asking import NO, WHERE
from frontline.guides.matching import Matcher, SentenceEncoder
from frontline.guides.phrases import Phrases
from frontline.guides.reader import read_guide, read_phrases
from frontline.guides.rules import BUTTON_LENGTH, RULES, Draft, language_findings
from frontline.guides.schema import GuideSchema, load_schema, schema_findings
from frontline.guides.source import FOLDER, PHRASES, Finding, Source, Unreadable, guide_files
from frontline.guides.types import AskStep, Choice, OfferStep
from frontline.triage.taxonomy import Taxonomy

CONTENT = Path(__file__).resolve().parents[2] / "content"
ENCODER = "use"
SAME_MEANING = 0.84
"""Cosine from which two wordings of different answers cannot be told apart."""


def check_structure(content: Path) -> list[Finding]:
    """Every fault of the guides below a content folder that needs no encoder to see, in order of place."""
    return CheckedGuides(content).findings()


def check_guides(content: Path, encoder: SentenceEncoder) -> list[Finding]:
    """Every fault, answers that a typed reply could not tell apart included."""
    checked = CheckedGuides(content)
    findings = set(checked.findings())
    if checked.phrases is not None:
        matcher = Matcher(encoder, checked.phrases)
        for draft in checked.drafts:
            findings.update(_confusable(draft, matcher))
        findings.update(_confusable_shared(checked.source_of_phrases, checked.phrases, matcher))
    return sorted(findings)


class CheckedGuides:
    """The guides of a content folder, as far as they could be read, with what is wrong with them."""

    def __init__(self, content: Path) -> None:
        self.drafts: list[Draft] = []
        self.phrases: Phrases | None = None
        self._findings: list[Finding] = []
        self._content = content
        self._schema = GuideSchema(content)
        self._taxonomy = Taxonomy.load(content / "taxonomy.yml")
        self.source_of_phrases = self._read_phrases()
        for file in guide_files(content):
            self._read_guide(file)

    def findings(self) -> list[Finding]:
        """All findings in order of place, those between guides included."""
        found = set(self._findings)
        for draft in self.drafts:
            for rule in RULES:
                found.update(rule(draft))
        return sorted(found.union(_doubled_guides(self.drafts)))

    def _read_phrases(self) -> Source | None:
        source = self._source(self._content / FOLDER / PHRASES)
        if source is None:
            return None
        faults = list(schema_findings(source, load_schema(self._content, "guide_phrases.json")))
        faults += language_findings(source)
        self._findings += faults
        if not faults:
            self.phrases = read_phrases(source)
            self._findings += _long_shared_labels(source, self.phrases)
        return source

    def _read_guide(self, file: Path) -> None:
        source = self._source(file)
        if source is None:
            return
        faults = list(self._schema.findings(source))
        self._findings += faults
        if faults:
            self._findings += language_findings(source)
        elif self.phrases is not None:
            self.drafts.append(Draft(source, read_guide(source), self.phrases, self._taxonomy))

    def _source(self, file: Path) -> Source | None:
        try:
            return Source.read(file, self._content)
        except Unreadable as unreadable:
            self._findings.append(unreadable.finding)
            return None


def _doubled_guides(drafts: Sequence[Draft]) -> Iterator[Finding]:
    ids: dict[str, str] = {}
    problems: dict[str, str] = {}
    for draft in drafts:
        source, guide = draft.source, draft.guide
        if guide.id in ids:
            sentence = f"The guide '{guide.id}' is also in {ids[guide.id]}. Give one of them another id."
            yield source.finding(("id",), sentence)
        ids.setdefault(guide.id, source.path)
        for index, problem in enumerate(guide.problems):
            if problem in problems:
                sentence = f"The guide in {problems[problem]} is for '{problem}' too. Leave it to one."
                yield source.finding(("problems", index), sentence)
            problems.setdefault(problem, source.path)


def _long_shared_labels(source: Source, phrases: Phrases) -> Iterator[Finding]:
    for id, choice in phrases.choices.items():
        for language, label in choice.label.items():
            length = len(label)
            if length > BUTTON_LENGTH:
                sentence = f"The button '{label}' has {length} characters. Keep it to {BUTTON_LENGTH}."
                yield source.finding(("choices", id, "label", language), sentence)


def _confusable(draft: Draft, matcher: Matcher) -> Iterator[Finding]:
    for step in draft.guide.steps.values():
        if isinstance(step, AskStep):
            beside = [draft.phrases.choices[WHERE]] if step.how else []
            keys, choices = "options", [*step.options, *beside]
        elif isinstance(step, OfferStep) and step.deals:
            keys, choices = "deals", [*step.deals, draft.phrases.choices[NO]]
        else:
            continue
        for index, sentence in _alike(choices, matcher):
            yield draft.finding(step, sentence, keys, index)


def _confusable_shared(source: Source | None, phrases: Phrases, matcher: Matcher) -> Iterator[Finding]:
    if source is None:
        return
    for question in phrases.questions.values():
        for index, sentence in _alike(question.options, matcher):
            keys = ("questions", question.id, "options", index)
            yield source.finding(keys, f"The question '{question.id}' {sentence}")


def _alike(choices: Sequence[Choice], matcher: Matcher) -> Iterator[tuple[int, str]]:
    """The later of two choices that mean the same, with what to say about it."""
    ids = [choice.id for choice in choices]
    for one, other in matcher.alike(choices, SAME_MEANING):
        sentence = (
            f"could not tell '{one.text}' ({one.choice}) from '{other.text}' ({other.choice}) when typed. "
            "Word one of them differently."
        )
        yield ids.index(other.choice), sentence


def main(arguments: Sequence[str]) -> int:
    """Prints the findings; the number of guides when there is none."""
    from frontline.understanding.encoders import load_encoder

    content = Path(arguments[0]).resolve() if arguments else CONTENT
    findings = check_guides(content, load_encoder(ENCODER))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if not findings:
        sys.stdout.write(f"{len(guide_files(content))} guides are in order.\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
