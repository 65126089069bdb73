"""Agents see what customers sent, and only agents do; no browser runs it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import requests

from frontline.bootstrap import Frontline
from frontline.conversations.types import InboundMessage
from tests.connectors.helpdesk.desk_server import Browser, Customer, DeskServer

AtDesk = Callable[[str], Browser]
PNG = b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>"
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60
SCRIPT = '"><script>alert(1)</script>.html'


def sends_photo(services: Frontline, server: DeskServer, content: bytes = PNG, at: str = "bezoeker") -> None:
    inbound = InboundMessage("website", at, "[foto]", uuid4().hex, for_assistant=False)
    services.media.keep_photo(services.conversations.receive(inbound).message, content, SCRIPT)


def fetch(sanne: Browser, media_id: str) -> requests.Response:
    return sanne.http.get(f"{sanne.server.url}/desk/api/media/{media_id}", timeout=5)


def test_a_photo_stands_beside_its_message_and_comes_as_what_it_is(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sends_photo(services, server)
    sanne, handoff = at_desk("sanne"), customer.asks_for_a_person()
    opened = sanne.ask("open", handoff_id=handoff.id)
    (photo,) = opened["media"]
    assert (photo["seq"], photo["what"], photo["state"]) == (opened["messages"][0]["seq"], "photo", "kept")
    assert (photo["name"], photo["shown"]) == (SCRIPT, True)
    answer = fetch(sanne, photo["id"])
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == f'inline; filename="photo-{photo["id"][:8]}.png"'
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]


def test_what_a_browser_cannot_show_is_only_brought(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sends_photo(services, server, HEIC)
    sanne, handoff = at_desk("sanne"), customer.asks_for_a_person()
    (photo,) = sanne.ask("open", handoff_id=handoff.id)["media"]
    assert photo["shown"] is False
    assert fetch(sanne, photo["id"]).headers["content-disposition"].startswith("attachment;")


def test_a_photo_that_comes_later_is_pushed(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sanne, handoff = at_desk("sanne"), customer.asks_for_a_person()
    assert sanne.ask("open", handoff_id=handoff.id)["media"] == []
    sends_photo(services, server)
    server.changed(customer.conversation_id)
    pushed = sanne.wait_for("media")
    assert pushed["handoff_id"] == handoff.id
    assert [one["what"] for one in pushed["media"]] == ["photo"]


def test_nobody_else_gets_it(
    at_desk: AtDesk,
    browser: Callable[[], Browser],
    customer: Customer,
    services: Frontline,
    server: DeskServer,
) -> None:
    sends_photo(services, server)
    handoff, sanne = customer.asks_for_a_person(), at_desk("sanne")
    (photo,) = sanne.ask("open", handoff_id=handoff.id)["media"]
    stranger = browser()
    stranger.http.cookies.set("desk_session", "geraden", path="/desk")
    assert (fetch(browser(), photo["id"]).status_code, fetch(stranger, photo["id"]).status_code) == (401, 401)
    services.agents.set_active(sanne.me["agent"]["id"], False)
    assert fetch(sanne, photo["id"]).status_code == 401


def test_a_conversation_that_no_agent_was_asked_for_stays_between_customer_and_assistant(
    at_desk: AtDesk, services: Frontline, server: DeskServer
) -> None:
    other = Customer(services, server, "een ander")
    sends_photo(services, server, at="een ander")
    (photo,) = services.media.of(other.conversation_id)
    sanne = at_desk("sanne")
    for media_id in (photo.id, "niets", "..%2ft.db", "x" * 300):
        assert fetch(sanne, media_id).status_code == 404
