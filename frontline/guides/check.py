"""The content check for guides and ways: `python -m frontline.guides.check [content folder]`.

Prints every finding as `path:line: what is wrong. what to do.` and exits with 1 when there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from frontline.guides.asking import HOW, NO, VERDICTS, WHERE
from frontline.guides.drafts import Draft, DraftPart
from frontline.guides.matching import Matcher, SentenceEncoder
from frontline.guides.phrases import Phrases
from frontline.guides.picking import BUTTON_LENGTH
from frontline.guides.reader import read_guide, read_part, read_phrases
from frontline.guides.rules import REACH, RULES, WAYS_ON, language_findings
from frontline.guides.schema import GuideSchema, load_schema, schema_findings
from frontline.guides.service_words import service_findings
from frontline.guides.source import (
    FOLDER,
    PHRASES,
    Finding,
    Source,
    Unreadable,
    guide_files,
    part_files,
)
from frontline.guides.topic_words import topic_findings
from frontline.guides.transaction_rules import list_faults
from frontline.guides.types import AnyStep, AskStep, Choice, OfferStep, OutcomeStep, VerifyStep
from frontline.guides.ways import way_findings
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
    return sorted(_guide_findings(CheckedGuides(content), encoder))


def check_content(content: Path, encoder: SentenceEncoder) -> list[Finding]:
    """Every fault of the guides, of what tells of a service or a topic, and every problem without a way."""
    checked = CheckedGuides(content)
    found = _guide_findings(checked, encoder)
    ways = [] if found else checked.way_findings()  # a guide that is not in order may not come to its end
    return sorted(found.union(ways, service_findings(content), topic_findings(content)))


def _guide_findings(checked: CheckedGuides, encoder: SentenceEncoder) -> set[Finding]:
    findings = set(checked.findings())
    if checked.phrases is not None:
        matcher = Matcher(encoder, checked.phrases)
        for draft in checked.drafts:
            findings.update(_confusable(draft, matcher))
        findings.update(_confusable_shared(checked.source_of_phrases, checked.phrases, matcher))
    return findings


class CheckedGuides:
    """The guides of a content folder, as far as they could be read, with what is wrong with them."""

    def __init__(self, content: Path) -> None:
        self.drafts: list[Draft] = []
        self.phrases: Phrases | None = None
        self._findings: list[Finding] = []
        self._content = content
        self._schema = GuideSchema(content)
        self._part_schema = GuideSchema(content, "guide_part.json")
        self._taxonomy = Taxonomy.load(content / "taxonomy.yml")
        self.source_of_phrases = self._read_phrases()
        self._parts: dict[str, DraftPart | None] = {}
        for file in part_files(content):
            self._parts[file.stem] = self._read_part(file)
        for file in guide_files(content):
            self._read_guide(file)

    def findings(self) -> list[Finding]:
        """All findings in order of place, those between guides included."""
        found = set(self._findings)
        for draft in self.drafts:
            found.update(_draft_findings(draft))
        between = (_doubled_guides(self.drafts), _lost_problems(self.drafts), self._unused_parts())
        return sorted(found.union(*between))

    def way_findings(self) -> list[Finding]:
        """Every problem whose way, in `ways.yml`, is missing or does not come to an end."""
        return way_findings(
            self._content, {draft.guide.id: draft.guide for draft in self.drafts}, self._taxonomy
        )

    def _unused_parts(self) -> Iterator[Finding]:
        used = {name for draft in self.drafts for name in draft.parts}
        for name, draft in self._parts.items():
            if draft is not None and name not in used:
                sentence = f"No guide has the part '{name}'. Name it in the 'parts' of one, or remove it."
                yield draft.source.finding(("part",), sentence)

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
            self._findings += list_faults(source, self.phrases)
        return source

    def _read_part(self, file: Path) -> DraftPart | None:
        source = self._source(file)
        if source is None:
            return None
        faults = list(self._part_schema.findings(source))
        self._findings += [*faults, *language_findings(source)]
        if faults:
            return None
        if source.data["part"] != file.stem:
            sentence = f"The part is called '{source.data['part']}' in '{file.name}'. Give both one name."
            self._findings.append(source.finding(("part",), sentence))
            return None
        return DraftPart(source, read_part(source))

    def _read_guide(self, file: Path) -> None:
        source = self._source(file)
        if source is None:
            return
        faults = list(self._schema.findings(source)) or list(self._lacking_parts(source))
        self._findings += faults
        if faults:
            self._findings += language_findings(source)
            return
        parts = {name: self._parts[name] for name in source.data.get("parts", ())}
        sound = {name: part for name, part in parts.items() if part is not None}
        if self.phrases is not None and len(sound) == len(parts):
            guide = read_guide(source, [draft.part for draft in sound.values()])
            self.drafts.append(Draft(source, guide, self.phrases, self._taxonomy, sound))

    def _lacking_parts(self, source: Source) -> Iterator[Finding]:
        known = ", ".join(self._parts) or "none yet"
        for index, name in enumerate(source.data.get("parts", ())):
            if name not in self._parts:
                yield source.finding(("parts", index), f"There is no part '{name}'. Use one of: {known}.")

    def _source(self, file: Path) -> Source | None:
        try:
            return Source.read(file, self._content)
        except Unreadable as unreadable:
            self._findings.append(unreadable.finding)
            return None


def _draft_findings(draft: Draft) -> set[Finding]:
    """What is wrong with a guide; where a way on is wrong, not also what is out of reach because of it."""
    lost = {finding for rule in WAYS_ON for finding in rule(draft)}
    rules = RULES if lost else (*RULES, *REACH)
    return lost.union(*(rule(draft) for rule in rules))


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


def _lost_problems(drafts: Sequence[Draft]) -> Iterator[Finding]:
    """A problem that an outcome goes on with has a guide."""
    known = {problem for draft in drafts for problem in draft.guide.problems}
    for draft in drafts:
        for step in draft.guide.steps.values():
            if isinstance(step, OutcomeStep) and step.problem is not None and step.problem not in known:
                sentence = f"goes on with the problem '{step.problem}', which has no guide. Correct the name."
                yield draft.finding(step, sentence, "problem")


def _long_shared_labels(source: Source, phrases: Phrases) -> Iterator[Finding]:
    for id, choice in phrases.choices.items():
        for language, label in choice.label.items():
            length = len(label)
            if length > BUTTON_LENGTH:
                sentence = f"The button '{label}' has {length} characters. Keep it to {BUTTON_LENGTH}."
                yield source.finding(("choices", id, "label", language), sentence)


def _confusable(draft: Draft, matcher: Matcher) -> Iterator[Finding]:
    for step in draft.guide.steps.values():
        keys, choices = _shown_together(step, draft.phrases)
        listed = [choice.id for choice in getattr(step, keys, ())]
        own = {*listed, *getattr(step, "answers", ())}
        for one, other, sentence in _alike(choices, matcher):
            if own.intersection((one, other)):
                at = (keys, listed.index(other)) if other in listed else ()
                yield draft.finding(step, sentence, *at)


def _shown_together(step: AnyStep, phrases: Phrases) -> tuple[str, Sequence[Choice]]:
    """The key of a step's own answers, and all answers that it shows; none where all are shared."""
    if isinstance(step, AskStep):
        return "options", [*step.options, *([phrases.choices[WHERE]] if step.how else [])]
    if isinstance(step, VerifyStep) and (step.options or step.answers):
        verdicts = [step.answers.get(name) or phrases.choices[name] for name in VERDICTS]
        return "options", [*verdicts, *step.options, phrases.choices[HOW]]
    if isinstance(step, OfferStep) and step.deals:
        return "deals", [*step.deals, phrases.choices[NO]]
    return "options", []


def _confusable_shared(source: Source | None, phrases: Phrases, matcher: Matcher) -> Iterator[Finding]:
    if source is None:
        return
    for question in phrases.questions.values():
        for _, choice, sentence in _alike(question.options, matcher):
            index = [option.id for option in question.options].index(choice)
            keys = ("questions", question.id, "options", index)
            yield source.finding(keys, f"The question '{question.id}' {sentence}")


def _alike(choices: Sequence[Choice], matcher: Matcher) -> Iterator[tuple[str, str, str]]:
    """Two choices that mean the same, the later one last, with what to say about it."""
    if not choices:
        return
    for one, other in matcher.alike(choices, SAME_MEANING):
        sentence = (
            f"could not tell '{one.text}' ({one.choice}) from '{other.text}' ({other.choice}) when typed. "
            "Word one of them differently."
        )
        yield one.choice, other.choice, sentence


def main(arguments: Sequence[str]) -> int:
    """Prints the findings; the number of guides when there is none."""
    from frontline.understanding.encoders import load_encoder

    content = Path(arguments[0]).resolve() if arguments else CONTENT
    findings = check_content(content, load_encoder(ENCODER))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if not findings:
        sys.stdout.write(f"{len(guide_files(content))} guides are in order.\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
