"""Everything that Meta's webhook is known to deliver, old and new: read, kindly answered or quietly kept.

The shapes are those of Meta's reference; whoever writes is another customer in each case.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

from frontline.storage.tables import WhatsAppContactRow
from tests.connectors.whatsapp.graph_api import NUMBER, NUMBER_ID
from tests.patience import eventually

METADATA = {"display_phone_number": f"+{NUMBER[:2]} {NUMBER[2:]}", "phone_number_id": NUMBER_ID}
BUSINESS = {"from": NUMBER, "id": "wamid.OUT-1"}
PHOTO = {"id": "media-1", "mime_type": "image/jpeg", "sha256": "x"}
ADVERT = {
    "source_url": "https://fb.me/x", "source_type": "ad", "source_id": "1", "headline": "Glasvezel",
    "body": "Nu", "media_type": "image", "image_url": "https://x", "ctwa_clid": "x",
    "welcome_message": {"text": "Hoi!"},
}  # fmt: skip
UNREADABLE = [{"code": 131051, "title": "Message type unknown", "error_data": {"details": "x"}}]
numbers = itertools.count(31612400000)


def said(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, kind: content, **more}


def tapped(kind: str, reply: Any) -> dict[str, Any]:
    return said("interactive", {"type": kind, kind: reply}, context=BUSINESS)


def corrected(message: dict[str, Any]) -> dict[str, Any]:
    return said("edit", {"original_message_id": "wamid.IN-0", "message": {"context": {"id": "x"}, **message}})


ANSWERED: dict[str, tuple[dict[str, Any], str]] = {
    "text": (said("text", {"body": "hallo"}), "Je zei: hallo"),
    "answer to an older message": (
        said("text", {"body": "deze"}, context={**BUSINESS, "forwarded": False}),
        "deze",
    ),
    "forwarded": (
        said("text", {"body": "kijk"}, context={"forwarded": True, "frequently_forwarded": True}),
        "kijk",
    ),
    "about a product": (
        said(
            "text",
            {"body": "is dit er nog?"},
            context={**BUSINESS, "referred_product": {"catalog_id": "1", "product_retailer_id": "2"}},
        ),
        "is dit er nog?",
    ),
    "after an advert": (said("text", {"body": "meer info"}, referral=ADVERT), "meer info"),
    "quick reply under a template": (
        said("button", {"payload": "Ja graag", "text": "Ja graag"}, context=BUSINESS),
        "Ja graag",
    ),
    "button": (tapped("button_reply", {"id": "weg", "title": "Ja"}), "Je zei: Ja"),
    "list": (tapped("list_reply", {"id": "weg", "title": "Nee", "description": "d"}), "Je zei: Nee"),
    "photo with words": (said("image", {**PHOTO, "caption": "mijn modem"}), "Je zei: mijn modem"),
    "photo": (said("image", {**PHOTO, "url": "https://lookaside.fbsbx.com/x"}), "ik bewaar je foto"),
    "video": (said("video", {**PHOTO, "mime_type": "video/mp4"}), "ik bewaar je video"),
    "voice": (
        said("audio", {**PHOTO, "mime_type": "audio/ogg; codecs=opus", "voice": True}),
        "spraakberichten",
    ),
    "audio": (said("audio", {**PHOTO, "mime_type": "audio/mpeg", "voice": False}), "Ik kan geluid"),
    "document": (
        said("document", {**PHOTO, "mime_type": "application/pdf", "filename": "r.pdf"}),
        "ik bewaar je bestand",
    ),
    "animated sticker": (said("sticker", {**PHOTO, "mime_type": "image/webp", "animated": True}), "Leuk!"),
    "place": (
        said("location", {"latitude": 52.1, "longitude": 4.9, "name": "Thuis", "url": "https://x"}),
        "je locatie",
    ),
    "contacts": (
        said(
            "contacts",
            [{"name": {"formatted_name": "A", "first_name": "A"}, "phones": [{"phone": "+31600000000"}]}],
        ),
        "contactgegevens",
    ),
    "own number, asked for": (
        said("contacts", [{"origin": "contact_request", "phones": [{"wa_id": "31600000000"}]}]),
        "contactgegevens",
    ),
    "order": (
        said(
            "order",
            {"catalog_id": "1", "product_items": [{"product_retailer_id": "2", "quantity": 1}], "text": ""},
        ),
        "Bestellen via WhatsApp",
    ),
    "product": (tapped("product", {"id": "2", "catalog_id": "1"}), "Bestellen via WhatsApp"),
    "form": (
        tapped(
            "nfm_reply", {"name": "flow", "body": "Sent", "response_json": '{"flow_token": "t", "wens": "x"}'}
        ),
        "wat je hebt ingevuld",
    ),
    "corrected": (corrected(said("text", {"body": "zondag"})), "Je zei: zondag"),
    "corrected words of a photo": (corrected(said("image", {**PHOTO, "caption": "de router"})), "de router"),
    "unsupported": (said("unsupported", {"type": "poll"}, errors=UNREADABLE), "Dit soort bericht"),
    "unsupported, as it was": ({"type": "unsupported", "errors": UNREADABLE}, "Dit soort bericht"),
    "unknown": ({"type": "unknown", "errors": UNREADABLE}, "Dit soort bericht"),
    "disappearing": ({"type": "ephemeral", "errors": UNREADABLE}, "Dit soort bericht"),
    "not yet invented": (said("hologram", {"id": "1"}), "Dit soort bericht"),
}
QUIET: dict[str, dict[str, Any]] = {
    "reaction": said("reaction", {"message_id": "wamid.OUT-1", "emoji": "\U0001f44d"}),
    "reaction taken back": said("reaction", {"message_id": "wamid.OUT-1"}),
    "deleted": said("revoke", {"original_message_id": "wamid.IN-0"}),
    "may we call": tapped("call_permission_reply", {"response": "accept", "expiration_timestamp": 1}),
    "unsupported correction": said("unsupported", {"type": "reaction"}, errors=UNREADABLE),
    "correction of nothing": corrected(said("image", PHOTO)),
    "security code": said("system", {"type": "customer_identity_changed", "identity": "x", "customer": "1"}),
    "security code, new name": said("system", {"type": "user_identity_changed", "wa_id": "1", "body": "x"}),
    "number": said("system", {"type": "user_changed_number", "wa_id": "31699999999", "body": "x"}),
    "number, as it was": said("system", {"type": "customer_changed_number", "new_wa_id": "31699999999"}),
    "something of the system": said("system", {"type": "group_created", "wa_id": "31699999999", "body": "x"}),
    "in a group": said("text", {"body": "hallo"}, group_id="g1"),
}
ELSEWHERE: dict[str, tuple[str, dict[str, Any]]] = {
    "echo of the app": (
        "smb_message_echoes",
        {"message_echoes": [said("text", {"body": "wij"}, to="31600000000")]},
    ),
    "what was before": (
        "history",
        {"history": [{"threads": [{"messages": [said("text", {"body": "ooit"})]}]}]},
    ),
    "contacts of the app": ("smb_app_state_sync", {"state_sync": [{"type": "contact", "action": "add"}]}),
    "call": ("calls", {"calls": [{"id": "wacid.1", "event": "connect", "direction": "USER_INITIATED"}]}),
    "somebody else's turn": ("standby", {"messages": [said("text", {"body": "x"}, id="wamid.S")]}),
    "form's health": ("flows", {"event": "ENDPOINT_ERROR_RATE", "flow_id": "1"}),
    "quality of a template": ("message_template_quality_update", {"new_quality_score": "GREEN"}),
    "category of a template": ("template_category_update", {"new_category": "MARKETING"}),
    "quality of the number": (
        "phone_number_quality_update",
        {"event": "DOWNGRADE", "current_limit": "TIER_1K"},
    ),
    "what a business may": ("business_capability_update", {"max_daily_conversation_per_phone": 100}),
    "security": ("security", {"event": "PIN_CHANGED", "requester": "1"}),
}


def call(value: dict[str, Any], field: str = "messages") -> dict[str, Any]:
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": METADATA, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 1, "changes": [change]}]}


def message_of(sender: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"from": sender, "id": f"wamid.{sender}", "timestamp": str(int(time.time())), **content, **more}


def contact_of(sender: str, **more: Any) -> dict[str, Any]:
    return {"profile": {"name": "Klant"}, "wa_id": sender, **more}


def test_every_kind_of_message_is_read_or_kindly_answered(server, meta, graph):
    asked = []
    for content, answer in ANSWERED.values():
        sender = str(next(numbers))
        asked.append((sender, answer))
        delivered = call({"contacts": [contact_of(sender)], "messages": [message_of(sender, content)]})
        assert meta.post(delivered).status_code == 200
    for sender, answer in asked:
        graph.reads(sender, answer)
    assert graph.refused == []


def test_what_asks_for_nothing_is_not_answered(server, meta, graph):
    for content in QUIET.values():
        sender = str(next(numbers))
        delivered = call({"contacts": [contact_of(sender)], "messages": [message_of(sender, content)]})
        assert meta.post(delivered).status_code == 200
    for field, value in ELSEWHERE.values():
        assert meta.post(call(value, field)).status_code == 200
    echo = message_of(NUMBER, said("text", {"body": "van onszelf"}))
    assert meta.post(call({"contacts": [contact_of(NUMBER)], "messages": [echo]})).status_code == 200
    meta.says("31612345001", "en nu ik")
    graph.reads("31612345001", "Je zei: en nu ik")
    assert server.parrot.texts == ["en nu ik"]
    assert {sent.to for sent in graph.sent} == {"31612345001"}


@pytest.mark.parametrize(
    "names",
    [
        {"contacts": [{"profile": {"name": "A", "username": "a"}, "user_id": "NL.77"}]},
        {"contacts": [{"profile": {"username": "a"}, "user_id": "NL.77", "parent_user_id": "NL.ENT.8"}]},
        {"contacts": [{"user_id": "NL.77", "wa_id": ""}]},
        {},
    ],
    ids=["with a username", "with nothing but a username", "without a profile", "without contacts"],
)
def test_a_customer_who_hides_the_number_is_answered_by_user_id(meta, graph, names):
    message = message_of(
        "", said("text", {"body": "hoi"}), from_user_id="NL.77", from_parent_user_id="NL.ENT.8"
    )
    del message["from"]
    assert (
        meta.post(call({**names, "messages": [{**message, "timestamp": int(time.time())}]})).status_code
        == 200
    )
    assert graph.reads("NL.77", "Je zei: hoi").message["recipient"] == "NL.77"


def test_a_new_user_id_is_followed_whether_or_not_the_number_is_shown(meta, graph, server):
    meta.deliver(
        [meta.message("31612345001", body="ik ben het", from_user_id="NL.1")],
        contacts=[contact_of("31612345001", user_id="NL.1")],
    )
    graph.reads("31612345001", "ik ben het")
    changed = {"type": "user_changed_user_id", "user_id": "NL.2", "previous_user_id": "NL.1", "body": "x"}
    message = message_of("x", said("system", changed), from_user_id="NL.2")
    del message["from"]
    meta.post(call({"messages": [message]}))
    time.sleep(1)
    meta.deliver([meta.message("31612345001", body="nog steeds", from_user_id="NL.2")], contacts=[])
    assert graph.reads("31612345001", "nog steeds").text == "Je zei: nog steeds"
    with server.services.database.read() as session:
        assert [row.user_id for row in session.query(WhatsAppContactRow)] == ["NL.2"]


def preference(sender: str, value: str) -> dict[str, Any]:
    told = {"wa_id": sender, "category": "marketing_messages", "value": value, "timestamp": int(time.time())}
    return call({"contacts": [contact_of(sender)], "user_preferences": [told]}, "user_preferences")


def test_what_a_customer_sets_in_whatsapp_counts_as_opting_out_and_in(meta, graph, server):
    meta.says("31612345001", "hallo")
    graph.reads("31612345001", "hallo")
    before = len(graph.sent)

    def opted_out() -> bool:
        with server.services.database.read() as session:
            (row,) = session.query(WhatsAppContactRow)
            return row.opted_out_at is not None

    for value, out in (("stop", True), ("resume", False)):
        assert meta.post(preference("31612345001", value)).status_code == 200
        eventually(lambda out=out: opted_out() is out)
    assert meta.post(preference("31612349999", "stop")).status_code == 200
    assert len(graph.sent) == before


def test_every_shape_of_a_status_is_taken(meta, graph, server):
    meta.says("31612345001", "hallo")
    sent = graph.reads("31612345001", "hallo")
    before = len(graph.sent)
    old = {
        "conversation": {"id": "c", "expiration_timestamp": "1", "origin": {"type": "utility"}},
        "pricing": {"pricing_model": "CBP", "billable": True, "category": "utility"},
    }
    new = {
        "pricing": {"pricing_model": "PMP", "billable": False, "type": "free_customer_service"},
        "recipient_user_id": "NL.1",
        "recipient_parent_user_id": "NL.ENT.1",
    }
    shapes = [
        ("sent", old),
        ("delivered", {}),
        ("read", new),
        ("played", new),
        ("deleted", {}),
        ("warning", {}),
    ]
    for state, more in shapes:
        status = {"id": sent.id, "status": state, "timestamp": "1", "recipient_id": sent.to, **more}
        assert meta.post(call({"statuses": [status]})).status_code == 200
    failed = {"id": "wamid.OUT-unknown", "status": "failed", "errors": [{"code": "131026", "title": "x"}]}
    assert meta.post(call({"statuses": [failed, {**failed, "recipient_type": "group"}]})).status_code == 200
    eventually(lambda: server.health()["deliveries"].get("read") == 1)
    assert len(graph.sent) == before


def test_what_meta_tells_of_account_and_template_is_an_alarm(make_services, start_server, graph):
    server = start_server(make_services(template="terugkomen"))
    assert not server.health()["alarms"]
    status = {"message_template_name": "terugkomen", "message_template_language": "nl"}
    for event in ("APPROVED", "PAUSED"):
        server.meta.post(call({**status, "event": event}, "message_template_status_update"))
    server.meta.post(
        call({**status, "message_template_name": "x", "event": "REJECTED"}, "message_template_status_update")
    )
    server.meta.post(call({"event": "VERIFIED_ACCOUNT"}, "account_update"))
    assert len(server.health()["alarms"]) == 1
    server.meta.post(call({**status, "event": "APPROVED"}, "message_template_status_update"))
    assert not server.health()["alarms"]
    server.meta.post(
        call({"phone_number": NUMBER, "event": "DISABLED_UPDATE", "ban_info": {}}, "account_update")
    )
    server.meta.post(call({"errors": [{"code": 130429, "title": "Rate limit hit"}, {"code": 190}]}))
    health = server.health()
    assert len(health["alarms"]) == 2
    assert health["errors"] == {"TooFast": 1, "NotAllowed": 1}
