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
from tests.content.escalating import Escalating, Escalation, escalations
from tests.library import CONTENT, LIBRARY

SCHEMA = json.loads((CONTENT / "schemas" / "handoff_pack.json").read_text(encoding="utf-8"))
HOW_MANY = 100
CUSTOMERS = [f"PK1002{number:02}" for number in range(1, 37)]


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


def test_no_field_is_empty_that_could_be_filled(
    services: Frontline, escalated: list[tuple[Escalation, Escalating, Pack]]
) -> None:
    for told, playing, pack in escalated:
        assert (pack["problem"]["intent"], pack["problem"]["words"]) == (told.problem, told.words)
        assert pack["customer"]["id"] == told.customer_id
        assert all(pack["customer"].values()) is (told.customer_id is not None)
        said = services.conversations.transcript(playing.conversation.id)
        assert [entry["text"] for entry in pack["transcript"]] == [message.text for message in said]
        assert pack["effort"]["turns"] == sum(message.author.value == "customer" for message in said)
        assert pack["skill"] in services.taxonomy.skills


def test_all_that_was_asked_found_and_offered_is_told(
    escalated: list[tuple[Escalation, Escalating, Pack]],
) -> None:
    for _, playing, pack in escalated:
        trail = [entry for walk in playing.walks for entry in walk["trail"] if entry["kind"] != "check"]
        assert len(pack["steps"]) + len(pack["offers"]) == len(trail)
        found = {name for walk in playing.walks for name in walk["checks"]}
        assert {check["name"] for check in pack["checks"]} == found
        told = "".join(fact["label"]["nl"] + fact["value"] for fact in pack["facts"])
        assert "{" not in told


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
