"""A walk through one of the real guides, by whatever customer and back office a test brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontline.guides.engine import Engine
from frontline.guides.standing import Need
from frontline.guides.types import Ending, Walk
from tests.library import LIBRARY
from tests.unit.guides.walker import NOW

MOST_TURNS = 60

Answer = Callable[[Engine], str]
Office = Callable[[Need], tuple[bool, dict[str, Any]]]


def walk_to_end(
    guide_id: str, answer: Answer, office: Office, asked: list[str], language: str = "nl"
) -> Ending:
    """How the guide ended. `answer` gives the choice at a step; where it asked goes into `asked`."""
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    walk = Walk("walk", guide.id, language, guide.start)
    for _ in range(MOST_TURNS):
        engine = Engine(guide, LIBRARY.phrases, walk, NOW)
        if asked:
            engine.deciding.choose(answer(engine), "…")
        need = engine.run()
        while need is not None:
            engine.feed(need, *office(need))
            need = engine.run()
        if engine.ending is not None:
            return engine.ending
        asked.append(walk.asking or walk.at)
    raise AssertionError(f"no end: {asked}")
