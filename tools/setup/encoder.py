"""The sentence encoder tuned to our messages: done once, for it takes minutes; `make tune` does it again."""

from __future__ import annotations

from tools.setup.console import Step
from tools.setup.packages import require_disk
from tools.setup.project import Project

ADAPTER = "var/adapted_e5.npz"
"""What the tuning writes; a model is trained with one particular adapter."""
NEEDED_GIGABYTES = 1


def tune(project: Project, step: Step) -> None:
    """Tunes the encoder to the messages of data/nlu, unless that was done before."""
    if (project.root / ADAPTER).exists():
        step.skip("tuned before")
        return
    require_disk(project.root, NEEDED_GIGABYTES)
    project.run(
        [str(project.python), "-m", "frontline.understanding.adaptation"],
        log="tune",
        otherwise="The sentence encoder could not be tuned: {log} says why.",
    )
    step.note = "tuned to the messages of data/nlu"
