"""The company's time zone, and what a trainer reads who mistypes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frontline.place import PLACE, zone_of
from frontline.settings import PROJECT_ROOT


def test_the_zone_stands_beside_the_opening_hours() -> None:
    assert PLACE.key == "Europe/Amsterdam"


def test_another_company_has_its_own_zone(tmp_path: Path) -> None:
    (tmp_path / "channels.yml").write_text("timezone: Europe/Lisbon")
    elsewhere = {**os.environ, "FRONTLINE_CONTENT_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "from frontline.place import PLACE; print(PLACE.key)"]
    printed = subprocess.run(
        command, cwd=PROJECT_ROOT, env=elsewhere, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "Europe/Lisbon"


@pytest.mark.parametrize("line", ["timezone: Europa/Amsterdam", "timezone: ../etc/passwd", "hours: {}"])
def test_a_zone_that_is_none_is_told_with_its_file(tmp_path: Path, line: str) -> None:
    channels = tmp_path / "channels.yml"
    channels.write_text(line)
    with pytest.raises(ValueError, match=r'channels\.yml: timezone: ".*" is none; write it like'):
        zone_of(channels)
