"""A Chatwoot on 127.0.0.1, as far as its API and webhooks concern us, and the agents who work in it.

It judges every request by the published shapes, and sends a webhook once, as Chatwoot does.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from typing import Any

import jsonschema_rs
import requests
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from tests.connectors.helpdesk.chatwoot import shapes
from tests.connectors.helpdesk.moods import StandIn

TOKEN, SECRET = "a-token-of-the-tests", "a-secret-of-the-tests"
ACCOUNT, INBOX = 3, 7
Json = dict[str, Any]
ESTHER = {"id": 17, "name": "Esther de Wit", "type": "user"}
JOOST = {"id": 18, "name": "Joost Kuipers", "type": "user"}
TYPES = {"incoming": 0, "outgoing": 1, "activity": 2}
ROUTES = {
    "search": ("GET", "/contacts/search", None),
    "create_contact": ("POST", "/contacts", shapes.CONTACT),
    "contact_conversations": ("GET", "/contacts/<int:id>/conversations", None),
    "create_conversation": ("POST", "/conversations", shapes.CONVERSATION),
    "conversation": ("GET", "/conversations/<int:id>", None),
    "messages": ("GET", "/conversations/<int:id>/messages", None),
    "create_message": ("POST", "/conversations/<int:id>/messages", shapes.MESSAGE),
    "custom_attributes": ("POST", "/conversations/<int:id>/custom_attributes", shapes.ATTRIBUTES),
    "labels": ("POST", "/conversations/<int:id>/labels", shapes.LABELS),
    "toggle_status": ("POST", "/conversations/<int:id>/toggle_status", shapes.STATUS),
    "toggle_priority": ("POST", "/conversations/<int:id>/toggle_priority", shapes.PRIORITY),
}


class Chatwoot(StandIn):
    """`conversations` by their number; `webhook_url` is where events go, None for nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[int, Json] = {}
        self.conversations: dict[int, Json] = {}
        self.webhook_url: str | None = None
        self.answers: list[int] = []
        self._ids = count(1)
        prefix = f"/api/v1/accounts/{ACCOUNT}"
        self._routes = Map(
            [Rule(prefix + path, methods=[how], endpoint=name) for name, (how, path, _) in ROUTES.items()]
        )

    # -- the API -------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Response:
        if request.headers.get("api_access_token") != TOKEN:
            return _json({"error": "Invalid Access Token"}, 401)
        try:
            name, ids = self._routes.bind_to_environ(request.environ).match()
        except HTTPException as error:
            self.complaints.append(f"{request.method} {request.path}")
            return _json({"error": "not found"}, error.code or 404)
        body = json.loads(request.data) if request.data else {}
        if not self._fits(name, body, request):
            return _json({"error": "does not fit"}, 422)
        if "id" in ids and ids["id"] not in {**self.contacts, **self.conversations}:
            return _json({"error": "Resource could not be found"}, 404)
        return getattr(self, f"_{name}")(body or request.args, *ids.values())

    def _fits(self, name: str, body: Json, request: Request) -> bool:
        schema = ROUTES[name][2]
        if schema is None:
            return True
        if request.mimetype != "application/json":
            self.complaints.append(f"{name}: not JSON")
        faults = [fault.message for fault in jsonschema_rs.Draft202012Validator(schema).iter_errors(body)]
        self.complaints += [f"{name}: {fault}" for fault in faults]
        return not faults

    def _search(self, query: Mapping[str, str]) -> Response:
        found = [contact for contact in self.contacts.values() if query["q"] in (contact["identifier"] or "")]
        return _json({"meta": {"count": len(found), "current_page": 1}, "payload": found[:15]})

    def _create_contact(self, body: Json) -> Response:
        for key in ("identifier", "email", "phone_number"):
            if body.get(key) and any(other.get(key) == body[key] for other in self.contacts.values()):
                return _json({"message": f"{key} has already been taken", "attributes": [key]}, 422)
        contact = {"email": None, "phone_number": None, "identifier": None, **body, "id": next(self._ids)}
        self.contacts[contact["id"]] = contact
        return _json({"payload": {"contact": contact, "contact_inbox": {"source_id": "x", "inbox": {}}}})

    def _contact_conversations(self, _query: Any, id: int) -> Response:
        theirs = [one for one in self.conversations.values() if one["meta"]["sender"]["id"] == id]
        return _json({"payload": [_shown(one) for one in theirs[-20:]]})

    def _create_conversation(self, body: Json) -> Response:
        assert body["inbox_id"] == INBOX
        conversation = {
            "id": next(self._ids),
            "inbox_id": INBOX,
            "status": body.get("status", "open"),
            "custom_attributes": body.get("custom_attributes", {}),
            "labels": [],
            "priority": None,
            "meta": {"sender": self.contacts[body["contact_id"]], "assignee": None},
            "messages": [],
        }
        self.conversations[conversation["id"]] = conversation
        return _json(_shown(conversation))

    def _conversation(self, _query: Any, id: int) -> Response:
        return _json(_shown(self.conversations[id]))

    def _messages(self, _query: Any, id: int) -> Response:
        return _json({"meta": {}, "payload": self.conversations[id]["messages"][-20:]})

    def _create_message(self, body: Json, id: int) -> Response:
        incoming = body["message_type"] == "incoming"
        sender = (
            self.conversations[id]["meta"]["sender"]
            if incoming
            else {"id": 99, "name": "API", "type": "user"}
        )
        message = self._add(id, body["content"], body["message_type"], sender, body.get("private", False))
        message["content_attributes"] = body.get("content_attributes", {})
        return _json(message)

    def _custom_attributes(self, body: Json, id: int) -> Response:
        self.conversations[id]["custom_attributes"] = body["custom_attributes"]
        return _json(body)

    def _labels(self, body: Json, id: int) -> Response:
        self.conversations[id]["labels"] = body["labels"]
        return _json({"payload": body["labels"]})

    def _toggle_status(self, body: Json, id: int) -> Response:
        self._set_status(id, body["status"])
        current = {"success": True, "current_status": body["status"], "conversation_id": id}
        return _json({"meta": {}, "payload": current})

    def _toggle_priority(self, body: Json, id: int) -> Response:
        self.conversations[id]["priority"] = body["priority"]
        return Response(status=200)

    # -- an agent ------------------------------------------------------------------------------------

    def assign(self, id: int, agent: Json = ESTHER) -> None:
        conversation = self.conversations[id]
        conversation["meta"]["assignee"] = agent
        changed = [{"assignee_id": {"previous_value": None, "current_value": agent["id"]}}]
        self.send("conversation_updated", {**_shown(conversation), "changed_attributes": changed})

    def write(self, id: int, text: str | None, agent: Json = ESTHER, **more: Any) -> Json:
        """A message to the customer, or with `private=True` a note; the payload of its webhook."""
        message = self._add(id, text, "outgoing", agent, more.pop("private", False))
        message.update(more)
        told = {**message, "message_type": "outgoing", "conversation": _shown(self.conversations[id])}
        self.send("message_created", told)
        return told

    def resolve(self, id: int, **attributes: str) -> None:
        self.conversations[id]["custom_attributes"].update(attributes)
        self._set_status(id, "resolved")

    def hand_back(self, id: int) -> None:
        self._set_status(id, "pending")

    def _set_status(self, id: int, status: str) -> None:
        conversation = self.conversations[id]
        before, conversation["status"] = conversation["status"], status
        if before != status:
            changed = [{"status": {"previous_value": before, "current_value": status}}]
            self.send("conversation_status_changed", {**_shown(conversation), "changed_attributes": changed})

    def _add(self, id: int, text: str | None, kind: str, sender: Json, private: bool) -> Json:
        message = {
            "id": next(self._ids),
            "content": text,
            "message_type": TYPES[kind],
            "private": private,
            "content_type": "text",
            "content_attributes": {},
            "sender": sender,
            "created_at": int(time.time()),
            "conversation_id": id,
            "attachments": [],
        }
        self.conversations[id]["messages"].append(message)
        return message

    # -- webhooks ------------------------------------------------------------------------------------

    def send(self, event: str, payload: Json) -> None:
        """Once, in the manner of lib/webhooks/trigger.rb; `answers` keeps the statuses."""
        if self.webhook_url is None:
            return
        body = json.dumps(
            {**payload, "account": {"id": ACCOUNT, "name": "Polderlink"}, "event": event}
        ).encode()
        try:
            response = requests.post(self.webhook_url, data=body, headers=signed(body), timeout=5)
        except requests.RequestException:
            return
        self.answers.append(response.status_code)

    # -- what tests look at --------------------------------------------------------------------------

    def said(self, id: int) -> list[tuple[int, bool, str]]:
        """Type, whether private, and text of all messages."""
        return [(m["message_type"], m["private"], m["content"]) for m in self.conversations[id]["messages"]]

    def incoming(self, id: int) -> list[str]:
        return [text for kind, _, text in self.said(id) if kind == TYPES["incoming"]]


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": timestamp,
        "X-Chatwoot-Signature": f"sha256={digest}",
        "X-Chatwoot-Delivery": "5f0a3a0e-1111-4222-8333-444455556666",
    }


def _shown(conversation: Json) -> Json:
    """A conversation with its last message, as lists and webhooks have it."""
    return {**conversation, "messages": conversation["messages"][-1:]}


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
