"""The `.env` file: made once, completed later, never overwritten."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools.setup import dotenv
from tools.setup.console import Step
from tools.setup.project import Project

TEMPLATE = """# About this file.

# Signs tokens.
SECRET=<random>

# The demo.
DEMO=true
PASSWORD=<password>
"""


@pytest.fixture
def with_template(project: Project) -> Project:
    (project.root / ".env.example").write_text(TEMPLATE, encoding="utf-8")
    return project


def values(project: Project) -> dict[str, str]:
    return dotenv.read(project.root / ".env")


def test_a_new_file_holds_random_secrets_and_is_private(with_template: Project) -> None:
    dotenv.prepare(with_template, Step())
    made = values(with_template)
    assert len(made["SECRET"]) >= 43
    assert len(made["PASSWORD"]) == 19
    assert made["DEMO"] == "true"
    assert stat.S_IMODE((with_template.root / ".env").stat().st_mode) == 0o600


def test_two_machines_have_different_secrets() -> None:
    assert dotenv.fill(TEMPLATE) != dotenv.fill(TEMPLATE)


def test_what_stands_there_is_kept_and_only_missing_keys_are_added(with_template: Project) -> None:
    path = with_template.root / ".env"
    path.write_text("SECRET=mine  # as agreed\nDEMO=false", encoding="utf-8")
    step = Step()
    dotenv.prepare(with_template, step)
    assert path.read_text(encoding="utf-8").startswith(
        "SECRET=mine  # as agreed\nDEMO=false\n\n# The demo.\nPASSWORD="
    )
    assert step.note == "added to .env: PASSWORD"
    assert not step.skipped


def test_a_complete_file_is_left_alone(with_template: Project) -> None:
    dotenv.prepare(with_template, Step())
    before = (with_template.root / ".env").read_bytes()
    step = Step()
    dotenv.prepare(with_template, step)
    assert step.skipped
    assert (with_template.root / ".env").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "expected"),
    [("KEY=value", "value"), ("export KEY = 'value'", "value"), ('KEY="a b"', "a b"), ("KEY=", "")],
)
def test_assignments_are_read(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / ".env").write_text(f"# KEY=commented\n{line}\n", encoding="utf-8")
    assert dotenv.read(tmp_path / ".env") == {"KEY": expected}


def test_our_own_template_fills_completely() -> None:
    template = (Path(__file__).resolve().parents[2] / ".env.example").read_text(encoding="utf-8")
    filled = [line for line in dotenv.fill(template).splitlines() if not line.startswith("#")]
    assert filled
    assert not any("<" in line for line in filled)
