"""The guides of `content/guides`, ready to walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from frontline.guides.check import check_structure
from frontline.guides.phrases import Phrases
from frontline.guides.reader import read_guide, read_phrases
from frontline.guides.source import FOLDER, PHRASES, Finding, Source, guide_files
from frontline.guides.types import Guide


class ContentError(Exception):
    """The content has faults; `findings` are all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


class Library:
    """All guides, by id and by the problem that they are for, with the copy that they share."""

    def __init__(self, guides: Sequence[Guide], phrases: Phrases) -> None:
        self.phrases = phrases
        self._guides: Mapping[str, Guide] = {guide.id: guide for guide in guides}
        self._by_problem = {problem: guide for guide in guides for problem in guide.problems}

    @classmethod
    def load(cls, content: Path) -> Library:
        """Reads the guides below the content folder; ContentError with every fault when there is one."""
        findings = check_structure(content)
        if findings:
            raise ContentError(findings)
        sources = [Source.read(file, content) for file in guide_files(content)]
        phrases = Source.read(content / FOLDER / PHRASES, content)
        return cls([read_guide(source) for source in sources], read_phrases(phrases))

    def get(self, guide_id: str) -> Guide | None:
        """The guide with this id, None when there is none (any more)."""
        return self._guides.get(guide_id)

    def for_problem(self, problem: str) -> Guide | None:
        """The guide for a problem (an intent), None when there is none."""
        return self._by_problem.get(problem)

    def __iter__(self) -> Iterator[Guide]:
        return iter(self._guides.values())
