"""uv, which installs everything else: the one on this machine, or our own in .tools/uv."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from tools.setup.problem import Problem
from tools.setup.project import Project, ask, programs_on_path

UV_REQUIREMENT = "uv>=0.8,<1"
OLDEST_UV = (0, 8)


def find_uv(project: Project) -> str | None:
    """Path of a uv that runs here and is new enough; a pyenv shim that only complains is passed over."""
    own = project.tools / "uv" / "bin" / "uv"
    home = Path.home()
    elsewhere = [home / ".local/bin/uv", home / ".cargo/bin/uv", Path("/opt/homebrew/bin/uv")]
    for candidate in [own, *programs_on_path("uv"), *elsewhere]:
        if _uv_works(candidate, project):
            return str(candidate)
    return None


def install_uv(project: Project) -> str:
    """Installs uv into .tools/uv with the running Python's pip and returns its path.

    `--target` needs no venv module and is allowed on systems whose Python is managed by the distribution.
    """
    if not ask([sys.executable, "-m", "pip", "--version"]).succeeded:
        how = "install it (like `apt-get install python3-pip`) and run make again"
        raise Problem(f"{sys.executable} has no pip: {how}.")
    target = project.tools / "uv"
    shutil.rmtree(str(target), ignore_errors=True)
    project.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), UV_REQUIREMENT],
        log="uv",
        otherwise="uv, the package installer, could not be installed with pip: {log} says why.",
        online=True,
    )
    return str(target / "bin" / "uv")


def _uv_works(path: Path, project: Project) -> bool:
    answer = ask([str(path), "--version"], cwd=project.root)
    version = re.match(r"uv (\d+)\.(\d+)", answer.output)
    return bool(answer.succeeded and version and (int(version[1]), int(version[2])) >= OLDEST_UV)
