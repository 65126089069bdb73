"""One line of progress for each step, with how long it took."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import IO, Iterator

WIDTH = 18


class Step:
    """A step under way; what is put into `note` stands on its line when it is done."""

    def __init__(self) -> None:
        self.note = ""
        self.skipped = False

    def skip(self, note: str) -> None:
        """Marks the step as not needed, with the reason."""
        self.note, self.skipped = note, True


class Console:
    """Prints steps; on a terminal the running one shows its seconds, elsewhere one line at its end."""

    def __init__(self, out: IO[str] | None = None) -> None:
        self.out = out or sys.stdout
        self.live = self.out.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Times the block and prints its line, also when it raises."""
        step, started, done = Step(), time.monotonic(), threading.Event()
        ticker = threading.Thread(target=self._tick, args=(name, started, done), daemon=True)
        if self.live:
            ticker.start()
        mark = "✗"
        try:
            yield step
            mark = "–" if step.skipped else "✓"
        finally:
            done.set()
            if self.live:
                ticker.join()
            self._finish(mark, name, step, time.monotonic() - started)

    def _tick(self, name: str, started: float, done: threading.Event) -> None:
        while not done.wait(0.2):
            self._write(f"\r  … {name:<{WIDTH}} {time.monotonic() - started:.0f} s")

    def _finish(self, mark: str, name: str, step: Step, seconds: float) -> None:
        start = "\r\033[K" if self.live else ""
        self._write(f"{start}  {mark} {name:<{WIDTH}} {step.note:<58} {seconds:6.1f} s\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
