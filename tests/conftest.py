"""The running front line that journeys and browser tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.running import RunningFrontLine


@pytest.fixture(scope="session")
def front_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFrontLine]:
    """The whole front line with the trained model, on ports and a database of its own."""
    with RunningFrontLine(tmp_path_factory.mktemp("front_line")) as running:
        yield running
