"""Whether an agent gets everything: the packs of simulated escalations of all problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema

from connectors.back_office.demo import seed
from frontline.bootstrap import Frontline
from frontline.handoffs.types import Pack
from frontline.settings import PROJECT_ROOT, Settings
from tests.content.escalating import CUSTOMERS, Escalating, escalations

SCHEMA = json.loads((PROJECT_ROOT / "content/schemas/handoff_pack.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def fields_present(escalated: int) -> tuple[int, int]:
    """(present, all) fields of the packs of so many escalations, each problem in turn."""
    with TemporaryDirectory() as folder:
        services = Frontline(Settings(database_url=f"sqlite:///{Path(folder)}/t.db"))
        services.database.create_all()
        seed(services.database)
        problems = [problem.intent for problem in services.taxonomy]
        played = [Escalating(services, one) for one in escalations(problems, CUSTOMERS, escalated)]
        lacking = [_lacking(playing, playing.play()) for playing in played]
        services.database.close()
    total = escalated * len(SCHEMA["required"])
    return total - sum(map(len, lacking)), total


def _lacking(playing: Escalating, pack: Pack) -> set[str]:
    """Fields that are missing, not as the schema has them, or without what there is to tell."""
    invalid = {_field(error) for error in VALIDATOR.iter_errors(pack)}
    missing = SCHEMA["required"] - pack.keys()
    return invalid | set(missing) | set(playing.unfilled(pack))


def _field(error: Any) -> str:
    path: Mapping[int, str] = error.absolute_path
    return str(path[0]) if path else "pack"
