"""A database of its own for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frontline.storage.database import Database


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "t.db"
    database = Database(f"sqlite:///{path}")
    database.create_all()
    database.close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Database:
    """One with all tables and nothing in them."""
    shutil.copy(empty_database, tmp_path / "t.db")
    return Database(f"sqlite:///{tmp_path}/t.db")
