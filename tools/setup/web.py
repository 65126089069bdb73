"""The browser side: npm packages from the lock file, and the build."""

from __future__ import annotations

from tools.setup.console import Step
from tools.setup.fingerprint import fingerprint, is_made_from, mark_made_from
from tools.setup.node import node_environment
from tools.setup.project import Project


def install(project: Project, step: Step) -> None:
    """`npm ci`, unless web/node_modules was made from the same package files."""
    packages = [f"web/{path.parent.name}/package.json" for path in project.web.glob("*/package.json")]
    wanted = fingerprint(project.root, ["web/package.json", "web/package-lock.json", *packages])
    folder = project.web / "node_modules"
    if is_made_from(folder, wanted):
        step.skip("as package-lock.json says")
        return
    project.run(
        ["npm", "ci", "--no-audit", "--no-fund"],
        log="npm-ci",
        otherwise="The web packages could not be installed: {log} says why.",
        cwd=project.web,
        env=node_environment(project),
        online=True,
    )
    mark_made_from(folder, wanted)
    step.note = "installed from package-lock.json"


def build(project: Project, step: Step) -> None:
    """`npm run build`, unless web/dist was built from the same sources."""
    wanted = fingerprint(project.root, ["web"])
    folder = project.web / "dist"
    if is_made_from(folder, wanted):
        step.skip("sources unchanged")
        return
    project.run(
        ["npm", "run", "build"],
        log="web-build",
        otherwise="The widget and the desk could not be built: {log} says why.",
        cwd=project.web,
        env=node_environment(project),
    )
    mark_made_from(folder, wanted)
    step.note = "widget and desk built"
