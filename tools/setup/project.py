"""Where things lie in this work tree, and how the steps run other programs in it."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, Mapping, NamedTuple, Sequence

from tools.setup.problem import Problem, explain

KILLED = "The step was killed from outside ({}), often for want of memory: make room and run make again."
FIRST_LINES, LAST_LINES = 5, 12
# Set by an active virtual environment or a user's pip settings; they would send our installs elsewhere.
FOREIGN_SETTINGS = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX")
OURS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OMP_WAIT_POLICY": "passive",
}


class Answer(NamedTuple):
    """How a short command ended, and everything it said."""

    succeeded: bool
    output: str
    killed_by: str = ""


def ask(
    command: Sequence[str],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Answer:
    """Runs a command for what it says; with `log` that can be followed there while it runs.

    One that cannot even be started has not succeeded.
    """
    with log.open("w+b") if log else tempfile.TemporaryFile() as output:
        try:
            result = subprocess.run(
                list(command),
                cwd=str(cwd) if cwd else None,
                env=env,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            return Answer(False, str(error))
        output.seek(0)
        said = output.read().decode("utf-8", "replace").strip()
    killed_by = signal.Signals(-result.returncode).name if result.returncode < 0 else ""
    return Answer(result.returncode == 0, said, killed_by)


class Project:
    """One work tree. `root` is its folder; nothing outside it is written, package caches excepted.

    With `checks_follow` a step need not check what the checks look at afterwards.
    """

    def __init__(self, root: Path, checks_follow: bool = False) -> None:
        self.root = root
        self.checks_follow = checks_follow
        self.tools = root / ".tools"
        self.python = root / ".venv" / "bin" / "python"
        self.web = root / "web"
        self.logs = root / "var" / "log"

    def environment(self, **extra: str) -> dict[str, str]:
        """This process's environment without what would divert an install, and with `extra`."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_SETTINGS}
        return {**kept, **OURS, **extra}

    def run(
        self,
        command: Sequence[str],
        log: str,
        otherwise: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        online: bool = False,
    ) -> str:
        """Runs `command`, keeps its output in var/log/<log>.log and returns it.

        Raises Problem with a sentence about the known cause, or `otherwise`, and parts of the output.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        answer = ask(command, cwd or self.root, env or self.environment(), self.logs / f"{log}.log")
        if not answer.succeeded:
            why = KILLED.format(answer.killed_by) if answer.killed_by else otherwise
            sentence = why.format(log=f"var/log/{log}.log")
            cause = explain(answer.output, sentence, online)
            raise Problem(cause, details=_shortened(answer.output))
        return answer.output


def _shortened(output: str) -> str:
    """Some tools name the cause first, some last."""
    lines = output.splitlines()
    if len(lines) > FIRST_LINES + LAST_LINES:
        lines = [*lines[:FIRST_LINES], "[…]", *lines[-LAST_LINES:]]
    return "\n".join(lines)


def programs_on_path(name: str) -> Iterator[Path]:
    """Every program of that name on PATH: the first may be a shim that refuses to run."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder) / name
        if folder and path.is_file() and os.access(str(path), os.X_OK):
            yield path
