"""Stands for `rasa run` in the supervisor's tests: tiny_server.py PORT WHAT_IT_DOES."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")
        if self.path == "/die":
            os._exit(7)

    def log_message(self, *_: object) -> None:
        return


def main(port: int, does: str) -> None:
    print(f"pid {os.getpid()}")
    if does == "die":
        print("line before the end")
        sys.exit(3)
    if does == "hang":
        time.sleep(60)
    if does == "serve stubbornly":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if does == "serve with a child":
        child = subprocess.Popen(["sleep", "60"])
        print(f"pid {child.pid}")
    HTTPServer(("127.0.0.1", port), Hello).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
