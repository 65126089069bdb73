"""What a message mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """A piece of a message, from `start` up to `end`, with its value in one written form."""

    kind: str
    start: int
    end: int
    value: str

    def overlaps(self, other: Entity) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


Finder = Callable[[str], Iterator[Entity]]
"""Finds entities of one kind (or a few that belong together) in a text."""
