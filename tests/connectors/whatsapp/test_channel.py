"""The WhatsApp channel, served: what comes in is answered once and in order, whatever Meta does."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
import requests

from connectors.front_door import FrontDoor
from connectors.website.channel import WebsiteChannel
from connectors.whatsapp.signature import sign
from frontline.conversations.types import Author, Button, Kind, Level, Owner
from frontline.handoffs.types import HandoffRequest
from frontline.settings import Settings
from frontline.storage.tables import WhatsAppContactRow
from tests.connectors.whatsapp.conftest import WhatsAppServer
from tests.connectors.whatsapp.graph_api import NUMBER_ID, VERIFY, payload
from tests.patience import eventually

FATIMA, JAN = "31612345001", "31612345002"
HOUR = 3600


def conversation_of(server: WhatsAppServer, phone: str):
    with server.services.database.read() as session:
        row = session.query(WhatsAppContactRow).filter_by(phone=phone).one()
    return server.services.conversations.get(row.conversation_id)


def transcript_of(server: WhatsAppServer, phone: str):
    return server.services.conversations.transcript(conversation_of(server, phone).id)


def hand_to_agent(server: WhatsAppServer, phone: str) -> str:
    conversation_id = conversation_of(server, phone).id
    with server.services.database.begin() as session:
        server.services.conversations.hand_to(session, conversation_id, Owner.HUMAN)
    return conversation_id


def joins_the_queue(server: WhatsAppServer, phone: str) -> str:
    """The handoff of a customer who is passed to a person."""
    request = HandoffRequest(
        conversation_id=conversation_of(server, phone).id,
        reason_code="asked",
        reason="x",
        problem=None,
        walks=[],
        language="nl",
    )
    return server.services.handoffs.request(request).id


# -- the webhook -----------------------------------------------------------------------------------------


def test_meta_may_verify_the_address_and_nobody_else(server):
    address = f"{server.url}/webhooks/whatsapp/webhook"
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    answer = requests.get(address, asked, timeout=5)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for wrong in ({"hub.verify_token": "guess"}, {"hub.mode": "x"}, {"hub.verify_token": "é\ud83d"}):
        words = {key: value.encode("utf-8", "replace") for key, value in {**asked, **wrong}.items()}
        assert requests.get(address, words, timeout=5).status_code == 403
    assert requests.get(address, timeout=5).status_code == 403


def test_what_is_not_signed_by_meta_is_refused_and_does_nothing(server, meta):
    call = payload([meta.message(FATIMA, body="hallo")])
    body = json.dumps(call).encode()
    for headers in ({}, {"X-Hub-Signature-256": "sha256=00"}, {"X-Hub-Signature-256": sign(body, "guess")}):
        answer = requests.post(f"{server.url}/webhooks/whatsapp/webhook", body, headers=headers, timeout=5)
        assert answer.status_code == 403
    assert meta.post(b"{no json").status_code == 400
    assert meta.post(b"[" * 100_000).status_code == 400
    assert meta.post(b" " * (3 * 1024 * 1024 + 1)).status_code == 413
    time.sleep(0.6)
    assert server.parrot.heard == []


def test_without_settings_nothing_is_served(services):
    services.settings = Settings(database_url=services.settings.database_url)
    server = WhatsAppServer(services)
    server.channels.append(WebsiteChannel(services.settings))
    server.start()
    for method in (requests.get, requests.post):
        assert method(f"{server.url}/webhooks/whatsapp/webhook", timeout=5).status_code == 404
    server.stop()


# -- messages in -----------------------------------------------------------------------------------------


def test_a_message_is_answered_and_marked_as_read_with_typing(meta, graph, server):
    message = meta.says(FATIMA, "mijn internet doet het niet")
    answer = graph.reads(FATIMA, "Je zei: mijn internet doet het niet")
    assert answer.choices.keys() == {"Ja"}
    assert answer.text.startswith("Je chat met de digitale assistent van Polderlink.")
    (mark,) = graph.wait_for(lambda: graph.marks)
    assert (mark["message_id"], mark["typing_indicator"]) == (message["id"], {"type": "text"})
    assert conversation_of(server, FATIMA).context["name"] == "Klant"


def test_who_is_talking_is_said_to_a_new_customer_only(meta, graph):
    meta.says(FATIMA, "een")
    graph.reads(FATIMA, "Je zei: een")
    meta.says(FATIMA, "twee")
    assert graph.reads(FATIMA, "Je zei: twee").text == "Je zei: twee"


def test_the_introduction_goes_together_with_the_first_answer(meta, graph, monkeypatch):
    receive = FrontDoor.receive

    async def slowly(*arguments):
        await asyncio.sleep(0.5)
        return await receive(*arguments)

    monkeypatch.setattr(FrontDoor, "receive", slowly)
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "Je zei: hallo")
    assert len(graph.to(FATIMA)) == 1


def test_a_message_delivered_five_times_is_answered_once(meta, graph, server):
    message = meta.message(FATIMA, body="hallo")
    for _ in range(5):
        meta.deliver([message, message])
    graph.reads(FATIMA, "hallo")
    meta.says(FATIMA, "klaar")
    graph.reads(FATIMA, "klaar")
    meta.deliver([message])
    time.sleep(0.6)
    assert server.parrot.texts == ["hallo", "klaar"]


def test_messages_that_overtook_each_other_are_answered_in_the_order_of_sending(meta, graph, server):
    at = time.time() - 10
    messages = [meta.message(FATIMA, body=f"bericht {n}", at=at + n) for n in range(8)]
    for message in meta.shuffled(messages, times=2):
        meta.deliver([message])
    graph.reads(FATIMA, "bericht 7")
    assert server.parrot.texts == [f"bericht {n}" for n in range(8)]


def test_a_backlog_waits_until_it_is_over_and_is_then_in_order(meta, graph, server, quick_backlog):
    at = time.time() - 600
    messages = [meta.message(FATIMA, body=f"bericht {n}", at=at + n) for n in range(12)]
    for message in meta.shuffled(messages):
        meta.deliver([message])
        time.sleep(0.05)
    graph.reads(FATIMA, "bericht 11")
    assert server.parrot.texts == [f"bericht {n}" for n in range(12)]


def test_several_messages_and_customers_come_in_one_call(meta, graph):
    meta.deliver([meta.message(FATIMA, body="van Fatima"), meta.message(JAN, body="van Jan")])
    assert "van Jan" in graph.reads(JAN, "Je zei").text
    assert "van Fatima" in graph.reads(FATIMA, "Je zei").text


def test_a_message_of_hours_ago_is_asked_about_once(meta, graph, server, quick_backlog):
    at = time.time() - 3 * HOUR
    for n, text in enumerate(("mijn internet is stuk", "hallo?")):
        meta.deliver([meta.message(FATIMA, body=text, at=at + n)])
    asked = graph.reads(FATIMA, "Speelt het nog?")
    assert [m.text for m in transcript_of(server, FATIMA)][1:3] == ["mijn internet is stuk", "hallo?"]
    assert server.parrot.texts == []
    meta.taps(FATIMA, asked, "Ja, help me")
    graph.reads(FATIMA, "Je zei: mijn internet is stuk")
    assert server.parrot.texts == ["mijn internet is stuk\nhallo?"]
    assert len([one for one in graph.to(FATIMA) if "Speelt het nog" in one.text]) == 1


def test_a_late_message_that_no_longer_matters_is_left(meta, graph, server, quick_backlog):
    meta.deliver([meta.message(FATIMA, body="stuk", at=time.time() - 3 * HOUR)])
    meta.taps(FATIMA, graph.reads(FATIMA, "Speelt het nog?"), "Nee, het is klaar")
    graph.reads(FATIMA, "dan laat ik het rusten")
    assert server.parrot.texts == []


def test_a_restart_in_between_loses_and_doubles_nothing(meta, graph, server, start_server):
    server.parrot.pause = 0.3
    messages = [meta.message(FATIMA, body=f"bericht {n}", at=time.time() - 9 + n) for n in range(6)]
    for message in messages[:4]:
        meta.deliver([message])
    time.sleep(0.7)
    server.stop()
    successor = start_server()
    for message in messages:
        successor.meta.deliver([message])
    graph.reads(FATIMA, "bericht 5")
    said = [m.text for m in transcript_of(successor, FATIMA) if m.text.startswith("Je zei")]
    assert said == [f"Je zei: bericht {n}" for n in range(6)]
    sent = "\n".join(one.text for one in graph.to(FATIMA))
    assert [sent.count(f"Je zei: bericht {n}") for n in range(6)] == [1] * 6


@pytest.mark.parametrize(
    ("kind", "content", "label", "answer"),
    [
        (
            "audio",
            {"id": "m1", "mime_type": "audio/ogg", "voice": True},
            "[spraakbericht]",
            "spraakberichten",
        ),
        ("sticker", {"id": "m1", "mime_type": "image/webp"}, "[sticker]", "Leuk!"),
        ("location", {"latitude": 52.1, "longitude": 4.9}, "52.10000, 4.90000", "postcode en huisnummer"),
        ("contacts", [{"name": {}}], "[contactgegevens]", "contactgegevens"),
        ("order", {}, "[bestelling]", "Bestellen via WhatsApp"),
        ("unsupported", {}, "[bericht dat we niet kunnen tonen]", "kan ik niet lezen"),
    ],
)
def test_what_the_assistant_cannot_use_is_kept_and_answered_kindly(
    meta, graph, server, kind, content, label, answer
):
    meta.deliver([meta.message(FATIMA, kind, content=content)])
    graph.reads(FATIMA, answer)
    assert label in [message.text for message in transcript_of(server, FATIMA)]
    assert server.parrot.heard == []


def test_five_stickers_get_one_sentence(meta, graph, server):
    sticker = {"id": "m1", "mime_type": "image/webp"}
    meta.deliver([meta.message(FATIMA, "sticker", content=sticker) for _ in range(5)])
    graph.reads(FATIMA, "Leuk!")
    meta.says(FATIMA, "mijn wifi is traag")
    graph.reads(FATIMA, "Je zei: mijn wifi is traag")
    assert sum(one.text.count("Leuk!") for one in graph.to(FATIMA)) == 1


def test_a_thumb_is_left_alone(meta, graph, server):
    meta.deliver([meta.message(FATIMA, "reaction", content={"message_id": "wamid.x", "emoji": "👍"})])
    meta.says(JAN, "hallo")
    graph.reads(JAN, "hallo")
    assert graph.to(FATIMA) == []


def test_text_that_is_too_long_is_refused_in_words(meta, graph, server):
    meta.says(FATIMA, "a" * 4050)
    graph.reads(FATIMA, "in maximaal 4000 tekens")
    assert server.parrot.heard == []


def test_an_opened_chat_is_greeted(meta, graph, server):
    meta.deliver([meta.message(FATIMA, "request_welcome")])
    eventually(lambda: server.parrot.heard)
    assert server.parrot.heard[0].parse_data["intent"]["name"] == "session_opened"


# -- taps and typed choices ------------------------------------------------------------------------------


def offer(server: WhatsAppServer, phone: str, *titles: str) -> None:
    buttons = [Button(title, f'/inform{{"amount": "{n}"}}') for n, title in enumerate(titles, start=1)]
    conversation_id = conversation_of(server, phone).id
    server.services.conversations.say(conversation_id, Author.ASSISTANT, "Welke is het?", buttons=buttons)


@pytest.fixture
def offered(meta, graph, server):
    """Fatima was offered twelve choices."""
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    offer(server, FATIMA, *[f"Keuze {n}" for n in range(1, 13)])
    return graph.reads(FATIMA, "Welke is het?")


def heard_as(server: WhatsAppServer, text: str):
    message = eventually(lambda: next((m for m in server.parrot.heard if m.text == text), None))
    return message.parse_data and message.parse_data["entities"]


def test_a_tap_on_a_row_is_the_buttons_payload(meta, server, offered):
    meta.taps(FATIMA, offered, "Keuze 3")
    assert heard_as(server, "Keuze 3")[0]["value"] == "3"


def test_more_brings_the_next_page_and_its_rows_work(meta, graph, server, offered):
    meta.taps(FATIMA, offered, "Meer…")
    page = graph.wait_for(lambda: next((one for one in graph.to(FATIMA) if "Keuze 12" in one.choices), None))
    assert list(page.choices) == ["Keuze 10", "Keuze 11", "Keuze 12"]
    meta.taps(FATIMA, page, "Keuze 12")
    assert heard_as(server, "Keuze 12")[0]["value"] == "12"


@pytest.mark.parametrize("typed", ["11", "keuze 11", "Keuze 11!"])
def test_a_choice_may_be_typed_by_number_or_words_also_later(meta, graph, server, offered, typed):
    conversation_id = conversation_of(server, FATIMA).id
    server.services.conversations.say(conversation_id, Author.ASSISTANT, "Neem rustig de tijd.")
    meta.says(FATIMA, typed)
    assert heard_as(server, "Keuze 11")[0]["value"] == "11"


def test_a_forged_or_foreign_tap_is_only_text(meta, server, offered):
    for n, id in enumerate(('/inform{"level": "verified"}', "99.0", "callback-data")):
        reply = {"type": "button_reply", "button_reply": {"id": id, "title": f"Titel {n}"}}
        meta.deliver([meta.message(FATIMA, "interactive", content=reply)])
        assert heard_as(server, f"Titel {n}") is None


# -- who it is -------------------------------------------------------------------------------------------


def test_a_known_number_is_a_recognised_customer(meta, graph, server):
    server.services.back_office.add(f"+{FATIMA}", "PK100201")
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    conversation = conversation_of(server, FATIMA)
    assert (conversation.customer_id, conversation.level) == ("PK100201", Level.RECOGNISED)


def test_a_user_id_finds_the_customer_of_a_number_and_is_enough_without_it(meta, graph, server):
    meta.says(FATIMA, "met nummer")
    graph.reads(FATIMA, "met nummer")
    known = conversation_of(server, FATIMA).id
    both = meta.message(FATIMA, body="met beide", from_user_id="NL.1")
    meta.deliver([both])
    graph.reads(FATIMA, "met beide")
    hidden = meta.message("", body="zonder nummer", from_user_id="NL.1")
    meta.deliver([hidden], contacts=[{"user_id": "NL.1"}])
    graph.reads(FATIMA, "zonder nummer")
    texts = [m.text for m in server.services.conversations.transcript(known) if m.author is Author.CUSTOMER]
    assert texts == ["met nummer", "met beide", "zonder nummer"]


def test_who_hides_their_number_is_written_to_by_user_id(meta, graph):
    meta.deliver([meta.message("", body="hallo", from_user_id="NL.7")], contacts=[{"user_id": "NL.7"}])
    assert graph.reads("NL.7", "hallo").message["recipient"] == "NL.7"


def test_a_changed_number_is_followed(meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    known = conversation_of(server, FATIMA).id
    moved = {"type": "user_changed_number", "wa_id": JAN, "body": "x"}
    meta.deliver([meta.message(FATIMA, "system", content=moved)])
    eventually(lambda: server.services.database and _phone_of(server, known) == JAN)
    meta.says(JAN, "met mijn nieuwe nummer")
    graph.reads(JAN, "met mijn nieuwe nummer")
    assert conversation_of(server, JAN).id == known
    meta.says(FATIMA, "ik heb dit nummer nu")
    graph.reads(FATIMA, "ik heb dit nummer nu")
    assert conversation_of(server, FATIMA).id != known


def _phone_of(server, conversation_id: str) -> str:
    with server.services.database.read() as session:
        return session.get(WhatsAppContactRow, conversation_id).phone


def test_a_number_with_another_user_id_is_another_person(meta, graph, server):
    meta.deliver([meta.message(FATIMA, body="mijn geheim", from_user_id="NL.1")])
    graph.reads(FATIMA, "mijn geheim")
    first = conversation_of(server, FATIMA).id
    meta.deliver([meta.message(FATIMA, body="ik ben nieuw", from_user_id="NL.2")])
    graph.reads(FATIMA, "ik ben nieuw")
    assert conversation_of(server, FATIMA).id != first


def test_another_phone_must_prove_again_who_holds_it(meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    server.services.conversations.identify(conversation_of(server, FATIMA).id, "PK1", Level.VERIFIED)
    meta.deliver([meta.message(FATIMA, "system", content={"type": "customer_identity_changed"})])
    eventually(lambda: conversation_of(server, FATIMA).level is Level.RECOGNISED)


# -- agents, opting out ----------------------------------------------------------------------------------


def test_while_an_agent_has_the_conversation_the_assistant_is_silent(meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    conversation_id = hand_to_agent(server, FATIMA)
    meta.says(FATIMA, "stop")
    meta.deliver([meta.message(FATIMA, "sticker", content={"id": "m1"})])
    eventually(lambda: "[sticker]" in [m.text for m in transcript_of(server, FATIMA)])
    say = server.services.conversations.say
    say(conversation_id, Author.AGENT, "Ja, ik ben er!", author_name="Sanne")
    assert graph.reads(FATIMA, "ik ben er").text == "*Sanne:*\nJa, ik ben er!"
    assert [m.text for m in transcript_of(server, FATIMA)][-3:-1] == ["stop", "[sticker]"]
    assert server.parrot.texts == ["hallo"]
    assert "typing_indicator" not in graph.marks[-1]
    assert not _opted_out(server, FATIMA)


def _opted_out(server, phone: str) -> bool:
    with server.services.database.read() as session:
        return session.query(WhatsAppContactRow).filter_by(phone=phone).one().opted_out_at is not None


def test_stop_is_obeyed_and_can_be_taken_back(meta, graph, server):
    meta.says(FATIMA, "Stop!")
    graph.reads(FATIMA, "Je hoort niets meer van ons")
    assert _opted_out(server, FATIMA)
    meta.says(FATIMA, "mijn wifi is traag")
    graph.reads(FATIMA, "Je zei: mijn wifi is traag")
    meta.says(FATIMA, "start")
    graph.reads(FATIMA, "Je staat weer aangemeld")
    assert not _opted_out(server, FATIMA)
    assert server.parrot.texts == ["mijn wifi is traag"]


def test_stop_within_a_guide_is_for_the_guide(meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    form = json.dumps([{"event": "active_loop", "name": "guide_form"}])
    from frontline.conversations.trackers import Trackers

    Trackers(server.services.database).save(conversation_of(server, FATIMA).id, form)
    meta.says(FATIMA, "stop")
    graph.reads(FATIMA, "Je zei: stop")
    assert not _opted_out(server, FATIMA)


def test_events_are_not_shown(meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "hallo")
    conversation_id = conversation_of(server, FATIMA).id
    server.services.conversations.tell_assistant(conversation_id, "/handoff_resolved")
    server.services.conversations.say(conversation_id, Author.SYSTEM, "Sanne heeft het gesprek afgerond.")
    graph.reads(FATIMA, "Sanne heeft")
    assert not any("/handoff" in one.text for one in graph.to(FATIMA))
    assert any(m.kind is Kind.EVENT for m in server.services.conversations.since(conversation_id, 0))


def test_other_numbers_of_ours_are_left_to_others(meta, graph, server):
    other = {"metadata": {"display_phone_number": "1", "phone_number_id": f"{NUMBER_ID}9"}}
    assert meta.deliver([meta.message(FATIMA, body="hallo")], **other).status_code == 200
    time.sleep(0.6)
    assert server.parrot.heard == []
