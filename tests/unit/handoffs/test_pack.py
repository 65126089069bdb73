"""What an agent finds in the pack, and whether it follows its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import cycle
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frontline.agents.types import Agent
from frontline.conversations.service import Conversations
from frontline.conversations.types import (
    Author,
    Conversation,
    InboundMessage,
    Kind,
    Level,
    Message,
)
from frontline.customers.checks import CHECKS
from frontline.customers.fields import FieldKind
from frontline.customers.ports import BackOfficeDown
from frontline.customers.types import Address, Customer
from frontline.guides.effort import effort_of
from frontline.handoffs.copy import LANGUAGES, HandoffCopy
from frontline.handoffs.mood import measure
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff, HandoffRequest, Pack, Reason
from frontline.settings import PROJECT_ROOT
from frontline.triage.taxonomy import Taxonomy

SCHEMA = json.loads((PROJECT_ROOT / "content/schemas/handoff_pack.json").read_text(encoding="utf-8"))
Json = dict[str, Any]
KEES = Customer(
    id="PK123456",
    name="Kees Bakker",
    email="kees@example.nl",
    phone="+31612345001",
    address=Address("1234AB", "12", "Dorpsstraat", "Ede"),
    language="nl",
)


class OneCustomer:
    """A back office that knows Kees, or is down."""

    def __init__(self, down: bool = False) -> None:
        self._down = down

    def find_by_number(self, customer_number: str) -> Customer | None:
        if self._down:
            raise BackOfficeDown
        return KEES if customer_number == KEES.id else None


def pack_of(handoffs: Handoffs, conversation: Conversation, **request: Any) -> Pack:
    pack = handoffs.request(HandoffRequest(conversation.id, **{"reason_code": "asked", **request})).pack
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(pack)
    return pack


def open_as(conversations: Conversations, level: Level, customer_id: str | None = KEES.id) -> Conversation:
    opened = conversations.open("website", level.value, customer_id=customer_id, level=level)
    conversations.receive(InboundMessage("website", level.value, "hoi", "m1"))
    return opened


def test_schema_itself_is_sound() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_schema_refuses_a_pack_that_lacks_something(handoffs: Handoffs, conversation: Conversation) -> None:
    pack = pack_of(handoffs, conversation)
    for name in pack:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in pack.items() if key != name}, SCHEMA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_and_reason_makes_a_whole_pack(
    conversations: Conversations, handoffs: Handoffs, taxonomy: Taxonomy, language: str, walk: Json
) -> None:
    for problem, reason in zip(taxonomy, cycle(Reason)):
        opened = conversations.open("website", problem.intent, language=language)
        conversations.receive(InboundMessage("website", problem.intent, "help", "m1"))
        request = {
            "reason_code": reason.value,
            "problem": {"intent": problem.intent, "words": "help"},
            "walks": [walk],
            "language": language,
        }
        pack = pack_of(handoffs, opened, **request)
        assert pack["problem"]["intent"] == problem.intent
        assert (pack["skill"], pack["urgency"]) == (problem.skill, problem.urgency)
        for lines in pack["summary"].values():
            assert 3 <= len(lines) <= 5


def test_pack_holds_all_that_was_said_and_done(
    handoffs: Handoffs, conversation: Conversation, walk: Json, problem: Json
) -> None:
    pack = pack_of(handoffs, conversation, reason_code="guide", problem=problem, walks=[walk])
    assert [line["text"] for line in pack["transcript"]] == ["mijn internet doet het niet"]
    assert [step["answer"] for step in pack["steps"]] == [
        "alleen het rode",
        "gedaan hoor",
        "nee nog steeds niet",
        "die zie ik niet",
        None,
    ]
    assert [(check["name"], check["ok"]) for check in pack["checks"]] == [
        ("internet_outage", True),
        ("modem_test", False),
    ]
    assert pack["checks"][0]["facts"] == {"outage": "no"}
    assert [(offer["step"], offer["result"]) for offer in pack["offers"]] == [("remote_restart", "accepted")]
    facts = {fact["name"]: fact["value"] for fact in pack["facts"]}
    assert facts == {"postcode": "1234AB", "error_code": "E42", "device": "android"}


def test_facts_of_every_shape_are_worded(
    handoffs: Handoffs, conversation: Conversation, problem: Json
) -> None:
    entities = {"amount": 40.5, "place": {"town": "Ede"}, "error_code": ["E42", "E43"], "brand": None}
    pack = pack_of(handoffs, conversation, problem={**problem, "entities": entities})
    assert [fact["value"] for fact in pack["facts"]] == ["40.5", "Ede", "E42, E43"]
    assert [fact["text"]["nl"] for fact in pack["facts"]] == ["40,50", "Ede", "E42, E43"]


@pytest.mark.parametrize(
    ("name", "value", "dutch", "english"),
    [
        ("date", "2026-11-22", "22 november 2026", "22 November 2026"),
        ("invoice_month", "2026-03", "maart 2026", "March 2026"),
        ("device", "phone", "telefoon", "phone"),
        ("product", ["mobile_data", "wifi"], "mobiel internet, wifi", "mobile data, wifi"),
        ("brand", "samsung", "Samsung", "Samsung"),
        ("error_code", "2026-11-2", "2026-11-2", "2026-11-2"),
        ("error_code", "2026-13-45", "2026-13-45", "2026-13-45"),
        ("error_code", "2026-99", "2026-99", "2026-99"),
    ],
)
def test_facts_are_told_as_people_say_them(
    handoffs: Handoffs, conversation: Conversation, name: str, value: Any, dutch: str, english: str
) -> None:
    pack = pack_of(handoffs, conversation, problem={"intent": "internet_down", "entities": {name: value}})
    assert [fact["text"] for fact in pack["facts"]] == [{"nl": dutch, "en": english}]
    assert any(dutch in line for line in pack["summary"]["nl"])


def test_a_look_up_of_two_guides_is_told_once(
    handoffs: Handoffs, conversation: Conversation, walk: Json
) -> None:
    found, changed = {"ok": True, "outage": "no"}, {"ok": True, "outage": "yes"}
    walks = [{**walk, "checks": {"internet_outage": found}} for found in (found, found, changed)]
    checks = pack_of(handoffs, conversation, walks=walks)["checks"]
    assert [check["facts"]["outage"] for check in checks] == ["no", "yes"]


def test_a_picked_row_is_told_once(handoffs: Handoffs, conversation: Conversation, walk: Json) -> None:
    known = {"order": "PL-2026-000101", "order.id": "PL-2026-000101", "order.product": "Nova 12"}
    pack = pack_of(handoffs, conversation, walks=[{**walk, "known": known}])
    assert [(fact["label"]["en"], fact["value"]) for fact in pack["facts"]] == [
        ("Order", "PL-2026-000101"),
        ("Order: product", "Nova 12"),
    ]


def test_a_secret_stays_with_the_customer(handoffs: Handoffs, conversation: Conversation, walk: Json) -> None:
    checks = {"puk_code": {"ok": True, "known": "yes", "puk": "12345678"}}
    pack = pack_of(handoffs, conversation, walks=[{**walk, "checks": checks}])
    assert "12345678" not in json.dumps(pack)
    assert pack["checks"][0]["facts"] == {"known": "yes"}


def test_who_the_customer_said_to_be_is_not_in_the_pack(
    handoffs: Handoffs, conversation: Conversation, walk: Json
) -> None:
    proof = {"step": "who", "asks": "home", "claim": {"email": "someone@example.com"}}
    assert "someone" not in json.dumps(pack_of(handoffs, conversation, walks=[{**walk, "proof": proof}]))


def test_the_effort_of_all_walks_is_added_up(
    handoffs: Handoffs, conversation: Conversation, walk: Json
) -> None:
    counted = {**walk, "tapped": 3, "typed": 2}
    effort = pack_of(handoffs, conversation, walks=[counted, counted])["effort"]
    once = {name: effort_of(counted)[name] for name in ("questions", "instructions", "checks")}
    assert (effort["tapped"], effort["typed"]) == (6, 4)
    assert {name: effort[name] for name in once} == {name: 2 * number for name, number in once.items()}
    assert all(once.values())


def test_unknown_problem_goes_to_the_general_desk(handoffs: Handoffs, conversation: Conversation) -> None:
    pack = pack_of(handoffs, conversation, reason_code="unsure")
    assert pack["problem"] is None
    assert (pack["skill"], pack["urgency"]) == ("general", 2)


def test_guide_may_name_another_skill(handoffs: Handoffs, conversation: Conversation, problem: Json) -> None:
    assert pack_of(handoffs, conversation, problem=problem, skill="billing")["skill"] == "billing"


@pytest.mark.parametrize(
    ("level", "name", "email"),
    [(Level.VERIFIED, KEES.name, KEES.email), (Level.RECOGNISED, KEES.name, None)],
)
def test_customer_is_shown_as_far_as_the_level_allows(
    conversations: Conversations,
    handoffs_with: Callable[[OneCustomer], Handoffs],
    level: Level,
    name: str,
    email: str | None,
) -> None:
    handoffs = handoffs_with(OneCustomer())
    customer = pack_of(handoffs, open_as(conversations, level))["customer"]
    assert (customer["id"], customer["name"], customer["email"]) == (KEES.id, name, email)
    assert (customer["address"] is None) is (email is None)


@pytest.mark.parametrize(("level", "phone"), [(Level.VERIFIED, KEES.phone), (Level.RECOGNISED, None)])
def test_who_is_verified_need_not_type_their_number_to_be_called_back(
    conversations: Conversations,
    handoffs_with: Callable[[OneCustomer], Handoffs],
    level: Level,
    phone: str | None,
) -> None:
    handoffs = handoffs_with(OneCustomer())
    opened = open_as(conversations, level)
    handoffs.request(HandoffRequest(opened.id, "asked"))
    waiting, _ = handoffs.for_customer(opened.id)
    assert waiting is not None
    assert waiting.callback_phone == phone


def test_visitor_is_nobody(handoffs: Handoffs, conversation: Conversation) -> None:
    customer = pack_of(handoffs, conversation)["customer"]
    assert customer == {
        "level": "anonymous",
        "id": None,
        "name": None,
        "email": None,
        "phone": None,
        "address": None,
    }


def test_back_office_that_is_down_holds_up_nobody(
    conversations: Conversations, handoffs_with: Callable[[OneCustomer], Handoffs]
) -> None:
    handoffs = handoffs_with(OneCustomer(down=True))
    customer = pack_of(handoffs, open_as(conversations, Level.VERIFIED))["customer"]
    assert (customer["id"], customer["name"]) == (KEES.id, None)


def test_earlier_problems_of_the_customer_come_along(
    conversations: Conversations,
    handoffs: Handoffs,
    sanne: Agent,
    remember: Callable[..., None],
    problem: Json,
) -> None:
    before = open_as(conversations, Level.RECOGNISED)
    remember(before, "tv_no_signal")
    first = handoffs.request(HandoffRequest(before.id, "asked", problem={"intent": "tv_no_signal"}))
    handoffs.take(first.id, sanne)
    handoffs.resolve(first.id, sanne, "tv_no_signal", "solved")
    present = open_as(conversations, Level.VERIFIED)
    remember(present, "bill_copy")
    remember(present, "internet_down")
    pack = pack_of(handoffs, present, problem=problem)
    assert [(e["problem"]["en"], e["outcome"]) for e in pack["earlier"]] == [
        ("where is my invoice, a copy", None),
        ("no picture, black screen, no signal", "solved"),
    ]


def test_note_of_a_colleague_comes_along(
    conversations: Conversations, handoffs: Handoffs, sanne: Agent
) -> None:
    opened = open_as(conversations, Level.VERIFIED)
    first = handoffs.request(HandoffRequest(opened.id, "asked"))
    handoffs.take(first.id, sanne)
    handoffs.hand_back(first.id, sanne, "Kan de wifi-gids zelf doorlopen.")
    (note,) = pack_of(handoffs, opened)["notes"]
    assert (note["agent_name"], note["text"]) == ("Sanne Visser", "Kan de wifi-gids zelf doorlopen.")


def test_stranger_sees_no_problems_of_others(
    conversations: Conversations,
    handoffs: Handoffs,
    conversation: Conversation,
    remember: Callable[..., None],
    problem: Json,
) -> None:
    remember(open_as(conversations, Level.ANONYMOUS, customer_id=None), "tv_no_signal")
    assert pack_of(handoffs, conversation, problem=problem)["earlier"] == []


def test_every_declared_check_and_value_has_words(copy: HandoffCopy) -> None:
    for name, spec in CHECKS.items():
        rules = copy.section("checks", name)["findings"]
        told = {(key, value) for rule in rules for key, value in rule["when"].items()}
        declared = {key for key, field in spec.fields.items() if field.kind is FieldKind.CHOICE}
        assert told <= {(key, value) for key in declared for value in spec.fields[key].values}
        first = next(iter(spec.fields))
        assert {value for key, value in told if key == first} == set(spec.fields[first].values), name


def said(*texts: str, author: Author = Author.CUSTOMER) -> list[Message]:
    start = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)
    return [
        Message(
            id=seq,
            conversation_id="c",
            seq=seq,
            channel="website",
            author=author,
            author_name=None,
            kind=Kind.TEXT,
            text=text,
            payload=None,
            buttons=(),
            channel_message_id=None,
            created_at=start + timedelta(minutes=seq),
        )
        for seq, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize(
    ("texts", "mood", "repeats"),
    [
        (["mijn internet doet het niet", "ja", "ja"], "calm", 0),
        (["mijn internet doet het niet", "Mijn internet doet het nog niet!"], "impatient", 1),
        (["dit is echt belachelijk"], "upset", 0),
        (["IK WIL NU EEN MEDEWERKER"], "upset", 0),
        (["hallo!! is daar iemand"], "upset", 0),
        (["I am fed up with this"], "upset", 0),
        (["ik zat op de bank en zag PL-2026-001234"], "calm", 0),
        (["kunt u mij helpen?"], "calm", 0),
        ([], "calm", 0),
    ],
)
def test_mood_is_read_from_what_was_typed(
    copy: HandoffCopy, texts: list[str], mood: str, repeats: int
) -> None:
    effort = measure(said(*texts), copy.section("upset_words"))
    assert (effort.mood, effort.repeats, effort.turns) == (mood, repeats, len(texts))


def test_only_the_customer_counts(copy: HandoffCopy) -> None:
    effort = measure(said("BELACHELIJK!!", author=Author.ASSISTANT), copy.section("upset_words"))
    assert (effort.turns, effort.mood, effort.minutes) == (0, "calm", 0)


def test_what_the_assistant_counted_holds_too(copy: HandoffCopy) -> None:
    effort = measure(said("hm", "tja"), copy.section("upset_words"), frustration=2)
    assert (effort.mood, effort.frustration, effort.minutes) == ("upset", 2, 1)


def test_pack_survives_json(
    handoffs: Handoffs, conversation: Conversation, tmp_path: Path, walk: Json, problem: Json
) -> None:
    pack = pack_of(handoffs, conversation, problem=problem, walks=[walk])
    assert json.loads(json.dumps(pack)) == pack


def test_stored_pack_is_the_one_that_was_made(handoffs: Handoffs, queue_up: Callable[..., Handoff]) -> None:
    handoff = queue_up("a")
    assert handoffs.get(handoff.id).pack == handoff.pack
