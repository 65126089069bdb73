"""What tells of a service, by `content/taxonomy.yml`, held against what messages can mention."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from frontline.guides.source import Finding, Source

TAXONOMY, ENTITIES = "taxonomy.yml", "entities.yml"
SERVICES = "services"
KINDS = ("product", "device")
"""The entities that can tell of a service."""


def service_findings(content: Path) -> Iterator[Finding]:
    """Every service that is no category, and everything that no message can mention or that tells of two."""
    source = Source.read(content / TAXONOMY, content)
    words = Source.read(content / ENTITIES, content).data["words"]
    known = {thing for kind in KINDS for thing in words[kind]}
    told: dict[str, str] = {}
    for service, things in source.data[SERVICES].items():
        if service not in source.data["categories"]:
            sentence = f"There is no category '{service}'. Correct the name, or add it to the categories."
            yield source.finding((SERVICES, service), sentence)
        for number, thing in enumerate(things):
            fault = _fault(thing, known, told)
            if fault:
                yield source.finding((SERVICES, service, number), fault)
            told.setdefault(thing, service)


def _fault(thing: str, known: set[str], told: dict[str, str]) -> str | None:
    if thing not in known:
        return f"There is no product or device '{thing}' in {ENTITIES}. Correct the name, or add it there."
    if thing in told:
        return f"'{thing}' tells of '{told[thing]}' already. Keep one of the two."
    return None
