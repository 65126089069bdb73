"""What customers name without saying what is the matter with it, read from `content/topics.yml`.

No message of that kind can be read as one problem: whoever types "factuur" may mean any of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Topics:
    """The topics by the words that name them."""

    def __init__(self, topics: Iterable[Mapping[str, Any]], beside: Iterable[str]) -> None:
        """`topics` have `words` and `problems`; words `beside` a topic's say nothing about it."""
        self._beside = frozenset(beside)
        self._problems = {words(name): topic["problems"] for topic in topics for name in topic["words"]}

    @classmethod
    def load(cls, path: Path) -> Topics:
        """Read the file."""
        content = YAML(typ="safe").load(path)  # YAML 1.2, as in the guides: `yes` is a word
        return cls(content["topics"].values(), content["beside"])

    def problems(self, text: str) -> Sequence[str]:
        """Return the problems to ask about where a message names a topic only; empty for any other."""
        said = words(text)
        telling = tuple(word for word in said if word not in self._beside)
        return self._problems.get(said) or self._problems.get(telling, ())


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, in small letters, without what stands between them."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))
