"""Finding a uv that really runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.setup import uv
from tools.setup.problem import Problem
from tools.setup.project import Project

WORKING = "#!/bin/sh\necho uv 0.9.1\n"
TOO_OLD = "#!/bin/sh\necho uv 0.4.0\n"
SHIM = "#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127\n"


def put(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def test_a_shim_that_hides_uv_is_passed_over(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "shims/uv", SHIM)
    real = put(tmp_path / "real/uv", WORKING)
    monkeypatch.setenv("PATH", f"{tmp_path}/shims:{tmp_path}/real")
    assert uv.find_uv(project) == real


def test_our_own_comes_before_the_machines(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "real/uv", WORKING)
    monkeypatch.setenv("PATH", f"{tmp_path}/real")
    own = put(project.tools / "uv/bin/uv", WORKING)
    assert uv.find_uv(project) == own


@pytest.mark.parametrize("text", [TOO_OLD, SHIM, "not a program"])
def test_none_that_is_too_old_or_does_not_run(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    put(tmp_path / "bin/uv", text)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert uv.find_uv(project) is None


def test_a_python_without_pip_is_one_sentence(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", put(tmp_path / "python", "#!/bin/sh\nexit 1\n"))
    with pytest.raises(Problem, match=r"has no pip: install it .* and run make again\."):
        uv.install_uv(project)


def test_an_unreachable_registry_is_one_sentence(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = "ERROR: No matching distribution found for uv<1,>=0.8"
    script = f'#!/bin/sh\n[ "$3" = --version ] && exit 0\necho "{says}"\nexit 1\n'
    monkeypatch.setattr("sys.executable", put(tmp_path / "python", script))
    with pytest.raises(Problem, match="registry could not be reached") as raised:
        uv.install_uv(project)
    assert says in raised.value.details
