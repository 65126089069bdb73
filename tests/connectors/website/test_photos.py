"""A photo from the widget is kept for the agent, in the right conversation, and nothing else is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import requests

from connectors.website.sessions import address
from frontline.handoffs.types import HandoffRequest
from frontline.media.types import MediaFile

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
SCRIPT = "<img src=x onerror=alert(1)>.png"
MEGABYTE = 1024 * 1024


def send(server, session_id: str, content: bytes = PNG, name: str = "foto.png", **more: Any):
    """The server's answer to a photo, as the widget sends it."""
    headers = more.pop("headers", {})
    form = {"session_id": session_id, "id": uuid4().hex, "language": "nl", **more}
    files = {"photo": (name, content, "image/png")}
    return requests.post(f"{server.url}/website/photos", data=form, files=files, headers=headers, timeout=30)


def conversation_of(server, page):
    return server.services.conversations.find("website", address(page.session_id))


def kept(server, page) -> list[MediaFile]:
    return server.services.media.of(conversation_of(server, page).id)


def nothing_is_kept(server) -> bool:
    folder = server.services.settings.media_dir
    return not folder.exists() or not list(folder.iterdir())


def test_a_photo_is_kept_and_the_assistant_says_what_it_does_with_it(server, open_page):
    page = open_page()
    answer = send(server, page.session_id, id="p1")
    (photo,) = kept(server, page)
    assert answer.json() == {"ok": True, "id": "p1", "seq": photo.seq}
    assert server.services.media.path(photo.id).read_bytes() == PNG
    page.reads("ik bewaar je foto bij dit gesprek")
    assert page.wait_for("user_echo")["text"] == "[foto]"
    assert send(server, page.session_id).json()["ok"]
    page.send("dit lampje knippert")
    page.reads("Je zei: dit lampje knippert")
    assert sum("ik bewaar je foto" in text for text in page.shown) == 1


def test_with_an_agent_the_assistant_says_nothing(server, open_page):
    page = open_page()
    server.services.handoffs.request(HandoffRequest(conversation_of(server, page).id, "asked"))
    assert send(server, page.session_id).json()["ok"]
    page.wait_for("user_echo")
    assert len(kept(server, page)) == 1
    assert not any("foto bij dit gesprek" in text for text in page.shown)


def test_the_same_photo_again_is_kept_once(server, open_page):
    page = open_page()
    first, again = (send(server, page.session_id, id="p1").json() for _ in range(2))
    assert first == again
    assert len(kept(server, page)) == 1


def test_a_photo_that_could_not_be_written_comes_through_the_next_time(server, open_page, monkeypatch):
    page = open_page()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(server.services.media, "write", full)
        answer = send(server, page.session_id, id="p1")
    assert (answer.status_code, answer.json()["error"]) == (503, "try_again")
    assert "Probeer het zo nog een keer" in answer.json()["text"]
    assert send(server, page.session_id, id="p1").json()["ok"]
    assert len(kept(server, page)) == 1


@pytest.mark.parametrize(
    ("language", "says"),
    [("nl", "te groot voor ons: tot 16 MB past"), ("en", "too large for us: up to 16 MB")],
)
def test_twenty_megabytes_are_refused_in_one_sentence(server, open_page, language, says):
    page = open_page(context={"locale": language})
    answer = send(server, page.session_id, PNG + b"\x00" * 20 * MEGABYTE)
    assert (answer.status_code, answer.json()["error"]) == (413, "photo_too_large")
    assert says in answer.json()["text"]
    assert nothing_is_kept(server)


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script></html>", b"<svg onload=alert(1)>", b"MZ\x90\x00", b"%PDF-1.7", b""],
)
def test_what_is_called_a_photo_and_is_none_is_refused(server, open_page, content):
    page = open_page()
    answer = send(server, page.session_id, content, name="vakantie.jpg")
    assert answer.json()["error"] in ("not_a_photo", "bad_request")
    assert answer.status_code in (400, 415)
    assert (kept(server, page), nothing_is_kept(server)) == ([], True)


def test_nobody_puts_a_photo_into_the_conversation_of_another(server, open_page):
    page = open_page()
    conversation = conversation_of(server, page)
    for guess in ("", "x" * 43, conversation.id, conversation.address, page.session_id[:-1]):
        answer = send(server, guess)
        assert (answer.status_code, answer.json()["error"]) == (403, "no_session")
    assert nothing_is_kept(server)


def test_only_pages_of_the_settings_may_send_one(server, open_page):
    page = open_page()
    refused = send(server, page.session_id, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, nothing_is_kept(server)) == (403, True)
    own = send(server, page.session_id, headers={"Origin": server.url})
    assert own.headers["access-control-allow-origin"] == server.url


@pytest.mark.parametrize("form", [{}, {"session_id": ["a", "b"]}, {"id": "x" * 1000}, {"id": "\x00"}])
def test_a_form_that_makes_no_sense_is_refused(server, open_page, form):
    page = open_page()
    fields = {"session_id": page.session_id, **form}
    answer = requests.post(f"{server.url}/website/photos", data=fields, timeout=5)
    assert (answer.status_code, answer.json()["ok"]) in ((400, False), (403, False))


def test_a_script_as_a_name_is_only_a_name(server, open_page):
    page = open_page()
    assert send(server, page.session_id, name=SCRIPT).json()["ok"]
    (photo,) = kept(server, page)
    assert photo.name == SCRIPT
    assert server.services.media.path(photo.id).name == photo.id
