"""The server and the document agree, in the eyes of schemathesis: examples, edges and chance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from connectors.back_office.demo import DemoBackOffice
from frontline.storage.database import Database
from tests.connectors.back_office.http.document import DOCUMENT
from tests.connectors.back_office.http.server import TOKEN, ApiServer

BOUNDED = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        "generation": {"deterministic": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
    }
)
API = schemathesis.openapi.from_dict(DOCUMENT, config=BOUNDED)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[str]:
    """The demo behind a server of its own, which takes what comes."""
    database = Database(f"sqlite:///{shutil.copy(seeded, tmp_path_factory.mktemp('served'))}")
    with ApiServer() as server:
        server.put(DemoBackOffice(database))
        yield server.url


@API.parametrize()
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_server_answers_is_what_the_document_says(case: schemathesis.Case, served: str) -> None:
    case.call_and_validate(base_url=served, headers={"Authorization": f"Bearer {TOKEN}"})
