"""The output of a failed tool becomes one sentence on what to do."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from tools.setup import __main__ as setup
from tools.setup.problem import DISK_FULL, NOT_ALLOWED, UNREACHABLE, Problem, explain
from tools.setup.project import Project

SAID = "The step failed."


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: failed to write: No space left on device (os error 28)", DISK_FULL),
        ("npm error code ENOSPC", DISK_FULL),
        ("sqlite3.OperationalError: database or disk is full", DISK_FULL),
        ("npm error code EACCES", NOT_ALLOWED),
        ("PermissionError: [Errno 13] Permission denied: 'models'", NOT_ALLOWED),
        ("npm error code ENOTFOUND", UNREACHABLE),
        ("cause: client error (Connect)\ncause: dns error", UNREACHABLE),
        ("NewConnectionError: Failed to establish a new connection", UNREACHABLE),
        ("ERROR: No matching distribution found for uv<1,>=0.8", UNREACHABLE),
        ("error TS2322: Type 'string' is not assignable", SAID),
        ("ModuleNotFoundError: No module named 'x'", SAID),
    ],
)
def test_known_causes(output: str, sentence: str) -> None:
    assert explain(output, SAID, online=True) == sentence


def test_a_step_that_fetches_nothing_does_not_blame_the_registry() -> None:
    assert explain("connection refused", SAID, online=False) == SAID


def test_a_failed_program_is_told_with_where_its_output_lies(project: Project) -> None:
    lines = "\n".join(f"print('line {number}')" for number in range(40))
    command = [sys.executable, "-c", f"{lines}\nraise SystemExit(2)"]
    with pytest.raises(Problem, match=r"^It failed: var/log/thing\.log says why\.$") as raised:
        project.run(command, log="thing", otherwise="It failed: {log} says why.")
    shown = raised.value.details.splitlines()
    assert (shown[0], shown[5], shown[-1]) == ("line 0", "[…]", "line 39")
    assert "line 20" in (project.logs / "thing.log").read_text(encoding="utf-8")


def test_a_program_that_was_killed_is_told_as_such(project: Project) -> None:
    with pytest.raises(Problem, match=r"killed from outside \(SIGKILL\), often for want of memory"):
        project.run(["/bin/sh", "-c", "kill -9 $$"], log="thing", otherwise="It failed.")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (PermissionError(errno.EACCES, "Permission denied", "/x/.env"), f"{NOT_ALLOWED} (/x/.env)"),
        (Problem("Do this."), "Do this."),
    ],
)
def test_whatever_stops_a_step_ends_as_one_sentence(
    error: Exception,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(setup, "run_steps", fail)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    assert setup.main(["all"]) == 1
    assert capsys.readouterr().err == f"\n{sentence}\n"
