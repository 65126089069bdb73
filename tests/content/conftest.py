"""What tests of guides share: a demo back office for each of them."""

from pathlib import Path

import pytest

from tests.content.visiting import Demo


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)
