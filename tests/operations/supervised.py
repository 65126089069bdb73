"""Run by the supervisor's tests as a program of its own, since it handles signals.

Arguments: JSON list of [name, port, what it does]; what it does: "serve", "serve stubbornly", "die", "hang".
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from frontline.operations.processes import Command
from frontline.operations.supervisor import supervise

SERVER = Path(__file__).with_name("tiny_server.py")


def main() -> int:
    commands = [
        Command(name, [sys.executable, str(SERVER), str(port), does], f"http://127.0.0.1:{port}/")
        for name, port, does in json.loads(sys.argv[1])
    ]
    return supervise(
        commands,
        {**os.environ, "PYTHONUNBUFFERED": "1"},
        on_ready=lambda seconds: print("READY", flush=True),
        start_seconds=float(sys.argv[2]),
        grace=1.0,
    )


if __name__ == "__main__":
    sys.exit(main())
