from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.back_office.demo import DemoBackOffice, seed
from frontline.storage.database import Database
from tests.connectors.back_office.back_desk import Desk
from tests.connectors.serving import ChannelServer


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path}/demo.db")
    seed(made)
    return made


@pytest.fixture
def office(database: Database) -> DemoBackOffice:
    return DemoBackOffice(database)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def server() -> Iterator[ChannelServer]:
    """A server for the demo's pages, not started yet."""
    made = ChannelServer()
    yield made
    made.stop()
