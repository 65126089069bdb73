"""`python -m tools.setup [goal]`: runs the steps that a goal of the Makefile needs."""

from __future__ import annotations

import errno
import fcntl
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator

from tools.setup import database, dotenv, encoder, model, node, packages, web
from tools.setup.console import Console, Step
from tools.setup.problem import DISK_FULL, NOT_ALLOWED, Problem
from tools.setup.project import Project, ask

ROOT = Path(__file__).resolve().parents[2]
STEPS: dict[str, tuple[str, Callable[[Project, Step], None]]] = {
    "packages": ("Python packages", packages.install),
    "env": ("Settings", dotenv.prepare),
    "node": ("Node.js", node.install),
    "npm": ("Web packages", web.install),
    "build": ("Web build", web.build),
    "database": ("Database", database.prepare),
    "encoder": ("Sentence encoder", encoder.tune),
    "model": ("Model", model.train),
}
PYTHON = ["packages", "env"]
GOALS: dict[str, list[str]] = {
    "python": PYTHON,
    "web": [*PYTHON, "node", "npm", "build"],
    "model": [*PYTHON, "encoder", "model"],
    "database": [*PYTHON, "database"],
    "all": list(STEPS),
}


def main(arguments: list[str]) -> int:
    """Exit code 0 when every step of the goal succeeded, 1 after a sentence about the one that did not."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    goal = arguments[0] if arguments else "all"
    project = Project(ROOT, checks_follow="--checks-follow" in arguments)
    try:
        with _alone(project):
            run_steps(project, GOALS[goal], check_ports="--ports" in arguments)
    except Problem as problem:
        return _tell(problem)
    except OSError as error:
        return _tell(_of_operating_system(error))
    except KeyboardInterrupt:
        print("\nStopped; `make` goes on from here next time.")
        return 130
    return 0


def run_steps(project: Project, names: list[str], check_ports: bool) -> None:
    """Runs the steps in order; with `check_ports` a taken port is noticed before the long ones."""
    console = Console()
    for name in names:
        title, action = STEPS[name]
        with console.step(title) as step:
            action(project, step)
        if check_ports and name == "env":
            _check_ports(project)


def _check_ports(project: Project) -> None:
    result = ask([str(project.python), "-m", "frontline.cli", "ports"], cwd=project.root)
    if not result.succeeded:
        raise Problem((result.output or "The ports could not be checked.").splitlines()[-1])


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Two set-ups of one work tree at the same time would spoil each other: the second waits."""
    project.tools.mkdir(exist_ok=True)
    with (project.tools / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  … another make is setting up this folder; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_operating_system(error: OSError) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(DISK_FULL)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(f"{NOT_ALLOWED} ({error.filename})")
    return Problem(f"The set-up stopped: {error}.")


def _tell(problem: Problem) -> int:
    if problem.details:
        print("\n" + problem.details, file=sys.stderr)
    print("\n" + problem.sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
