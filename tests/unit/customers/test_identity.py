"""Who a customer is: two facts that match. Five wrong tries lock; nothing tells whether somebody is one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from frontline.conversations.service import Conversations
from frontline.conversations.types import Level
from frontline.customers.identity import LOCK_OUT, MOST_WRONG_TRIES, Identified, Identity, State
from frontline.customers.ports import BackOfficeDown
from frontline.customers.types import Address, Customer, Subject
from frontline.storage.database import Database
from frontline.storage.tables import IdentityTryRow
from tests.databases import empty_database

HOME = {"postcode": "1234AB", "house_number": "5A"}
ELSEWHERE = {"postcode": "4321BA", "house_number": "7"}
NUMBER, PHONE, EMAIL = {"customer_number": "PK000001"}, {"phone": "+31612345678"}, {"email": "a@example.com"}
ANYBODY = Subject()
NOBODY = {"customer_number": "PK999999"}
CUSTOMER = Customer(
    "PK000001", "Ada Testa", "a@example.com", "+31612345678", Address("1234AB", "5a", "Laan", "Dorp"), "nl"
)


class Office:
    """One customer, found by any of three; or nobody, since it is down."""

    def __init__(self) -> None:
        self.down = False

    def find_by_number(self, number: str) -> Customer | None:
        return self._find(number == CUSTOMER.id)

    def find_by_phone(self, phone: str) -> Customer | None:
        return self._find(phone == CUSTOMER.phone)

    def find_by_email(self, email: str) -> Customer | None:
        return self._find(email == CUSTOMER.email)

    def _find(self, found: bool) -> Customer | None:
        if self.down:
            raise BackOfficeDown
        return CUSTOMER if found else None


class Desk:
    """A clock, an office and conversations to be identified in."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.conversations = Conversations(self.database)
        self.office = Office()
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
        self.identity = Identity(self.database, self.conversations, self.office, lambda: self.now)  # type: ignore[arg-type]

    def ask(
        self,
        claim: dict[str, str] | None = None,
        home: dict[str, str] | None = None,
        *,
        conversation: str = "a",
        customer: Subject = ANYBODY,
    ) -> Identified:
        self.conversations.adopt(conversation, "website")
        return self.identity.identify(conversation, customer, Level.VERIFIED, claim, home)

    def counted(self) -> set[str]:
        with self.database.read() as session:
            return {row.key for row in session.query(IdentityTryRow)}


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(empty_database(tmp_path / "frontline.db"))


def test_first_the_claim_is_asked_then_the_home(desk: Desk) -> None:
    assert desk.ask().state is State.CLAIM
    assert desk.ask(NUMBER).state is State.HOME
    assert desk.ask(None, HOME).state is State.CLAIM


@pytest.mark.parametrize("claim", [NUMBER, PHONE, EMAIL])
def test_two_facts_that_match_verify_the_conversation(desk: Desk, claim: dict[str, str]) -> None:
    found = desk.ask(claim, HOME)
    assert found == Identified(
        State.KNOWN, Subject("PK000001", Level.VERIFIED, CUSTOMER.phone, CUSTOMER.address)
    )
    conversation = desk.conversations.get("a")
    assert (conversation.customer_id, conversation.level) == ("PK000001", Level.VERIFIED)


def test_who_is_known_well_enough_is_asked_nothing(desk: Desk) -> None:
    known = Subject("PK000001", Level.VERIFIED)
    assert desk.ask(customer=known) == Identified(State.KNOWN, known)


def test_who_is_recognised_is_asked_only_where_they_live(desk: Desk) -> None:
    recognised = Subject("PK000001", Level.RECOGNISED, "+31611111111")
    assert desk.ask(customer=recognised).state is State.HOME
    found = desk.ask(None, HOME, customer=recognised)
    assert (found.state, found.customer.phone) == (State.KNOWN, "+31611111111")


@pytest.mark.parametrize("claim", [NUMBER, NOBODY])
def test_nobody_and_a_wrong_home_are_told_the_same(desk: Desk, claim: dict[str, str]) -> None:
    assert [desk.ask(claim, ELSEWHERE) for _ in range(MOST_WRONG_TRIES)] == [
        Identified(State.WRONG, Subject())
    ] * MOST_WRONG_TRIES
    assert desk.ask(claim, ELSEWHERE).state is State.LOCKED


def test_nobody_has_a_home_that_matches(desk: Desk) -> None:
    nowhere = {"postcode": "", "house_number": ""}
    assert desk.ask(NOBODY, nowhere).state is State.WRONG


def test_five_wrong_tries_lock_the_conversation_for_a_while(desk: Desk) -> None:
    for _ in range(MOST_WRONG_TRIES):
        desk.ask(NOBODY, HOME)
    assert desk.ask().state is State.LOCKED
    assert desk.ask(NUMBER, HOME).state is State.LOCKED
    assert desk.conversations.get("a").level is Level.ANONYMOUS
    desk.now += LOCK_OUT + timedelta(seconds=1)
    assert desk.ask(NUMBER, HOME).state is State.KNOWN


@pytest.mark.parametrize("claim", [NUMBER, NOBODY])
def test_they_lock_the_claimed_customer_in_other_conversations_too(desk: Desk, claim: dict[str, str]) -> None:
    for number in range(MOST_WRONG_TRIES):
        assert desk.ask(claim, ELSEWHERE, conversation=f"c{number}").state is State.WRONG
    assert desk.ask(claim, HOME, conversation="other").state is State.LOCKED


def test_the_same_customer_is_locked_however_they_are_named(desk: Desk) -> None:
    for number, claim in enumerate([NUMBER, PHONE, EMAIL, NUMBER, PHONE]):
        desk.ask(claim, ELSEWHERE, conversation=f"c{number}")
    assert desk.ask(EMAIL, HOME, conversation="other").state is State.LOCKED


def test_the_right_answer_at_the_fifth_try_counts_and_forgets_the_wrong_ones(desk: Desk) -> None:
    for _ in range(MOST_WRONG_TRIES - 1):
        desk.ask(NUMBER, ELSEWHERE)
    assert desk.ask(NUMBER, HOME).state is State.KNOWN
    assert desk.counted() == set()


def test_tries_long_ago_do_not_count(desk: Desk) -> None:
    for _ in range(MOST_WRONG_TRIES - 1):
        desk.ask(NUMBER, ELSEWHERE)
    desk.now += LOCK_OUT + timedelta(seconds=1)
    desk.ask(NUMBER, ELSEWHERE)
    assert desk.ask(NUMBER, HOME).state is State.KNOWN


def test_a_back_office_that_is_down_costs_no_try(desk: Desk) -> None:
    desk.office.down = True
    for _ in range(MOST_WRONG_TRIES + 1):
        assert desk.ask(NUMBER, HOME).state is State.DOWN
    assert desk.counted() == set()


def test_what_somebody_claimed_is_not_kept_in_words(desk: Desk) -> None:
    desk.ask({"email": "someone@example.com"}, HOME)
    assert not any("someone" in key for key in desk.counted())
