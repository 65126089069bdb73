"""The server and the document agree, in the eyes of schemathesis: examples and the edges of schemas."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.config import SchemathesisConfig

from connectors.back_office.demo import DemoBackOffice
from frontline.storage.database import Database
from tests.connectors.back_office.http.document import DOCUMENT
from tests.connectors.back_office.http.server import TOKEN, ApiServer

BOUNDED = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        "generation": {"deterministic": True, "database": "none"},
        "phases": {"fuzzing": {"enabled": False}, "stateful": {"enabled": False}},
    }
)
HEADER, KEY = "Idempotency-Key", r"[!-~]{1,120}"
API = schemathesis.openapi.from_dict(DOCUMENT, config=BOUNDED)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[str]:
    """The demo behind a server of its own, which takes what comes."""
    database = Database(f"sqlite:///{shutil.copy(seeded, tmp_path_factory.mktemp('served'))}")
    with ApiServer() as server:
        server.put(DemoBackOffice(database))
        yield server.url


def _give_a_key_of_its_own(case: schemathesis.Case) -> None:
    """Where it has a proper one: used a second time it would be for another request."""
    if case.headers and re.fullmatch(KEY, case.headers.get(HEADER, "")):
        case.headers[HEADER] = uuid4().hex


@API.parametrize()
@settings(deadline=None)
def test_what_the_server_answers_is_what_the_document_says(case: schemathesis.Case, served: str) -> None:
    _give_a_key_of_its_own(case)
    case.call_and_validate(base_url=served, headers={"Authorization": f"Bearer {TOKEN}"})
