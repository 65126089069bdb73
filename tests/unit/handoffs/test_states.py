"""Which step of a handoff may follow which, and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from frontline.agents.types import Agent, Role
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Conversation, InboundMessage, Kind, Owner
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import (
    TRANSITIONS,
    AlreadyEnded,
    AlreadyTaken,
    Handoff,
    HandoffRefused,
    HandoffRequest,
    NotAnOutcome,
    NotForThisRole,
    NothingWaiting,
    NotYours,
    State,
    UnknownHandoff,
)
from frontline.storage.database import Database
from frontline.storage.tables import HandoffEventRow, HandoffRow

Step = Callable[[Handoffs, Handoff, Agent], object]

STEPS: dict[str, Step] = {
    "take": lambda handoffs, handoff, agent: handoffs.take(handoff.id, agent),
    "say": lambda handoffs, handoff, agent: handoffs.say(handoff.id, agent, "Hoi!", "c1"),
    "hand_back": lambda handoffs, handoff, agent: handoffs.hand_back(handoff.id, agent),
    "resolve": lambda handoffs, handoff, agent: handoffs.resolve(
        handoff.id, agent, "internet_down", "solved"
    ),
    "cancel": lambda handoffs, handoff, agent: handoffs.cancel(handoff.conversation_id),
    "put_back": lambda handoffs, handoff, agent: handoffs.put_back_all_of([agent]),
}
WAYS: dict[State, list[str]] = {
    State.QUEUED: [],
    State.ASSIGNED: ["take"],
    State.ACTIVE: ["take", "say"],
    State.RETURNED: ["take", "hand_back"],
    State.RESOLVED: ["take", "resolve"],
    State.ABANDONED: ["cancel"],
}
Q, AS, AC, RT, RS, AB = State
ALLOWED = [
    (Q, "take", AS),
    (Q, "cancel", AB),
    (AS, "take", AS),
    (AS, "say", AC),
    (AS, "put_back", Q),
    (AS, "hand_back", RT),
    (AS, "resolve", RS),
    (AS, "cancel", AB),
    (AC, "take", AC),
    (AC, "say", AC),
    (AC, "put_back", Q),
    (AC, "hand_back", RT),
    (AC, "resolve", RS),
    (AC, "cancel", AB),
]
REFUSED: list[tuple[State, str, type[HandoffRefused]]] = [
    *((Q, step, NotYours) for step in ("say", "hand_back", "resolve")),
    *(
        (state, step, AlreadyEnded)
        for state in (RT, RS, AB)
        for step in ("take", "say", "hand_back", "resolve")
    ),
]


@pytest.fixture
def handoff(handoffs: Handoffs, conversation: Conversation) -> Handoff:
    return handoffs.request(HandoffRequest(conversation.id, "asked"))


def bring_to(state: State, handoffs: Handoffs, handoff: Handoff, agent: Agent) -> None:
    for step in WAYS[state]:
        STEPS[step](handoffs, handoff, agent)
    assert handoffs.get(handoff.id).state is state


def states_recorded(database: Database, handoff: Handoff) -> list[tuple[str, int | None]]:
    with database.read() as session:
        query = select(HandoffEventRow.state, HandoffEventRow.agent_id)
        rows = session.execute(
            query.where(HandoffEventRow.handoff_id == handoff.id).order_by(HandoffEventRow.id)
        )
        return [(row.state, row.agent_id) for row in rows]


@pytest.mark.parametrize(("before", "step", "after"), ALLOWED)
def test_step_leads_to_state(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent, before: State, step: str, after: State
) -> None:
    bring_to(before, handoffs, handoff, sanne)
    STEPS[step](handoffs, handoff, sanne)
    assert handoffs.get(handoff.id).state is after


@pytest.mark.parametrize(("before", "step", "error"), REFUSED)
def test_step_is_refused_and_changes_nothing(
    handoffs: Handoffs,
    handoff: Handoff,
    sanne: Agent,
    before: State,
    step: str,
    error: type[HandoffRefused],
) -> None:
    bring_to(before, handoffs, handoff, sanne)
    as_it_was, events = handoffs.get(handoff.id), handoffs.last_event_id()
    with pytest.raises(error):
        STEPS[step](handoffs, handoff, sanne)
    assert handoffs.get(handoff.id) == as_it_was
    assert handoffs.last_event_id() == events


def test_table_above_covers_every_transition() -> None:
    tried = {(before, after) for before, _, after in ALLOWED if before is not after}
    assert tried == {(before, after) for before, afters in TRANSITIONS.items() for after in afters}


def test_each_change_is_a_row_with_who_did_it(
    database: Database, handoffs: Handoffs, handoff: Handoff, sanne: Agent
) -> None:
    bring_to(State.ACTIVE, handoffs, handoff, sanne)
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    assert states_recorded(database, handoff) == [
        ("queued", None),
        ("assigned", sanne.id),
        ("active", sanne.id),
        ("resolved", sanne.id),
    ]


def test_human_owns_the_conversation_until_the_end(
    handoffs: Handoffs, conversations: Conversations, handoff: Handoff, sanne: Agent
) -> None:
    assert conversations.get(handoff.conversation_id).owner is Owner.HUMAN
    bring_to(State.RESOLVED, handoffs, handoff, sanne)
    assert conversations.get(handoff.conversation_id).owner is Owner.ASSISTANT
    assert handoffs.current(handoff.conversation_id) is None


@pytest.mark.parametrize(
    ("step", "event"), [("resolve", "/handoff_resolved"), ("hand_back", "/handoff_returned")]
)
def test_assistant_is_told_when_it_is_back(
    handoffs: Handoffs, conversations: Conversations, handoff: Handoff, sanne: Agent, step: str, event: str
) -> None:
    handoffs.take(handoff.id, sanne)
    STEPS[step](handoffs, handoff, sanne)
    entries = conversations.since(handoff.conversation_id, 0)
    assert [entry.payload for entry in entries if entry.kind is Kind.EVENT] == [event]


def test_customer_reads_who_comes_and_goes(
    handoffs: Handoffs, conversations: Conversations, handoff: Handoff, sanne: Agent
) -> None:
    bring_to(State.ACTIVE, handoffs, handoff, sanne)
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    said = conversations.transcript(handoff.conversation_id)
    told = [(message.author, message.author_name, "Sanne" in message.text) for message in said[1:]]
    assert told == [
        (Author.SYSTEM, None, True),
        (Author.AGENT, "Sanne", False),
        (Author.SYSTEM, None, True),
    ]


def test_message_sent_twice_is_said_once(
    handoffs: Handoffs, conversations: Conversations, handoff: Handoff, sanne: Agent
) -> None:
    handoffs.take(handoff.id, sanne)
    first = handoffs.say(handoff.id, sanne, "Hoi!", "c1")
    assert handoffs.say(handoff.id, sanne, "Hoi!", "c1") == first
    said = conversations.transcript(handoff.conversation_id)
    assert [message.text for message in said if message.author is Author.AGENT] == ["Hoi!"]


def test_second_request_brings_the_open_handoff(handoffs: Handoffs, handoff: Handoff) -> None:
    again = handoffs.request(HandoffRequest(handoff.conversation_id, "failed"))
    assert again.id == handoff.id
    assert again.reason_code == "asked"


def test_new_request_after_the_end_is_a_new_handoff(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent
) -> None:
    bring_to(State.RESOLVED, handoffs, handoff, sanne)
    again = handoffs.request(HandoffRequest(handoff.conversation_id, "asked"))
    assert again.id != handoff.id
    assert again.state is State.QUEUED


def test_request_for_an_unknown_conversation_is_a_key_error(handoffs: Handoffs) -> None:
    with pytest.raises(KeyError):
        handoffs.request(HandoffRequest("onbekend", "asked"))


def test_cancelling_without_a_handoff_changes_nothing(handoffs: Handoffs, conversation: Conversation) -> None:
    assert handoffs.cancel(conversation.id) is None


def test_of_two_agents_at_once_one_wins_and_the_other_hears_who(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent, daan: Agent
) -> None:
    outcomes: dict[str, object] = {}
    ready = threading.Barrier(2)

    def take(agent: Agent) -> None:
        ready.wait()
        try:
            outcomes[agent.first_name] = handoffs.take(handoff.id, agent)
        except AlreadyTaken as refused:
            outcomes[agent.first_name] = refused.details["by"]

    threads = [threading.Thread(target=take, args=(agent,)) for agent in (sanne, daan)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = handoffs.get(handoff.id).agent_name
    loser = {"Sanne": "Daan", "Daan": "Sanne"}[str(winner)]
    assert outcomes[loser] == winner
    assert isinstance(outcomes[str(winner)], Handoff)


@pytest.mark.parametrize("step", ["say", "hand_back", "resolve"])
def test_only_the_agent_who_has_it_goes_on(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent, daan: Agent, step: str
) -> None:
    handoffs.take(handoff.id, sanne)
    with pytest.raises(NotYours) as refused:
        STEPS[step](handoffs, handoff, daan)
    assert refused.value.details == {"by": "Sanne"}


@pytest.mark.parametrize("step", ["say", "hand_back", "resolve"])
def test_admin_may_step_in(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent, new_agent: Callable[..., Agent], step: str
) -> None:
    handoffs.take(handoff.id, sanne)
    STEPS[step](handoffs, handoff, new_agent("Willem Bos", Role.ADMIN))
    assert handoffs.get(handoff.id).agent_id == sanne.id


@pytest.mark.parametrize("step", ["take", "say", "hand_back", "resolve"])
def test_trainer_never_speaks_to_a_customer(
    handoffs: Handoffs, handoff: Handoff, new_agent: Callable[..., Agent], step: str
) -> None:
    with pytest.raises(NotForThisRole):
        STEPS[step](handoffs, handoff, new_agent("Noor de Boer", Role.TRAINER))


@pytest.mark.parametrize(("problem", "outcome"), [("knitting", "solved"), ("internet_down", "knitted")])
def test_unknown_problem_or_outcome_is_refused(
    handoffs: Handoffs, handoff: Handoff, sanne: Agent, problem: str, outcome: str
) -> None:
    handoffs.take(handoff.id, sanne)
    with pytest.raises(NotAnOutcome):
        handoffs.resolve(handoff.id, sanne, problem, outcome)
    assert handoffs.get(handoff.id).state is State.ASSIGNED


def test_unknown_handoff_is_refused(handoffs: Handoffs, sanne: Agent) -> None:
    with pytest.raises(UnknownHandoff):
        handoffs.take("onbekend", sanne)


def test_what_the_customer_types_meanwhile_waits_for_nobody(
    handoffs: Handoffs, conversations: Conversations, handoff: Handoff
) -> None:
    conversations.claim_next(handoff.conversation_id, "rasa-1")
    for message in conversations.since(handoff.conversation_id, 0):
        conversations.answered(message.id)
    conversations.receive(InboundMessage("website", "bezoeker-1", "ben je er nog?", "m2"))
    assert conversations.claim_next(handoff.conversation_id, "rasa-1") is None


def test_urgent_goes_first_but_nobody_waits_for_ever(
    database: Database, handoffs: Handoffs, queue_up: Callable[..., Handoff]
) -> None:
    bill, first, second = (
        queue_up(intent, intent) for intent in ("bill_copy", "internet_down", "outage_status")
    )
    assert [entry.handoff_id for entry in handoffs.queue()] == [first.id, second.id, bill.id]
    standings = [handoffs.standing(handoff) for handoff in (first, second, bill)]
    assert [standing and standing.position for standing in standings] == [1, 2, 1]
    with database.begin() as session:
        waited_long = bill.requested_at - timedelta(minutes=21)
        session.execute(update(HandoffRow).where(HandoffRow.id == bill.id).values(requested_at=waited_long))
    handoffs.cancel(second.conversation_id)
    assert [entry.handoff_id for entry in handoffs.queue()] == [bill.id, first.id]


def test_next_is_who_the_agent_can_help(
    handoffs: Handoffs, queue_up: Callable[..., Handoff], sanne: Agent, daan: Agent
) -> None:
    internet, bill = queue_up("a", "internet_down"), queue_up("b", "bill_too_high")
    assert handoffs.take_next(daan).id == bill.id
    assert [entry.handoff_id for entry in handoffs.of_agent(daan)] == [bill.id]
    assert handoffs.take_next(sanne).id == internet.id
    assert handoffs.standing(handoffs.get(internet.id)) is None
    with pytest.raises(NothingWaiting):
        handoffs.take_next(sanne)


def test_queue_entry_tells_what_a_list_shows(handoffs: Handoffs, queue_up: Callable[..., Handoff]) -> None:
    queue_up("a", "internet_down", language="en")
    (entry,) = handoffs.queue()
    assert entry.problem is not None
    assert entry.problem["en"] == "no internet connection at home at all"
    shown = (entry.urgency, entry.skill, entry.language, entry.channel, entry.position)
    assert shown == (3, "internet_tech", "en", "website", 1)
