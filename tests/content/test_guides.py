"""Every guide that we ship: in order, walked to each of its ends, and heard in both languages."""

from __future__ import annotations

import pytest

from frontline.guides.check import check_guides
from frontline.guides.types import AskStep, DoStep, OfferStep, OutcomeStep, PickStep, VerifyStep
from frontline.understanding.encoders import load_encoder
from tests.connectors.whatsapp.said import as_sent, refusals
from tests.library import CONTENT, LIBRARY, TAXONOMY
from tests.unit.guides.walker import LANGUAGES, Seen, Walker

WAITING = (AskStep, PickStep, DoStep, OfferStep)


@pytest.fixture(scope="module", params=[guide.id for guide in LIBRARY])
def walked(request: pytest.FixtureRequest) -> tuple[str, Seen]:
    guide = LIBRARY.get(request.param)
    assert guide is not None
    return guide.id, Walker(guide, LIBRARY.phrases).explore()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_content_check_finds_nothing() -> None:
    assert [str(finding) for finding in check_guides(CONTENT, load_encoder("use"))] == []


def test_every_end_is_reached(walked: tuple[str, Seen]) -> None:
    guide_id, seen = walked
    steps = LIBRARY.get(guide_id).steps.values()  # type: ignore[union-attr]
    assert seen.outcomes == {step.id for step in steps if isinstance(step, OutcomeStep)}


def test_every_question_and_instruction_is_asked(walked: tuple[str, Seen]) -> None:
    guide_id, seen = walked
    steps = LIBRARY.get(guide_id).steps  # type: ignore[union-attr]
    with_instruction = {step.next for step in steps.values() if isinstance(step, DoStep)}
    asked = {step.id for step in steps.values() if isinstance(step, WAITING)}
    alone = {s.id for s in steps.values() if isinstance(s, VerifyStep) and s.id not in with_instruction}
    assert seen.steps >= asked | alone


def test_no_way_runs_out_of_causes_without_saying_why(walked: tuple[str, Seen]) -> None:
    """The engine's own way out of a circle is for content that slipped through, not for what we ship."""
    _, seen = walked
    circles = [LIBRARY.phrases.line_in_all("reason_all_tried")]
    assert not [ending for ending in seen.endings if ending.reason in circles]


def test_escalations_name_a_skill_and_a_reason(walked: tuple[str, Seen]) -> None:
    _, seen = walked
    escalations = [ending for ending in seen.endings if ending.outcome == "escalate"]
    assert escalations
    assert all(ending.skill in TAXONOMY.skills and ending.reason for ending in escalations)


def test_prompts_are_complete_and_fit_whatsapp(walked: tuple[str, Seen], language: str) -> None:
    _, seen = walked
    assert seen.said[language].prompts
    for texts, labels in seen.said[language].prompts:
        assert texts
        assert all(text.strip() and "{" not in text for text in texts)
        assert sum(map(len, texts)) <= 1000
        assert len(labels) <= 10
        assert len(set(labels)) == len(labels)
        assert all(len(label) <= (20 if len(labels) <= 3 else 24) for label in labels)


def test_whatsapp_takes_all_that_is_asked_and_said(walked: tuple[str, Seen], language: str) -> None:
    said = walked[1].said[language]
    for texts, titles in (*said.prompts, *(((text,), ()) for text in said.says)):
        assert refusals(as_sent(texts, titles, language)) == [], texts


def test_nothing_said_has_a_hole(walked: tuple[str, Seen], language: str) -> None:
    hole = LIBRARY.phrases.line("unknown", language)
    for text in walked[1].said[language].says:
        assert "{" not in text
        assert hole not in text.split(), text


def test_one_instruction_at_a_time_is_short(walked: tuple[str, Seen], language: str) -> None:
    prompts = walked[1].said[language].prompts
    assert max(len(text.split()) for texts, _ in prompts for text in texts) <= 60
