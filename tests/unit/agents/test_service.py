"""Accounts, sign-in with lock-out, and sessions of agents."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from frontline.agents.service import LOCK_OUT, MOST_WRONG_TRIES, SESSION_LENGTH, Agents
from frontline.agents.types import Agent, LockedOut, Profile, Role, WrongCredentials
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, AgentSessionRow

SANNE = Profile("sanne", "Sanne Visser", Role.AGENT, ("internet_tech",), ("nl", "en"))
PASSWORD = "klaver-vier-dijk"
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, by: timedelta) -> None:
        self.time += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agents(database: Database, clock: Clock) -> Agents:
    return Agents(database, clock=clock, hasher=QUICK_HASHER)


@pytest.fixture
def sanne(agents: Agents) -> Agent:
    return agents.save(SANNE, PASSWORD)


def try_wrong(agents: Agents, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            agents.sign_in("sanne", "fout")


def test_right_password_opens_a_session_that_names_the_agent(agents: Agents, sanne: Agent) -> None:
    signed_in = agents.sign_in("sanne", PASSWORD)
    assert signed_in.agent == sanne
    assert agents.by_token(signed_in.token) == sanne


@pytest.mark.parametrize("username", ["Sanne", " sanne "])
def test_username_is_taken_as_people_type_it(agents: Agents, sanne: Agent, username: str) -> None:
    assert agents.sign_in(username, PASSWORD).agent == sanne


@pytest.mark.parametrize(
    ("username", "password"), [("sanne", "fout"), ("onbekend", PASSWORD), ("", ""), ("sanne", "\ud800")]
)
def test_wrong_name_and_wrong_password_are_refused_alike(
    agents: Agents, sanne: Agent, username: str, password: str
) -> None:
    with pytest.raises(WrongCredentials):
        agents.sign_in(username, password)


def test_the_sixth_try_is_refused_even_with_the_right_password(
    agents: Agents, sanne: Agent, clock: Clock
) -> None:
    try_wrong(agents, MOST_WRONG_TRIES)
    with pytest.raises(LockedOut) as refused:
        agents.sign_in("sanne", PASSWORD)
    assert refused.value.until == clock() + LOCK_OUT


def test_four_wrong_tries_do_not_lock_and_a_good_one_starts_the_count_again(
    agents: Agents, sanne: Agent
) -> None:
    for _ in range(2):
        try_wrong(agents, MOST_WRONG_TRIES - 1)
        assert agents.sign_in("sanne", PASSWORD).agent == sanne


def test_lock_ends_after_a_quarter_of_an_hour(agents: Agents, sanne: Agent, clock: Clock) -> None:
    try_wrong(agents, MOST_WRONG_TRIES)
    clock.forward(LOCK_OUT - timedelta(seconds=1))
    with pytest.raises(LockedOut):
        agents.sign_in("sanne", PASSWORD)
    clock.forward(timedelta(seconds=1))
    assert agents.sign_in("sanne", PASSWORD).agent == sanne


def test_another_agent_is_not_locked_out_along(agents: Agents, sanne: Agent) -> None:
    agents.save(replace(SANNE, username="daan", name="Daan Mulder"), PASSWORD)
    try_wrong(agents, MOST_WRONG_TRIES)
    assert agents.sign_in("daan", PASSWORD).agent.first_name == "Daan"


def test_session_expires(agents: Agents, sanne: Agent, clock: Clock) -> None:
    token = agents.sign_in("sanne", PASSWORD).token
    clock.forward(SESSION_LENGTH)
    assert agents.by_token(token) is None


def test_sign_out_ends_one_session_and_sign_out_everywhere_all(agents: Agents, sanne: Agent) -> None:
    desk, tablet, phone = (agents.sign_in("sanne", PASSWORD).token for _ in range(3))
    assert agents.sign_out(desk) is None
    assert agents.by_token(desk) is None
    assert agents.by_token(tablet) == sanne
    assert agents.sign_out(tablet, everywhere=True) == sanne
    assert agents.by_token(tablet) is None
    assert agents.by_token(phone) is None


def test_after_the_last_session_nobody_is_at_the_desk(agents: Agents, sanne: Agent, clock: Clock) -> None:
    forgotten, desk = (agents.sign_in("sanne", PASSWORD).token for _ in range(2))
    agents.seen({sanne.id})
    assert agents.sign_out(forgotten) is None
    assert agents.present() == [sanne]
    assert agents.sign_out(desk) == sanne
    assert agents.present() == []
    assert agents.sign_out(desk) is None


def test_a_session_that_has_expired_keeps_nobody_at_the_desk(
    agents: Agents, sanne: Agent, clock: Clock
) -> None:
    agents.sign_in("sanne", PASSWORD)
    clock.forward(SESSION_LENGTH - timedelta(minutes=1))
    desk = agents.sign_in("sanne", PASSWORD).token
    clock.forward(timedelta(minutes=1))
    assert agents.sign_out(desk) == sanne


@pytest.mark.parametrize("token", ["", "niet-van-ons", "\ud800"])
def test_unknown_token_is_nobody(agents: Agents, sanne: Agent, token: str) -> None:
    assert agents.by_token(token) is None


def test_database_holds_neither_token_nor_password(database: Database, agents: Agents, sanne: Agent) -> None:
    token = agents.sign_in("sanne", PASSWORD).token
    with database.read() as session:
        token_hash = session.execute(select(AgentSessionRow.token_hash)).scalar_one()
        password_hash = session.execute(select(AgentRow.password_hash)).scalar_one()
    assert token not in token_hash
    assert password_hash.startswith("$argon2id$")
    assert PASSWORD not in password_hash


def test_saving_again_changes_the_account_and_keeps_the_hash_of_an_unchanged_password(
    database: Database, agents: Agents, sanne: Agent
) -> None:
    changed = agents.save(replace(SANNE, skills=("tv_tech",)), PASSWORD)
    assert changed == replace(sanne, skills=("tv_tech",))
    assert agents.get(sanne.id) == changed
    renewed = agents.save(SANNE, "nieuw-wachtwoord")
    assert agents.sign_in("sanne", "nieuw-wachtwoord").agent == renewed


@pytest.mark.parametrize(("role", "helps"), [(Role.AGENT, True), (Role.ADMIN, True), (Role.TRAINER, False)])
def test_a_trainer_does_not_help_customers(sanne: Agent, role: Role, helps: bool) -> None:
    assert replace(sanne, role=role).helps_customers is helps


def test_unknown_agent_is_a_key_error(agents: Agents) -> None:
    with pytest.raises(KeyError):
        agents.get(7)


def test_who_works_in_another_helpdesk_is_no_member_of_our_team(agents: Agents, sanne: Agent) -> None:
    esther = agents.elsewhere("chatwoot", "17", "Esther de Wit")
    assert esther == agents.elsewhere("chatwoot", "17", "Esther de Wit")
    assert (esther.username, esther.helps_customers) == ("chatwoot-17", True)
    assert agents.team() == [sanne]
    assert agents.get(esther.id) == esther


def test_nobody_makes_an_account_of_who_works_in_another_helpdesk(agents: Agents, clock: Clock) -> None:
    agents.elsewhere("chatwoot", "17", "Esther de Wit")
    with pytest.raises(ValueError, match="another helpdesk"):
        agents.save(replace(SANNE, username="chatwoot-17"), PASSWORD)
    for _ in range(MOST_WRONG_TRIES + 1):
        with pytest.raises(WrongCredentials):
            agents.sign_in("chatwoot-17", "")
