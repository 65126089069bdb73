"""Where the company is: its days begin and end there, whatever the clocks of its servers say."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ruamel.yaml import YAML

from frontline.settings import load_settings


def zone_named(name: object) -> ZoneInfo:
    """The time zone of this name; ValueError with what to write where it is none."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f'timezone: "{name}" is none; write it like Europe/Amsterdam.') from error


def zone_of(channels: Path) -> ZoneInfo:
    """The time zone that a `channels.yml` names; ValueError with the file and what to write there."""
    try:
        return zone_named(YAML(typ="safe").load(channels).get("timezone"))
    except ValueError as error:
        raise ValueError(f"{channels}: {error}") from error


PLACE = zone_of(load_settings().content_dir / "channels.yml")
"""Its time zone, which stands beside its opening hours."""
