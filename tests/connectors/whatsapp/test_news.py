"""What customers hear unasked: their place in the queue and one last question; and when they hear nothing."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from connectors.whatsapp import channel, news
from frontline.agents.types import Agent, Profile, Role
from frontline.conversations.types import Author
from frontline.storage.tables import ConversationRow, HandoffRow, now
from tests.connectors.whatsapp.conftest import WhatsAppServer
from tests.connectors.whatsapp.test_channel import FATIMA, JAN, conversation_of, joins_the_queue
from tests.patience import eventually

NUMBER_TWO, NEXT = "Je bent nummer 2 in de rij.", "Je bent nu als eerste aan de beurt."
QUESTION = "hoeveel moeite kostte het je"


@pytest.fixture(autouse=True)
def news_come_quickly(monkeypatch):
    monkeypatch.setattr(channel, "NEWS_SECONDS", 0.1)
    monkeypatch.setattr(news, "SETTLED", timedelta(seconds=0.3))
    monkeypatch.setattr(news, "QUESTION_OPEN", timedelta(seconds=0.3))


@pytest.fixture
def open_desk(make_services, start_server):
    def start(**settings) -> WhatsAppServer:
        services = make_services(**settings)
        services.settings.always_open = True
        return start_server(services)

    return start


def waits(server: WhatsAppServer, graph, phone: str) -> str:
    """The handoff of a customer who has just asked for a person."""
    server.meta.says(phone, "een medewerker graag")
    graph.reads(phone, "Je zei: een medewerker graag")
    return joins_the_queue(server, phone)


def an_agent(server: WhatsAppServer) -> Agent:
    profile = Profile("sanne", "Sanne Test", Role.AGENT, ("general",), ("nl", "en"))
    return server.services.agents.save(profile, "a-password-of-the-tests")


def helped(server: WhatsAppServer, graph) -> str:
    """A handoff that an agent has just resolved."""
    handoff, agent = waits(server, graph, FATIMA), an_agent(server)
    server.services.handoffs.take(handoff, agent)
    server.services.handoffs.say(handoff, agent, "Opgelost!", "m1")
    server.services.handoffs.resolve(handoff, agent, None, "solved")
    graph.reads(FATIMA, "Opgelost!")
    return handoff


def score_of(server: WhatsAppServer, handoff: str) -> int | None:
    with server.services.database.read() as session:
        return session.get(HandoffRow, handoff).effort_score


def texts(graph, phone: str) -> str:
    return "\n".join(sent.text for sent in graph.to(phone))


def test_who_waits_hears_their_place_once_and_when_they_are_next(open_desk, graph):
    server = open_desk()
    first = waits(server, graph, JAN)
    waits(server, graph, FATIMA)
    graph.reads(JAN, NEXT)
    graph.reads(FATIMA, NUMBER_TWO)
    server.services.handoffs.take(first, an_agent(server))
    graph.reads(FATIMA, NEXT)
    time.sleep(1)
    assert [texts(graph, FATIMA).count(line) for line in (NUMBER_TWO, NEXT)] == [1, 1]


@pytest.mark.parametrize("leave", ["tap", "words"])
def test_who_waits_no_longer_can_say_so(open_desk, graph, leave):
    server = open_desk()
    waits(server, graph, FATIMA)
    told = graph.reads(FATIMA, NEXT)
    if leave == "tap":
        server.meta.taps(FATIMA, told, "Toch niet wachten")
    else:
        server.meta.says(FATIMA, "toch niet wachten")
    eventually(lambda: "Toch niet wachten" in server.parrot.texts)


@pytest.mark.parametrize("answer", ["tap", "number"])
def test_who_was_helped_is_asked_how_much_effort_it_was(open_desk, graph, answer):
    server = open_desk()
    handoff = helped(server, graph)
    time.sleep(0.8)
    assert QUESTION not in texts(graph, FATIMA)
    server.meta.says(FATIMA, "ja het doet het weer")
    asked = graph.reads(FATIMA, QUESTION)
    assert list(asked.choices) == [
        "1 · heel weinig",
        "2 · weinig",
        "3 · gaat wel",
        "4 · veel",
        "5 · heel veel",
    ]
    if answer == "tap":
        server.meta.taps(FATIMA, asked, "2 · weinig")
    else:
        server.meta.says(FATIMA, "2")
    graph.reads(FATIMA, "daar leren we van")
    assert score_of(server, handoff) == 2
    time.sleep(0.5)
    assert texts(graph, FATIMA).count(QUESTION) == 1
    assert not {"2", "2 · weinig"} & set(server.parrot.texts)


def test_the_last_question_waits_while_another_is_open(open_desk, graph, monkeypatch):
    monkeypatch.setattr(news, "QUESTION_OPEN", timedelta(minutes=2))
    server = open_desk()
    helped(server, graph)
    server.meta.says(FATIMA, "ja het doet het weer")
    assert graph.reads(FATIMA, "Je zei: ja het doet het weer").choices
    time.sleep(1)
    assert QUESTION not in texts(graph, FATIMA)
    server.services.conversations.say(conversation_of(server, FATIMA).id, Author.ASSISTANT, "Fijne dag!")
    graph.reads(FATIMA, QUESTION)


@pytest.mark.parametrize("why", ["switched off", "opted out", "window closed"])
def test_who_may_hear_nothing_unasked_hears_nothing(open_desk, graph, why):
    server = open_desk(unasked=why != "switched off")
    server.meta.says(FATIMA, "afmelden" if why == "opted out" else "hallo")
    graph.reads(FATIMA, "Je hoort niets meer" if why == "opted out" else "Je zei: hallo")
    if why == "window closed":
        with server.services.database.begin() as session:
            session.get(ConversationRow, conversation_of(server, FATIMA).id).reply_until = now()
    joins_the_queue(server, FATIMA)
    waits(server, graph, JAN)
    if why != "switched off":
        graph.reads(JAN, NUMBER_TWO)
    time.sleep(1)
    assert "aan de beurt" not in texts(graph, FATIMA)
