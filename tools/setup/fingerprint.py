"""Content hashes: a step runs again when what it reads changed, not when a clock or a checkout did."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable, Iterator

STAMP = ".made-from"
IGNORED_FOLDERS = {"__pycache__", "node_modules", "dist"}
IGNORED_SUFFIXES = {".pyc", ".md"}


def fingerprint(root: Path, inputs: Iterable[str]) -> str:
    """16 hex digits over names and contents of the files at or below `inputs` (paths relative to `root`).

    Paths that do not exist count as absent; caches and Markdown are left out.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(root, inputs)):
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def is_made_from(folder: Path, wanted: str) -> bool:
    """Whether `folder` was last made from inputs with the fingerprint `wanted`."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8").strip() == wanted


def mark_made_from(folder: Path, wanted: str) -> None:
    """Notes in `folder` what it was made from; to be called when it is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text(wanted + "\n", encoding="utf-8")


def _files(root: Path, inputs: Iterable[str]) -> Iterator[Path]:
    for name in inputs:
        start = root / name
        if start.is_file():
            yield start
        elif start.is_dir():
            yield from _files_below(start)


def _files_below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in IGNORED_FOLDERS:
            continue
        if path.is_dir():
            yield from _files_below(path)
        elif path.suffix not in IGNORED_SUFFIXES:
            yield path
