"""Any helpdesk behind docs/helpdesk_api.yml: whole stories, its bad days, and who only says to be it."""

from __future__ import annotations

import json
import logging
import threading
import time

import pytest
from pydantic import ValidationError

from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from frontline.handoffs.types import State
from frontline.settings import Settings
from tests.connectors.helpdesk.elsewhere import Customer, FrontLine, soon
from tests.connectors.helpdesk.webhook.stand_in import ESTHER, SECRET, AnyHelpdesk, signed
from tests.connectors.serving import PATIENCE

OPENED = ["handoff.opened", "handoff.queued"]
WORDS = "geheime woorden"


def test_from_a_person_please_to_the_assistant_again(
    front_line: FrontLine, services: Frontline, helpdesk: AnyHelpdesk, customer: Customer
) -> None:
    customer.writes("mijn internet doet het niet")
    handoff = customer.asks_for_a_person()
    customer.writes("ik ben er nog")
    soon(lambda: helpdesk.of(handoff.id) == [*OPENED, "ik ben er nog"])
    assert helpdesk.told[0]["pack"] == handoff.pack
    helpdesk.send("agent.assigned", handoff.id, agent=ESTHER)
    helpdesk.send("agent.message", handoff.id, agent=ESTHER, message_id="m1", text="Hoi Lotte!")
    helpdesk.send("handoff.resolved", handoff.id, agent=ESTHER, problem="wifi_problem", outcome="solved")
    soon(lambda: helpdesk.of(handoff.id)[-1] == "handoff.closed")
    assert helpdesk.told[-1]["reason"] == "resolved"
    assert customer.conversation_id in front_line.woken
    ended = services.handoffs.get(handoff.id)
    assert (ended.state, ended.confirmed_problem, ended.outcome) == (State.RESOLVED, "wifi_problem", "solved")
    assert customer.reads()[2:] == [
        ("system", "Esther van Polderlink is erbij en leest even mee."),
        ("agent", "Hoi Lotte!"),
        ("system", "Esther heeft het gesprek afgerond."),
    ]
    late = helpdesk.send("agent.message", handoff.id, agent=ESTHER, message_id="m2", text="Nog iets")
    assert (late.status_code, late.json()) == (409, {"error": "already_ended"})


def test_back_to_the_assistant_and_gone(
    front_line: FrontLine, services: Frontline, helpdesk: AnyHelpdesk, customer: Customer
) -> None:
    first = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(first.id) == OPENED)
    helpdesk.send("handoff.returned", first.id, agent=ESTHER, note="Loopt zelf de wifi-gids door.")
    second = customer.asks_for_a_person()
    assert [note["text"] for note in second.pack["notes"]] == ["Loopt zelf de wifi-gids door."]
    soon(lambda: helpdesk.of(second.id) == OPENED)
    customer.gives_up()
    soon(lambda: helpdesk.told[-1].get("reason") == "abandoned")


def test_who_goes_on_elsewhere_is_followed_also_through_an_outage(
    front_line: FrontLine, helpdesk: AnyHelpdesk, customer: Customer
) -> None:
    handoff = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(handoff.id) == OPENED)
    helpdesk.drops = 2
    customer.writes("ik moet weg")
    customer.goes_to_whatsapp()
    customer.writes("hier ben ik weer")
    soon(lambda: helpdesk.of(handoff.id)[-1] == "hier ben ik weer")
    assert helpdesk.of(handoff.id)[2:] == ["ik moet weg", "customer.moved", "hier ben ik weer"]
    assert next(body for body in helpdesk.told if body["type"] == "customer.moved")["channel"] == "whatsapp"


def test_an_outage_and_a_restart_of_both_lose_nothing_and_double_nothing(
    front_line: FrontLine, services: Frontline, helpdesk: AnyHelpdesk
) -> None:
    customers = [Customer(services) for _ in range(5)]
    handoffs = [one.asks_for_a_person() for one in customers]
    for number in range(30):
        for one in customers:
            one.writes(f"regel {number}")
        if number == 5:
            helpdesk.drops = 3
        if number == 10:
            helpdesk.stop()
        if number == 15:
            front_line.stop()
        if number == 20:
            helpdesk.start()
            front_line.start()
        time.sleep(0.02)
    lines = [f"regel {number}" for number in range(30)]
    for handoff in handoffs:
        soon(lambda handoff=handoff: helpdesk.of(handoff.id) == [*OPENED, *lines])
    soon(lambda: not services.backlog.counts()["helpdesk_outbox"])
    assert [helpdesk.of(handoff.id) for handoff in handoffs] == [[*OPENED, *lines]] * len(handoffs)


def test_agents_words_arrive_once_and_in_order_though_we_restart(
    front_line: FrontLine, helpdesk: AnyHelpdesk, customer: Customer
) -> None:
    handoff = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(handoff.id) == OPENED)
    texts = [f"antwoord {number}" for number in range(20)]

    def speak() -> None:
        for number, text in enumerate(texts):
            helpdesk.send("agent.message", handoff.id, agent=ESTHER, message_id=f"m{number}", text=text)

    speaking = threading.Thread(target=speak)
    speaking.start()
    time.sleep(0.1)
    front_line.stop()
    time.sleep(0.3)
    front_line.start()
    speaking.join(2 * PATIENCE)
    assert not speaking.is_alive()
    assert [text for author, text in customer.reads() if author == "agent"] == texts


def test_what_is_refused_waits_for_an_admin(
    front_line: FrontLine,
    services: Frontline,
    helpdesk: AnyHelpdesk,
    customer: Customer,
    agents: dict[str, Agent],
) -> None:
    handoff = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(handoff.id) == OPENED)
    helpdesk.refuses = "customer.message"
    customer.writes("hallo?")
    (undelivered,) = soon(lambda: services.outbox.undelivered(agents["willem"]))
    assert undelivered.problem == "status 422"
    assert soon(lambda: any("komt door een storing niet" in text for _, text in customer.reads()))
    helpdesk.refuses = ""
    services.outbox.resend(undelivered.id, agents["willem"])
    soon(lambda: helpdesk.of(handoff.id) == [*OPENED, "hallo?"])


def test_who_only_says_to_be_the_helpdesk_is_refused(
    front_line: FrontLine, helpdesk: AnyHelpdesk, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    handoff = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(handoff.id) == OPENED)
    said = {
        "type": "agent.message",
        "handoff_id": handoff.id,
        "agent": ESTHER,
        "message_id": "x",
        "text": WORDS,
    }
    body = json.dumps(said).encode()
    right = signed(body, "e1")
    forged = [
        {},
        {**right, "webhook-signature": ""},
        {**right, "webhook-id": "e2"},
        {**right, "webhook-timestamp": str(int(time.time()) + 10)},
        signed(body, "e1", SECRET),
        signed(body + b" ", "e1"),
        signed(body, "e1", at=time.time() - 301),
        signed(body, "", at=time.time()),
        signed(body, "e" * 257),
    ]
    for headers in forged:
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            refused = helpdesk.post(body, headers)
        assert (refused.status_code, refused.json()) == (401, {"error": "not_genuine"}), headers
        assert "refused" in caplog.text and WORDS not in caplog.text
    assert not [text for author, text in customer.reads() if author == "agent"]

    assert helpdesk.post(
        body, {**right, "webhook-signature": f"v1,older {right['webhook-signature']}"}
    ).json() == {
        "ok": True,
        "duplicate": False,
    }
    assert helpdesk.post(body, right).json() == {"ok": True, "duplicate": True}
    assert [text for author, text in customer.reads() if author == "agent"] == [WORDS]


def test_what_is_not_in_the_document_is_answered_with_its_place(
    front_line: FrontLine, helpdesk: AnyHelpdesk, customer: Customer
) -> None:
    handoff = customer.asks_for_a_person()
    soon(lambda: helpdesk.of(handoff.id) == OPENED)
    right = {"type": "agent.assigned", "handoff_id": handoff.id, "agent": ESTHER}
    wrong = [
        ({**right, "type": "agent.left"}, 400, "$.type"),
        ({**right, "agent": {"id": 17, "name": "Esther"}}, 400, "$.agent.id"),
        ({**right, "agent": {"id": "17", "name": ""}}, 400, "$.agent.name"),
        ({**right, "more": 1}, 400, "Object contains unknown field `more"),
        ({**right, "handoff_id": "nobody"}, 404, None),
        ({"type": "handoff.resolved", "handoff_id": handoff.id, "problem": "koffie"}, 422, None),
        ({"type": "handoff.resolved", "handoff_id": handoff.id, "outcome": "thee"}, 422, None),
    ]
    for number, (told, status, where) in enumerate(wrong):
        body = json.dumps(told).encode()
        answer = helpdesk.post(body, signed(body, f"w{number}"))
        assert (answer.status_code, answer.json().get("where")) == (status, where), told


@pytest.mark.parametrize("secret", ["", "kort", "a" * 31, "geen base64, maar wel lang genoeg!"])
def test_a_weak_secret_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(ValidationError, match="base64 of 24 random bytes"):
        Settings(helpdesk_webhook={"url": "https://x.example.com", "secret": SECRET, "events_secret": secret})


def test_a_helpdesk_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="must be desk"):
        Settings(helpdesk="zendesk")
