"""`python -m frontline.cli`: one sentence instead of a traceback; preparing the database twice is safe."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import pytest

from frontline import cli
from frontline.operations.database import prepare_database
from frontline.operations.problems import CannotStart
from frontline.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    load_settings.cache_clear()


def without_demo(url: str) -> Settings:
    return Settings(database_url=url, demo=False)


def test_a_taken_port_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))
        assert cli.main(["ports"]) == 1
    error = capsys.readouterr().err
    assert "is taken by another program" in error
    assert len(error.splitlines()) == 1


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTLINE_ENVIRONMENT", "prod")
    assert cli.main(["prepare"]) == 1
    assert capsys.readouterr().err.startswith("FRONTLINE_ENVIRONMENT is wrong (")


def test_production_refuses_the_demo_secret_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTLINE_ENVIRONMENT", "production")
    monkeypatch.setenv("FRONTLINE_WEBSITE_TOKEN_SECRET", "short")
    assert cli.main(["prepare"]) == 1
    assert capsys.readouterr().err.startswith("FRONTLINE_WEBSITE_TOKEN_SECRET is missing or too short")


def test_the_database_is_migrated_and_may_be_prepared_again(tmp_path: Path) -> None:
    settings = without_demo(f"sqlite:///{tmp_path}/new/front.db")
    assert [prepare_database(settings) for _ in range(2)] == ["at its newest version"] * 2
    with sqlite3.connect(tmp_path / "new/front.db") as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {"conversations", "messages", "handoffs", "alembic_version"} <= tables


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(CannotStart, match=r"database cannot be used .* FRONTLINE_DATABASE_URL"):
        prepare_database(without_demo(f"sqlite:///{tmp_path}/folder.db"))
