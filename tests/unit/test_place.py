"""The company's time zone, and what a trainer reads who mistypes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontline.place import PLACE, zone_of


def test_the_zone_stands_beside_the_opening_hours() -> None:
    assert PLACE.key == "Europe/Amsterdam"


@pytest.mark.parametrize("line", ["timezone: Europa/Amsterdam", "timezone: ../etc/passwd", "hours: {}"])
def test_a_zone_that_is_none_is_told_with_its_file(tmp_path: Path, line: str) -> None:
    channels = tmp_path / "channels.yml"
    channels.write_text(line)
    with pytest.raises(ValueError, match=r'channels\.yml: timezone: ".*" is none; write it like'):
        zone_of(channels)
