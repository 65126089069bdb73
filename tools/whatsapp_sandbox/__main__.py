"""Starts a front line of its own, Meta's stand-in, and the phone's page; Ctrl-C ends them.

The database is made anew each time, in a folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.connectors.whatsapp.graph_api import GraphApi, Meta, Sent
from tools.running import RunningFrontLine

PAGE = Path(__file__).parent / "phone.html"
NUMBER = "31612345201"
"""A customer of the demo, whose street has no internet; the page can be any other number."""
LONGEST_POLL = 20.0


class Sandbox:
    """The phone's page and what it asks for."""

    def __init__(self, graph: GraphApi, meta: Meta, desk: str) -> None:
        self._graph = graph
        self._meta = meta
        self._desk = desk
        graph.on_sent = self._deliver
        rules = [
            Rule("/", endpoint=self._page, methods=["GET"]),
            Rule("/<int:_business>", endpoint=self._page, methods=["GET"]),
            Rule("/messages", endpoint=self._messages, methods=["GET"]),
            Rule("/say", endpoint=self._say, methods=["POST"]),
            Rule("/tap", endpoint=self._tap, methods=["POST"]),
            Rule("/file", endpoint=self._file, methods=["POST"]),
            Rule("/place", endpoint=self._place, methods=["POST"]),
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
        said = request.get_json()
        return _json({"id": self._meta.says(said["number"], said["text"])["id"]})

    def _tap(self, request: Request) -> Response:
        tap = request.get_json()
        sent = next(one for one in self._graph.to(tap["number"]) if one.id == tap["message"])
        return _json({"id": self._meta.taps(tap["number"], sent, tap["title"])["id"]})

    def _file(self, request: Request) -> Response:
        """A photo or another file, with its words."""
        upload, number = request.files["file"], request.form["number"]
        mime = upload.mimetype or mimetypes.guess_type(upload.filename or "")[0] or "application/octet-stream"
        media_id = uuid4().hex
        self._graph.files[media_id] = (mime, upload.read())
        kind = mime.partition("/")[0]
        kind = kind if kind in ("image", "audio", "video") else "document"
        caption = {"caption": request.form["caption"]} if request.form.get("caption") else {}
        content = {"id": media_id, "mime_type": mime, "filename": upload.filename, **caption}
        self._meta.deliver([self._meta.message(number, kind, content=content)])
        return _json({})

    def _place(self, request: Request) -> Response:
        place = {"latitude": 52.3731, "longitude": 4.8926, "name": "Dam", "address": "Amsterdam"}
        self._meta.deliver([self._meta.message(request.get_json()["number"], "location", content=place)])
        return _json({})


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
    with tempfile.TemporaryDirectory() as folder:
        print("  … starting the front line; that takes half a minute", flush=True)
        phone = f"http://127.0.0.1:{port}"
        with RunningFrontLine(Path(folder), graph.environment(link_url=phone)) as running:
            sandbox = Sandbox(graph, Meta(running.url), f"{running.url}/desk")
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
