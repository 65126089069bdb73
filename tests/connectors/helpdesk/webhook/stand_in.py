"""A helpdesk on 127.0.0.1 that speaks docs/helpdesk_api.yml, and judges what it hears by it."""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jsonschema_rs
import requests
import yaml
from werkzeug.wrappers import Request, Response

from frontline.settings import PROJECT_ROOT
from tests.connectors.helpdesk.moods import StandIn

DOCUMENT = yaml.safe_load((PROJECT_ROOT / "docs" / "helpdesk_api.yml").read_text(encoding="utf-8"))
PACK = json.loads((PROJECT_ROOT / "content/schemas/handoff_pack.json").read_text(encoding="utf-8"))
SECRET, EVENTS_SECRET = (b64encode(sha256(name).digest()).decode() for name in (b"out", b"in"))
ESTHER = {"id": "17", "name": "Esther de Wit"}
FRESH_SECONDS = 300
Json = dict[str, Any]


@cache
def validator(name: str) -> Any:
    """Of one of the document's schemas."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


class AnyHelpdesk(StandIn):
    """`told` lists the bodies that it heard, each once; `refuses` is a type that it answers with 422."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Json] = []
        self.refuses = ""
        self.events_url = ""
        self._ids: set[str] = set()

    def answer(self, request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if (
            signature(SECRET, headers["webhook-id"], headers["webhook-timestamp"], request.data)
            != headers["webhook-signature"]
        ):
            return Response(status=401)
        if abs(time.time() - int(headers["webhook-timestamp"])) > FRESH_SECONDS:
            return Response(status=401)
        body = json.loads(request.data)
        self.complaints += [fault.message for fault in validator("Told").iter_errors(body)]
        if "pack" in body:
            pack = jsonschema_rs.Draft7Validator(PACK)
            self.complaints += [fault.message for fault in pack.iter_errors(body["pack"])]
        if body["type"] == self.refuses:
            return Response(status=422)
        if headers["webhook-id"] not in self._ids:
            self._ids.add(headers["webhook-id"])
            self.told.append(body)
        return Response(status=204)

    def of(self, handoff_id: str) -> list[str]:
        """Types and texts of what it heard of one handoff, in order."""
        return [body.get("text", body["type"]) for body in self.told if body["handoff_id"] == handoff_id]

    def send(self, type: str, handoff_id: str, **more: Any) -> requests.Response:
        """An event as the document has it, sent until it is heard."""
        body = {"type": type, "handoff_id": handoff_id, **more}
        assert validator("Event").is_valid(body), body
        content, id = json.dumps(body).encode(), uuid4().hex
        while True:
            try:
                answer = self.post(content, signed(content, id))
            except (requests.ConnectionError, requests.Timeout):  # nobody there, or gone with the question
                time.sleep(0.1)
                continue
            if answer.status_code < 500:
                self._judge(answer)
                return answer

    def post(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        return requests.post(self.events_url, data=body, headers=headers, timeout=5)

    def _judge(self, answer: requests.Response) -> None:
        known = DOCUMENT["paths"]["/helpdesk/events"]["post"]["responses"]
        name = "Done" if answer.status_code == 200 else "Problem"
        if str(answer.status_code) not in known or not validator(name).is_valid(answer.json()):
            self.complaints.append(f"{answer.status_code} {answer.text}")


def signed(body: bytes, id: str, secret: str = EVENTS_SECRET, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    return {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, id, timestamp, body),
    }


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    content = f"{id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(b64decode(secret), content, sha256).digest()).decode()
