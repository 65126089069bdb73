"""Where something is wrong in what was sent to us."""

from __future__ import annotations

import msgspec


def place_of(error: msgspec.DecodeError) -> str:
    """The property, as a path from `$`; where none can be named, what is wrong with the whole."""
    return str(error).rpartition(" - at ")[2].strip("`")
