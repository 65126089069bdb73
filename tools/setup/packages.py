"""Python 3.10 and the locked packages, by uv."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Optional

from tools.setup.console import Step
from tools.setup.problem import Problem, explain
from tools.setup.project import Project

UV_REQUIREMENT = "uv>=0.8,<1"
OLDEST_UV = (0, 8)
WANTED_PYTHON = "3.10"
NEEDED_GIGABYTES = 5
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
    )
    if re.search(r"^ [+~-] ", output, re.MULTILINE):
        step.note = "installed from uv.lock"
    else:
        step.skip("as uv.lock says")


def require_disk(folder: Path, gigabytes: float) -> None:
    """Raises Problem when the disk of `folder` has less than `gigabytes` free."""
    free = shutil.disk_usage(str(folder)).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"The disk is nearly full: {free:.1f} GB is free and the first set-up needs about {gigabytes:g} GB."
            " Free some space and run make again."
        )


def find_uv(project: Project) -> Optional[str]:
    """Path of a uv that runs here and is new enough; a pyenv shim that only complains is passed over."""
    own = project.tools / "uv" / "bin" / "uv"
    home = Path.home()
    elsewhere = [home / ".local/bin/uv", home / ".cargo/bin/uv", Path("/opt/homebrew/bin/uv")]
    for candidate in [own, *_on_path("uv"), *elsewhere]:
        if _uv_works(candidate, project):
            return str(candidate)
    return None


def install_uv(project: Project) -> str:
    """Installs uv into .tools/uv with the running Python's pip and returns its path.

    `--target` needs no venv module and is allowed on systems whose Python is managed by the distribution.
    """
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        raise Problem(
            f"{sys.executable} has no pip: install it (for example `apt-get install python3-pip`) and run make again."
        )
    target = project.tools / "uv"
    shutil.rmtree(str(target), ignore_errors=True)
    project.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), UV_REQUIREMENT],
        log="uv",
        otherwise="uv, the package installer, could not be installed with pip: {log} says why.",
    )
    return str(target / "bin" / "uv")


def _which_python(project: Project, fresh: bool) -> List[str]:
    """Arguments that name the Python for a new environment; an existing one keeps its own."""
    if not fresh:
        return []
    found = next((path for path in _pythons_310() if _is_python_310(path)), None)
    return ["--python", str(found) if found else _downloaded_python(project)]


def _downloaded_python(project: Project) -> str:
    uv = find_uv(project) or install_uv(project)
    env = project.environment(UV_PYTHON_DOWNLOADS="automatic")
    command = [uv, "python", "install", WANTED_PYTHON]
    result = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", errors="replace")
    if result.returncode != 0:
        sentence = explain(result.stderr, otherwise=NO_PYTHON_310)
        disk = "disk" in sentence
        raise Problem(sentence if disk else NO_PYTHON_310, details=result.stderr.strip())
    return WANTED_PYTHON


def _pythons_310() -> Iterator[Path]:
    yield from _on_path("python3.10")
    yield from _on_path("python3")
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10*/bin/python3.10"), reverse=True)
    managed = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    yield from sorted(managed.glob("cpython-3.10*/bin/python3.10"), reverse=True)


def _on_path(name: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder) / name
        if folder and path.is_file() and os.access(str(path), os.X_OK):
            yield path


def _is_python_310(path: Path) -> bool:
    code = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
    try:
        return subprocess.run([str(path), "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def _uv_works(path: Path, project: Project) -> bool:
    try:
        result = subprocess.run(
            [str(path), "--version"], cwd=str(project.root), capture_output=True, encoding="utf-8", errors="replace"
        )
    except OSError:
        return False
    version = re.match(r"uv (\d+)\.(\d+)", result.stdout)
    return bool(result.returncode == 0 and version and (int(version[1]), int(version[2])) >= OLDEST_UV)
