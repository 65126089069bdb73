"""The trained model: trained only when something that training reads has changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tools.setup.console import Step
from tools.setup.encoder import ADAPTER
from tools.setup.fingerprint import fingerprint
from tools.setup.packages import require_disk
from tools.setup.problem import Problem
from tools.setup.project import Project

INPUTS = (
    "config.yml",
    "domain.yml",
    "data",
    "content/entities.yml",  # all other content is read when the front line starts
    "content/languages.yml",
    "pipeline",
    "frontline/understanding",
    "uv.lock",
)
KEPT = 3
NEEDED_GIGABYTES = 1


def train(project: Project, step: Step) -> None:
    """Makes models/frontline-<hash of the inputs>.tar.gz the newest model, trained now if it is not there."""
    model = model_path(project.root)
    if model.exists():
        os.utime(str(model))
        step.skip(f"{model.name}, nothing changed")
        return
    require_disk(project.root, NEEDED_GIGABYTES)
    _train(project, model)
    _forget_older(model.parent)
    step.note = model.name


def model_path(root: Path) -> Path:
    """Where the model of the present data, content and code lies, or will lie."""
    wanted = fingerprint(root, (*INPUTS, ADAPTER))
    return root / "models" / f"frontline-{wanted}.tar.gz"


def _train(project: Project, model: Path) -> None:
    with tempfile.TemporaryDirectory(dir=str(model.parent), prefix=".training-") as folder:
        name = model.name[: -len(".tar.gz")]
        unchecked = ["--skip-validation"] if project.checks_follow else []
        project.run(
            [
                str(project.python),
                "-m",
                "rasa",
                "train",
                "--out",
                folder,
                "--fixed-model-name",
                name,
                *unchecked,
            ],
            log="train",
            otherwise="The model could not be trained: {log} says why.",
        )
        trained = Path(folder) / model.name
        if not trained.is_file():
            raise Problem("Training ended without a model: var/log/train.log says why.")
        shutil.move(str(trained), str(model))


def _forget_older(folder: Path) -> None:
    """Keeps the newest few of the models that this step made; a model named otherwise is never touched."""
    ours = sorted(folder.glob("frontline-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in ours[KEPT:]:
        old.unlink()
