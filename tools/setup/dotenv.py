"""The `.env` of this installation: made from `.env.example` with secrets of its own, never overwritten."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from tools.setup.console import Step
from tools.setup.project import Project

ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$")
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
SECRET_BYTES = 32


def prepare(project: Project, step: Step) -> None:
    """Makes `.env` (mode 600) or appends the keys it lacks."""
    path = project.root / ".env"
    template = (project.root / ".env.example").read_text(encoding="utf-8")
    if not path.exists():
        _write_new(path, fill(template))
        step.note = ".env made, with random secrets"
        return
    missing = missing_blocks(template, path.read_text(encoding="utf-8"))
    if not missing:
        step.skip(".env is complete")
        return
    _append(path, [fill(block) for _, block in missing])
    step.note = "added to .env: " + ", ".join(name for name, _ in missing)


def read(path: Path) -> dict[str, str]:
    """The assignments of a `.env` file, {} when there is none."""
    if not path.exists():
        return {}
    matches = (ASSIGNMENT.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2].strip().strip("'\"") for match in matches if match}


def fill(text: str) -> str:
    """`text` with a fresh secret in the place of each <random> and each <password>."""
    text = re.sub("<random>", lambda _: secrets.token_urlsafe(SECRET_BYTES), text)
    return re.sub("<password>", lambda _: _readable_password(), text)


def missing_blocks(template: str, existing: str) -> list[tuple[str, str]]:
    """(key, its comment and assignment) for each key of `template` that `existing` does not assign."""
    present = {match[1] for match in map(ASSIGNMENT.match, existing.splitlines()) if match}
    found: list[tuple[str, str]] = []
    for paragraph in re.split(r"\n\s*\n", template):
        comments = [line for line in paragraph.splitlines() if line.startswith("#")]
        for line in paragraph.splitlines():
            match = ASSIGNMENT.match(line)
            if match and match[1] not in present:
                found.append((match[1], "\n".join([*comments, line])))
    return found


def _readable_password() -> str:
    return "-".join("".join(secrets.choice(EASY_TO_READ) for _ in range(4)) for _ in range(4))


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _append(path: Path, blocks: list[str]) -> None:
    before = path.read_text(encoding="utf-8")
    gap = "" if before.endswith("\n") or not before else "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(gap + "".join(f"\n{block}\n" for block in blocks))
    path.chmod(0o600)
