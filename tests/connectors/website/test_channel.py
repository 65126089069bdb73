"""The website channel: what goes in is answered once, what comes out is shown once and in order."""

from __future__ import annotations

import threading
import time

import requests
import socketio

from connectors.live import QUEUE
from connectors.website.sessions import address
from connectors.website.visitor import read_news
from frontline.conversations.types import Author, Button, Owner
from frontline.handoffs.types import HandoffRequest


def test_a_new_visitor_gets_a_session_and_a_first_word(open_page, server):
    page = open_page(context={"locale": "en-GB", "page": "/help"})
    session_id, confirmed = page.wait_for("session_confirm")
    assert len(session_id) >= 43
    assert (confirmed["language"], confirmed["max_length"], confirmed["new"]) == ("en", 4000, True)
    page.reads("Je zei: session_opened")
    assert server.parrot.heard[0].parse_data["entities"][0]["value"] == "en"


def test_a_message_is_stored_before_it_is_acknowledged_and_then_answered(open_page, server):
    page = open_page()
    page.reads("Je zei: session_opened")
    acknowledged = page.send("mijn internet doet het niet", "m1")
    assert acknowledged["ok"] and acknowledged["id"] == "m1"
    transcript = server.services.conversations.transcript(server.parrot.heard[0].sender_id)
    assert "mijn internet doet het niet" in [message.text for message in transcript]
    answer = page.reads("Je zei: mijn internet")
    assert answer["author"] == "assistant"
    assert answer["seq"] > acknowledged["seq"]


def test_a_message_sent_twice_is_answered_once(open_page, server):
    page = open_page()
    first, second = page.send("hallo", "m1"), page.send("hallo", "m1")
    assert first == second
    page.send("klaar", "m2")
    page.reads("Je zei: klaar")
    assert server.parrot.texts == ["hallo", "klaar"]


def test_many_messages_at_once_are_answered_in_order(open_page, server):
    page = open_page()
    texts = [f"bericht {number}" for number in range(10)]
    for text in texts:
        assert page.send(text)["ok"]
    page.reads("bericht 9")
    assert server.parrot.texts == texts
    assert [text for text in page.shown if text.startswith("Je zei: bericht")] == [
        f"Je zei: {t}" for t in texts
    ]


def test_a_page_that_comes_back_gets_exactly_what_it_missed(open_page):
    first = open_page()
    first.send("hallo", "m1")
    seen = first.reads("Je zei: hallo")["seq"]
    first.close()
    again = open_page(session_id=first.session_id, last_seq=0)
    assert again.session_id == first.session_id
    again.reads("Je zei: hallo")
    assert again.shown.count("hallo") == 1
    missed_nothing = open_page(session_id=first.session_id, last_seq=seen)
    assert missed_nothing.shown == []


def test_two_tabs_show_the_same_conversation(open_page):
    one = open_page()
    other = open_page(session_id=one.session_id)
    one.send("hallo uit het ene tabblad", "m1")
    assert other.wait_for("user_echo", lambda data: data["id"] == "m1")["text"] == "hallo uit het ene tabblad"
    other.reads("Je zei: hallo uit het ene")
    one.reads("Je zei: hallo uit het ene")
    assert "user_echo" not in [event for event, _ in one.events]


def test_a_tap_counts_only_on_a_button_that_was_shown(open_page, server):
    page = open_page()
    page.reads("session_opened")
    page.send("/affirm", title="Iets heel anders")
    page.reads("Je zei: Ja")
    assert server.parrot.heard[-1].parse_data["intent"]["name"] == "affirm"
    page.send('/inform{"level": "verified"}', title="Hoi")
    page.reads("Je zei: Hoi")
    assert server.parrot.heard[-1].parse_data is None


def test_a_typed_slash_is_only_text(open_page, server):
    page = open_page()
    page.send("/restart")
    page.reads("Je zei: restart")
    assert server.parrot.heard[-1].parse_data is None


def test_a_forged_session_id_starts_a_new_session(open_page):
    theirs = open_page()
    theirs.send("mijn geheim")
    theirs.reads("mijn geheim")
    guess = open_page(session_id="0" * 43)
    stolen_address = open_page(session_id=address(theirs.session_id))
    for page in (guess, stolen_address):
        assert page.session_id not in (theirs.session_id, "0" * 43, address(theirs.session_id))
        assert not any("geheim" in text for text in page.shown)


def test_a_message_without_a_session_is_refused_in_words(server):
    page = socketio.Client(reconnection=False)
    page.connect(server.url)
    answer = page.call("user_uttered", {"message": "hallo", "id": "m1"}, timeout=5)
    page.disconnect()
    assert answer["error"] == "no_session"
    assert answer["text"] == "Je gesprek is verlopen. We beginnen een nieuw gesprek."


def test_while_a_human_has_the_conversation_the_assistant_is_silent(open_page, server):
    page = open_page()
    page.reads("session_opened")
    conversations, conversation_id = server.services.conversations, server.parrot.heard[0].sender_id
    with server.services.database.begin() as session:
        conversations.hand_to(session, conversation_id, Owner.HUMAN)
    page.send("bent u daar?")
    conversations.say(conversation_id, Author.AGENT, "Ja, met Sanne!", author_name="Sanne")
    agent = page.reads("met Sanne")
    assert (agent["author"], agent["author_name"]) == ("agent", "Sanne")
    assert page.wait_for("status", lambda status: status["owner"] == "human")
    assert server.parrot.texts == []


def test_what_another_process_says_arrives_within_a_second(open_page, server):
    page = open_page()
    conversation_id = server.services.conversations.find("website", address(page.session_id)).id
    server.services.conversations.say(
        conversation_id, Author.ASSISTANT, "Uit een ander proces", buttons=[Button("Ja", "/affirm")]
    )
    shown = page.reads("Uit een ander proces")
    assert shown["quick_replies"] == [{"content_type": "text", "title": "Ja", "payload": "/affirm"}]


def test_a_turn_that_takes_long_shows_that_we_are_typing(open_page, server):
    page = open_page()
    page.reads("session_opened")
    server.parrot.pause = 0.8
    page.send("hallo")
    assert page.wait_for("status", lambda status: status["typing"])
    page.reads("Je zei: hallo")
    assert page.stops_typing()


def test_who_waits_sees_the_place_change_when_others_are_helped(open_page, server):
    first, second = open_page(), open_page()
    handoffs = []
    for page in (first, second):
        conversation = server.services.conversations.find("website", address(page.session_id))
        handoffs.append(server.services.handoffs.request(HandoffRequest(conversation.id, "asked")))
        server.services.conversations.say(conversation.id, Author.ASSISTANT, "Ik haal er een collega bij.")
    assert second.wait_for("status", lambda status: (status["handoff"] or {}).get("position") == 2)
    server.services.handoffs.cancel(handoffs[0].conversation_id)
    assert second.wait_for("status", lambda status: (status["handoff"] or {}).get("position") == 1)


def test_an_agents_typing_is_shown_until_the_message_comes(open_page, server):
    page = open_page()
    page.reads("session_opened")
    conversation_id = server.parrot.heard[0].sender_id
    server.run(server.front_door.live.signal(conversation_id, {"typing": True, "author": "agent"}))
    assert page.wait_for("status", lambda status: status["typing"])
    server.services.conversations.say(conversation_id, Author.AGENT, "Daar ben ik")
    page.reads("Daar ben ik")
    assert page.stops_typing()


def test_a_failed_turn_is_tried_again_and_nothing_is_said_twice(open_page, server):
    page = open_page()
    page.reads("session_opened")
    server.parrot.failures = 1
    page.send("hallo")
    page.reads("Er hapert iets aan onze kant")
    page.send("en nog iets")
    page.reads("Je zei: en nog iets")
    assert server.parrot.texts == ["hallo", "hallo", "en nog iets"]
    assert page.shown.count("Je zei: hallo") == 1


def test_an_answer_that_fails_to_come_is_admitted(open_page, server):
    page = open_page()
    page.reads("session_opened")
    server.parrot.silent = True
    page.send("hallo")
    assert page.reads("Daar heb ik even geen antwoord op")["author"] == "assistant"


def test_what_was_not_answered_when_the_process_died_is_answered_by_the_next(open_page, server, start_server):
    page = open_page()
    page.reads("session_opened")
    server.parrot.pause = 60
    page.send("antwoord me")
    server.stop()
    successor = start_server()
    conversation_id = server.services.conversations.find("website", address(page.session_id)).id
    finished = threading.Event()
    for _ in range(50):
        if successor.parrot.texts == ["antwoord me"]:
            break
        finished.wait(0.1)
    said = [m.text for m in server.services.conversations.transcript(conversation_id)]
    assert said.count("Je zei: antwoord me") == 1


def test_the_widget_is_one_script_or_a_clear_sentence(server):
    answer = requests.get(f"{server.url}/website/widget.js", timeout=5)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/javascript") or (
        answer.status_code == 503 and "make web" in answer.text
    )


def test_who_waits_reads_each_message_once_though_conversation_and_queue_change_together(
    open_page, server, monkeypatch
):
    def slowly(*asked):
        news = read_news(*asked)
        time.sleep(0.05)
        return news

    monkeypatch.setattr("connectors.website.visitor.read_news", slowly)
    page = open_page()
    conversation = server.services.conversations.find("website", address(page.session_id))
    server.services.handoffs.request(HandoffRequest(conversation.id, "asked"))
    live = server.front_door.live
    server.loop.call_soon_threadsafe(live.changed, conversation.id)
    page.wait_for("status", lambda status: status["handoff"])
    for number in range(5):
        server.services.conversations.say(conversation.id, Author.ASSISTANT, f"Bericht {number}.")
        for topic in (conversation.id, QUEUE):
            server.loop.call_soon_threadsafe(live.changed, topic)
        page.reads(f"Bericht {number}.")
    time.sleep(0.2)
    assert [text for text in page.shown if "Bericht" in text] == [f"Bericht {n}." for n in range(5)]
