"""Python 3.10 and the locked packages, by uv."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Iterator

from tools.setup.console import Step
from tools.setup.fingerprint import fingerprint, is_made_from, mark_made_from
from tools.setup.problem import UNREACHABLE, Problem, explain
from tools.setup.project import Project, ask, programs_on_path
from tools.setup.uv import find_uv, install_uv

WANTED_PYTHON = "3.10"
NEEDED_GIGABYTES = 5
TESTS = r"[\\/]tests?[\\/]"
NO_PYTHON_310 = (
    "Python 3.10 is needed and could be neither found nor downloaded: install it"
    " (for example `pyenv install 3.10`, or your package manager's python3.10) and run make again."
)


def install(project: Project, step: Step) -> None:
    """Makes .venv hold exactly what uv.lock says; costs a moment when it does already."""
    fresh = not _is_python_310(project.python)
    if fresh:
        require_disk(project.root, NEEDED_GIGABYTES)
    uv = find_uv(project) or install_uv(project)
    output = project.run(
        [uv, "sync", "--frozen", *_which_python(project, fresh)],
        log="packages",
        otherwise="The Python packages could not be installed: {log} says why.",
        env=project.environment(UV_PYTHON_DOWNLOADS="automatic"),
        online=True,
    )
    compiled = _compile(project)
    if compiled or re.search(r"^ [+~-] ", output, re.MULTILINE):
        step.note = "installed from uv.lock"
    else:
        step.skip("as uv.lock says")


def _compile(project: Project) -> bool:
    """Writes the packages' byte code once for each uv.lock; False when it was there.

    Without it, where Python may not write it by itself, each start compiles Rasa's thousands of modules
    anew: 23 s of CPU against 8.5 s.
    """
    wanted = fingerprint(project.root, ["uv.lock"])
    environment = project.python.parents[1]
    if is_made_from(environment, wanted):
        return False
    ask([str(project.python), "-m", "compileall", "-qq", "-j", "0", "-x", TESTS, str(environment / "lib")])
    mark_made_from(environment, wanted)
    return True


def require_disk(folder: Path, gigabytes: float) -> None:
    """Raises Problem when the disk of `folder` has less than `gigabytes` free."""
    free = shutil.disk_usage(str(folder)).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"The disk is nearly full: {free:.1f} GB is free and about {gigabytes:g} GB is needed."
            " Free some space and run make again."
        )


def _which_python(project: Project, fresh: bool) -> list[str]:
    """Arguments that name the Python for a new environment; an existing one keeps its own."""
    if not fresh:
        return []
    found = next((path for path in _pythons_310() if _is_python_310(path)), None)
    return ["--python", str(found) if found else _downloaded_python(project)]


def _downloaded_python(project: Project) -> str:
    uv = find_uv(project) or install_uv(project)
    env = project.environment(UV_PYTHON_DOWNLOADS="automatic")
    answer = ask([uv, "python", "install", WANTED_PYTHON], env=env)
    if not answer.succeeded:
        cause = explain(answer.output, NO_PYTHON_310, online=True)
        raise Problem(NO_PYTHON_310 if cause == UNREACHABLE else cause, details=answer.output)
    return WANTED_PYTHON


def _pythons_310() -> Iterator[Path]:
    yield from programs_on_path("python3.10")
    yield from programs_on_path("python3")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10*/bin/python3.10"), reverse=True)
    managed = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    yield from sorted(managed.glob("cpython-3.10*/bin/python3.10"), reverse=True)


def _is_python_310(path: Path) -> bool:
    code = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
    return ask([str(path), "-c", code]).succeeded
