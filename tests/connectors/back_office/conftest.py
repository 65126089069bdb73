"""The demo back office, as it is and behind a server of the REST API: both must behave the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.back_office.demo import DemoBackOffice, seed
from connectors.back_office.http import HttpBackOffice
from frontline.customers.ports import BackOffice
from frontline.settings import HttpBackOfficeSettings
from frontline.storage.database import Database
from tests.connectors.back_office.back_desk import Desk, Reach
from tests.connectors.back_office.http.server import TOKEN, ApiServer
from tests.connectors.serving import ChannelServer


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database as it begins; seeding takes longer than most of the tests."""
    path = tmp_path_factory.mktemp("seeded") / "demo.db"
    made = Database(f"sqlite:///{path}")
    seed(made)
    made.close()
    return path


@pytest.fixture
def database(tmp_path: Path, seeded: Path) -> Database:
    return Database(f"sqlite:///{shutil.copy(seeded, tmp_path)}")


@pytest.fixture(scope="session")
def api_server() -> Iterator[ApiServer]:
    """A running server; what is behind it is for each test to say."""
    with ApiServer() as running:
        yield running


@pytest.fixture
def over_http(api_server: ApiServer) -> Iterator[Reach]:
    """Puts the demo behind the server; whatever does not fit the document fails the test."""

    def reach(demo: DemoBackOffice) -> BackOffice:
        api_server.put(demo)
        return HttpBackOffice(HttpBackOfficeSettings(url=api_server.url, token=TOKEN, read_timeout=30))

    yield reach
    complaints, api_server.complaints = api_server.complaints, []
    assert complaints == []


@pytest.fixture(params=["demo", "http"])
def reach(request: pytest.FixtureRequest) -> Reach:
    """Each way to the back office."""
    return request.getfixturevalue("over_http") if request.param == "http" else lambda demo: demo


@pytest.fixture
def demo(database: Database) -> DemoBackOffice:
    return DemoBackOffice(database)


@pytest.fixture
def office(demo: DemoBackOffice, reach: Reach) -> BackOffice:
    return reach(demo)


@pytest.fixture
def desk(database: Database, reach: Reach) -> Desk:
    return Desk(database, reach)


@pytest.fixture
def server() -> Iterator[ChannelServer]:
    """A server for the demo's pages, not started yet."""
    made = ChannelServer()
    yield made
    made.stop()
