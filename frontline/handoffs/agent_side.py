"""The agents' side of a handoff: taking, speaking, passing on, giving back and ending."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from frontline.agents.types import Agent, Role
from frontline.conversations.types import Author, Message, Owner
from frontline.handoffs.changes import Changes
from frontline.handoffs.notes import add_note
from frontline.handoffs.routing import AtDesk, choices, pushes
from frontline.handoffs.rows import LISTED, Row, as_entry, as_handoff, first_name, get_row, record
from frontline.handoffs.types import (
    AlreadyEnded,
    AlreadyTaken,
    Full,
    Handoff,
    NobodyForYou,
    NotAnOutcome,
    NotATransfer,
    NotForThisRole,
    NothingWaiting,
    NotYours,
    QueueEntry,
    State,
)
from frontline.storage.tables import HandoffRow

RESOLVED, RETURNED = "/handoff_resolved", "/handoff_returned"

logger = logging.getLogger(__name__)


class AgentSide(Changes):
    """What agents do with conversations; errors are `HandoffRefused`, and nothing has changed then."""

    def of_agent(self, agent: Agent) -> list[QueueEntry]:
        """The conversations this agent has now, in the order in which they were taken."""
        theirs = (HandoffRow.agent_id == agent.id, HandoffRow.ended_at.is_(None))
        with self._database.read_plain() as transaction:
            rows = transaction.execute(LISTED.where(*theirs).order_by(HandoffRow.assigned_at)).all()
        return [as_entry(row, None) for row in rows]

    def take(self, handoff_id: str, agent: Agent) -> Handoff:
        """Gives a waiting conversation to the agent; of two who try at once, the other gets AlreadyTaken."""
        _must_help(agent)
        with self._database.begin() as session:
            row = get_row(session, handoff_id)
            if row.agent_id != agent.id or row.ended_at is not None:
                self._assign(session, row, agent)
            handoff = as_handoff(session, row)
        self._tell(handoff, "joined", mark=f"{handoff.assigned_at}", agent=agent.first_name)
        return handoff

    def take_next(self, agent: Agent) -> Handoff:
        """Gives the agent whom they can help best, by skill, language, urgency and waiting time.

        Raises NothingWaiting when the queue is empty, NobodyForYou when nobody in it is for this agent yet,
        Full when the agent has no room.
        """
        _must_help(agent)
        desk, waiting = self.desk_of(agent), self._queue.in_order()
        if not desk.has_room:
            raise Full(capacity=str(desk.capacity))
        for match in choices(desk, waiting, self._rules, self._clock()):
            with suppress(AlreadyTaken, AlreadyEnded):
                taken = self.take(match.handoff_id, agent)
                logger.info("%s", match)
                return taken
        if waiting:
            raise NobodyForYou(minutes=f"{self._rules.widen_after.total_seconds() / 60:g}")
        raise NothingWaiting()

    def desk_of(self, agent: Agent) -> AtDesk:
        """What routing knows of an agent."""
        with self._database.read() as session:
            theirs = select(func.count()).where(
                HandoffRow.agent_id == agent.id, HandoffRow.ended_at.is_(None)
            )
            load = session.execute(theirs).scalar_one()
        capacity = agent.capacity or self._rules.capacity
        return AtDesk(agent.id, agent.skills, agent.languages, load, capacity)

    def push(self, agents: Collection[Agent]) -> list[Handoff]:
        """Gives those who wait to these agents, as far as they have room; who was given to whom, and why."""
        by_id = {agent.id: agent for agent in agents}
        desks = [self.desk_of(agent) for agent in agents]
        given = []
        for match in pushes(self._queue.in_order(), desks, self._rules, self._clock()):
            with suppress(AlreadyTaken, AlreadyEnded):
                given.append(self.take(match.handoff_id, by_id[match.agent_id]))
                logger.info("%s", match)
        return given

    def put_back_all_of(self, agents: Collection[Agent]) -> list[Handoff]:
        """These agents are gone: their conversations go to the front of the queue, the customers hear so."""
        by_id = {agent.id: agent for agent in agents}
        theirs = select(HandoffRow.id, HandoffRow.agent_id).where(
            HandoffRow.ended_at.is_(None), HandoffRow.agent_id.in_(by_id)
        )
        with self._database.read() as session:
            held = session.execute(theirs).all()
        put_back = [self._put_back(row.id, by_id[row.agent_id]) for row in held]
        return [handoff for handoff in put_back if handoff is not None]

    def _put_back(self, handoff_id: str, agent: Agent) -> Handoff | None:
        """None when the conversation is no longer theirs."""
        with self._database.begin() as session:
            row = get_row(session, handoff_id)
            if row.agent_id != agent.id or row.ended_at is not None:
                return None
            mark = f"{row.assigned_at}"
            self._queue_again(session, row, agent, front=True)
            handoff = as_handoff(session, row)
        self._tell(handoff, "lost", mark=mark, agent=agent.first_name)
        logger.info("handoff %s is back at the front: agent %d is gone", handoff.id, agent.id)
        return handoff

    def say(self, handoff_id: str, agent: Agent, text: str, message_id: str) -> Message:
        """What the agent says to the customer, stored once per `message_id`; the first makes it active."""
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            if State(row.state) is State.ASSIGNED:
                self._move(session, row, State.ACTIVE, agent)
            conversation_id = row.conversation_id
        return self._conversations.say(
            conversation_id,
            Author.AGENT,
            text,
            author_name=agent.first_name,
            channel_message_id=message_id,
        )

    def hand_back(self, handoff_id: str, agent: Agent, note: str = "", guide: str | None = None) -> Handoff:
        """Gives the conversation back to the assistant, with a note for whoever reads it later.

        With `guide`, the intent of a problem, the assistant goes on with its guide at once. Raises
        NotAnOutcome for a problem that the taxonomy does not know.
        """
        if guide is not None and guide not in self._taxonomy:
            raise NotAnOutcome()
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            self._end(session, row, State.RETURNED, agent, note)
            self._return(session, row, guide)
            handoff = as_handoff(session, row)
        if guide is None:
            self._tell(handoff, "returned", agent=agent.first_name)
        else:
            label = self._taxonomy.problem(guide).button[handoff.language]
            self._tell(handoff, "returned_to_guide", agent=agent.first_name, problem=label)
        return handoff

    def _return(self, session: Session, row: Row, guide: str | None) -> None:
        """The assistant is told to go on, as if the customer had named the problem."""
        if guide is None:
            self._conversations.tell_assistant(row.conversation_id, RETURNED, session)
            return
        label = self._taxonomy.problem(guide).button[row.language]
        self._conversations.tell_assistant(row.conversation_id, f"/{guide}", session, text=label)

    def transfer(
        self,
        handoff_id: str,
        agent: Agent,
        *,
        skill: str | None = None,
        colleague: Agent | None = None,
        note: str = "",
    ) -> Handoff:
        """Passes the conversation on, to a skill or to one colleague; the note is for who takes over.

        A colleague who does not take it in time is not waited for. Raises NotATransfer.
        """
        if not self._can_pass(agent, skill, colleague):
            raise NotATransfer()
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            mark = f"{row.assigned_at}"
            row.skill = skill or row.skill
            self._queue_again(session, row, agent, note=note)
            row.wanted_agent_id = colleague.id if colleague else None
            if note:
                add_note(session, row.id, agent, note)
            handoff = as_handoff(session, row)
        self._tell(handoff, "transferred", mark=mark, agent=agent.first_name)
        return handoff

    def _can_pass(self, agent: Agent, skill: str | None, colleague: Agent | None) -> bool:
        """To exactly one of a known skill and a colleague who helps customers."""
        if colleague is None:
            return skill in self._taxonomy.skills
        return skill is None and colleague.id != agent.id and colleague.active and colleague.helps_customers

    def resolve(self, handoff_id: str, agent: Agent, problem: str | None, outcome: str | None) -> Handoff:
        """Ends the handoff with the problem as the agent saw it and what came of it.

        Both are None where the agent's helpdesk does not ask for them. Raises NotAnOutcome for a problem
        that the taxonomy, or an outcome that the copy does not know.
        """
        unknown = problem is not None and problem not in self._taxonomy
        if unknown or (outcome is not None and outcome not in self._copy.section("outcomes")):
            raise NotAnOutcome()
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            row.confirmed_problem, row.outcome = problem, outcome
            self._end(session, row, State.RESOLVED, agent)
            self._conversations.tell_assistant(row.conversation_id, RESOLVED, session)
            handoff = as_handoff(session, row)
        self._tell(handoff, "left", agent=agent.first_name)
        if problem is not None:
            self._on_resolved(handoff)
        return handoff

    def give_to(self, handoff_id: str, agent: Agent) -> Handoff:
        """Another helpdesk has given the conversation to this agent, whoever had it before."""
        with self._database.begin() as session:
            row = get_row(session, handoff_id)
            if row.ended_at is not None or row.agent_id is None:
                self._assign(session, row, agent)
            elif row.agent_id != agent.id:
                row.agent_id, row.assigned_at = agent.id, self._clock()
                record(session, row, agent)
            handoff = as_handoff(session, row)
        self._tell(handoff, "joined", mark=f"{handoff.assigned_at}", agent=agent.first_name)
        return handoff

    def _theirs(self, session: Session, handoff_id: str, agent: Agent) -> Row:
        """The open handoff, if it is this agent's or the agent is an admin."""
        _must_help(agent)
        row = get_row(session, handoff_id)
        if row.ended_at is not None:
            raise AlreadyEnded(state=row.state)
        if row.agent_id is None or (row.agent_id != agent.id and agent.role is not Role.ADMIN):
            raise NotYours(by=first_name(session, row))
        return row

    def _queue_again(
        self, session: Session, row: Row, agent: Agent, *, front: bool = False, note: str = ""
    ) -> None:
        """From this agent back into the queue; what the customer has waited already still counts."""
        row.agent_id, row.assigned_at, row.wanted_agent_id = None, None, None
        row.promised_at, row.callback_at = None, None
        row.queued_at, row.front = self._clock(), front
        self._move(session, row, State.QUEUED, agent, note)

    def _assign(self, session: Session, row: Row, agent: Agent) -> None:
        if row.ended_at is not None:
            raise AlreadyEnded(state=row.state)
        if row.agent_id is not None:
            raise AlreadyTaken(by=first_name(session, row))
        row.agent_id, row.assigned_at = agent.id, self._clock()
        self._move(session, row, State.ASSIGNED, agent)
        self._conversations.hand_to(session, row.conversation_id, Owner.HUMAN)


def _must_help(agent: Agent) -> None:
    if not agent.helps_customers:
        raise NotForThisRole()
