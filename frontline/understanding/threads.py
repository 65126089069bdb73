"""How many cores a calculation uses: a training all of them, a single message one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]


class OneCore:
    """Keeps the numeric libraries that are loaded when it is made on the calling thread.

    Waking a second thread for one message costs more CPU than what it calculates. TensorFlow's threads are
    its own, and cheaper: E5 takes 26 ms of CPU for a message instead of 23, and 19 ms of time.
    """

    def __init__(self) -> None:
        self._libraries = ThreadpoolController()

    def __call__(self) -> AbstractContextManager[Any]:
        """Return a context within which no library uses a second thread."""
        return self._libraries.limit(limits=1)
