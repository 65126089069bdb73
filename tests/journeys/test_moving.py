"""Customers who begin on the website and go on in WhatsApp: the same walk, level and person."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from frontline.conversations.types import Level
from tests.connectors.whatsapp.graph_api import GraphApi, Meta
from tests.connectors.whatsapp.phone import Phone
from tests.journeys.visiting import Visitor
from tools.running import RunningFrontLine

FATIMA, JAN = "31600000901", "31600000902"
WITHOUT_POWER = "PK100203"
"""Whose modem has no power."""


@pytest.fixture
def phone(front_line: RunningFrontLine, graph_api: GraphApi) -> Callable[[str], Phone]:
    meta = Meta(front_line.url, seed=time.time_ns())
    return lambda number: Phone(number, graph_api, meta)


def ready_message(visitor: Visitor) -> str:
    """What stands in the customer's WhatsApp when they follow the link."""
    return parse_qs(urlsplit(visitor.asks_for_whatsapp()["link"]).query)["text"][0]


def test_a_guide_begun_on_the_website_is_finished_on_whatsapp(customer, phone, services, graph_api):
    visitor, mobile = customer(WITHOUT_POWER), phone(FATIMA)
    asked = visitor.says("ik heb geen internet meer")
    conversation, choices = visitor.conversation, visitor.choices
    assert "stekker" in asked and choices
    arrived = mobile.says(ready_message(visitor))
    assert arrived.startswith("Daar ben je! We gaan hier verder met je gesprek van de website.")
    assert asked.splitlines()[-1] in arrived and "stekker" in arrived
    assert mobile.choices == choices
    here = services.conversations.get(conversation.id)
    assert (here.channel, here.customer_id, here.level) == ("whatsapp", WITHOUT_POWER, Level.VERIFIED)
    assert "fijn dat het is opgelost" in mobile.taps("Ja, het werkt weer")
    assert graph_api.refused == []


def test_who_waits_for_a_person_is_helped_on_whatsapp(customer, phone, services, agent):
    visitor, mobile = customer(), phone(JAN)
    visitor.says("ik wil een medewerker spreken")
    conversation_id = visitor.conversation.id
    handoff = services.handoffs.current(conversation_id)
    assert "Je houdt je plek in de rij." in mobile.says(ready_message(visitor))
    taken = services.handoffs.take(handoff.id, agent)
    assert (taken.id, taken.channel) == (handoff.id, "whatsapp")
    services.handoffs.say(handoff.id, agent, "Dag, ik kijk met je mee.", "move-1")
    mobile.waits_for("ik kijk met je mee")
    services.handoffs.resolve(handoff.id, agent, "internet_down", "solved")
    mobile.waits_for("Is je probleem opgelost?")
    assert "Fijn om te horen!" in mobile.taps("Ja, opgelost")
