"""Databases for tests, made once in a process and copied for each test, which is far quicker."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from connectors.back_office.demo.seed import seed
from frontline.storage.database import Database


def empty_database(path: Path) -> str:
    """The URL of a new database at `path`, with all tables and nothing in them."""
    return _copied(_made(demo=False), path)


def demo_database(path: Path) -> str:
    """The URL of a new database at `path`, with all tables and the demo's customers."""
    return _copied(_made(demo=True), path)


def _copied(made: Path, path: Path) -> str:
    return f"sqlite:///{shutil.copy(made, path)}"


@cache
def _made(demo: bool) -> Path:
    folder = tempfile.mkdtemp(prefix="frontline-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "made.db"
    database = Database(f"sqlite:///{path}")
    database.create_all()
    if demo:
        seed(database)
    database.close()
    return path
