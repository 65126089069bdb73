"""YAML files with the line of every part, for findings that a trainer can go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

FOLDER = "guides"
PHRASES = "_phrases.yml"
Key = str | int


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend: where, and a plain sentence saying what is wrong and what to do."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class Source:
    """One YAML 1.2 file (so `yes` and `on` are words); `path` is how findings name it.

    Raises Unreadable for text that is not YAML.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        try:
            self.data = YAML(typ="rt").load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise Unreadable(Finding(path, line, _yaml_sentence(error))) from error

    @classmethod
    def read(cls, file: Path, root: Path) -> Source:
        """The file, named by its path below the folder that holds `root`."""
        return cls(str(file.relative_to(root.parent)), file.read_text(encoding="utf-8"))

    def line(self, *keys: Key) -> int:
        """The line (from 1) where the part at this place begins; the nearest known one when there is none."""
        node, line = self.data, 1
        for key in keys:
            line = _line_of(node, key) or line
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                break
        return line

    def finding(self, keys: Sequence[Key], sentence: str) -> Finding:
        """A finding at this place."""
        return Finding(self.path, self.line(*keys), sentence)


class Unreadable(Exception):
    """A file is not YAML; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def guide_files(content: Path) -> tuple[Path, ...]:
    """The files that hold a guide each; names that begin with an underscore are shared copy."""
    files = sorted((content / FOLDER).glob("*.yml"))
    return tuple(file for file in files if not file.name.startswith("_"))


def _line_of(node: Any, key: Key) -> int:
    if isinstance(node, CommentedMap) and key in node:
        return int(node.lc.key(key)[0]) + 1
    if isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
        return int(node.lc.item(key)[0]) + 1
    return 0


def _yaml_sentence(error: MarkedYAMLError) -> str:
    problem = (error.problem or "it cannot be read").strip()
    return f"This is not valid YAML: {problem}. Mend the spelling, the quotes or the indentation here."
