"""A stand-in for Meta: the Graph API, which refuses what Meta refuses, and the webhook's other end.

It can be slow, down, rate-limiting or lose its answers, and delivers signed, twice, late and shuffled.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.whatsapp.signature import sign
from tests.connectors.whatsapp.rules import faults

TOKEN, SECRET, VERIFY = "a-token-of-the-tests", "an-app-secret-of-the-tests", "a-word-of-the-tests"
NUMBER_ID, NUMBER = "106540352242922", "31850000000"
PAIR_SECONDS = 6.0
Payload = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """A message that the stand-in took: who gets it, what it says, and when it came."""

    id: str
    to: str
    message: Payload
    at: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> str:
        """The words in it."""
        kind = self.message["type"]
        if kind == "interactive":
            return str(self.message["interactive"]["body"]["text"])
        if kind == "image":
            return str(self.message["image"].get("caption", ""))
        return str(self.message["text"]["body"]) if kind == "text" else ""

    @property
    def choices(self) -> dict[str, str]:
        """The ids of its buttons or rows by title."""
        action = self.message.get("interactive", {}).get("action", {})
        rows = [row for section in action.get("sections", ()) for row in section["rows"]]
        replies = [button["reply"] for button in action.get("buttons", ())]
        return {choice["title"]: choice["id"] for choice in (*replies, *rows)}


class GraphApi:
    """The Graph API on a free port of this machine, from `start` to `stop`."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.refused: list[tuple[int, str, Payload]] = []
        self.marks: list[Payload] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.templates: dict[str, set[str]] = {}
        self.fail_next: deque[int] = deque()
        """Codes with which the next messages are refused."""
        self.lose_answers = 0
        """Of so many messages the answer is lost: they are sent, and the connection breaks."""
        self.pause = 0.0
        self.down = False
        self.pair_burst: int | None = None
        """How many messages one customer may get at once, and then one in six seconds."""
        self.closed: set[str] = set()
        """Customers to whom only templates may go."""
        self.on_sent: Callable[[Sent], None] = lambda sent: None
        self._ids = itertools.count(1)
        self._times: dict[str, list[float]] = defaultdict(list)
        self._changed = threading.Condition()
        self._server = make_server("127.0.0.1", 0, self._application, threaded=True, request_handler=_Quiet)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.port}"

    def start(self) -> GraphApi:
        """Serves from now on."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Closes the port."""
        self._server.shutdown()
        self._server.server_close()

    def settings(self, **more: Any) -> Payload:
        """The settings with which a front line talks to it."""
        return {
            "phone_number_id": NUMBER_ID,
            "phone_number": NUMBER,
            "access_token": TOKEN,
            "app_secret": SECRET,
            "verify_token": VERIFY,
            "api_url": self.url,
            **more,
        }

    def environment(self, **more: Any) -> dict[str, str]:
        """The same as environment variables."""
        return {f"FRONTLINE_WHATSAPP__{name.upper()}": str(v) for name, v in self.settings(**more).items()}

    def wait_for(self, found: Callable[[], Any], patience: float = 30.0) -> Any:
        """What `found` brings, once it is something; fails when it does not come to be."""
        with self._changed:
            self._changed.wait_for(found, patience)
            result = found()
            assert result, ([each.message for each in self.sent[-5:]], self.refused[-5:])
            return result

    def reads(self, to: str, text: str, patience: float = 30.0) -> Sent:
        """The message to this customer with this text in it, now or soon."""
        return self.wait_for(lambda: next((one for one in self.to(to) if text in one.text), None), patience)

    def to(self, to: str) -> list[Sent]:
        """All that this customer got, oldest first."""
        return [one for one in self.sent if one.to == to]

    # -- the API -------------------------------------------------------------------------------

    def _application(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        time.sleep(self.pause)
        response = self._answer(request)
        if response is None:
            environ["werkzeug.socket"].close()
            return []
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response | None:
        if self.down:
            return _error(131016, "Service unavailable", 503)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(190, "Invalid OAuth access token.", 401)
        parts = request.path.strip("/").split("/")
        if request.method == "POST" and parts[1:] == [NUMBER_ID, "messages"]:
            return self._take(json.loads(request.get_data()))
        if request.method == "GET" and parts[-1] in self.files:
            return self._file(parts)
        return _error(100, "Unsupported request", 400)

    def _take(self, message: Any) -> Response | None:
        with self._changed:
            try:
                if isinstance(message, dict) and message.get("status") == "read":
                    return self._mark(message)
                return self._send(message)
            finally:
                self._changed.notify_all()

    def _mark(self, message: Payload) -> Response:
        typing = message.get("typing_indicator", {"type": "text"})
        if not str(message.get("message_id", "")).startswith("wamid.") or typing != {"type": "text"}:
            return self._refuse(131009, "message_id", message)
        self.marks.append(message)
        return _json({"success": True})

    def _send(self, message: Any) -> Response | None:
        wrong = faults(message, self.templates)
        if wrong:
            return self._refuse(*wrong[0], message)
        to = str(message.get("to") or message["recipient"]).lstrip("+")
        if self.fail_next:
            return self._refuse(self.fail_next.popleft(), "as told", message)
        if to in self.closed and message["type"] != "template":
            return self._refuse(131047, "Re-engagement message", message)
        if self._too_fast(to):
            return self._refuse(131056, "(Business Account, Consumer Account) pair rate limit hit", message)
        sent = Sent(f"wamid.OUT{next(self._ids)}", to, message)
        self.sent.append(sent)
        threading.Thread(target=self.on_sent, args=(sent,), daemon=True).start()
        if self.lose_answers:
            self.lose_answers -= 1
            return None
        return _json({"messaging_product": "whatsapp", "messages": [{"id": sent.id}]})

    def _too_fast(self, to: str) -> bool:
        if self.pair_burst is None:
            return False
        recent = [at for at in self._times[to] if at > time.monotonic() - PAIR_SECONDS]
        self._times[to] = [*recent, time.monotonic()]
        return len(recent) >= self.pair_burst

    def _refuse(self, code: int, details: str, message: Any) -> Response:
        self.refused.append((code, details, message))
        return _error(code, details, 401 if code == 190 else 400)

    def _file(self, parts: list[str]) -> Response:
        mime, content = self.files[parts[-1]]
        if parts[0] == "download":
            return Response(content, mimetype=mime)
        return _json(
            {
                "url": f"{self.url}/download/{parts[-1]}",
                "mime_type": mime,
                "sha256": hashlib.sha256(content).hexdigest(),
                "file_size": len(content),
                "id": parts[-1],
                "messaging_product": "whatsapp",
            }
        )


class Meta:
    """The webhook's other end: makes payloads as Meta does, and delivers them to our address."""

    def __init__(self, url: str, seed: int = 0) -> None:
        self._url = f"{url}/webhooks/whatsapp/webhook"
        self._ids = itertools.count(1)
        self._random = Random(seed)
        self._session = requests.Session()

    def message(self, sender: str, kind: str = "text", *, at: float | None = None, **more: Any) -> Payload:
        """One message; `more` is what belongs to its kind, or `id`."""
        content = {"body": more.pop("body")} if "body" in more else more.pop("content", {})
        return {
            "id": more.pop("id", None) or f"wamid.IN{next(self._ids)}-{self._random.getrandbits(60)}",
            "from": sender,
            "timestamp": str(int(at if at is not None else time.time())),
            "type": kind,
            kind: content,
            **more,
        }

    def says(self, sender: str, text: str, **more: Any) -> Payload:
        """The message that was delivered, once."""
        message = self.message(sender, body=text, **more)
        assert self.deliver([message]).status_code == 200
        return message

    def taps(self, sender: str, sent: Sent, title: str, **more: Any) -> Payload:
        """A tap on a button or row of a message that was sent."""
        kind = "button_reply" if sent.message["interactive"]["type"] == "button" else "list_reply"
        reply = {"type": kind, kind: {"id": sent.choices[title], "title": title}}
        message = self.message(
            sender, "interactive", content=reply, context={"from": NUMBER, "id": sent.id}, **more
        )
        assert self.deliver([message]).status_code == 200
        return message

    def tells(self, sent: Sent, *states: str, code: int | None = None) -> requests.Response:
        """What became of a message that was sent."""
        errors = {"errors": [{"code": code, "title": "x"}]} if code else {}
        reference = sent.message.get("biz_opaque_callback_data")
        return self.deliver(
            statuses=[
                {
                    "id": sent.id,
                    "status": state,
                    "timestamp": str(int(time.time())),
                    "recipient_id": sent.to,
                    "biz_opaque_callback_data": reference,
                    **errors,
                }
                for state in states
            ]
        )

    def deliver(
        self, messages: Iterable[Payload] = (), statuses: Iterable[Payload] = (), **value: Any
    ) -> requests.Response:
        """One call of the webhook with all of these."""
        return self.post(payload(list(messages), list(statuses), **value))

    def post(self, content: Any, secret: str = SECRET, **headers: str) -> requests.Response:
        """The answer to a signed call with this body."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        signed = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json", **headers}
        return self._session.post(self._url, data=body, headers=signed, timeout=15)

    def shuffled(self, messages: Iterable[Payload], times: int = 1) -> list[Payload]:
        """Each message so many times, in any order."""
        deliveries = [message for message in messages for _ in range(times)]
        self._random.shuffle(deliveries)
        return deliveries


def payload(messages: list[Payload], statuses: list[Payload] | None = None, **value: Any) -> Payload:
    """The body of one call of the webhook."""
    senders = dict.fromkeys(message["from"] for message in messages if "from" in message)
    filled: Mapping[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": NUMBER, "phone_number_id": NUMBER_ID},
        **({"contacts": [{"profile": {"name": "Klant"}, "wa_id": s} for s in senders]} if messages else {}),
        **({"messages": messages} if messages else {}),
        **({"statuses": statuses} if statuses else {}),
        **value,
    }
    change = {"field": "messages", "value": filled}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")


def _error(code: int, message: str, status: int) -> Response:
    error = {
        "message": f"(#{code}) {message}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": message},
        "fbtrace_id": "x",
    }
    return _json({"error": error}, status)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Nothing."""
