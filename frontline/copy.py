"""Sentences that the system itself says to customers, read from `content/system.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from frontline.conversations.types import Language

FALLBACK_LANGUAGE = "nl"


class Copy:
    """Copy by key and language."""

    def __init__(self, texts: Mapping[str, Mapping[Language, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, path: Path) -> Copy:
        """Reads a file of `key: {nl: ..., en: ...}`."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def text(self, key: str, language: Language, **values: Any) -> str:
        """The sentence with its `{placeholders}` filled; KeyError for an unknown key."""
        texts = self._texts[key]
        return texts.get(language, texts[FALLBACK_LANGUAGE]).format(**values)
