"""Entities by rule: what the customer said once is never asked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from frontline.settings import PROJECT_ROOT
from frontline.understanding.encoders import readable
from frontline.understanding.entities import moments, numbers
from frontline.understanding.entities.types import Entity, Finder
from frontline.understanding.entities.words import word_finder

__all__ = ["ENTITIES_FILE", "Entity", "EntityRules"]

ENTITIES_FILE = PROJECT_ROOT / "content" / "entities.yml"


class EntityRules:
    """Finds what a message mentions; the strictest formats come first and keep their characters."""

    def __init__(self, content: Mapping[str, Any], today: moments.Today = date.today) -> None:
        formats = {kind: numbers.company_format(kind, rule) for kind, rule in content["formats"].items()}
        error_codes = [formats.pop("error_code")] if "error_code" in formats else []
        self._exact: list[Finder] = [
            numbers.emails,
            numbers.ibans,
            *formats.values(),
            numbers.phones,
            numbers.postcodes,
            partial(moments.dates, today=today),
            moments.times,
            numbers.amounts,
            partial(moments.invoice_months, today=today),
            *error_codes,
        ]
        self._words = word_finder(content["words"])

    @classmethod
    def load(cls, path: Path = ENTITIES_FILE, today: moments.Today = date.today) -> EntityRules:
        """Return the rules of a content file."""
        return cls(yaml.safe_load(path.read_text(encoding="utf8")), today)

    def find(self, text: str) -> list[Entity]:
        """Return the entities of a text in the order they stand in it."""
        text = readable(text)
        found: list[Entity] = []
        for finder in self._exact:
            new = [entity for entity in finder(text) if not any(map(entity.overlaps, found))]
            found += [entity for entity in new if not _within_another(entity, new)]
        found += [entity for entity in self._words(text) if not any(map(entity.overlaps, found))]
        return sorted(found, key=lambda entity: (entity.start, entity.end))


def _within_another(entity: Entity, others: list[Entity]) -> bool:
    wider = (other for other in others if other.end - other.start > entity.end - entity.start)
    return any(map(entity.overlaps, wider))
