from __future__ import annotations

import re

import pytest

from frontline.guides.diagram import main, mermaid
from frontline.guides.graph import ways_on
from frontline.guides.types import NEXT_CAUSE
from tests.library import LIBRARY


@pytest.mark.parametrize("guide_id", [guide.id for guide in LIBRARY])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_step_and_every_way_is_drawn(guide_id: str, language: str) -> None:
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    drawn = mermaid(guide, language)
    boxes = set(re.findall(r'^  step_(\w+?)[\[({]+/?"', drawn, re.MULTILINE))
    assert boxes - {NEXT_CAUSE} == set(guide.steps)
    arrows = re.findall(r"^  step_(\w+) -->.*? step_(\w+)$", drawn, re.MULTILINE)
    assert set(arrows) == {(step.id, to) for step in guide.steps.values() for _, to in ways_on(step)}
    framed = re.findall(r"^    step_(\w+)$", drawn, re.MULTILINE)
    assert set(framed) == set(guide.part_of)


def test_quotes_and_brackets_of_the_copy_do_not_break_the_drawing() -> None:
    for guide in LIBRARY:
        for line in mermaid(guide).splitlines():
            assert line.count('"') % 2 == 0
            label = re.search(r'"(.*)"', line)
            assert label is None or not set(label.group(1)) & set('{}"')


def test_the_command_draws_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tv_no_signal"]) == 0
    assert capsys.readouterr().out.count("flowchart TD") == 1
    assert main(["nothing"]) == 1
    assert "tv_no_signal" in capsys.readouterr().err
