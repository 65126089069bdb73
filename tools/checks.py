"""`make test` after the set-up: every check and test, one summary, and pytest's closing line at the very end.

`python -m tools.checks NAME ...` runs only those named; what follows `--` is handed to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from frontline.operations.processes import ONE_THREAD
from tools.chromium import HOW_TO_GET_IT, find_chromium
from tools.setup.model import model_path
from tools.setup.node import node_environment
from tools.setup.project import Project

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
RESULTS = "test-results"
DETAIL_LINES = 60
AT_ONCE = 2
WORKERS = 3
"""Of pytest, on two cores: much of what the tests do is wait for a browser, a server or a clock."""
SPREAD = ("--numprocesses", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Check:
    """One command; it runs in `folder`, relative to the project, and only where the path `needs` exists."""

    name: str
    title: str
    command: Sequence[str]
    folder: str = "."
    needs: str = "."


@dataclass
class Result:
    """How a check ended; `closing` is the last line it printed."""

    check: Check
    passed: bool
    seconds: float
    output: str = field(repr=False)

    @property
    def closing(self) -> str:
        """The last line that says something."""
        lines = [line for line in self.output.splitlines() if line.strip()]
        return lines[-1] if lines else ""


def all_checks(pytest_arguments: Sequence[str]) -> list[Check]:
    """Every check in the order of `make test`: the longest first beside the quick ones, pytest last."""
    python = [PYTHON, "-m"]
    rasa_test, model = [*python, "rasa", "test"], ["--model", str(model_path(ROOT))]
    stories = ["--stories", "tests/conversations", "--fail-on-prediction-errors"]
    return [
        Check(
            "nlu",
            "rasa test nlu",
            [*python, "tools.nlu.floors", *model],
            needs="tests/nlu",
        ),
        Check("lint", "ruff", [*python, "ruff", "check", "--quiet", "."]),
        Check("layout", "ruff format", [*python, "ruff", "format", "--check", "--quiet", "."]),
        Check("types", "mypy", [*python, "mypy"]),
        Check("imports", "import-linter", [str(Path(PYTHON).with_name("lint-imports"))]),
        Check("content", "content", [*python, "frontline.guides.check"], needs="frontline/guides/check.py"),
        Check("validate", "rasa data validate", [*python, "rasa", "data", "validate"]),
        Check(
            "stories",
            "rasa test core",
            [*rasa_test, "core", *model, *stories, "--out", f"{RESULTS}/core"],
            needs="tests/conversations",
        ),
        Check("web-types", "web: tsc, eslint", ["npm", "run", "check"], folder="web"),
        Check("web-tests", "web: vitest", ["npm", "test"], folder="web"),
        Check("pytest", "pytest", [*python, "pytest", *SPREAD, *pytest_arguments]),
    ]


def main(arguments: list[str]) -> int:
    """Exit code 0 when everything that ran passed, else 1."""
    names, pytest_arguments = _split(arguments)
    checks = [check for check in all_checks(pytest_arguments) if not names or check.name in names]
    unknown = set(names) - {check.name for check in checks}
    if unknown:
        print(f"There is no check called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 1
    if not names and find_chromium() is None:
        print(f"  ! {HOW_TO_GET_IT}")
    results = run_all([check for check in checks if (ROOT / check.needs).exists()])
    if len(checks) > 1:
        summarise(results)
    return 0 if all(result.passed for result in results) else 1


def run_all(checks: Sequence[Check]) -> list[Result]:
    """Runs the checks two at a time, since each keeps to one core; pytest comes last and alone."""
    alone = [check for check in checks if check.name == "pytest"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        together = list(pool.map(run, [check for check in checks if check not in alone]))
    return [*together, *map(run, alone)]


def run(check: Check) -> Result:
    """Runs one check; pytest is followed live, of the others only a failure is shown."""
    live = check.name == "pytest"
    started = time.monotonic()
    process = subprocess.Popen(
        check.command,
        cwd=ROOT / check.folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        output = _read(process.stdout, live) if process.stdout else ""
    result = Result(check, process.wait() == 0, time.monotonic() - started, output)
    if not live:
        _show(result)
    return result


def summarise(results: Iterable[Result]) -> None:
    """A table of all checks and, below it, the closing line of pytest."""
    print("\nChecked")
    for result in results:
        print(_line(result))
    failed = [f"  {result.check.name}: {result.closing}" for result in results if not result.passed]
    if failed:
        print("\n".join(["\nNot good yet, see above. Their last lines:", *failed]))
    closing = [result.closing for result in results if result.check.name == "pytest"]
    print("\n".join(["", *closing]))


def _environment() -> dict[str, str]:
    colour = {"FORCE_COLOR": "1"} if sys.stdout.isatty() else {}
    return {**ONE_THREAD, **node_environment(Project(ROOT)), **colour}


def _read(stream: IO[bytes], live: bool) -> str:
    chunks = []
    while chunk := os.read(stream.fileno(), 65536):
        chunks.append(chunk)
        if live:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    return b"".join(chunks).decode("utf-8", "replace")


def _show(result: Result) -> None:
    print(_line(result), flush=True)
    if not result.passed:
        print("\n".join(["", *result.output.splitlines()[-DETAIL_LINES:], ""]), flush=True)


def _line(result: Result) -> str:
    return f"  {'✓' if result.passed else '✗'} {result.check.title:<24} {result.seconds:6.1f} s"


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    position = arguments.index("--")
    return arguments[:position], arguments[position + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
