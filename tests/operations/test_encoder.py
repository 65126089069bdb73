"""The sentence encoder is tuned once."""

from __future__ import annotations

import pytest

from tools.setup import encoder
from tools.setup.console import Step
from tools.setup.problem import Problem
from tools.setup.project import Project

FAKE_PYTHON = """#!/bin/sh
[ "$1 $2" = "-m frontline.understanding.adaptation" ] || exit 2
[ -z "$REFUSE" ] || { echo "No memory left."; exit 1; }
echo tuned >> var/adapted_e5.npz
"""


@pytest.fixture
def tunable(project: Project) -> Project:
    """A project whose Python only pretends to tune."""
    project.python.parent.mkdir(parents=True)
    project.python.write_text(FAKE_PYTHON, encoding="utf-8")
    project.python.chmod(0o755)
    return project


def tune(project: Project) -> Step:
    step = Step()
    encoder.tune(project, step)
    return step


def test_a_second_start_tunes_nothing(tunable: Project) -> None:
    first, second = tune(tunable), tune(tunable)
    assert (first.skipped, second.skipped) == (False, True)
    assert (tunable.root / encoder.ADAPTER).read_text(encoding="utf-8") == "tuned\n"


def test_a_tuning_that_fails_says_where_to_look_and_is_tried_again(
    tunable: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFUSE", "yes")
    for _ in range(2):
        with pytest.raises(Problem, match=r"could not be tuned: var/log/tune\.log says why") as raised:
            tune(tunable)
    assert raised.value.details == "No memory left."
