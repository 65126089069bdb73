"""The database: migrated tables are the declared ones, writes wait their turn, times keep their zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from frontline.storage.database import Database
from frontline.storage.tables import Base, ConversationRow


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'frontline.db'}"


def conversation(key: str, **values) -> ConversationRow:
    return ConversationRow(
        id=key,
        channel="website",
        address=key,
        language="nl",
        owner="assistant",
        level="anonymous",
        context={},
        **values,
    )


def test_the_migrations_make_exactly_the_declared_tables(url):
    database = Database(url)
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_keeps_what_is_there(url):
    database = Database(url)
    database.migrate()
    with database.begin() as session:
        session.add(conversation("a"))
    database.migrate()
    with database.read() as session:
        assert session.get(ConversationRow, "a") is not None


def test_a_failed_block_keeps_nothing(url):
    database = Database(url)
    database.create_all()
    block = database.begin()
    block.__enter__().add(conversation("a"))
    block.__exit__(RuntimeError, RuntimeError(), None)
    with database.read() as session:
        assert session.get(ConversationRow, "a") is None


def test_a_writer_that_finds_the_database_locked_says_so_and_readers_go_on(url):
    holder, waiter = Database(url), Database(url, busy_timeout=0.1)
    holder.create_all()
    with holder.begin() as session:
        session.add(conversation("a"))
        session.flush()
        with waiter.read() as reading:
            assert reading.get(ConversationRow, "a") is None
        with pytest.raises(OperationalError, match="locked"), waiter.begin() as writing:
            writing.add(conversation("b"))


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(url):
    database = Database(url)
    database.create_all()
    amsterdam = timezone(timedelta(hours=2))
    with database.begin() as session:
        session.add(conversation("a", started_at=datetime(2026, 7, 1, 12, 0, tzinfo=amsterdam)))
    with database.read() as session:
        assert session.get(ConversationRow, "a").started_at == datetime(
            2026, 7, 1, 10, 0, tzinfo=timezone.utc
        )
