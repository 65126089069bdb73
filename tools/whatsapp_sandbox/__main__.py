"""Starts a front line of its own, Meta's stand-in, and the phone's page; Ctrl-C or SIGTERM ends them.

The database is made anew each time, in a folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from connectors.whatsapp.contacts import Contacts
from connectors.whatsapp.incoming import Sender
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Button
from frontline.settings import Settings
from tests.connectors.whatsapp.graph_api import GraphApi, Meta, Sent
from tools.running import RunningFrontLine

PAGE = Path(__file__).parent / "phone.html"
NUMBER = "31612345201"
"""A customer of the demo, whose street has no internet; the page can be any other number."""
LONGEST_POLL = 20.0
TEMPLATE = "write_back"
CHOICES = 12
"""More than fit into one list, so that it gets pages."""
OTHER_KINDS: Mapping[str, Any] = {
    "location": {"latitude": 52.3731, "longitude": 4.8926, "name": "Dam", "address": "Amsterdam"},
    "contacts": [{"name": {"formatted_name": "Buurman"}}],
}
"""What a phone can send that is no text and no file."""


class Sandbox:
    """The phone's page and what it asks for."""

    def __init__(self, graph: GraphApi, meta: Meta, desk: str, services: Frontline) -> None:
        """`services` look into the same database as the front line that runs."""
        self._graph = graph
        self._meta = meta
        self._desk = desk
        self._conversations = services.conversations
        self._contacts = Contacts(services.database, services.conversations, services.customers)
        graph.on_sent = self._deliver
        rules = [
            Rule("/", endpoint=self._page, methods=["GET"]),
            Rule("/<int:_business>", endpoint=self._page, methods=["GET"]),
            Rule("/messages", endpoint=self._messages, methods=["GET"]),
            Rule("/say", endpoint=self._say, methods=["POST"]),
            Rule("/tap", endpoint=self._tap, methods=["POST"]),
            Rule("/file", endpoint=self._file, methods=["POST"]),
            Rule("/kind", endpoint=self._kind, methods=["POST"]),
            Rule("/choices", endpoint=self._choices, methods=["POST"]),
            Rule("/tomorrow", endpoint=self._tomorrow, methods=["POST"]),
        ]
        self._routes = Map(rules)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """One request of the page."""
        request = Request(environ)
        try:
            answer, arguments = self._routes.bind_to_environ(environ).match()
            response = answer(request, **arguments)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def _deliver(self, sent: Sent) -> None:
        """As a phone in somebody's hand: it arrives, and is read a moment later."""
        self._meta.tells(sent, "sent", "delivered")
        time.sleep(0.5)
        self._meta.tells(sent, "read")

    def _page(self, _request: Request, _business: int | None = None) -> Response:
        """As an app it also opens by a link with our number and a message that stands ready."""
        page = PAGE.read_text(encoding="utf-8").replace("{{number}}", NUMBER).replace("{{desk}}", self._desk)
        return Response(page, mimetype="text/html")

    def _messages(self, request: Request) -> Response:
        """What came for a number after the first so many, as soon as there is any; and what was read."""
        number, after = request.args["number"], int(request.args["after"])
        marked, ends = int(request.args["marks"]), time.monotonic() + LONGEST_POLL
        while len(self._graph.to(number)) <= after and len(self._graph.marks) == marked:
            time.sleep(0.1)
            if time.monotonic() > ends:
                break
        marks = list(self._graph.marks)
        shown = [{"id": one.id, **one.message} for one in self._graph.to(number)[after:]]
        read = [mark["message_id"] for mark in marks]
        typing = read[-1] if marks and "typing_indicator" in marks[-1] else None
        return _json({"messages": shown, "read": read, "typing": typing})

    def _say(self, request: Request) -> Response:
        """`hours` ago: WhatsApp brings it only now."""
        said = request.get_json()
        sent_at = time.time() - said.get("hours", 0) * 3600
        self._opens(said["number"])
        return _json({"id": self._meta.says(said["number"], said["text"], at=sent_at)["id"]})

    def _tap(self, request: Request) -> Response:
        tap = request.get_json()
        self._opens(tap["number"])
        sent = next(one for one in self._graph.to(tap["number"]) if one.id == tap["message"])
        return _json({"id": self._meta.taps(tap["number"], sent, tap["title"])["id"]})

    def _file(self, request: Request) -> Response:
        """A photo or another file, with its words; `as` a sticker or a voice note where that is said."""
        upload, number = request.files["file"], request.form["number"]
        mime = upload.mimetype or mimetypes.guess_type(upload.filename or "")[0] or "application/octet-stream"
        media_id = uuid4().hex
        self._graph.files[media_id] = (mime, upload.read())
        kind = mime.partition("/")[0]
        kind = kind if kind in ("image", "audio", "video") else "document"
        sent_as, caption = request.form.get("as"), request.form.get("caption")
        content: dict[str, Any] = {"id": media_id, "mime_type": mime, "filename": upload.filename}
        content |= {"caption": caption} if caption else {}
        content |= {"voice": True} if sent_as == "voice" else {}
        return self._send(number, "sticker" if sent_as == "sticker" else kind, content)

    def _kind(self, request: Request) -> Response:
        asked = request.get_json()
        return self._send(asked["number"], asked["kind"], OTHER_KINDS[asked["kind"]])

    def _send(self, number: str, kind: str, content: Any) -> Response:
        self._opens(number)
        message = self._meta.message(number, kind, content=content)
        self._meta.deliver([message])
        return _json({"id": message["id"]})

    def _choices(self, request: Request) -> Response:
        """The assistant asks something with more answers than fit into a list."""
        buttons = [Button(str(n), f'/inform{{"amount": "{n}"}}') for n in range(1, CHOICES + 1)]
        conversation_id = self._conversation_of(request.get_json()["number"])
        self._conversations.say(conversation_id, Author.ASSISTANT, "1 – 12?", buttons=buttons)
        return _json({})

    def _tomorrow(self, request: Request) -> Response:
        """A day goes by in which the customer writes nothing."""
        number = request.get_json()["number"]
        self._conversations.end_replies(self._conversation_of(number))
        self._graph.closed.add(number)
        return _json({})

    def _opens(self, number: str) -> None:
        """Who writes can be written to."""
        self._graph.closed.discard(number)

    def _conversation_of(self, number: str) -> str:
        return self._contacts.meet(Sender(phone=number)).conversation.id


def _json(content: Any) -> Response:
    return Response(json.dumps(content), mimetype="application/json")


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing."""


def main() -> None:
    """Runs until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make whatsapp-sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=5010, help="of the phone's page")
    port = parser.parse_args().port
    graph = GraphApi().start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    graph.templates[TEMPLATE] = {"nl", "en"}
    with tempfile.TemporaryDirectory() as folder:
        print("  … starting the front line; that takes half a minute", flush=True)
        phone = f"http://127.0.0.1:{port}"
        with RunningFrontLine(Path(folder), graph.environment(link_url=phone, template=TEMPLATE)) as running:
            services = Frontline(Settings(database_url=running.database_url))
            sandbox = Sandbox(graph, Meta(running.url), f"{running.url}/desk", services)
            server = make_server("127.0.0.1", port, sandbox, threaded=True, request_handler=_Quiet)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"  phone   {phone}")
            print(f"  website {running.url}/demo/")
            print(f"  desk    {running.url}/desk   (password {running.agent_password})", flush=True)
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                server.shutdown()


if __name__ == "__main__":
    main()
