"""A project of its own for each test: an empty folder with the files that the set-up reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.setup.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
