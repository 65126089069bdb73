"""Waiting in tests for what another thread or process brings about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE_SECONDS = 0.05


def eventually(found: Callable[[], T], patience: float = 30.0) -> T:
    """What `found` returns once that is true; fails when it is not within `patience` seconds."""
    ends = time.monotonic() + patience
    while not (result := found()) and time.monotonic() < ends:
        time.sleep(PAUSE_SECONDS)
    assert result
    return result
