"""The database at its newest version, with the demo's customers and agents."""

from __future__ import annotations

from tools.setup.console import Step
from tools.setup.project import Project


def prepare(project: Project, step: Step) -> None:
    """Runs `frontline prepare`, which is safe to repeat and says what it did."""
    output = project.run(
        [str(project.python), "-m", "frontline.cli", "prepare"],
        log="database",
        otherwise="The database could not be brought to its newest version: {log} says why.",
    )
    step.note = output.strip().splitlines()[-1] if output.strip() else ""
