"""The guides of `content/guides`, ready to walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from frontline.guides.check import CheckedGuides
from frontline.guides.phrases import Phrases
from frontline.guides.source import Finding
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
        checked = CheckedGuides(content)
        findings = checked.findings()
        if findings or checked.phrases is None:
            raise ContentError(findings)
        return cls([draft.guide for draft in checked.drafts], checked.phrases)

    def get(self, guide_id: str) -> Guide | None:
        """The guide with this id, None when there is none (any more)."""
        return self._guides.get(guide_id)

    def for_problem(self, problem: str) -> Guide | None:
        """The guide for a problem (an intent), None when there is none."""
        return self._by_problem.get(problem)

    def __iter__(self) -> Iterator[Guide]:
        return iter(self._guides.values())
