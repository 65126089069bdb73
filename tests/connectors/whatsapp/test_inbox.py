"""When a customer's messages are given out: never before an earlier one that is still on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest

from connectors.whatsapp import inbox as module
from connectors.whatsapp.inbox import MOST_CUSTOMERS, Inbox
from connectors.whatsapp.incoming import Content, Kind, Received, Sender
from frontline.storage.database import Database
from tests.databases import empty_database

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
FATIMA = Sender(phone="31612345001")


class Clock:
    """The time, as the inbox reads it."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database)


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    database = Database(empty_database(tmp_path / "t.db"))
    yield database
    database.close()


@pytest.fixture
def deliver(inbox: Inbox, database: Database) -> Callable[[Received], None]:
    def deliver(message: Received) -> None:
        with inbox.hearing([message]), database.begin_plain() as transaction:
            inbox.store(transaction, [message])

    return deliver


@pytest.fixture
def looks(inbox: Inbox, clock: Clock) -> Callable[[float], list[str]]:
    """Lets so many seconds pass, looking into the inbox all the time; what was given out."""

    def looks(seconds: float) -> list[str]:
        given: list[str] = []
        for _ in range(round(seconds * 4)):
            clock.passes(0.25)
            for batch in inbox.claim("r1"):
                inbox.taken([one.row for one in batch])
                given += [one.message.id for one in batch]
        return given

    return looks


def message(id: str, sent_at: datetime, sender: Sender = FATIMA) -> Received:
    return Received(id, sender, sent_at, Content(Kind.TEXT, text=id))


def hour_ago(seconds: float = 0) -> datetime:
    return NOON - timedelta(hours=1) + timedelta(seconds=seconds)


def test_a_fresh_message_waits_only_for_one_that_it_may_have_overtaken(deliver, looks, clock):
    deliver(message("b", NOON))
    deliver(message("a", NOON - timedelta(seconds=1)))
    assert looks(0.25) == []
    assert looks(0.25) == ["a", "b"]


def test_a_backlog_waits_while_it_is_delivered_even_when_nothing_of_it_is_new(deliver, looks):
    late = message("a", hour_ago())
    deliver(late)
    for _ in range(4):
        assert looks(2) == []
        deliver(late)
    assert looks(2.75) == []
    assert looks(0.5) == ["a"]


def test_a_standstill_of_the_process_is_no_quiet(deliver, looks, clock):
    deliver(message("b", hour_ago(1)))
    assert looks(2) == []
    clock.passes(20)
    assert looks(2.5) == []
    deliver(message("a", hour_ago()))
    assert looks(2.75) == []
    assert looks(0.5) == ["a", "b"]


def test_a_process_that_has_just_started_has_heard_nothing_yet(database, deliver, clock):
    deliver(message("a", hour_ago()))
    clock.passes(60)
    restarted = Inbox(database)
    assert restarted.claim("r1") == []


def test_a_backlog_that_is_being_stored_is_not_over(inbox, deliver, looks):
    deliver(message("b", hour_ago(1)))
    with inbox.hearing([message("a", hour_ago())]):
        assert looks(10) == []


def test_nobody_waits_for_a_backlog_without_end(deliver, looks):
    late = message("a", hour_ago())
    given: list[str] = []
    for _ in range(320):
        deliver(late)
        given += looks(1)
    assert given[0] == "a"


def test_one_process_takes_no_more_customers_than_it_can_be_done_with(inbox, deliver, clock):
    for n in range(MOST_CUSTOMERS + 5):
        deliver(message(f"m{n}", NOON, Sender(phone=f"3161234{n:04}")))
    clock.passes(0.5)
    first = {batch[0].message.sender.key for batch in inbox.claim("r1")}
    assert len(first) == MOST_CUSTOMERS
    assert inbox.claim("r1", first) == []
    some = set(sorted(first)[:3])
    assert len(inbox.claim("r1", first - some)) == 3
