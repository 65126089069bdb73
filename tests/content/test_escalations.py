"""A hundred customers with each of our problems end up with a person: nothing is missing in any pack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from connectors.back_office.demo import seed
from frontline.bootstrap import Frontline
from frontline.guides.types import DoStep, OfferStep
from frontline.handoffs.copy import LANGUAGES, HandoffCopy
from frontline.handoffs.types import Pack
from frontline.settings import PROJECT_ROOT, Settings
from tests.content.escalating import CUSTOMERS, Escalating, Escalation, escalations
from tests.library import CONTENT, LIBRARY

SCHEMA = json.loads((CONTENT / "schemas" / "handoff_pack.json").read_text(encoding="utf-8"))
HOW_MANY = 100


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frontline]:
    database = tmp_path_factory.mktemp("escalations") / "t.db"
    services = Frontline(Settings(database_url=f"sqlite:///{database}"))
    services.database.create_all()
    seed(services.database)
    yield services
    services.database.close()


@pytest.fixture(scope="module")
def escalated(services: Frontline) -> list[tuple[Escalation, Escalating, Pack]]:
    problems = [problem.intent for problem in services.taxonomy]
    told = list(escalations(problems, CUSTOMERS, HOW_MANY))
    assert {one.problem for one in told} == set(problems)
    played = [Escalating(services, one) for one in told]
    return [(one, playing, playing.play()) for one, playing in zip(told, played, strict=True)]


def test_every_pack_follows_the_schema(escalated: list[tuple[Escalation, Escalating, Pack]]) -> None:
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    faults = [error.message for *_, pack in escalated for error in validator.iter_errors(pack)]
    assert (len(escalated), faults) == (HOW_MANY, [])


def test_every_field_holds_all_there_is_to_tell(
    escalated: list[tuple[Escalation, Escalating, Pack]],
) -> None:
    assert [field for _, playing, pack in escalated for field in playing.unfilled(pack)] == []


def test_articles_are_brought_where_a_guide_explains_something(
    escalated: list[tuple[Escalation, Escalating, Pack]],
) -> None:
    brought = [pack["suggestions"]["articles"] for *_, pack in escalated if pack["steps"]]
    assert any(brought)
    assert all(article["explanations"] for articles in brought for article in articles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_summaries_are_whole_sentences_in_their_own_language(
    escalated: list[tuple[Escalation, Escalating, Pack]], language: str
) -> None:
    for _, _, pack in escalated:
        lines = pack["summary"][language]
        assert 3 <= len(lines) <= 5
        assert all(line.endswith((".", "!", "?")) and "{" not in line for line in lines[1:]), lines
        told = pack["reason"]["told"]
        assert told is None or told[language].rstrip(".") in lines[-1]


def test_every_step_that_is_done_and_every_offer_has_a_short_name() -> None:
    copy = HandoffCopy.load(PROJECT_ROOT / "content" / "handoffs.yml")
    nameless = [
        f"{guide.id}.{step.id}"
        for guide in LIBRARY
        for step in guide.steps.values()
        if _lacks(copy, guide.id, step)
    ]
    assert nameless == []


def _lacks(copy: HandoffCopy, guide: str, step: Any) -> bool:
    if not isinstance(step, (DoStep, OfferStep)):
        return False
    operation = isinstance(step, OfferStep) and copy.find("offers", step.offer)
    return not (operation or copy.find("steps", guide, step.id) or copy.find("steps", "any", step.id))
