"""What Meta delivers, as we read it; payloads have the shapes of Meta's documents."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone

import pytest

from connectors.whatsapp.incoming import Content, Delivered, Kind, Notice, Sender, Status, read
from connectors.whatsapp.signature import is_signed, sign
from frontline.storage.tables import now
from tests.connectors.whatsapp.graph_api import NUMBER_ID, payload

FATIMA = "31612345001"


def message(kind: str, content, **more):
    return {"id": "wamid.1", "from": FATIMA, "timestamp": "1700000000", "type": kind, kind: content, **more}


def read_one(kind: str, content, **more):
    (received,) = read(payload([message(kind, content, **more)]), NUMBER_ID).messages
    return received


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("text", {"body": "hallo"}, Content(Kind.TEXT, text="hallo")),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "4.0", "title": "Ja"}},
            Content(Kind.TAP, text="Ja", tapped="4.0"),
        ),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "4.7", "title": "Nee", "description": "x"}},
            Content(Kind.TAP, text="Nee", tapped="4.7"),
        ),
        (
            "interactive",
            {
                "type": "nfm_reply",
                "nfm_reply": {
                    "response_json": '{"flow_token": "t", "wens": "bellen", "x": {"y": 1}, "uur": 9}'
                },
            },
            Content(Kind.OTHER, "form", text="wens: bellen\nuur: 9"),
        ),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}, Content(Kind.OTHER, "form")),
        (
            "button",
            {"payload": "/affirm", "text": "Graag"},
            Content(Kind.TAP, text="Graag", tapped="/affirm"),
        ),
        (
            "image",
            {"id": "1", "mime_type": "image/jpeg", "sha256": "x", "caption": "kijk"},
            Content(Kind.MEDIA, "photo", text="kijk", media_id="1", mime_type="image/jpeg"),
        ),
        (
            "audio",
            {"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": True},
            Content(Kind.MEDIA, "voice", media_id="1", mime_type="audio/ogg"),
        ),
        (
            "document",
            {"id": "1", "mime_type": "application/pdf", "filename": "rekening.pdf"},
            Content(
                Kind.MEDIA,
                "document",
                media_id="1",
                mime_type="application/pdf",
                file_name="rekening.pdf",
            ),
        ),
        (
            "location",
            {"latitude": 52.37, "longitude": 4.89, "name": "Thuis", "address": "Dam 1, Amsterdam"},
            Content(Kind.OTHER, "location", text="Thuis, Dam 1, Amsterdam · 52.37000, 4.89000"),
        ),
        ("contacts", [{"name": {"formatted_name": "Jan"}}], Content(Kind.OTHER, "contacts")),
        ("order", {"text": "graag snel", "product_items": []}, Content(Kind.OTHER, "order", "graag snel")),
        ("unsupported", {"type": "poll"}, Content(Kind.OTHER, "unknown")),
        ("hologram", {"x": 1}, Content(Kind.OTHER, "unknown")),
        (
            "edit",
            {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "hoi"}}},
            Content(Kind.TEXT, text="hoi"),
        ),
        (
            "system",
            {"type": "user_changed_number", "wa_id": "31699999999", "body": "x"},
            Content(Kind.NUMBER_CHANGED, moved_to=Sender(phone="31699999999")),
        ),
        ("system", {"type": "customer_identity_changed"}, Content(Kind.IDENTITY_CHANGED)),
        ("request_welcome", {}, Content(Kind.OPENED)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_type_of_message_is_read(kind, content, expected):
    received = read_one(kind, content)
    assert received.content == expected
    assert Content.from_dict(json.loads(json.dumps(received.content.to_dict()))) == expected


@pytest.mark.parametrize("kind", ["reaction", "revoke"])
def test_what_asks_for_nothing_is_left_out(kind):
    assert read(payload([message(kind, {"emoji": "👍", "message_id": "x"})]), NUMBER_ID) == Delivered()


def test_the_time_of_sending_is_kept_and_never_ahead():
    assert read_one("text", {"body": "x"}).sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
    for stamp in (str(int(time.time()) + 9999), "nu", None, [1], "9" * 40, "²", -5, True):
        sent_at = read_one("text", {"body": "x"}, timestamp=stamp).sent_at
        assert abs((now() - sent_at).total_seconds()) < 5, stamp


@pytest.mark.parametrize(
    ("names", "contacts", "expected"),
    [
        ({"from": FATIMA}, [], Sender(phone=FATIMA)),
        (
            {"from": FATIMA},
            [{"wa_id": FATIMA, "user_id": "NL.1", "profile": {"name": "Fatima"}}],
            Sender("NL.1", FATIMA, "Fatima"),
        ),
        ({"from_user_id": "NL.1"}, [{"user_id": "NL.1"}], Sender("NL.1")),
        ({"from": "NL.1"}, [], Sender("NL.1")),
        ({}, [{"user_id": "NL.1", "wa_id": FATIMA}], Sender("NL.1", FATIMA)),
        (
            {"from": FATIMA},
            [{"wa_id": "31600000000", "user_id": "NL.2"}, {"wa_id": FATIMA, "user_id": "NL.1"}],
            Sender("NL.1", FATIMA),
        ),
        ({"from": FATIMA}, [{"wa_id": "31600000000", "user_id": "NL.2"}], Sender(phone=FATIMA)),
    ],
)
def test_the_sender_has_all_names_that_meta_gives(names, contacts, expected):
    one = {key: value for key, value in message("text", {"body": "x"}).items() if key != "from"} | names
    (received,) = read(payload([one], contacts=contacts), NUMBER_ID).messages
    assert received.sender == expected


@pytest.mark.parametrize("nobody", ["", "wamid.x", "abc", "12", "²²²²²²", None, 31612345001])
def test_who_has_no_name_that_whatsapp_gives_is_nobody(nobody):
    assert (
        read(payload([message("text", {"body": "x"}, **{"from": nobody})], contacts=[]), NUMBER_ID)
        == Delivered()
    )


def test_several_of_everything_come_in_one_call():
    call = payload([message("text", {"body": str(n)}, id=f"wamid.{n}") for n in range(3)])
    call["entry"] *= 2
    call["entry"][0]["changes"] *= 2
    assert [one.id for one in read(call, NUMBER_ID).messages][:4] == [
        "wamid.0",
        "wamid.1",
        "wamid.2",
        "wamid.0",
    ]


def test_other_numbers_fields_objects_and_groups_are_not_ours():
    ours = payload([message("text", {"body": "x"})])
    assert read(ours, "1") == Delivered()
    ours["entry"][0]["changes"][0]["field"] = "account_update"
    assert read(ours, NUMBER_ID) == Delivered(notices=[Notice("account_update", "")])
    assert read({**payload([message("text", {"body": "x"})]), "object": "page"}, NUMBER_ID) == Delivered()
    assert read(payload([message("text", {"body": "x"}, group_id="g")]), NUMBER_ID) == Delivered()


def test_statuses_are_read_with_their_error_and_our_reference():
    call = payload(
        [],
        [
            {"id": "wamid.1", "status": "sent", "biz_opaque_callback_data": "delivery-7"},
            {"id": "wamid.2", "status": "failed", "errors": [{"code": 131026}, {"code": 1}]},
            {"id": "wamid.3", "status": "deleted"},
            {"id": 3, "status": "read"},
        ],
    )
    assert read(call, NUMBER_ID).statuses == [
        Status("wamid.1", "sent", "delivery-7"),
        Status("wamid.2", "failed", None, 131026),
    ]


@pytest.mark.parametrize("nonsense", [None, 7, "x", [], {}, {"entry": 7}, {"entry": [{"changes": [None]}]}])
def test_nonsense_is_nothing(nonsense):
    assert not read(nonsense, NUMBER_ID)


def test_a_signature_belongs_to_the_very_bytes():
    body = '{"a": "é"}'.encode()
    assert is_signed(body, sign(body, "secret"), "secret")
    for wrong in (None, "", "sha256=", sign(body, "other"), sign(body + b" ", "secret"), "sha1=x", "é\ud800"):
        assert not is_signed(body, wrong, "secret")
