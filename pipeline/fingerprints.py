"""What Rasa's cache must know of a component beyond its own class."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import frontline.understanding

UNDERSTANDING = Path(frontline.understanding.__file__).parent


def fingerprint(*paths: Path) -> str:
    """Return a hash of these files, and of the Python files below those that are folders."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        yield from path.glob("**/*.py") if path.is_dir() else [path]
