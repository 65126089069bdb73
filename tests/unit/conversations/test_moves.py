"""Codes that bring a conversation to another channel: once, in time, and no other conversation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from frontline.conversations.moves import KEPT, VALID, Moves, spoken_code
from frontline.conversations.service import Conversations
from frontline.conversations.types import InboundMessage
from frontline.storage.tables import ChannelMoveRow


class Clock:
    """A time that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def conversations(database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def moves(database, clock) -> Moves:
    return Moves(database, clock)


@pytest.fixture
def conversation(conversations):
    return conversations.open("website", "address-1")


def carry_out(moves, database, code, replacing=None):
    with database.begin() as session:
        return moves.carry_out(session, code, "whatsapp", replacing)


def kept(database) -> list[ChannelMoveRow]:
    with database.read() as session:
        return session.query(ChannelMoveRow).all()


def test_the_conversation_of_a_code_is_in_the_other_channel_under_an_address_nobody_knows(
    moves, database, conversations, conversation
):
    moved = carry_out(moves, database, moves.offer(conversation))
    assert (moved.id, moved.channel) == (conversation.id, "whatsapp")
    assert moved.address != "address-1"
    assert conversations.get(conversation.id) == moved
    assert conversations.find("website", "address-1") is None
    assert moves.gone_from("website", "address-1") == moved
    with pytest.raises(KeyError):
        conversations.receive(InboundMessage("website", "address-1", "hallo?", "m1"))


def test_a_code_moves_its_conversation_once(moves, database, conversation):
    code = moves.offer(conversation)
    assert moves.find(code).id == conversation.id
    assert carry_out(moves, database, code) is not None
    assert carry_out(moves, database, code) is None
    assert moves.find(code) is None
    assert moves.was_by(code, conversation.id)


def test_a_code_is_valid_for_a_quarter_of_an_hour(moves, database, conversation, clock):
    code = moves.offer(conversation)
    clock.now += VALID - timedelta(seconds=1)
    assert moves.find(code) is not None
    clock.now += timedelta(seconds=1)
    assert moves.find(code) is None
    assert carry_out(moves, database, code) is None


def test_a_new_code_ends_the_one_before(moves, conversation, conversations):
    other = moves.offer(conversations.open("website", "address-2"))
    first, second = moves.offer(conversation), moves.offer(conversation)
    assert moves.find(first) is None
    assert moves.find(second).id == conversation.id
    assert moves.find(other).address == "address-2"


def test_a_forged_code_moves_nothing(moves, database, conversation):
    moves.offer(conversation)
    assert carry_out(moves, database, "BBBB-2222") is None
    assert not moves.was_by("BBBB-2222", conversation.id)


def test_who_reads_the_database_finds_no_code(moves, database, conversation):
    code = moves.offer(conversation)
    (row,) = kept(database)
    assert code not in row.code_hash and len(row.code_hash) == 64


def test_of_many_who_come_with_one_code_one_gets_the_conversation(moves, database, conversation):
    code = moves.offer(conversation)
    with ThreadPoolExecutor(8) as pool:
        moved = list(pool.map(lambda _: carry_out(moves, database, code), range(8)))
    assert len([one for one in moved if one is not None]) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "linked"),
    [(None, None, True), ("PK1", None, True), ("PK1", "PK1", True), ("PK1", "PK2", False)],
)
def test_what_it_takes_the_place_of_is_linked_unless_it_is_another_customers(
    moves, database, conversations, ours, theirs, linked
):
    conversation = conversations.open("website", "address-1", customer_id=ours)
    earlier = conversations.open("whatsapp", "address-2", customer_id=theirs)
    carry_out(moves, database, moves.offer(conversation), earlier)
    (row,) = kept(database)
    assert row.replaced_id == (earlier.id if linked else None)


def test_old_codes_and_moves_of_long_ago_are_removed(moves, database, conversations, conversation, clock):
    moves.offer(conversations.open("website", "address-2"))
    carry_out(moves, database, moves.offer(conversation))
    moves.forget()
    assert len(kept(database)) == 2
    clock.now += VALID
    clock.now += timedelta(seconds=1)
    moves.forget()
    assert [row.conversation_id for row in kept(database)] == [conversation.id]
    clock.now += KEPT
    moves.forget()
    assert kept(database) == []


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("BCDF-2345", "BCDF-2345", ""),
        ("bcdf2345", "BCDF-2345", ""),
        ("Hoi, hier ben ik: bcdf 2345. Groetjes!", "BCDF-2345", "Hoi, hier ben ik: . Groetjes!"),
        ("code=*B2C3–D4F5*", "B2C3-D4F5", "code=* *"),
        ("2345-6789 en dan KLMN-7777", "KLMN-7777", "2345-6789 en dan"),
    ],
)
def test_a_code_is_found_however_it_is_written(text, code, rest):
    assert (spoken_code(text).code, spoken_code(text).rest) == (code, rest)


@pytest.mark.parametrize(
    "text",
    ["", "mijn internet doet het niet", "2345-6789", "PK100203", "1234AB 12", "BCDF-PQRS", "XBCDF-2345"],
)
def test_what_only_resembles_a_code_is_none(text):
    assert spoken_code(text) is None


def test_every_code_that_is_given_out_is_found_in_a_sentence(moves, conversation):
    for _ in range(50):
        code = moves.offer(conversation)
        assert spoken_code(f"Mijn code is {code}.").code == code
