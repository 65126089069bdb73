"""The browser side: npm packages from the lock file, and the build."""

from __future__ import annotations

from pathlib import Path

from tools.setup.console import Step
from tools.setup.fingerprint import fingerprint
from tools.setup.node import node_environment
from tools.setup.project import Project


def install(project: Project, step: Step) -> None:
    """`npm ci`, unless web/node_modules was made from the same package files."""
    packages = sorted(path.relative_to(project.root).as_posix() for path in project.web.glob("*/package.json"))
    wanted = fingerprint(project.root, ["web/package.json", "web/package-lock.json", *packages])
    stamp = project.web / "node_modules" / ".made-from"
    if _is_current(stamp, wanted):
        return step.skip("as package-lock.json says")
    project.run(
        ["npm", "ci", "--no-audit", "--no-fund"],
        log="npm-ci",
        otherwise="The web packages could not be installed: {log} says why.",
        cwd=project.web,
        env=node_environment(project),
    )
    _write(stamp, wanted)
    step.note = "installed from package-lock.json"


def build(project: Project, step: Step) -> None:
    """`npm run build`, unless web/dist was built from the same sources."""
    wanted = fingerprint(project.root, ["web"])
    stamp = project.web / "dist" / ".made-from"
    if _is_current(stamp, wanted):
        return step.skip("sources unchanged")
    project.run(
        ["npm", "run", "build"],
        log="web-build",
        otherwise="The widget and the desk could not be built: {log} says why.",
        cwd=project.web,
        env=node_environment(project),
    )
    _write(stamp, wanted)
    step.note = "widget and desk built"


def _is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8").strip() == wanted


def _write(stamp: Path, text: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text + "\n", encoding="utf-8")
