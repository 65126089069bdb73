"""Replies reach WhatsApp once and in order, whatever the Graph API does; and files reach us, if they may."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
import requests

from connectors.whatsapp import channel, sending
from connectors.whatsapp import media as media_module
from connectors.whatsapp import outbox as outbox_module
from connectors.whatsapp.errors import (
    BadParameter,
    Blocked,
    NotAllowed,
    Refused,
    TemplateRefused,
    TooFast,
    TooFastForOne,
    Unavailable,
    Undeliverable,
    WindowClosed,
    by_code,
)
from frontline.conversations.types import Author, Button, Owner
from frontline.storage.tables import ConversationRow, MediaRow, WhatsAppDeliveryRow, now
from tests.connectors.whatsapp.test_channel import (
    FATIMA,
    JAN,
    conversation_of,
    eventually,
    hand_to_agent,
    transcript_of,
)

JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch):
    """Waits are short, and in proportion."""
    monkeypatch.setattr(sending, "FIRST_WAIT", dict.fromkeys(sending.FIRST_WAIT, 0.2))
    monkeypatch.setattr(outbox_module, "UNSURE", timedelta(seconds=0.8))
    monkeypatch.setattr(media_module, "FIRST_WAIT", timedelta(seconds=0.1))
    monkeypatch.setattr(channel, "MEDIA_SECONDS", 0.2)


def deliveries_of(server, phone: str) -> list[WhatsAppDeliveryRow]:
    conversation_id = conversation_of(server, phone).id
    with server.services.database.read() as session:
        query = session.query(WhatsAppDeliveryRow).filter_by(conversation_id=conversation_id)
        return query.order_by(WhatsAppDeliveryRow.id).all()


def met(meta, graph) -> None:
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "Je zei: hallo")


def agent_says(server, text: str, *titles: str, phone: str = FATIMA) -> None:
    conversation_id = conversation_of(server, phone).id
    buttons = [Button(title, "/affirm") for title in titles]
    server.services.conversations.say(conversation_id, Author.AGENT, text, buttons=buttons)


def close_window(server, hours: float = 1.0) -> None:
    with server.services.database.begin() as session:
        row = session.get(ConversationRow, conversation_of(server, FATIMA).id)
        row.reply_until = now() - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("code", "status", "family"),
    [
        (190, 401, NotAllowed), (10, 403, NotAllowed), (200, 403, NotAllowed), (299, 403, NotAllowed),
        (131031, 403, Blocked), (368, 403, Blocked),
        (4, 400, TooFast), (80007, 400, TooFast), (130429, 400, TooFast), (131048, 400, TooFast),
        (131056, 400, TooFastForOne), (131047, 400, WindowClosed), (131026, 400, Undeliverable),
        (131008, 400, BadParameter), (131009, 400, BadParameter), (131016, 500, Unavailable),
        (132001, 404, TemplateRefused), (132999, 400, TemplateRefused),
        (999999, 400, Refused), (None, 400, Refused), (None, 502, Unavailable), (None, 429, TooFast),
        (None, 401, NotAllowed), (999999, 503, Unavailable),
    ],
)  # fmt: skip
def test_each_error_belongs_to_a_family(code, status, family):
    assert type(by_code(code, status)) is family


def test_what_is_said_while_whatsapp_is_down_comes_when_it_is_back(meta, graph, server):
    met(meta, graph)
    graph.down = True
    for n in range(3):
        agent_says(server, f"Bericht {n}.")
    time.sleep(0.8)
    graph.down = False
    graph.reads(FATIMA, "Bericht 2.")
    text = "\n".join(one.text for one in graph.to(FATIMA))
    assert [text.count(f"Bericht {n}.") for n in range(3)] == [1, 1, 1]
    assert text.index("Bericht 0") < text.index("Bericht 1") < text.index("Bericht 2")


def test_several_replies_of_a_turn_are_one_message(meta, graph, server, monkeypatch):
    async def handle_message(message):
        for text in ("Even kijken.", "Je modem staat uit.", "Lukt het?"):
            await message.output_channel.send_response(message.sender_id, {"text": text})
            await asyncio.sleep(0.15)
        server.services.conversations.answered(int(message.message_id))

    met(meta, graph)
    monkeypatch.setattr(server.parrot, "handle_message", handle_message)
    meta.says(FATIMA, "internet stuk")
    assert graph.reads(FATIMA, "Lukt het?").text == "Even kijken.\n\nJe modem staat uit.\n\nLukt het?"


def test_a_lost_answer_is_not_sent_again_when_a_status_tells_of_it(meta, graph, server):
    met(meta, graph)
    graph.on_sent = lambda sent: meta.tells(sent, "sent", "delivered")
    graph.lose_answers = 1
    agent_says(server, "Dit maar een keer.")
    eventually(lambda: deliveries_of(server, FATIMA)[-1].state == "delivered")
    time.sleep(1.2)
    assert len([one for one in graph.to(FATIMA) if "maar een keer" in one.text]) == 1


def test_a_lost_answer_of_which_nothing_is_heard_is_sent_again(meta, graph, server):
    met(meta, graph)
    graph.lose_answers = 1
    agent_says(server, "Dit in elk geval.")
    said = "in elk geval"
    eventually(lambda: len([one for one in graph.to(FATIMA) if said in one.text]) == 2)
    eventually(lambda: deliveries_of(server, FATIMA)[-1].state == "sent")
    assert len([one for one in graph.to(FATIMA) if said in one.text]) == 2


def test_what_was_not_sent_when_the_process_died_is_sent_by_the_next(meta, graph, server, start_server):
    met(meta, graph)
    server.stop()
    for n in range(3):
        agent_says(server, f"Bericht {n}.")
    start_server()
    graph.reads(FATIMA, "Bericht 2.")
    text = "\n".join(one.text for one in graph.to(FATIMA))
    assert [text.count(f"Bericht {n}.") for n in range(3)] == [1, 1, 1]


def test_two_replicas_send_each_message_once(meta, graph, server, start_server, make_services):
    other = make_services()
    other.settings.replica = "rasa-2"
    start_server(other)
    met(meta, graph)
    for n in range(10):
        agent_says(server, f"Bericht {n}.")
        time.sleep(0.05)
    graph.reads(FATIMA, "Bericht 9.")
    text = "\n".join(one.text for one in graph.to(FATIMA))
    assert [text.count(f"Bericht {n}.") for n in range(10)] == [1] * 10


def test_a_slow_api_holds_up_neither_the_webhook_nor_other_customers(meta, graph, server):
    met(meta, graph)
    graph.pause = 1.0
    for n in range(5):
        agent_says(server, f"Bericht {n}.")
    began = time.monotonic()
    meta.says(JAN, "en ik?")
    assert time.monotonic() - began < 0.5
    graph.reads(JAN, "en ik?", patience=4)


def test_one_who_got_too_much_gets_the_rest_later_and_others_at_once(meta, graph, server):
    met(meta, graph)
    graph.fail_next.extend([131056, 131056])
    agent_says(server, "Even wachten.")
    graph.reads(FATIMA, "Even wachten.")
    assert [code for code, *_ in graph.refused] == [131056, 131056]


def test_a_limit_of_the_number_makes_all_wait(meta, graph, server, monkeypatch):
    monkeypatch.setitem(sending.FIRST_WAIT, TooFast, 3.0)
    met(meta, graph)
    meta.says(JAN, "hoi")
    graph.reads(JAN, "Je zei: hoi")
    graph.fail_next.append(130429)
    agent_says(server, "Later.")
    graph.wait_for(lambda: graph.refused)
    refused_at = time.monotonic()
    agent_says(server, "Jij ook.", phone=JAN)
    sent = [graph.reads(FATIMA, "Later."), graph.reads(JAN, "Jij ook.")]
    assert min(one.at for one in sent) - refused_at > 1
    assert [code for code, *_ in graph.refused] == [130429]


def test_what_meta_refuses_is_said_in_a_plainer_form(meta, graph, server):
    met(meta, graph)
    graph.fail_next.append(131009)
    agent_says(server, "Werkt het?", "Ja", "Nee")
    assert graph.reads(FATIMA, "Werkt het?").text == "Werkt het?\n\n1. Ja\n2. Nee"


def test_who_cannot_be_reached_does_not_hold_up_the_rest(meta, graph, server):
    met(meta, graph)
    graph.fail_next.append(131026)
    agent_says(server, "Dit komt niet aan.")
    eventually(lambda: deliveries_of(server, FATIMA)[-1].state == "failed")
    assert deliveries_of(server, FATIMA)[-1].error_code == 131026
    agent_says(server, "Dit wel.")
    graph.reads(FATIMA, "Dit wel.")


def test_a_dead_token_is_an_alarm_and_nothing_is_lost(meta, graph, server, caplog):
    met(meta, graph)
    health = f"{server.url}/webhooks/whatsapp/health"
    assert requests.get(health, timeout=5).status_code == 200
    graph.fail_next.extend([190] * 4)
    agent_says(server, "Zodra het kan.")
    eventually(lambda: requests.get(health, timeout=5).status_code == 503)
    assert list(requests.get(health, timeout=5).json()["alarms"]) == ["the access token is refused"]
    assert "the access token is refused (code 190)" in caplog.text
    graph.reads(FATIMA, "Zodra het kan.")
    eventually(lambda: requests.get(health, timeout=5).status_code == 200)


def test_statuses_are_kept_with_the_message_in_whatever_order_they_come(meta, graph, server):
    met(meta, graph)
    (sent,) = graph.to(FATIMA)
    meta.tells(sent, "read", "delivered", "sent", "delivered")
    (delivery,) = deliveries_of(server, FATIMA)
    assert (delivery.state, delivery.message_id, delivery.payload) == ("read", sent.id, None)


def test_a_status_of_failure_counts_as_one(meta, graph, server, caplog):
    met(meta, graph)
    (sent,) = graph.to(FATIMA)
    meta.tells(sent, "failed", code=131026)
    (delivery,) = deliveries_of(server, FATIMA)
    assert (delivery.state, delivery.error_code) == ("failed", 131026)
    assert "did not deliver a message" in caplog.text
    assert FATIMA not in caplog.text


def test_statuses_of_messages_that_are_not_ours_are_left(meta, graph, server):
    statuses = [
        {"id": "wamid.x", "status": "read", "biz_opaque_callback_data": reference}
        for reference in ("delivery-99", "delivery-²", "theirs", "delivery-" + "9" * 30)
    ]
    assert meta.deliver(statuses=statuses).status_code == 200


# -- the window ------------------------------------------------------------------------------------------


def test_after_a_day_an_answer_waits_until_the_customer_writes(meta, graph, server):
    met(meta, graph)
    close_window(server)
    agent_says(server, "We hebben het gevonden.")
    time.sleep(1.0)
    assert len(graph.to(FATIMA)) == 1
    hand_to_agent(server, FATIMA)
    meta.says(FATIMA, "en?")
    graph.reads(FATIMA, "We hebben het gevonden.")
    assert conversation_of(server, FATIMA).reply_until > now() + timedelta(hours=23)


@pytest.fixture
def with_template(make_services, start_server, graph):
    """A server with an approved template."""
    graph.templates["vervolg"] = {"nl", "en"}
    return start_server(make_services(template="vervolg"))


def test_with_a_template_the_customer_is_asked_once_to_write_back(with_template, graph):
    server = with_template
    met(server.meta, graph)
    hand_to_agent(server, FATIMA)
    close_window(server)
    for n in range(3):
        agent_says(server, f"Bericht {n}.")
    graph.wait_for(lambda: len(graph.to(FATIMA)) == 2)
    time.sleep(1.0)
    _, template = graph.to(FATIMA)
    assert template.message["template"] == {"name": "vervolg", "language": {"code": "nl"}}
    server.meta.says(FATIMA, "vertel")
    graph.reads(FATIMA, "Bericht 2.")
    assert graph.refused == []


def test_who_opted_out_gets_no_template(with_template, graph):
    server = with_template
    met(server.meta, graph)
    server.meta.says(FATIMA, "afmelden")
    graph.reads(FATIMA, "Je hoort niets meer")
    close_window(server)
    agent_says(server, "Toch nog iets.")
    time.sleep(1.0)
    assert len(graph.to(FATIMA)) == 2


def test_when_meta_says_that_the_window_is_closed_it_is(with_template, graph):
    server = with_template
    met(server.meta, graph)
    graph.closed.add(FATIMA)
    agent_says(server, "Ben je er nog?")
    graph.wait_for(lambda: len(graph.to(FATIMA)) == 2)
    assert graph.to(FATIMA)[-1].message["type"] == "template"
    assert conversation_of(server, FATIMA).reply_until <= now()
    graph.closed.clear()
    server.meta.says(FATIMA, "ja hoor")
    graph.reads(FATIMA, "Ben je er nog?")


def test_a_template_that_is_refused_is_an_alarm_and_tried_once(make_services, start_server, graph):
    server = start_server(make_services(template="onbekend"))
    met(server.meta, graph)
    close_window(server)
    agent_says(server, "Nog iets.")
    health = f"{server.url}/webhooks/whatsapp/health"
    eventually(lambda: requests.get(health, timeout=5).status_code == 503)
    time.sleep(0.8)
    assert [code for code, *_ in graph.refused] == [132001]


# -- files -----------------------------------------------------------------------------------------------


def media_of(server, phone: str) -> MediaRow | None:
    with server.services.database.read() as session:
        conversation_id = conversation_of(server, phone).id
        return session.query(MediaRow).filter_by(conversation_id=conversation_id).one_or_none()


def sends_photo(meta, server, caption: str = "", mime: str = "image/jpeg") -> MediaRow:
    photo = {"id": "photo-1", "mime_type": mime, **({"caption": caption} if caption else {})}
    meta.deliver([meta.message(FATIMA, "image", content=photo)])
    return eventually(lambda: (row := _media_or_none(server)) and row.state != "expected" and row)


def _media_or_none(server):
    try:
        return media_of(server, FATIMA)
    except Exception:  # noqa: BLE001 - not met yet
        return None


def test_a_photo_is_kept_and_the_assistant_says_what_it_does_with_it(meta, graph, server):
    graph.files["photo-1"] = ("image/jpeg", JPEG)
    kept = sends_photo(meta, server)
    path = server.services.settings.media_dir / kept.id
    assert (kept.state, kept.kind, kept.size, path.read_bytes()) == ("kept", "photo", len(JPEG), JPEG)
    assert path.stat().st_mode & 0o777 == 0o600
    graph.reads(FATIMA, "ik bewaar je foto bij dit gesprek")
    assert "[foto]" in [message.text for message in transcript_of(server, FATIMA)]


def test_a_photo_with_words_is_also_a_message(meta, graph, server):
    graph.files["photo-1"] = ("image/jpeg", JPEG)
    sends_photo(meta, server, caption="dit lampje knippert")
    graph.reads(FATIMA, "Je zei: dit lampje knippert")
    graph.reads(FATIMA, "Wat je meestuurt bewaar ik bij dit gesprek")
    assert server.parrot.texts == ["dit lampje knippert"]


@pytest.mark.parametrize(
    ("mime", "content", "reason"),
    [
        ("application/x-msdownload", b"MZ", "kind"),
        ("image/svg+xml", b"<svg onload=alert(1)>", "kind"),
        ("text/html", b"<script>", "kind"),
        ("image/jpeg", b"MZ\x90\x00", "content"),
        ("image/jpeg", JPEG + b"x" * (1024 * 1024), "size"),
    ],
)
def test_a_file_that_may_not_be_is_refused_in_words(
    make_services, start_server, graph, mime, content, reason
):
    server = start_server(make_services(media_megabytes=1))
    graph.files["photo-1"] = (mime, content)
    refused = sends_photo(server.meta, server)
    assert (refused.state, refused.reason) == ("refused", reason)
    graph.reads(FATIMA, "Een foto of een pdf tot 1 MB kan wel.")
    assert not list(server.services.settings.media_dir.glob("*"))


def test_a_file_that_is_gone_is_asked_for_again(meta, graph, server):
    assert sends_photo(meta, server).state == "refused"
    graph.reads(FATIMA, "Wil je het nog eens sturen?")


def test_a_file_is_fetched_when_whatsapp_is_back(meta, graph, server):
    graph.files["photo-1"] = ("image/jpeg", JPEG)
    graph.down = True
    photo = {"id": "photo-1", "mime_type": "image/jpeg"}
    meta.deliver([meta.message(FATIMA, "image", content=photo)])
    eventually(lambda: (row := _media_or_none(server)) and row.attempts)
    graph.down = False
    eventually(lambda: media_of(server, FATIMA).state == "kept", patience=20)


def test_files_are_removed_when_their_time_is_over(meta, graph, server, services):
    graph.files["photo-1"] = ("image/jpeg", JPEG)
    kept = sends_photo(meta, server)
    with services.database.begin() as session:
        session.get(MediaRow, kept.id).created_at = now() - timedelta(days=31)
    server.stop()
    server.start()
    eventually(lambda: media_of(server, FATIMA).state == "removed")
    assert not (services.settings.media_dir / kept.id).exists()


def test_a_file_is_fetched_from_nobody_but_meta(graph):
    from connectors.whatsapp.graph import File, Graph
    from frontline.settings import WhatsAppSettings

    client = Graph(WhatsAppSettings(**graph.settings()))
    for url in (
        "http://169.254.169.254/latest",
        "https://evil.example/x",
        "file:///etc/passwd",
        "https://fbsbx.com.evil.example/",
    ):
        with pytest.raises(Refused):
            client.fetch(File(url, "image/jpeg", None, None), 10)


def test_an_agent_gets_the_photo_of_their_conversation_without_the_assistant(meta, graph, server):
    met(meta, graph)
    hand_to_agent(server, FATIMA)
    graph.files["photo-1"] = ("image/jpeg", JPEG)
    assert sends_photo(meta, server).state == "kept"
    assert conversation_of(server, FATIMA).owner is Owner.HUMAN
    assert not any("foto" in str(sent.message) for sent in graph.to(FATIMA))
