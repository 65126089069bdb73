"""The words around a handoff, read from `content/handoffs.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontline.handoffs.types import Text

LANGUAGES = ("nl", "en")


class HandoffCopy:
    """Looks copy up by its path in the file and fills it in, in one language or both."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content

    @classmethod
    def load(cls, path: Path) -> HandoffCopy:
        """Reads the file. A path that is not in it is a KeyError when it is looked up."""
        return cls(YAML(typ="safe").load(path))

    def section(self, *path: str) -> Mapping[str, Any]:
        """The part of the file under `path`."""
        part: Any = self._content
        for key in path:
            part = part[key]
        return part

    def text(self, *path: str) -> Text:
        """The copy under `path` in both languages, unfilled."""
        return self.section(*path)

    def find(self, *path: str) -> Text | None:
        """The copy under `path`, or None."""
        try:
            return self.section(*path)
        except KeyError:
            return None

    def say(self, language: str, *path: str, **values: Any) -> str:
        """The copy under `path` in one language, filled in."""
        return str(self.section(*path)[language]).format(**values)


def join(parts: Iterable[str], last: str) -> str:
    """`a, b and c`, where `last` is the word between the last two, with its spaces."""
    *head, tail = parts
    return f"{', '.join(head)}{last}{tail}" if head else tail
