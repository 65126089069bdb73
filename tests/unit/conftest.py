"""A database of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontline.storage.database import Database
from tests.databases import empty_database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """One with all tables and nothing in them."""
    return Database(empty_database(tmp_path / "t.db"))
