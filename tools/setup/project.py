"""Where things lie in this work tree, and how the steps run other programs in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Dict, Optional, Sequence

from tools.setup.problem import Problem, explain

TAIL_LINES = 15
# Set by an active virtual environment or a user's pip settings; they would send our installs elsewhere.
FOREIGN_SETTINGS = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX")


class Project:
    """One work tree. `root` is its folder; nothing outside it is written, package caches excepted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tools = root / ".tools"
        self.python = root / ".venv" / "bin" / "python"
        self.web = root / "web"
        self.logs = root / "var" / "log"

    def environment(self, **extra: str) -> Dict[str, str]:
        """This process's environment without what would divert an install, and with `extra`."""
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_SETTINGS}
        return {**kept, "RASA_TELEMETRY_ENABLED": "false", "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", **extra}

    def run(
        self,
        command: Sequence[str],
        log: str,
        otherwise: str,
        cwd: Optional[Path] = None,
        env: Optional[Dict[str, str]] = None,
    ) -> str:
        """Runs `command`, keeps its output in var/log/<log>.log and returns it.

        Raises Problem with a sentence about the known cause, or `otherwise`, and the last lines of the output.
        """
        result = subprocess.run(
            list(command),
            cwd=str(cwd or self.root),
            env=env or self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self._keep(log, result.stdout)
        if result.returncode != 0:
            tail = "\n".join(result.stdout.strip().splitlines()[-TAIL_LINES:])
            sentence = otherwise.format(log=f"var/log/{log}.log")
            raise Problem(explain(result.stdout, otherwise=sentence), details=tail)
        return result.stdout

    def _keep(self, log: str, output: str) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        (self.logs / f"{log}.log").write_text(output, encoding="utf-8")
