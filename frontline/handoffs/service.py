"""The use cases of a handoff. Each changes state in one transaction and leaves a row of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontline.agents.service import to_agent
from frontline.agents.team import Team
from frontline.agents.types import Agent, Role
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Conversation, Level, Message, Owner
from frontline.customers.ports import BackOffice, BackOfficeError
from frontline.customers.types import Customer
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.pack import Earlier, Note, PackFacts, build_pack
from frontline.handoffs.routing import AtDesk, Waiting, choices, in_order, pushes
from frontline.handoffs.types import (
    TRANSITIONS,
    AlreadyEnded,
    AlreadyTaken,
    Full,
    Handoff,
    HandoffRefused,
    HandoffRequest,
    NobodyForYou,
    NotAnOutcome,
    NotForThisRole,
    NothingWaiting,
    NotYours,
    Pack,
    QueueEntry,
    State,
    Text,
    UnknownHandoff,
)
from frontline.storage.database import Database
from frontline.storage.tables import (
    AgentRow,
    ConversationRow,
    HandoffEventRow,
    HandoffRow,
    ProblemRow,
    now,
)
from frontline.triage.taxonomy import GENERAL_SKILL, ProblemType, Taxonomy

RESOLVED, RETURNED = "/handoff_resolved", "/handoff_returned"
DEFAULT_URGENCY = 2
MOST_EARLIER = 5

Row = Any
"""A row of a table: SQLAlchemy's own types take every column for one that may be empty."""

logger = logging.getLogger(__name__)


class Handoffs:
    """Passes conversations to agents and back.

    Errors of the agents' steps are `HandoffRefused`; nothing has changed then.
    """

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        taxonomy: Taxonomy,
        team: Team,
        copy: HandoffCopy,
        back_office: BackOffice | None = None,
        on_resolved: Callable[[Handoff], None] = lambda handoff: None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """`back_office` tells the customer's name and address; without it the pack holds only their id.

        `on_resolved` hears of each handoff that an agent resolved, after it is stored; `clock` tells the
        time in UTC.
        """
        self._database = database
        self._conversations = conversations
        self._taxonomy = taxonomy
        self._rules = team.routing
        self._copy = copy
        self._back_office = back_office
        self._on_resolved = on_resolved
        self._clock = clock

    @property
    def outcomes(self) -> Mapping[str, Text]:
        """How a handoff can end, in both languages."""
        return self._copy.section("outcomes")

    # -- the assistant and the customer ------------------------------------------------------------

    def request(self, request: HandoffRequest) -> Handoff:
        """Puts the conversation in the queue; brings the open handoff when there is one already.

        Errors: KeyError for an unknown conversation.
        """
        waiting = self.current(request.conversation_id)
        if waiting is not None:
            return waiting
        facts = self._gather(request)
        try:
            return self._store(facts, build_pack(facts, self._copy))
        except IntegrityError:
            waiting = self.current(request.conversation_id)
            if waiting is None:
                raise
            return waiting

    def cancel(self, conversation_id: str) -> Handoff | None:
        """The customer goes on without an agent; None when there was no open handoff."""
        with self._database.begin() as session:
            row = _open_of(session, conversation_id)
            if row is None:
                return None
            self._end(session, row, State.ABANDONED)
            return _handoff(session, row)

    def current(self, conversation_id: str) -> Handoff | None:
        """The open handoff of a conversation, or None."""
        with self._database.read() as session:
            row = _open_of(session, conversation_id)
            return _handoff(session, row) if row else None

    def position(self, handoff_id: str) -> int | None:
        """The place among those who wait for the same skill, counted from 1; None when it does not wait."""
        order = self._in_order()
        skill = next((one.skill for one in order if one.handoff_id == handoff_id), None)
        line = [one.handoff_id for one in order if one.skill == skill]
        return line.index(handoff_id) + 1 if skill is not None else None

    # -- the agents --------------------------------------------------------------------------------

    def queue(self) -> list[QueueEntry]:
        """All who wait, in the order in which they will be helped."""
        with self._database.read() as session:
            rows = session.execute(_listed().where(HandoffRow.state == State.QUEUED.value)).all()
        by_id = {row.id: row for row in rows}
        order = in_order(map(_waiting, rows), self._rules)
        return [_entry(by_id[one.handoff_id], place) for place, one in enumerate(order, start=1)]

    def of_agent(self, agent: Agent) -> list[QueueEntry]:
        """The conversations this agent has now, in the order in which they were taken."""
        theirs = (HandoffRow.agent_id == agent.id, HandoffRow.ended_at.is_(None))
        with self._database.read() as session:
            rows = session.execute(_listed().where(*theirs).order_by(HandoffRow.assigned_at)).all()
        return [_entry(row, None) for row in rows]

    def get(self, handoff_id: str) -> Handoff:
        """One handoff, also an ended one. Raises UnknownHandoff."""
        with self._database.read() as session:
            return _handoff(session, _get(session, handoff_id))

    def take(self, handoff_id: str, agent: Agent) -> Handoff:
        """Gives a waiting conversation to the agent; of two who try at once, the other gets AlreadyTaken."""
        _must_help(agent)
        with self._database.begin() as session:
            row = _get(session, handoff_id)
            if row.agent_id != agent.id or row.ended_at is not None:
                self._assign(session, row, agent)
            handoff = _handoff(session, row)
        self._tell(handoff, "joined", agent.first_name, f"{handoff.assigned_at}")
        return handoff

    def take_next(self, agent: Agent) -> Handoff:
        """Gives the agent whom they can help best, by skill, language, urgency and waiting time.

        Raises NothingWaiting when the queue is empty, NobodyForYou when nobody in it is for this agent yet,
        Full when the agent has no room.
        """
        _must_help(agent)
        desk, waiting = self.desk_of(agent), self._in_order()
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
        for match in pushes(self._in_order(), desks, self._rules, self._clock()):
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
            row = _get(session, handoff_id)
            if row.agent_id != agent.id or row.ended_at is not None:
                return None
            mark = f"{row.assigned_at}"
            self._queue_again(session, row, agent, front=True)
            handoff = _handoff(session, row)
        self._tell(handoff, "lost", agent.first_name, mark)
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

    def hand_back(self, handoff_id: str, agent: Agent, note: str = "") -> Handoff:
        """Gives the conversation back to the assistant, with a note for whoever reads it later."""
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            self._end(session, row, State.RETURNED, agent, note)
            self._conversations.tell_assistant(row.conversation_id, RETURNED, session)
            handoff = _handoff(session, row)
        self._tell(handoff, "returned", agent.first_name)
        return handoff

    def resolve(self, handoff_id: str, agent: Agent, problem: str, outcome: str) -> Handoff:
        """Ends the handoff with the problem as the agent saw it and what came of it.

        Raises NotAnOutcome for a problem that the taxonomy, or an outcome that the copy does not know.
        """
        if problem not in self._taxonomy or outcome not in self._copy.section("outcomes"):
            raise NotAnOutcome()
        with self._database.begin() as session:
            row = self._theirs(session, handoff_id, agent)
            row.confirmed_problem, row.outcome = problem, outcome
            self._end(session, row, State.RESOLVED, agent)
            self._conversations.tell_assistant(row.conversation_id, RESOLVED, session)
            handoff = _handoff(session, row)
        self._tell(handoff, "left", agent.first_name)
        self._on_resolved(handoff)
        return handoff

    def last_event_id(self) -> int:
        """A number that grows with every change of any handoff."""
        with self._database.read() as session:
            return session.execute(select(func.max(HandoffEventRow.id))).scalar() or 0

    # -- inside ------------------------------------------------------------------------------------

    def _gather(self, request: HandoffRequest) -> PackFacts:
        conversation = self._conversations.get(request.conversation_id)
        found = request.problem or {}
        problem = self._problem_type(found.get("intent"))
        skill = request.skill or found.get("skill") or (problem.skill if problem else GENERAL_SKILL)
        urgency = found.get("urgency") or (problem.urgency if problem else DEFAULT_URGENCY)
        return PackFacts(
            handoff_id=uuid4().hex,
            requested_at=self._clock(),
            request=request,
            conversation=conversation,
            transcript=self._conversations.transcript(conversation.id),
            problem=problem,
            skill=skill,
            urgency=urgency,
            customer=self._customer(conversation),
            earlier=self._earlier(conversation, problem),
            notes=self._notes(conversation),
        )

    def _problem_type(self, intent: Any) -> ProblemType | None:
        return self._taxonomy.problem(intent) if intent in self._taxonomy else None

    def _customer(self, conversation: Conversation) -> Customer | None:
        """The customer as the back office knows them; a back office that is down holds up nobody."""
        known = conversation.customer_id is not None and conversation.level is not Level.ANONYMOUS
        if self._back_office is None or not known:
            return None
        try:
            return self._back_office.find_by_number(str(conversation.customer_id))
        except BackOfficeError as error:
            logger.warning("%s: pack without customer: %s", conversation.id, type(error).__name__)
            return None

    def _earlier(self, conversation: Conversation, problem: ProblemType | None) -> list[Earlier]:
        """Problems in this and the customer's other conversations, newest first, without the present one."""
        with self._database.read() as session:
            query = select(ProblemRow).join(ConversationRow).where(_same_customer(conversation))
            rows = list(session.execute(query.order_by(ProblemRow.id.desc())).scalars())
            outcomes = _outcomes(session, {row.conversation_id for row in rows})
        present = (conversation.id, problem.intent if problem else None)
        earlier: dict[tuple[str, str], Earlier] = {}
        for row in rows:
            key = (row.conversation_id, row.intent)
            if key != present and row.intent in self._taxonomy:
                label = self._taxonomy.problem(row.intent).label
                earlier.setdefault(key, Earlier(row.created_at, label, outcomes.get(key)))
        return list(earlier.values())[:MOST_EARLIER]

    def _notes(self, conversation: Conversation) -> list[Note]:
        """What colleagues noted when they gave conversations of this customer back, newest first."""
        query = (
            select(HandoffEventRow.created_at, HandoffEventRow.note, AgentRow.name)
            .join(HandoffRow, HandoffRow.id == HandoffEventRow.handoff_id)
            .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
            .join(AgentRow, AgentRow.id == HandoffEventRow.agent_id)
            .where(_same_customer(conversation), HandoffEventRow.note.is_not(None))
            .order_by(HandoffEventRow.id.desc())
            .limit(MOST_EARLIER)
        )
        with self._database.read() as session:
            return [Note(row.created_at, row.name, row.note) for row in session.execute(query)]

    def _store(self, facts: PackFacts, pack: Pack) -> Handoff:
        request, conversation = facts.request, facts.conversation
        with self._database.begin() as session:
            row = HandoffRow(
                id=facts.handoff_id,
                conversation_id=conversation.id,
                state=State.QUEUED.value,
                reason_code=request.reason_code,
                skill=facts.skill,
                urgency=facts.urgency,
                language=request.language,
                channel=conversation.channel,
                pack=pack,
                known_agent_id=_known_agent(session, conversation),
                requested_at=facts.requested_at,
                queued_at=facts.requested_at,
            )
            session.add(row)
            session.flush()
            _record(session, row)
            self._conversations.hand_to(session, conversation.id, Owner.HUMAN)
            return _handoff(session, row)

    def _in_order(self) -> list[Waiting]:
        """All who wait, in the order in which they will be helped."""
        with self._database.read() as session:
            rows = session.execute(_WAITING.where(HandoffRow.state == State.QUEUED.value)).all()
        return in_order(map(_waiting, rows), self._rules)

    def _queue_again(
        self, session: Session, row: Row, agent: Agent, *, front: bool = False, note: str = ""
    ) -> None:
        """From this agent back into the queue; what the customer has waited already still counts."""
        row.agent_id, row.assigned_at, row.wanted_agent_id = None, None, None
        row.queued_at, row.front = self._clock(), front
        self._move(session, row, State.QUEUED, agent, note)

    def _assign(self, session: Session, row: Row, agent: Agent) -> None:
        if row.ended_at is not None:
            raise AlreadyEnded(state=row.state)
        if row.agent_id is not None:
            raise AlreadyTaken(by=_first_name(session, row))
        row.agent_id, row.assigned_at = agent.id, self._clock()
        self._move(session, row, State.ASSIGNED, agent)

    def _theirs(self, session: Session, handoff_id: str, agent: Agent) -> Row:
        """The open handoff, if it is this agent's or the agent is an admin."""
        _must_help(agent)
        row = _get(session, handoff_id)
        if row.ended_at is not None:
            raise AlreadyEnded(state=row.state)
        if row.agent_id is None or (row.agent_id != agent.id and agent.role is not Role.ADMIN):
            raise NotYours(by=_first_name(session, row))
        return row

    def _move(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        if state not in TRANSITIONS[State(row.state)]:
            raise HandoffRefused(state=row.state)
        row.state = state.value
        _record(session, row, agent, note)

    def _end(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        """Ends the handoff and makes the assistant the owner again."""
        self._move(session, row, state, agent, note)
        row.ended_at = self._clock()
        self._conversations.hand_to(session, row.conversation_id, Owner.ASSISTANT)

    def _tell(self, handoff: Handoff, line: str, agent: str, mark: str = "") -> None:
        """One system line to the customer, once per handoff and `mark`; `agent` is a first name."""
        self._conversations.say(
            handoff.conversation_id,
            Author.SYSTEM,
            self._copy.say(handoff.language, "lines", line, agent=agent),
            channel_message_id=f"handoff:{handoff.id}:{line}:{mark}",
        )


def _must_help(agent: Agent) -> None:
    if not agent.helps_customers:
        raise NotForThisRole()


def _get(session: Session, handoff_id: str) -> Row:
    """The row, locked until the transaction ends where the database locks rows."""
    row = session.get(HandoffRow, handoff_id, with_for_update=True)
    if row is None:
        raise UnknownHandoff()
    return row


def _open_of(session: Session, conversation_id: str) -> Row:
    query = (
        select(HandoffRow)
        .where(HandoffRow.conversation_id == conversation_id, HandoffRow.ended_at.is_(None))
        .with_for_update()
    )
    return session.execute(query).scalar_one_or_none()


def _record(session: Session, row: Row, agent: Agent | None = None, note: str = "") -> None:
    session.add(
        HandoffEventRow(
            handoff_id=row.id, state=row.state, agent_id=agent.id if agent else None, note=note or None
        )
    )
    session.flush()


def _first_name(session: Session, row: Row) -> str:
    agent = session.get(AgentRow, row.agent_id) if row.agent_id is not None else None
    return to_agent(agent).first_name if agent else ""


def _same_customer(conversation: Conversation) -> Any:
    """This conversation, and every other one of the customer when we know who it is."""
    this = ConversationRow.id == conversation.id
    if conversation.customer_id is None:
        return this
    return or_(this, ConversationRow.customer_id == conversation.customer_id)


def _known_agent(session: Session, conversation: Conversation) -> int | None:
    """Who helped this customer last, in whichever of their conversations."""
    query = (
        select(HandoffRow.agent_id)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .where(_same_customer(conversation), HandoffRow.agent_id.is_not(None))
        .order_by(HandoffRow.ended_at.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def _outcomes(session: Session, conversation_ids: Collection[str]) -> Mapping[tuple[str, str], str]:
    """How agents ended the problems of these conversations, by conversation and problem."""
    query = select(HandoffRow.conversation_id, HandoffRow.confirmed_problem, HandoffRow.outcome).where(
        HandoffRow.conversation_id.in_(conversation_ids), HandoffRow.outcome.is_not(None)
    )
    return {(row.conversation_id, row.confirmed_problem): row.outcome for row in session.execute(query)}


def _handoff(session: Session, row: Row) -> Handoff:
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        state=State(row.state),
        reason_code=row.reason_code,
        skill=row.skill,
        urgency=row.urgency,
        language=row.language,
        channel=row.channel,
        requested_at=row.requested_at,
        agent_id=row.agent_id,
        agent_name=_first_name(session, row) or None,
        assigned_at=row.assigned_at,
        ended_at=row.ended_at,
        confirmed_problem=row.confirmed_problem,
        outcome=row.outcome,
        pack=row.pack,
    )


_WAITING = select(
    HandoffRow.id,
    HandoffRow.skill,
    HandoffRow.language,
    HandoffRow.urgency,
    HandoffRow.requested_at,
    HandoffRow.queued_at,
    HandoffRow.front,
    HandoffRow.known_agent_id,
    HandoffRow.wanted_agent_id,
)


def _waiting(row: Row) -> Waiting:
    return Waiting(
        handoff_id=row.id,
        skill=row.skill,
        language=row.language,
        urgency=row.urgency,
        since=row.requested_at,
        queued_at=row.queued_at,
        front=row.front,
        known_agent_id=row.known_agent_id,
        wanted_agent_id=row.wanted_agent_id,
    )


def _listed() -> Any:
    """What a list shows of each handoff; of the pack, which is long, only two small parts."""
    return _WAITING.add_columns(
        HandoffRow.conversation_id,
        HandoffRow.state,
        HandoffRow.channel,
        HandoffRow.pack["problem"].label("problem"),
        HandoffRow.pack["customer"].label("customer"),
    )


def _entry(row: Row, position: int | None) -> QueueEntry:
    problem = row.problem or {}
    return QueueEntry(
        handoff_id=row.id,
        conversation_id=row.conversation_id,
        state=State(row.state),
        problem=problem.get("label"),
        words=problem.get("words") or "",
        urgency=row.urgency,
        skill=row.skill,
        language=row.language,
        channel=row.channel,
        customer_name=row.customer["name"],
        requested_at=row.requested_at,
        position=position,
    )
