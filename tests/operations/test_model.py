"""The model is trained only when what it learns from has changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tools.setup import model
from tools.setup.console import Step
from tools.setup.problem import Problem
from tools.setup.project import Project

ROOT = Path(__file__).resolve().parents[2]
FAKE_PYTHON = """#!/bin/sh
# python -m rasa train --out FOLDER --fixed-model-name NAME
[ "$2 $3" = "rasa train" ] || exit 2
echo trained "$8" >> "$COUNT_FILE"
[ -z "$REFUSE" ] || { echo "Project validation completed with errors."; exit 1; }
echo model > "$5/$7.tar.gz"
"""


@pytest.fixture
def trainable(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose Python only pretends to train, and counts how often it did."""
    project.python.parent.mkdir(parents=True)
    project.python.write_text(FAKE_PYTHON, encoding="utf-8")
    project.python.chmod(0o755)
    for folder in ("data/nlu", "content/guides", "pipeline", "models"):
        (project.root / folder).mkdir(parents=True)
    for name in (
        "config.yml",
        "domain.yml",
        "data/nlu/one.yml",
        "content/guides/one.yml",
        "pipeline/part.py",
    ):
        (project.root / name).write_text("first\n", encoding="utf-8")
    monkeypatch.setenv("COUNT_FILE", str(project.root / "count"))
    return project


def trainings(project: Project) -> int:
    count = project.root / "count"
    return len(count.read_text(encoding="utf-8").splitlines()) if count.exists() else 0


def train(project: Project) -> Step:
    step = Step()
    model.train(project, step)
    return step


@pytest.mark.parametrize(("checks_follow", "told"), [(False, ""), (True, "--skip-validation")])
def test_the_data_is_not_checked_twice(trainable: Project, checks_follow: bool, told: str) -> None:
    trainable.checks_follow = checks_follow
    train(trainable)
    assert (trainable.root / "count").read_text(encoding="utf-8").strip() == f"trained {told}".strip()


def test_a_second_start_trains_nothing(trainable: Project) -> None:
    first, second = train(trainable), train(trainable)
    assert (first.skipped, second.skipped) == (False, True)
    assert trainings(trainable) == 1
    assert model.model_path(trainable.root).is_file()


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/nlu/two.yml", "pipeline/part.py", "content/entities.yml"]
)
def test_a_change_of_what_training_reads_trains_again(trainable: Project, changed: str) -> None:
    train(trainable)
    (trainable.root / changed).write_text("second\n", encoding="utf-8")
    train(trainable)
    assert trainings(trainable) == 2


@pytest.mark.parametrize(
    "changed",
    ["content/guides/one.yml", "content/ways.yml", "data/nlu/README.md", "pipeline/__pycache__/x.pyc"],
)
def test_a_change_of_what_training_does_not_read_trains_nothing(trainable: Project, changed: str) -> None:
    train(trainable)
    (trainable.root / changed).parent.mkdir(exist_ok=True)
    (trainable.root / changed).write_text("second\n", encoding="utf-8")
    train(trainable)
    assert trainings(trainable) == 1


def test_all_that_training_reads_of_the_content_is_known() -> None:
    code = [*ROOT.glob("pipeline/*.py"), *ROOT.glob("frontline/understanding/**/*.py")]
    read = {name for path in code for name in re.findall(r'"(\w+\.yml)"', path.read_text(encoding="utf-8"))}
    known = {name for name in model.INPUTS if name.startswith("content/")}
    assert known == {f"content/{name}" for name in read}


def test_going_back_to_earlier_data_takes_its_model_up_again_as_the_newest(trainable: Project) -> None:
    train(trainable)
    first = model.model_path(trainable.root)
    os.utime(first, (1, 1))
    (trainable.root / "config.yml").write_text("second\n", encoding="utf-8")
    train(trainable)
    (trainable.root / "config.yml").write_text("first\n", encoding="utf-8")
    train(trainable)
    models = (trainable.root / "models").glob("*.tar.gz")
    assert trainings(trainable) == 2
    assert max(models, key=lambda path: path.stat().st_mtime_ns) == first


def test_only_our_own_old_models_are_forgotten(trainable: Project) -> None:
    folder = trainable.root / "models"
    (folder / "20240101-somebodys.tar.gz").write_text("kept", encoding="utf-8")
    for age in range(5):
        (trainable.root / "config.yml").write_text(f"{age}\n", encoding="utf-8")
        train(trainable)
    names = [path.name for path in folder.glob("*.tar.gz")]
    assert len(names) == model.KEPT + 1
    assert "20240101-somebodys.tar.gz" in names


def test_a_failed_training_leaves_no_model_and_says_where_to_look(
    trainable: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFUSE", "yes")
    with pytest.raises(Problem, match=r"could not be trained: var/log/train\.log says why") as raised:
        train(trainable)
    assert raised.value.details == "Project validation completed with errors."
    assert list((trainable.root / "models").iterdir()) == []
    assert "errors" in Path(trainable.logs / "train.log").read_text(encoding="utf-8")
