"""Whose pages may talk to the website channel."""

from __future__ import annotations

from collections.abc import Collection

from frontline.settings import Settings


def is_allowed(origin: str | None, hosts: Collection[str | None], settings: Settings) -> bool:
    """Our own pages (`hosts` is how the request calls us), and the sites named in the settings."""
    if origin is None or "*" in settings.cors_origins or origin in settings.cors_origins:
        return True
    return origin.split("://", 1)[-1] in hosts
