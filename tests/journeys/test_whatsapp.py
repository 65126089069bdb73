"""The whole front line on WhatsApp: the same guides, people and words as on the website."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest

from frontline.conversations.types import Level
from frontline.storage.tables import WhatsAppContactRow
from tests.connectors.whatsapp.graph_api import GraphApi, Meta
from tests.connectors.whatsapp.phone import Phone
from tools.running import RunningFrontLine

UNKNOWN = itertools.count(31600000001)
WITH_OUTAGE = "31612345201"
"""PK100201, whose street has no internet."""


@pytest.fixture(scope="module")
def phone(front_line: RunningFrontLine, graph_api: GraphApi) -> Callable[..., Phone]:
    """`phone()` is a number that nobody knows."""
    meta = Meta(front_line.url, seed=int(time.time()))
    return lambda number=None: Phone(number or str(next(UNKNOWN)), graph_api, meta)


@pytest.fixture(autouse=True)
def nothing_is_refused(graph_api):
    yield
    assert graph_api.refused == []


def conversation_of(services, phone: Phone):
    with services.database.read() as session:
        row = session.query(WhatsAppContactRow).filter_by(phone=phone.number).one()
    return services.conversations.get(row.conversation_id)


def test_a_known_number_is_looked_up_before_anything_is_asked(phone, services):
    customer = phone(WITH_OUTAGE)
    customer.says("hoi, ik heb geen internet meer thuis")
    customer.waits_for("storing")
    assert customer.read[0].text.startswith("Je chat met de digitale assistent van Polderlink.")
    conversation = conversation_of(services, customer)
    assert (conversation.customer_id, conversation.level) == ("PK100201", Level.RECOGNISED)


def test_a_guide_is_walked_by_taps_words_and_numbers_and_can_be_stopped(phone):
    customer = phone()
    first = customer.says("mijn wifi is boven heel slecht")
    assert customer.choices, first
    second = customer.taps(customer.choices[0])
    assert second and second != first
    third = customer.says(customer.choices[-1].rstrip("…").lower())
    assert third != second
    assert "we stoppen hier" in customer.says("stop").lower()
    assert "Je hoort niets meer van ons" not in customer.read[-1].text


def test_in_english_too(phone):
    customer = phone("447700900123")
    first = customer.says("my mobile data stopped working this morning")
    assert first.startswith("You're chatting with Polderlink's digital assistant.")
    assert customer.choices
    assert customer.taps(customer.choices[0]) != first


def test_a_close_problem_is_chosen_from_a_list_by_its_number(phone):
    customer = phone()
    asked = customer.says("problemen met internet")
    assert "Waar gaat het om?" in asked
    assert len(customer.choices) == 4
    assert "Waar gaat het om?" not in customer.says("1")


def test_a_photo_a_person_and_back(phone, services, agent, graph_api):
    customer = phone()
    graph_api.files["photo-journey"] = ("image/jpeg", b"\xff\xd8\xff modem")
    assert "ik bewaar je foto" in customer.sends("image", {"id": "photo-journey", "mime_type": "image/jpeg"})
    assert "collega" in customer.says("ik wil een medewerker spreken")
    handoff = services.handoffs.current(conversation_of(services, customer).id)
    assert handoff.channel == "whatsapp"
    assert "[foto]" in [line["text"] for line in handoff.pack["transcript"]]

    services.handoffs.take(handoff.id, agent)
    services.handoffs.say(handoff.id, agent, "Dag, ik zie je foto.", "desk-w1")
    assert customer.waits_for("ik zie je foto").text.startswith(f"*{agent.name.split()[0]}:*")
    services.handoffs.resolve(handoff.id, agent, "internet_down", "solved")
    customer.waits_for("Is je probleem opgelost?")
    assert "Fijn om te horen!" in customer.taps("Ja, opgelost")
