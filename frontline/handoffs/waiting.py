"""How long someone will still wait, honestly: from those who waited before, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

FEWEST = 3
"""From fewer waits than this nothing is concluded."""


def remaining_wait(waits: Sequence[timedelta], waited: timedelta) -> timedelta | None:
    """What is left of the wait of someone who has `waited` so long, from recent `waits` in the same queue.

    Those who were helped sooner say nothing of what is still to come. None when too few waited longer.
    """
    longer = [(wait - waited).total_seconds() for wait in waits if wait > waited]
    return timedelta(seconds=median(longer)) if len(longer) >= FEWEST else None
