"""What the two processes say, as the person who started them reads it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict, deque

from honcho.manager import SYSTEM_PRINTER_NAME
from honcho.printer import Message, Printer

KEPT_LINES = 15
LONGEST_WARNING = 6
WARNING_OF_A_PACKAGE = re.compile(r"^\S*/(site|dist)-packages/\S+:\d+: \w*Warning: ")


class Log(Printer):  # type: ignore[misc]
    """Prints what the processes say and keeps the last lines of each.

    Left out are the manager's own remarks, and the warnings that packages give about one another: Sanic
    turns those on for the whole process, whatever PYTHONWARNINGS says.
    """

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.last: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=KEPT_LINES))
        self._left_of_warning: dict[str, int] = defaultdict(int)

    def write(self, message: Message) -> None:
        """Called by the manager for each line."""
        if message.name == SYSTEM_PRINTER_NAME:
            return
        line = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        if self._belongs_to_warning(message.name, line):
            return
        self.last[message.name].append(line.rstrip())
        super().write(message)

    def _belongs_to_warning(self, name: str, line: str) -> bool:
        """A warning is its first line and all up to the indented line of source that it quotes."""
        if WARNING_OF_A_PACKAGE.match(line):
            self._left_of_warning[name] = LONGEST_WARNING
            return True
        belongs = self._left_of_warning[name] > 0
        self._left_of_warning[name] = 0 if line.startswith("  ") else max(self._left_of_warning[name] - 1, 0)
        return belongs
