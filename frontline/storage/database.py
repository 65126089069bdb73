"""Sessions on the one database: SQLite in the box, PostgreSQL in production."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from frontline.storage.tables import Base
from frontline.storage.turns import Turns

Transaction = Session | Connection
"""What statements run in; a connection is cheaper and knows no mapped objects."""
BUSY_TIMEOUT_SECONDS = 5
WRITE, TURN = "BEGIN IMMEDIATE", "turn"
"""The write lock is taken at the start: upgrading a read later fails at once instead of waiting its turn."""
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Opens sessions; every write is one `with database.begin() as session:` block, committed at its end.

    Errors: `sqlalchemy.exc.OperationalError` when the database is unreachable or stays locked for
    `busy_timeout` seconds; nothing of the block is kept then.
    """

    def __init__(self, url: str, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> None:
        """`url` is an SQLAlchemy URL; the folder of an SQLite file is made when it is not there."""
        self.url = url
        self.engine, self._urgent, self._reading = (
            _sqlite_engines(url, busy_timeout)
            if url.startswith("sqlite")
            else (create_engine(url, future=True, pool_pre_ping=True),) * 3
        )
        self._writers = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._readers = sessionmaker(self._reading, future=True, expire_on_commit=False)

    def begin(self) -> AbstractContextManager[Session]:
        """A session for reading and writing, in one transaction."""
        return self._writers.begin()

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading only: it never waits for a writer."""
        return self._readers.begin()

    def begin_plain(self, *, urgent: bool = False) -> AbstractContextManager[Connection]:
        """As `begin`, without mapped objects: what every turn comes by.

        `urgent` goes before all others that wait in this process: somebody outside counts the milliseconds.
        """
        return (self._urgent if urgent else self.engine).begin()

    def read_plain(self) -> AbstractContextManager[Connection]:
        """As `read`, without mapped objects."""
        return self._reading.begin()

    def create_all(self) -> None:
        """Makes all tables at once, for tests; installations use `migrate`."""
        Base.metadata.create_all(self.engine)

    def migrate(self) -> None:
        """Brings the tables to the newest version; safe to repeat."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Closes the pooled connections."""
        self.engine.dispose()


def _sqlite_engines(url: str, busy_timeout: float) -> tuple[Engine, Engine, Engine]:
    """For writing, for urgent writing, and for reading: three ways to begin on the same connections."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    writing = create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": busy_timeout},
    )
    event.listen(writing, "connect", _prepare_sqlite)
    turns = Turns(busy_timeout)
    event.listen(writing, "checkin", lambda _connection, record: _give_back(turns, record))
    urgent, reading = (create_engine(url, future=True, pool=writing.pool) for _ in range(2))
    _begin_by(writing, lambda connection: _begin_in_turn(connection, turns, False, busy_timeout))
    _begin_by(urgent, lambda connection: _begin_in_turn(connection, turns, True, busy_timeout))
    _begin_by(reading, lambda connection: connection.execute("BEGIN"))
    return writing, urgent, reading


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_by(engine: Engine, begin: Callable[[Any], object]) -> None:
    """The dialect begins, not an event: with a listener SQLAlchemy sends events around every statement."""
    engine.dialect.do_begin = begin


def _begin_in_turn(connection: Any, turns: Turns, urgent: bool, busy_timeout: float) -> None:
    """Writers go one by one, from their begin until the connection is given back to the pool."""
    if not connection.info.get(TURN):
        connection.info[TURN] = turns.take(urgent)
    if connection.info[TURN]:
        connection.execute(WRITE)
    else:
        _begin_at_once(connection, busy_timeout)


def _begin_at_once(connection: Any, busy_timeout: float) -> None:
    """For who has waited long enough: SQLite has the last word, without waiting."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute(WRITE)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(busy_timeout * 1000)}")


def _give_back(turns: Turns, record: Any) -> None:
    if record.info.pop(TURN, False):
        turns.give_back()
