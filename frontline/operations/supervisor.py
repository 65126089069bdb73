"""Runs both processes until one ends or Ctrl-C is pressed; never leaves one of them behind."""

from __future__ import annotations

import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence

from honcho.manager import Manager

from frontline.operations.log import Log
from frontline.operations.processes import Command

GRACE_SECONDS = 8.0
START_SECONDS = 180.0
POLL_SECONDS = 0.2
STOPPED_BY_USER = {128 + signal.SIGINT, 128 + signal.SIGTERM}


class Supervisor(Manager):  # type: ignore[misc]
    """honcho's manager; it also kills what does not stop within `grace` seconds and knows what died first."""

    def __init__(self, log: Log, grace: float = GRACE_SECONDS) -> None:
        super().__init__(log)
        self.died: dict[str, int] = {}
        """Exit code by name, of those that ended before anyone asked them to."""
        self.stopping = threading.Event()
        self.waiting: threading.Thread | None = None
        """Started once the processes are: a thread must not run while they are forked."""
        self._grace = grace

    def loop(self) -> None:
        """Blocks until every process has ended."""
        signal.signal(signal.SIGHUP, self._hang_up)
        super().loop()

    def _start(self) -> None:
        super()._start()
        if self.waiting:
            self.waiting.start()

    def terminate(self) -> None:
        """Asks every running process to stop; called again, it changes nothing."""
        if not self.stopping.is_set():
            states = self._processes.items()
            self.died = {name: state["returncode"] for name, state in states if "returncode" in state}
            self.stopping.set()
            killer = threading.Timer(self._grace, self.kill)
            killer.daemon = True
            killer.start()
        super().terminate()

    def _hang_up(self, *_: object) -> None:
        """The terminal was closed: the processes run in sessions of their own and would stay behind."""
        self.returncode = 128 + signal.SIGHUP
        self.terminate()


def supervise(
    commands: Sequence[Command],
    environment: Mapping[str, str],
    on_ready: Callable[[float], None],
    start_seconds: float = START_SECONDS,
    grace: float = GRACE_SECONDS,
) -> int:
    """Runs `commands` side by side and calls `on_ready(seconds)` once all of them answer.

    Returns 0 when the user stopped them, 1 after telling on stderr why they could not go on.
    """
    log = Log()
    supervisor = Supervisor(log, grace)
    for command in commands:
        supervisor.add_process(command.name, command.line, env=dict(environment))
    supervisor.waiting = start = _Start(commands, supervisor, on_ready, start_seconds)
    supervisor.loop()
    return _tell_end(supervisor, log, start)


class _Start(threading.Thread):
    """Waits until every command answers; stops everything when that takes too long."""

    def __init__(
        self,
        commands: Sequence[Command],
        supervisor: Supervisor,
        on_ready: Callable[[float], None],
        start_seconds: float,
    ) -> None:
        super().__init__(daemon=True)
        self.silent: list[str] = []
        self._commands = commands
        self._supervisor = supervisor
        self._on_ready = on_ready
        self._start_seconds = start_seconds

    def run(self) -> None:
        started = time.monotonic()
        missing = list(self._commands)
        while missing and not self._supervisor.stopping.wait(POLL_SECONDS):
            missing = [command for command in missing if not answers(command.health_url)]
            seconds = time.monotonic() - started
            if not missing:
                self._on_ready(seconds)
            elif seconds > self._start_seconds:
                self.silent = [command.name for command in missing]
                self._supervisor.terminate()


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _tell_end(supervisor: Supervisor, log: Log, start: _Start) -> int:
    if start.silent:
        names = " and ".join(start.silent)
        return _fail(f"{names} did not answer in time, so everything was stopped; see the lines above.")
    if not supervisor.died:
        print("\nStopped.")
        return 0 if supervisor.returncode in STOPPED_BY_USER else 1
    name, code = next(iter(supervisor.died.items()))
    print(f"\nThe last lines of {name}:", file=sys.stderr)
    for line in log.last[name]:
        print(f"  {line}", file=sys.stderr)
    return _fail(f"{name} ended by itself ({_ending(code)}), so everything was stopped.")


def _ending(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _fail(sentence: str) -> int:
    print("\n" + sentence, file=sys.stderr)
    return 1
