"""What agents do in another helpdesk happens here as well, once, by the same rules as at our desk."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from frontline.agents.service import Agents
from frontline.agents.types import WrongCredentials
from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, Owner
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.helpdesk_events import HelpdeskEvents
from frontline.handoffs.outbox import Outbox
from frontline.handoffs.ports import Assigned, Colleague, Resolved, Returned, Said
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import (
    AlreadyEnded,
    Handoff,
    HandoffRequest,
    NotAnOutcome,
    State,
    UnknownHandoff,
)
from frontline.storage.database import Database

CASE = "42"
ESTHER, JOOST = Colleague("17", "Esther de Wit"), Colleague("18", "Joost Kuipers")


@pytest.fixture
def agents(database: Database) -> Agents:
    return Agents(database, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def events(
    database: Database, agents: Agents, handoffs: Handoffs, outbox: Outbox, copy: HandoffCopy
) -> HelpdeskEvents:
    return HelpdeskEvents("chatwoot", database, agents, handoffs, outbox, copy)


@pytest.fixture
def handoff(handoffs: Handoffs, conversation: Conversation, outbox: Outbox) -> Handoff:
    """One that the helpdesk calls 42."""
    made = handoffs.request(HandoffRequest(conversation.id, "asked", problem={"intent": "internet_down"}))
    outbox.gather()
    outbox.sent(outbox.claim("rasa-1", 1)[0], CASE)
    return made


def read(conversations: Conversations, handoff: Handoff) -> list[tuple[str, str | None, str]]:
    said = conversations.transcript(handoff.conversation_id)
    return [(message.author.value, message.author_name, message.text) for message in said[1:]]


def test_who_writes_has_it_and_the_customer_reads_it_once(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    for _ in range(2):
        taken = events.take_in(Said(CASE, ESTHER, "m1", "Hoi!"))
    assert (taken.state, taken.agent_name) == (State.ACTIVE, "Esther")
    joined = ("system", None, "Esther van Polderlink is erbij en leest even mee.")
    assert read(conversations, handoff) == [joined, ("agent", "Esther", "Hoi!")]


def test_the_conversation_can_go_to_another_agent(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    events.take_in(Assigned(CASE, ESTHER))
    events.take_in(Said(CASE, ESTHER, "m1", "Moment, ik haal Joost erbij."))
    given = events.take_in(Assigned(CASE, JOOST))
    assert given.agent_name == "Joost"
    events.take_in(Said(CASE, JOOST, "m2", "Daar ben ik."))
    assert read(conversations, handoff)[-1] == ("agent", "Joost", "Daar ben ik.")


def test_a_look_that_was_overtaken_gives_the_customer_back_to_nobody(
    events: HelpdeskEvents, handoff: Handoff
) -> None:
    before = events.take_in(Assigned(CASE, ESTHER))
    after = events.take_in(Assigned(CASE, JOOST))
    assert events.take_in(Assigned(CASE, ESTHER), before).agent_id == after.agent_id
    assert events.take_in(Assigned(CASE, ESTHER), after).agent_id == before.agent_id


def test_resolved_without_a_problem_confirms_none(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    for _ in range(2):
        ended = events.take_in(Resolved(CASE, ESTHER))
    assert (ended.state, ended.confirmed_problem, ended.outcome) == (State.RESOLVED, None, None)
    assert conversations.get(handoff.conversation_id).owner is Owner.ASSISTANT
    waiting = [m.payload for m in conversations.since(handoff.conversation_id, 0) if m.payload]
    assert waiting == ["/handoff_resolved"], "the assistant is told once"


def test_resolved_with_the_agents_own_word(events: HelpdeskEvents, handoff: Handoff) -> None:
    ended = events.take_in(Resolved(CASE, ESTHER, "wifi_problem", "solved"))
    assert (ended.confirmed_problem, ended.outcome) == ("wifi_problem", "solved")


def test_a_problem_that_nobody_knows_changes_nothing(
    events: HelpdeskEvents, handoffs: Handoffs, handoff: Handoff
) -> None:
    with pytest.raises(NotAnOutcome):
        events.take_in(Resolved(CASE, ESTHER, "koffie", None))
    assert handoffs.get(handoff.id).state.open


def test_returned_with_a_note(
    events: HelpdeskEvents, conversations: Conversations, handoffs: Handoffs, handoff: Handoff
) -> None:
    events.take_in(Said(CASE, ESTHER, "m1", "Hoi!"))
    for _ in range(2):
        returned = events.take_in(Returned(CASE, ESTHER, "Kan de wifi-gids doen."))
    assert returned.state is State.RETURNED
    again = handoffs.request(HandoffRequest(handoff.conversation_id, "asked"))
    assert [note["text"] for note in again.pack["notes"]] == ["Kan de wifi-gids doen."]


def test_words_that_come_after_the_end_are_refused(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    events.take_in(Resolved(CASE, ESTHER))
    before = read(conversations, handoff)
    with pytest.raises(AlreadyEnded):
        events.take_in(Said(CASE, ESTHER, "m9", "Nog iets"))
    assert read(conversations, handoff) == before


@pytest.mark.parametrize("late", [Assigned(CASE, JOOST), Returned(CASE, JOOST), Resolved(CASE, JOOST)])
def test_what_else_comes_after_the_end_changes_nothing(
    events: HelpdeskEvents,
    conversations: Conversations,
    handoff: Handoff,
    late: Assigned | Returned | Resolved,
) -> None:
    ended = events.take_in(Resolved(CASE, ESTHER))
    before = read(conversations, handoff)
    assert events.take_in(late) == ended
    assert read(conversations, handoff) == before


def test_an_end_by_nobody_knows_who(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    events.take_in(Resolved(CASE, None))
    assert read(conversations, handoff)[-1] == ("system", None, "Collega heeft het gesprek afgerond.")


def test_an_end_without_a_name_is_by_who_had_it(
    events: HelpdeskEvents, conversations: Conversations, handoff: Handoff
) -> None:
    events.take_in(Assigned(CASE, ESTHER))
    events.take_in(Resolved(CASE, None))
    assert read(conversations, handoff)[-1] == ("system", None, "Esther heeft het gesprek afgerond.")


def test_a_message_that_comes_again_after_the_end_was_taken_in_before(
    events: HelpdeskEvents, handoff: Handoff
) -> None:
    said = Said(CASE, ESTHER, "m1", "Hoi!")
    events.take_in(said)
    events.take_in(Resolved(CASE, ESTHER))
    assert events.take_in(said).state is State.RESOLVED


def test_unknown_handoff(events: HelpdeskEvents) -> None:
    with pytest.raises(UnknownHandoff):
        events.take_in(Assigned("nobody", ESTHER))


def test_nobody_signs_in_with_the_account_of_a_colleague_elsewhere(
    events: HelpdeskEvents, agents: Agents, handoff: Handoff
) -> None:
    events.take_in(Assigned(CASE, ESTHER))
    for password in ("", "chatwoot-17", "Esther de Wit"):
        with pytest.raises(WrongCredentials):
            agents.sign_in("chatwoot-17", password)


def test_a_new_name_is_taken_over(events: HelpdeskEvents, handoff: Handoff) -> None:
    events.take_in(Assigned(CASE, ESTHER))
    renamed = events.take_in(Said(CASE, Colleague("17", "Es\nther  Smit"), "m1", "Hoi!"))
    assert renamed.agent_name == "Es"
