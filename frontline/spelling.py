"""Letters and numbers that people copy from a screen or read out to one another."""

from __future__ import annotations

import secrets

SPOKEN = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""None that looks or sounds like another, and no vowels, so that no words come out."""


def random_letters(count: int) -> str:
    """So many of them, which nobody can guess."""
    return "".join(secrets.choice(SPOKEN) for _ in range(count))
