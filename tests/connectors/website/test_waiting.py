"""Who waits for a person on the website: what they see, and what they can do instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from connectors.website.sessions import address
from frontline.agents.types import Agent, Profile, Role
from frontline.handoffs.types import Handoff, HandoffRequest
from tests.connectors.website.conftest import WebsiteServer
from tests.connectors.website.page import Page
from tests.patience import eventually

OpenPage = Callable[..., Page]


@pytest.fixture
def sanne(server: WebsiteServer) -> Agent:
    profile = Profile("sanne", "Sanne Visser", Role.AGENT, ("internet_tech",), ("nl",))
    return server.services.agents.save(profile, "klaver-vier-dijk")


def waits(server: WebsiteServer, page: Page) -> Handoff:
    conversation = server.services.conversations.find("website", address(str(page.session_id)))
    assert conversation is not None
    request = HandoffRequest(conversation.id, "asked", problem={"intent": "internet_down"})
    handoff = server.services.handoffs.request(request)
    server.loop.call_soon_threadsafe(server.front_door.live.changed, conversation.id)
    return handoff


def shown(page: Page, state: str) -> dict[str, Any]:
    """The handoff in the newest status that has it in this state."""
    status = page.wait_for("status", lambda status: (status["handoff"] or {}).get("state") == state)
    return dict(status["handoff"])


def test_who_waits_sees_the_topic_the_place_and_the_other_ways(
    open_page: OpenPage, server: WebsiteServer
) -> None:
    page = open_page()
    waits(server, page)
    handoff = shown(page, "queued")
    assert (handoff["topic"], handoff["position"], handoff["wait_minutes"]) == ("internet thuis", 1, None)
    assert [way["id"] for way in handoff["ways"]] == ["callback", "phone", "email"]
    assert handoff["ways"][1]["link"] == "tel:08007654321"
    assert all(way["wait"] and way["cost"] for way in handoff["ways"])


def test_who_is_behind_moves_up_when_the_first_is_helped(
    open_page: OpenPage, server: WebsiteServer, sanne: Agent
) -> None:
    first, second = open_page(), open_page()
    helped = waits(server, first)
    waits(server, second)
    assert second.wait_for("status", lambda status: (status["handoff"] or {}).get("position") == 2)
    server.services.handoffs.take(helped.id, sanne)
    assert second.wait_for("status", lambda status: (status["handoff"] or {}).get("position") == 1)
    assert shown(first, "assigned")["agent_name"] == "Sanne"


def test_call_back_is_arranged_with_one_event(open_page: OpenPage, server: WebsiteServer) -> None:
    page = open_page()
    waits(server, page)
    moment = shown(page, "queued")["moments"][0]
    assert page.call("call_back", {"moment": moment, "phone": "06 12345678"}) == {"ok": True}
    ticket = shown(page, "ticket")
    assert datetime.fromisoformat(ticket["callback_at"]) == datetime.fromisoformat(moment)
    assert ticket["reference"].startswith("PL-")
    assert "eindigt op 678" in page.reads("Afgesproken")["text"]


def test_what_cannot_be_arranged_is_said_in_words(open_page: OpenPage, server: WebsiteServer) -> None:
    page = open_page()
    waits(server, page)
    long_ago = {"moment": "2020-01-01T03:00:00+00:00", "phone": "0612345678"}
    for data in (long_ago, {"phone": "112"}, {"moment": {}, "phone": ["06"]}, "06", None):
        answer = page.call("call_back", data)
        assert (answer["ok"], answer["error"]) == (False, "not_a_moment")
        assert answer["text"].startswith("Op dat moment kunnen we je niet bellen.")
    assert shown(page, "queued")["position"] == 1


def test_after_the_end_one_tap_says_how_much_effort_it_was(
    open_page: OpenPage, server: WebsiteServer, sanne: Agent
) -> None:
    page, handoffs = open_page(), server.services.handoffs
    handoff = waits(server, page)
    handoffs.take(handoff.id, sanne)
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    assert page.wait_for("status", lambda status: status.get("rate"))["rate"] == handoff.id
    assert page.call("rate", {"handoff": handoff.id, "score": 9})["error"] == "not_a_score"
    assert page.call("rate", {"handoff": handoff.id, "score": 2}) == {"ok": True}
    page.wait_for("status", lambda status: status["owner"] == "assistant" and "rate" not in status)
    assert handoffs.get(handoff.id).effort_score == 2


def test_nobody_settles_the_handoff_of_another(
    open_page: OpenPage, server: WebsiteServer, sanne: Agent
) -> None:
    mine, theirs = open_page(), open_page()
    handoff = waits(server, theirs)
    moment = server.services.handoffs.callback_moments()[0].isoformat()
    assert mine.call("call_back", {"moment": moment, "phone": "0612345678"})["error"] == "unknown"
    server.services.handoffs.take(handoff.id, sanne)
    server.services.handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    assert mine.call("rate", {"handoff": handoff.id, "score": 1})["error"] == "not_a_score"
    assert server.services.handoffs.get(handoff.id).effort_score is None


def test_who_comes_back_to_the_page_still_waits_in_the_same_place(
    open_page: OpenPage, server: WebsiteServer
) -> None:
    page = open_page()
    waits(server, page)
    shown(page, "queued")
    page.close()
    assert shown(open_page(session_id=page.session_id), "queued")["position"] == 1


def test_agents_message_is_delivered_and_read(
    open_page: OpenPage, server: WebsiteServer, sanne: Agent
) -> None:
    page, handoffs = open_page(), server.services.handoffs
    handoff = waits(server, page)
    handoffs.take(handoff.id, sanne)
    said = handoffs.say(handoff.id, sanne, "Hoi, met Sanne.", "c1")
    page.reads("Hoi, met Sanne.")
    eventually(lambda: server.services.conversations.marks(handoff.conversation_id).delivered == said.seq)
    for nonsense in ("alles", -1, True, {"seq": "3"}):
        page.emit("user_read", nonsense)
    page.emit("user_read", {"seq": said.seq})
    page.send("fijn")
    marks = server.services.conversations.marks(handoff.conversation_id)
    assert (marks.delivered, marks.read, marks.agent_read) == (said.seq, said.seq, 0)
    server.services.conversations.mark(handoff.conversation_id, agent_read=said.seq + 1)
    server.run(server.front_door.live.signal(handoff.conversation_id, {"agent_read": said.seq + 1}))
    assert page.wait_for("status", lambda status: status.get("agent_read") == said.seq + 1)
