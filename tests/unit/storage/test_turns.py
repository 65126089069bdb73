"""Writers of one process wait their turn: nobody is passed by, the urgent go first, and no turn is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from frontline.storage.database import Database


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/t.db", busy_timeout=0.5)
    database.create_all()
    yield database
    database.close()


class Writers:
    """Threads that write down their names when it is their turn."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pool = ThreadPoolExecutor(8)
        self.wrote: list[str] = []

    def write(self, name: str, urgent: bool = False) -> Future[None]:
        written = self._pool.submit(self._write, name, urgent)
        time.sleep(0.05)
        return written

    def _write(self, name: str, urgent: bool) -> None:
        with self._database.begin_plain(urgent=urgent) as transaction:
            transaction.execute(text("UPDATE agents SET name = name"))
            self.wrote.append(name)


def test_the_urgent_go_first_and_the_others_as_they_came(database):
    writers = Writers(database)
    with database.begin_plain():
        waiting = [writers.write("a"), writers.write("b"), writers.write("now", urgent=True)]
        assert writers.wrote == []
    for written in waiting:
        written.result(5)
    assert writers.wrote == ["now", "a", "b"]


def test_a_turn_that_failed_is_given_back(database):
    for _ in range(3):
        with pytest.raises(OperationalError), database.begin_plain() as transaction:
            transaction.execute(text("UPDATE nothing SET x = 1"))
    began = time.monotonic()
    with database.begin() as session:
        session.execute(text("UPDATE agents SET name = name"))
    assert time.monotonic() - began < 0.3


def test_one_transaction_may_begin_again_on_its_connection(database):
    with database.engine.connect() as connection:
        for _ in range(2):
            connection.execute(text("UPDATE agents SET name = name"))
            connection.commit()
    Writers(database).write("next").result(5)


def test_reading_waits_for_nobody(database):
    with database.begin_plain(), database.read_plain() as transaction:
        assert transaction.execute(text("SELECT count(*) FROM agents")).scalar() == 0


def test_who_waits_too_long_is_told_so(database):
    writers, began = Writers(database), time.monotonic()
    with database.begin_plain(), pytest.raises(OperationalError, match="locked"):
        writers.write("late").result(5)
    assert 0.5 <= time.monotonic() - began < 0.9
    writers.write("then").result(5)
    assert writers.wrote == ["then"]


def test_many_writers_all_get_their_turn(database):
    went, many = threading.Barrier(8), range(25)

    def write(_: int) -> None:
        went.wait(5)
        for n in many:
            with database.begin_plain(urgent=n % 5 == 0) as transaction:
                transaction.execute(text("UPDATE agents SET name = name"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
