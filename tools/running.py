"""A front line on free ports, with a scratch database: for journeys, browser tests and benchmarks."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from frontline.operations.addresses import Addresses
from frontline.operations.database import prepare_database
from frontline.operations.processes import Command, commands, newest_model, process_environment
from frontline.operations.supervisor import answers
from frontline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180.0
STOP_SECONDS = 10.0


class RunningFrontLine:
    """`rasa run` and `rasa run actions` as processes of this one; use it in a `with` block.

    `folder` takes the database, the files of customers and the logs; `settings` are environment variables for
    both.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.addresses = Addresses(port=free_port(), actions_port=free_port())
        self.agent_password = secrets.token_urlsafe()
        self.database_url = f"sqlite:///{folder}/front_line.db"
        self.environment = process_environment(self.addresses) | self._settings() | dict(settings or {})
        model = newest_model(ROOT / "models")
        self._commands = {command.name: command for command in commands(self.addresses, model)}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> RunningFrontLine:
        self.prepare()
        try:
            self.start("rasa", "actions")
        except BaseException:
            self.stop("rasa", "actions")
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop("rasa", "actions")

    @property
    def url(self) -> str:
        """Where the website channel, the demo pages and the desk are served."""
        return f"http://127.0.0.1:{self.addresses.port}"

    def prepare(self) -> None:
        """Makes the scratch database, with the demo's customers and agents."""
        demo = {"demo": True, "demo_agent_password": self.agent_password}
        prepare_database(Settings.parse_obj({"database_url": self.database_url, **demo}))

    def start(self, *names: str) -> None:
        """Starts processes ("rasa", "actions") side by side and waits until they answer.

        Raises RuntimeError with the end of the log when one ends or stays silent.
        """
        for name in names:
            self._processes[name] = self._open(self._commands[name])
        for name in names:
            self._wait_for(self._commands[name])

    def stop(self, *names: str) -> None:
        """Ends processes in an orderly way; one that does not listen is killed."""
        running = [self._processes.pop(name) for name in names if name in self._processes]
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in running:
            _wait_or_kill(process)

    def kill(self, name: str) -> None:
        """Kills a process as a power cut would; `start(name)` starts it again."""
        process = self._processes.pop(name)
        _signal(process, signal.SIGKILL)
        process.wait()

    def is_running(self, name: str) -> bool:
        """Whether a process is there, stopped or not."""
        return name in self._processes and self._processes[name].poll() is None

    def process_id(self, name: str) -> int:
        """The operating system's id of a running process, to measure it."""
        return self._processes[name].pid

    def log(self, name: str) -> str:
        """All that a process has said so far."""
        path = self._log_path(name)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _settings(self) -> dict[str, str]:
        return {
            "FRONTLINE_ENVIRONMENT": "development",
            "FRONTLINE_DATABASE_URL": self.database_url,
            "FRONTLINE_MEDIA_DIR": f"{self.folder}/media",
            "FRONTLINE_ALWAYS_OPEN": "true",
            "FRONTLINE_DEMO": "true",
            "FRONTLINE_DEMO_AGENT_PASSWORD": self.agent_password,
            "FRONTLINE_WEBSITE_TOKEN_SECRET": secrets.token_urlsafe(32),
        }

    def _open(self, command: Command) -> subprocess.Popen[bytes]:
        with self._log_path(command.name).open("ab") as log:
            return subprocess.Popen(
                list(command.arguments),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, command: Command) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(command.health_url):
            ended = self._processes[command.name].poll() is not None
            if ended or time.monotonic() > deadline:
                end = "\n".join(self.log(command.name).splitlines()[-20:])
                raise RuntimeError(f"{command.name} {'ended' if ended else 'did not answer'}:\n{end}")
            time.sleep(0.1)

    def _log_path(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group: a process that started others does not leave them behind."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
