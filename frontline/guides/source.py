"""YAML files with the line of every part, for findings that a trainer can go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

FOLDER = "guides"
PARTS = "parts"
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

    Raises Unreadable for text that is not YAML, or that has a key twice.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._lines: dict[tuple[Key, ...], int] = {}
        yaml = YAML(typ="safe")
        try:
            root = yaml.compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise Unreadable(Finding(path, line, _yaml_sentence(error))) from error
        self._constructor = yaml.constructor
        self.data: Any = self._built(root, ()) if root is not None else None

    @classmethod
    def read(cls, file: Path, root: Path) -> Source:
        """The file, named by its path below the folder that holds `root`."""
        return cls(str(file.relative_to(root.parent)), file.read_text(encoding="utf-8"))

    def line(self, *keys: Key) -> int:
        """The line (from 1) where the part at this place begins; the nearest known one when there is none."""
        places = (keys[:length] for length in range(len(keys), 0, -1))
        return next((self._lines[place] for place in places if place in self._lines), 1)

    def finding(self, keys: Sequence[Key], sentence: str) -> Finding:
        """A finding at this place."""
        return Finding(self.path, self.line(*keys), sentence)

    def _built(self, node: Any, at: tuple[Key, ...]) -> Any:
        """The data of a node; the lines of everything below it are remembered on the way."""
        if isinstance(node, MappingNode):
            return {key: self._built(value, (*at, key)) for key, value in self._entries(node, at)}
        if isinstance(node, SequenceNode):
            return [
                self._built(item, self._noted((*at, index), item)) for index, item in enumerate(node.value)
            ]
        return self._constructor.construct_object(node, deep=True)

    def _entries(self, node: MappingNode, at: tuple[Key, ...]) -> Iterator[tuple[Key, Any]]:
        seen: set[Key] = set()
        for key_node, value in node.value:
            key = str(key_node.value)
            place = self._noted((*at, key), key_node)
            if key in seen:
                sentence = f"The key '{key}' is here twice. Rename or remove one of them."
                raise Unreadable(self.finding(place, sentence))
            seen.add(key)
            yield key, value

    def _noted(self, place: tuple[Key, ...], node: Any) -> tuple[Key, ...]:
        """The place, whose line is remembered."""
        self._lines[place] = node.start_mark.line + 1
        return place


class Unreadable(Exception):
    """A file is not YAML; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def guide_files(content: Path) -> tuple[Path, ...]:
    """The files that hold a guide each; names that begin with an underscore are shared copy."""
    files = sorted((content / FOLDER).glob("*.yml"))
    return tuple(file for file in files if not file.name.startswith("_"))


def part_files(content: Path) -> tuple[Path, ...]:
    """The files that hold steps which guides share."""
    return tuple(sorted((content / FOLDER / PARTS).glob("*.yml")))


def _yaml_sentence(error: MarkedYAMLError) -> str:
    problem = (error.problem or "it cannot be read").strip()
    return f"This is not valid YAML: {problem}. Mend the spelling, the quotes or the indentation here."
