"""What someone who waits is told: the place, the wait, tickets, call backs, and the score at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from frontline.agents.team import Team
from frontline.agents.types import Agent
from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, Owner
from frontline.handoffs.contact import Contact
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import (
    Handoff,
    HandoffRequest,
    NotAMoment,
    NotAPhoneNumber,
    NotAScore,
    State,
    UnknownHandoff,
)
from frontline.handoffs.waiting import remaining_wait
from frontline.storage.database import Database
from frontline.triage.taxonomy import Taxonomy
from tests.unit.handoffs.conftest import CONTENT

QueueUp = Callable[..., Handoff]
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
NIGHT = NOON.replace(hour=23)


class Clock:
    """A clock on the wall of the desk, which a test sets."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)


class Desk:
    """Whether an agent has the desk open, whatever the hour."""

    someone = False


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def handoffs(
    database: Database,
    conversations: Conversations,
    taxonomy: Taxonomy,
    copy: HandoffCopy,
    clock: Clock,
    desk: Desk,
) -> Handoffs:
    team = Team.load(CONTENT / "team.yml", taxonomy.skills)
    contact = Contact.load(CONTENT / "channels.yml", lambda: desk.someone)
    return Handoffs(database, conversations, taxonomy, team, copy, contact=contact, clock=clock)


def minutes(*waits: float) -> list[timedelta]:
    return [timedelta(minutes=wait) for wait in waits]


@pytest.mark.parametrize(
    ("waits", "waited", "left"),
    [
        ([], 0, None),
        ([5, 5], 0, None),
        ([2, 4, 9], 0, 4),
        ([2, 4, 9, 10, 12], 3, 6.5),
        ([2, 4, 9], 3, None),
        ([2, 2, 2], 30, None),
    ],
)
def test_wait_is_told_from_those_who_waited_longer_or_not_at_all(
    waits: list[float], waited: float, left: float | None
) -> None:
    expected = None if left is None else timedelta(minutes=left)
    assert remaining_wait(minutes(*waits), timedelta(minutes=waited)) == expected


def test_standing_is_place_and_wait_among_those_of_the_same_skill(
    handoffs: Handoffs, queue_up: QueueUp, clock: Clock, sanne: Agent
) -> None:
    for number in range(3):
        helped = queue_up(f"before-{number}")
        clock.later(minutes=4)
        handoffs.take(helped.id, sanne)
    queue_up("bill", "bill_too_high")
    first = queue_up("first")
    clock.later(seconds=1)
    second = queue_up("second")
    standing = handoffs.standing(second)
    assert standing is not None
    assert (standing.position, standing.wait) == (2, timedelta(minutes=4))
    handoffs.take(first.id, sanne)
    clock.later(minutes=1)
    standing = handoffs.standing(second)
    assert standing is not None
    assert (standing.position, standing.wait) == (1, timedelta(minutes=3))
    assert handoffs.standing(handoffs.get(first.id)) is None


def test_nothing_is_promised_when_nothing_is_known(handoffs: Handoffs, queue_up: QueueUp) -> None:
    standing = handoffs.standing(queue_up("a"))
    assert standing is not None
    assert standing.wait is None


def test_at_night_there_is_a_ticket_with_a_promise_and_the_assistant_stays(
    handoffs: Handoffs, conversations: Conversations, queue_up: QueueUp, clock: Clock
) -> None:
    clock.at = NIGHT
    ticket = queue_up("a")
    assert ticket.is_ticket
    assert str(ticket.reference).startswith("PL-")
    assert ticket.promised_at == NOON + timedelta(days=1)
    assert conversations.get(ticket.conversation_id).owner is Owner.ASSISTANT
    assert handoffs.ticket_words(ticket).startswith("Er is nu geen collega aanwezig.")
    assert f"**{ticket.reference}**. Uiterlijk morgen om 12:00" in handoffs.ticket_words(ticket)
    assert handoffs.request(HandoffRequest(ticket.conversation_id, "asked")) == ticket
    assert handoffs.standing(ticket) is None


def test_at_night_an_agent_who_is_there_helps(
    handoffs: Handoffs, queue_up: QueueUp, clock: Clock, desk: Desk
) -> None:
    clock.at, desk.someone = NIGHT, True
    assert not queue_up("a").is_ticket


def test_ticket_is_answered_on_the_same_channel(
    handoffs: Handoffs, conversations: Conversations, queue_up: QueueUp, clock: Clock, sanne: Agent
) -> None:
    clock.at = NIGHT
    ticket = queue_up("a")
    clock.at = NIGHT + timedelta(hours=12)
    handoffs.take_next(sanne)
    assert conversations.get(ticket.conversation_id).owner is Owner.HUMAN
    handoffs.say(ticket.id, sanne, "Goedemorgen, het is opgelost.", "c1")
    assert conversations.transcript(ticket.conversation_id)[-1].text == "Goedemorgen, het is opgelost."


def test_ticket_comes_after_who_waits_live_until_its_promise_is_near(
    handoffs: Handoffs, queue_up: QueueUp, clock: Clock
) -> None:
    clock.at = NIGHT
    ticket = queue_up("night")
    clock.at = NOON + timedelta(days=1, hours=-3)
    live = queue_up("morning")
    assert [entry.handoff_id for entry in handoffs.queue()] == [live.id, ticket.id]
    clock.later(hours=2.5)
    later = queue_up("later")
    assert [entry.handoff_id for entry in handoffs.queue()] == [live.id, ticket.id, later.id]


def test_ticket_asked_for_again_when_the_team_is_there_joins_the_queue(
    handoffs: Handoffs, conversations: Conversations, queue_up: QueueUp, clock: Clock
) -> None:
    clock.at = NIGHT
    ticket = queue_up("a")
    clock.at = NOON + timedelta(days=1)
    again = handoffs.request(HandoffRequest(ticket.conversation_id, "asked"))
    assert (again.id, again.is_ticket, again.state) == (ticket.id, False, State.QUEUED)
    assert conversations.get(ticket.conversation_id).owner is Owner.HUMAN


def test_who_still_waits_when_the_team_goes_home_gets_a_ticket_once(
    handoffs: Handoffs, conversations: Conversations, queue_up: QueueUp, clock: Clock
) -> None:
    waiting = queue_up("a")
    assert handoffs.close_for_today() == []
    clock.at = NIGHT
    (ticket,) = handoffs.close_for_today()
    assert (ticket.id, ticket.is_ticket) == (waiting.id, True)
    said = conversations.transcript(ticket.conversation_id)[-1].text
    assert str(ticket.reference) in said
    assert "morgen om 12:00" in said
    assert handoffs.close_for_today() == []


def test_call_back_is_arranged_and_given_out_when_it_is_time(
    handoffs: Handoffs, conversations: Conversations, queue_up: QueueUp, clock: Clock, sanne: Agent
) -> None:
    waiting = queue_up("a")
    moment = handoffs.callback_moments()[0]
    arranged = handoffs.call_back(waiting.conversation_id, moment.isoformat(), "06 12345678")
    assert (arranged.callback_at, arranged.callback_phone) == (moment, "+31612345678")
    assert arranged.is_ticket
    said = conversations.transcript(waiting.conversation_id)[-1].text
    assert "vandaag om 14:00 op het nummer dat eindigt op 678" in said
    with pytest.raises(Exception, match="nobody_for_you"):
        handoffs.take_next(sanne)
    clock.at = moment - timedelta(minutes=9)
    assert handoffs.take_next(sanne).id == waiting.id


@pytest.mark.parametrize(
    ("moment", "phone", "error"),
    [("2026-01-05T03:00:00+01:00", "0612345678", NotAMoment), (None, "bel maar", NotAPhoneNumber)],
)
def test_call_back_that_cannot_be_is_refused_and_they_keep_waiting(
    handoffs: Handoffs, queue_up: QueueUp, moment: str | None, phone: str, error: type[Exception]
) -> None:
    waiting = queue_up("a")
    with pytest.raises(error):
        handoffs.call_back(
            waiting.conversation_id, moment or handoffs.callback_moments()[0].isoformat(), phone
        )
    assert handoffs.get(waiting.id) == waiting


def test_call_back_is_for_who_waits(handoffs: Handoffs, queue_up: QueueUp, sanne: Agent) -> None:
    taken = handoffs.take(queue_up("a").id, sanne)
    with pytest.raises(UnknownHandoff):
        handoffs.call_back(taken.conversation_id, handoffs.callback_moments()[0].isoformat(), "0612345678")


def test_score_is_asked_once_for_a_while_and_stored(
    handoffs: Handoffs, queue_up: QueueUp, clock: Clock, sanne: Agent
) -> None:
    first, second = queue_up("a"), queue_up("b")
    for handoff in (first, second):
        handoffs.take(handoff.id, sanne)
        handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    assert handoffs.for_customer(first.conversation_id) == (None, first.id)
    unrated = partial(handoffs.unrated, "website", timedelta(minutes=30))
    assert [one.handoff_id for one in unrated()] == [first.id, second.id]
    assert handoffs.unrated("whatsapp", timedelta(minutes=30)) == []
    handoffs.rate(first.conversation_id, first.id, 2)
    assert handoffs.for_customer(first.conversation_id) == (None, None)
    assert handoffs.get(first.id).effort_score == 2
    assert [one.conversation_id for one in unrated()] == [second.conversation_id]
    clock.later(hours=2)
    assert unrated() == []
    assert handoffs.for_customer(second.conversation_id) == (None, None)


@pytest.mark.parametrize("score", [0, 6, -1, True, "5", None, 2.5])
def test_what_is_no_score_is_refused(
    handoffs: Handoffs, queue_up: QueueUp, sanne: Agent, score: object
) -> None:
    handoff = handoffs.take(queue_up("a").id, sanne)
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    with pytest.raises(NotAScore):
        handoffs.rate(handoff.conversation_id, handoff.id, score)  # type: ignore[arg-type]


def test_nobody_scores_the_conversation_of_another(
    handoffs: Handoffs, queue_up: QueueUp, conversation: Conversation, sanne: Agent
) -> None:
    handoff = handoffs.take(queue_up("a").id, sanne)
    with pytest.raises(NotAScore):
        handoffs.rate(handoff.conversation_id, handoff.id, 1)
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    with pytest.raises(NotAScore):
        handoffs.rate(conversation.id, handoff.id, 1)
    assert replace(handoffs.get(handoff.id), effort_score=None) == handoffs.get(handoff.id)
