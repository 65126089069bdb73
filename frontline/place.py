"""Where the company is: its days begin and end there, whatever the clocks of its servers say."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from frontline.settings import PROJECT_ROOT

PLACE = ZoneInfo(YAML(typ="safe").load(PROJECT_ROOT / "content" / "channels.yml")["timezone"])
"""Its time zone, which stands beside its opening hours."""
