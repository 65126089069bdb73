"""Both processes are started, and none of them outlives the supervisor."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("supervised.py")
PATIENCE = 20.0


class Run:
    """A running supervisor; its output is read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.output = ""

    def wait_for(self, text: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if text in line:
                return
        pytest.fail(f"{text!r} never came:\n{self.output}")

    def end(self) -> int:
        """Waits for the end; returns the exit code."""
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.output += rest
        return self.process.returncode

    def left_behind(self) -> list[int]:
        """Those of the processes it started that still run."""
        return [int(pid) for pid in re.findall(r"\| pid (\d+)", self.output) if runs(int(pid))]


def runs(pid: int) -> bool:
    """A process that has ended may stay as a zombie for a moment where nobody waits for it."""
    try:
        os.kill(pid, 0)
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
    except ProcessLookupError:
        return False
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def started(*processes: tuple[str, int, str], start_seconds: float = PATIENCE) -> Iterator[Run]:
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), json.dumps(processes), str(start_seconds)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Run(process)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("does", ["serve", "serve with a child", "serve stubbornly"])
def test_stopping_leaves_nobody_behind(by: signal.Signals, does: str) -> None:
    with started(("rasa", free_port(), does), ("actions", free_port(), "serve")) as run:
        run.wait_for("READY")
        run.process.send_signal(by)
        code = run.end()
        assert run.left_behind() == []
        assert code == (0 if by in (signal.SIGINT, signal.SIGTERM) else 1)


def test_a_second_ctrl_c_changes_nothing() -> None:
    with started(("rasa", free_port(), "serve stubbornly"), ("actions", free_port(), "serve")) as run:
        run.wait_for("READY")
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 0
        assert run.left_behind() == []


def test_ctrl_c_while_they_are_still_starting() -> None:
    with started(("rasa", free_port(), "hang"), ("actions", free_port(), "serve")) as run:
        run.wait_for("pid")
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 0
        assert "READY" not in run.output
        assert run.left_behind() == []


def test_one_that_dies_at_the_start_stops_the_other_and_is_named_with_its_last_lines() -> None:
    with started(("rasa", free_port(), "serve"), ("actions", free_port(), "die")) as run:
        assert run.end() == 1
        end = run.output[run.output.index("The last lines of actions") :]
        assert "  line before the end\n" in end
        assert "actions ended by itself (exit code 3), so everything was stopped." in end
        assert run.left_behind() == []


def test_one_that_dies_later_stops_the_other() -> None:
    port = free_port()
    with started(("rasa", port, "serve"), ("actions", free_port(), "serve")) as run:
        run.wait_for("READY")
        urllib.request.urlopen(f"http://127.0.0.1:{port}/die", timeout=5).close()
        assert run.end() == 1
        assert "rasa ended by itself (exit code 7), so everything was stopped." in run.output
        assert run.left_behind() == []


def test_one_that_is_killed_is_told_as_such() -> None:
    with started(("rasa", free_port(), "serve"), ("actions", free_port(), "serve")) as run:
        run.wait_for("READY")
        os.kill(int(re.findall(r"rasa +\| pid (\d+)", run.output)[0]), signal.SIGKILL)
        assert run.end() == 1
        assert "rasa ended by itself (killed by SIGKILL)" in run.output
        assert run.left_behind() == []


def test_one_that_never_answers_is_not_waited_for_forever() -> None:
    with started(("rasa", free_port(), "hang"), ("actions", free_port(), "serve"), start_seconds=1.5) as run:
        assert run.end() == 1
        assert "rasa did not answer in time" in run.output
        assert run.left_behind() == []
