"""What stops a start, in one sentence that says what to do."""

from __future__ import annotations


class CannotStart(Exception):
    """The front line cannot start; the message is the sentence for the user."""
