"""Kept messages in a database of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontline.bootstrap import Frontline
from frontline.settings import PROJECT_ROOT, Settings
from tests.databases import demo_database


@pytest.fixture
def services(tmp_path: Path) -> Frontline:
    """The real services, with the training data of a small company of its own."""
    for language, text in (("nl", "geen internet"), ("en", "no internet")):
        folder = tmp_path / "nlu" / language
        folder.mkdir(parents=True)
        blocks = [
            f"  - intent: {intent}\n    examples: |\n      - {text} {intent}\n"
            for intent in ("internet_down", "internet_slow", "wifi_problem", "out_of_scope")
        ]
        (folder / "internet.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks))
    return Frontline(
        Settings(
            database_url=demo_database(tmp_path / "t.db"),
            nlu_data_dir=tmp_path / "nlu",
            content_dir=PROJECT_ROOT / "content",
        )
    )


@pytest.fixture
def conversation_id(services: Frontline) -> str:
    return services.conversations.open("website", "bezoeker").id
