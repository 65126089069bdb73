"""The desk follows a customer to WhatsApp, and knows until when they can be written to there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.whatsapp.contacts import Contacts
from connectors.whatsapp.incoming import Sender
from connectors.whatsapp.outbox import FAILED, SENT
from connectors.whatsapp.reach import Reach, Reaches
from frontline.bootstrap import Frontline
from frontline.conversations import log
from frontline.settings import WhatsAppSettings
from frontline.storage.tables import WhatsAppDeliveryRow, now
from tests.connectors.helpdesk.desk_server import Browser, Customer
from tests.connectors.whatsapp.graph_api import NUMBER_ID, SECRET, TOKEN, VERIFY

AtDesk = Callable[[str], Browser]
FATIMA = Sender(phone="31612345201")
SETTINGS = {
    "phone_number_id": NUMBER_ID,
    "access_token": TOKEN,
    "app_secret": SECRET,
    "verify_token": VERIFY,
}


def goes_to_whatsapp(services: Frontline, customer: Customer) -> None:
    """With the code that the website showed them."""
    conversation = services.conversations.get(customer.conversation_id)
    code = services.moves.offer(conversation)
    with services.database.begin() as session:
        moved = services.moves.carry_out(session, code, "whatsapp")
        assert moved is not None
        log.allow_replies(session, moved.id, now() + timedelta(hours=24))
        Contacts(services.database, services.conversations, services.customers).come_to(
            session, FATIMA, moved
        )
        services.handoffs.follow(session, moved.id, "whatsapp")


def test_a_customer_who_moves_is_followed_without_a_reload(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne, handoff = at_desk("sanne"), customer.asks_for_a_person()
    sanne.ask("take", handoff_id=handoff.id)
    assert sanne.ask("open", handoff_id=handoff.id)["reach"] is None
    goes_to_whatsapp(services, customer)
    services.handoffs.say(handoff.id, services.agents.get(sanne.me["agent"]["id"]), "Daar ben je!", "m1")
    assert sanne.wait_for("status", lambda status: status["channel"] == "whatsapp")["agent_name"] == "Sanne"
    reach = sanne.wait_for("reach")["reach"]
    assert reach["until"] > (now() + timedelta(hours=23)).isoformat()
    assert (reach["asks_back"], reach["failed"]) == (False, [])
    assert sanne.ask("open", handoff_id=handoff.id)["pack"]["channel"] == "whatsapp"


@pytest.mark.parametrize(
    ("settings", "opted_out", "asks_back"),
    [
        ({"template": "vervolg"}, False, True),
        ({"template": "vervolg"}, True, False),
        ({"template": "vervolg", "unasked": False}, False, False),
        ({}, False, False),
    ],
)
def test_asking_back_is_promised_only_where_it_is_done(
    services: Frontline, customer: Customer, settings: dict[str, object], opted_out: bool, asks_back: bool
) -> None:
    goes_to_whatsapp(services, customer)
    contacts = Contacts(services.database, services.conversations, services.customers)
    contacts.opt(customer.conversation_id, out=opted_out)
    reaches = Reaches(services.database, WhatsAppSettings(**{**SETTINGS, **settings}))
    reach = reaches.of(customer.conversation_id)
    assert isinstance(reach, Reach) and reach.asks_back is asks_back


def test_what_did_not_arrive_is_named(services: Frontline, customer: Customer) -> None:
    goes_to_whatsapp(services, customer)
    with services.database.begin() as session:
        for first, last, state in ((1, 2, SENT), (3, 4, FAILED), (None, None, FAILED)):
            session.add(
                WhatsAppDeliveryRow(
                    conversation_id=customer.conversation_id,
                    first_seq=first,
                    last_seq=last,
                    state=state,
                    next_try_at=now(),
                )
            )
    reach = Reaches(services.database, None).of(customer.conversation_id)
    assert reach is not None and reach.failed == (3, 4)
