"""What both stand-ins for helpdesks share: a server on a port that stays, which can be slow, ill, or away."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response


class StandIn:
    """Serves between `start` and `stop`, as often as asked. A subclass answers requests.

    `ill` is a status that every request gets; `drops` how many requests are carried out and not answered;
    `complaints` lists what was not as the published API has it.
    """

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.slow = 0.0
        self.ill = 0
        self.drops = 0
        self.requests = 0
        self.complaints: list[str] = []
        self._server: BaseWSGIServer | None = None

    def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def start(self) -> None:
        self._server = make_server(
            "127.0.0.1", self.port, self._application, threaded=True, request_handler=_Quiet
        )
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.requests += 1
        time.sleep(self.slow)
        if self.ill:
            return Response("<html>Bad gateway</html>", self.ill)(environ, start)
        response = self.answer(Request(environ))
        if self.drops:
            self.drops -= 1
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return response(environ, start)


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request, and lets headers with underscores through, as Chatwoot's server does."""

    def make_environ(self) -> dict[str, Any]:
        named = {name: value for name, value in self.headers.items() if "_" in name}
        return {**super().make_environ(), **{f"HTTP_{name.upper()}": value for name, value in named.items()}}

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""
