"""What is kept of a conversation: no personal data, and the label of whoever knew."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from frontline.agents.types import Profile, Role
from frontline.handoffs.types import HandoffRequest
from frontline.review.collector import Unclear
from frontline.review.redaction import Span
from frontline.review.types import Guess
from frontline.storage.tables import ReviewExampleRow

GUESSES = [Guess("internet_slow", 0.4), Guess("wifi_problem", 0.35)]
OFFERED = ["internet_slow", "wifi_problem"]


@pytest.fixture
def kept(services):
    """The rows as (text, source, label)."""

    def rows() -> list[tuple[str, str, str | None]]:
        with services.database.read() as session:
            found = session.execute(select(ReviewExampleRow).order_by(ReviewExampleRow.id)).scalars()
            return [(row.text, row.source, row.label) for row in found]

    return rows


@pytest.fixture
def unclear(services, conversation_id):
    def keep(text: str, offered: list[str] = OFFERED, **more) -> None:
        services.collector.keep(Unclear(conversation_id, text, "nl", GUESSES, offered, **more))

    return keep


@pytest.fixture
def names(services, conversation_id):
    """The customer names a problem, by tapping or typing."""

    def name(intent: str, *, tapped: bool) -> None:
        confidence = 1.0 if tapped else 0.83
        services.triage.record(conversation_id, intent, words="x", confidence=confidence)

    return name


@pytest.fixture
def resolve(services, conversation_id):
    """An agent helps, and says in the end which problem it was."""
    sanne = services.agents.save(Profile("sanne", "Sanne Visser", Role.AGENT, [], ["nl"]), "geheim-genoeg")

    def resolve(confirmed: str, problem: dict | None) -> None:
        request = HandoffRequest(conversation_id, "asked", problem=problem)
        handoff = services.handoffs.request(request)
        services.handoffs.take(handoff.id, sanne)
        services.handoffs.resolve(handoff.id, sanne, confirmed, "solved")

    return resolve


def test_a_message_is_kept_once_and_without_personal_data(unclear, kept):
    text = "hij doet raar, bel 0612345678. Groeten, Piet Jansen"
    phone = [Span("phone", text.index("06"), text.index(". Gr"))]
    unclear(text, entities=phone)
    unclear(text, entities=phone)
    assert kept() == [("hij doet raar, bel 06-12345678. Groeten, Sam", "offered", None)]


def test_the_name_of_a_known_customer_is_taken_out_wherever_it_stands(services, unclear, kept):
    first, *_ = services.back_office.find_by_number("PK100203").name.split()
    unclear(f"{first.lower()} hier hij doet raar", customer_id="PK100203")
    assert kept()[0][0] == "Sam hier hij doet raar"


def test_a_tap_is_the_customers_label_and_another_tap_corrects_it(unclear, names, kept):
    unclear("hij doet raar")
    names("internet_slow", tapped=True)
    assert kept() == [("hij doet raar", "chosen", "internet_slow")]
    names("wifi_problem", tapped=True)
    assert kept() == [("hij doet raar", "chosen", "wifi_problem")]


def test_what_is_typed_after_it_labels_only_what_had_no_label(unclear, names, kept):
    unclear("hij doet raar", offered=[])
    names("internet_down", tapped=False)
    unclear("en dat ding ook")
    names("tv_box_problem", tapped=False)
    assert kept() == [
        ("hij doet raar", "rephrased", "internet_down"),
        ("en dat ding ook", "rephrased", "tv_box_problem"),
    ]


def test_who_says_it_was_not_that_takes_the_label_back(services, conversation_id, unclear, names, kept):
    unclear("hij doet raar")
    names("internet_slow", tapped=True)
    services.triage.not_this(conversation_id, "internet_slow")
    assert kept() == [("hij doet raar", "offered", None)]


def test_an_agent_knows_better_than_the_customer(unclear, names, kept, resolve):
    unclear("hij doet raar")
    names("internet_slow", tapped=True)
    resolve("wifi_problem", {"intent": "internet_slow", "words": "hij doet raar", "confidence": 1.0})
    assert kept() == [("hij doet raar", "agent", "wifi_problem")]


def test_a_misread_message_is_kept_when_the_agent_names_another_problem(kept, resolve):
    words = "beeld weg, bel 0612345678"
    resolve("tv_no_signal", {"intent": "internet_down", "words": words, "confidence": 0.9})
    assert kept() == [("beeld weg, bel 06-12345678", "agent", "tv_no_signal")]


def test_an_agent_who_agrees_leaves_nothing_to_review(kept, resolve):
    resolve("internet_down", {"intent": "internet_down", "words": "alles dood", "confidence": 0.9})
    assert kept() == []


def test_other_matters_of_the_same_conversation_keep_their_label(unclear, names, kept, resolve):
    unclear("hij doet raar")
    names("wifi_problem", tapped=True)
    resolve("bill_copy", {"intent": "bill_pay", "words": "mijn rekening", "confidence": 0.6})
    assert kept() == [("hij doet raar", "chosen", "wifi_problem"), ("mijn rekening", "agent", "bill_copy")]
