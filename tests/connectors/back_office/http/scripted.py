"""A back office that answers by a script: late, wrong, or not at all."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer, after so many seconds."""

    status: int = 200
    body: Any = None
    after: float = 0.0

    @property
    def content(self) -> bytes:
        """The body as it travels; text as it is, anything else as JSON."""
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


def problem(status: int, type: str, **more: Any) -> Reply:
    """A problem as the document has it."""
    return Reply(status, {"type": f"urn:frontline:{type}", "title": type, "status": status, **more})


class ScriptedServer:
    """Gives its replies in turn, the last for ever; `requests` holds what came (method, path, headers)."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> ScriptedServer:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self) -> Reply:
        """The reply whose turn it is."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                script.requests.append((self.command, self.path, dict(self.headers)))
                reply = script.next()
                time.sleep(reply.after)
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(reply.content)))
                self.send_header("Set-Cookie", "seen=before")
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(reply.content)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

            def handle_error(self) -> None:
                """Who no longer waits is gone."""

        return Handler
