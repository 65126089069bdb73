"""The use cases of a handoff. Each changes state in one transaction and leaves a row of it."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontline.agents.team import Team
from frontline.agents.types import Agent, Role
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Conversation, Level, Message, Owner
from frontline.customers.ports import BackOffice, BackOfficeError
from frontline.customers.types import Customer
from frontline.handoffs.contact import Alternative, Contact, read_phone
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.notes import add_note
from frontline.handoffs.pack import Earlier, Note, PackFacts, build_pack
from frontline.handoffs.routing import AtDesk, Waiting, choices, in_order, pushes
from frontline.handoffs.rows import (
    LAST,
    LISTED,
    WAITING,
    Row,
    as_entry,
    as_handoff,
    as_waiting,
    first_name,
    get_row,
    known_agent,
    open_row,
    outcomes_of,
    record,
    same_customer,
)
from frontline.handoffs.types import (
    TRANSITIONS,
    AlreadyEnded,
    AlreadyTaken,
    Full,
    Handoff,
    HandoffRefused,
    HandoffRequest,
    NobodyForYou,
    NotAMoment,
    NotAnOutcome,
    NotAScore,
    NotATransfer,
    NotForThisRole,
    NothingWaiting,
    NotYours,
    Pack,
    QueueEntry,
    Standing,
    State,
    Text,
    UnknownHandoff,
)
from frontline.handoffs.waiting import remaining_wait
from frontline.spelling import random_letters
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
EFFORT_SCORES = range(1, 6)
ASKED_FOR_SCORE = timedelta(hours=1)
"""How long after the end the customer is asked for a score."""
RECENT, MOST_WAITS = timedelta(hours=4), 200
"""Which waits an expected wait is made of."""
REFERENCE_LENGTH = 6

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """The queue at one moment: who waits, in order, each one's place among their skill, and how long others
    waited lately, by skill."""

    entries: Sequence[QueueEntry]
    places: Mapping[str, int]
    waits: Mapping[str, Sequence[timedelta]]


class Handoffs:
    """Passes conversations to agents and back.

    Errors of the agents' steps are `HandoffRefused`; nothing has changed then.
    """

    def __init__(  # noqa: PLR0913 - its collaborators, each passed by name
        self,
        database: Database,
        conversations: Conversations,
        taxonomy: Taxonomy,
        team: Team,
        copy: HandoffCopy,
        back_office: BackOffice | None = None,
        on_resolved: Callable[[Handoff], None] = lambda handoff: None,
        contact: Contact | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """`back_office` tells the customer's name and address; without it the pack holds only their id.

        `on_resolved` hears of each handoff that an agent resolved, after it is stored. Without `contact`
        the team is always there. `clock` tells the time in UTC.
        """
        self._database = database
        self._conversations = conversations
        self._taxonomy = taxonomy
        self._rules = team.routing
        self._copy = copy
        self._back_office = back_office
        self._on_resolved = on_resolved
        self._contact = contact
        self._clock = clock
        self._line: tuple[int, Line] = (-1, Line((), {}, {}))
        self._reading_line = threading.Lock()

    @property
    def outcomes(self) -> Mapping[str, Text]:
        """How a handoff can end, in both languages."""
        return self._copy.section("outcomes")

    # -- the assistant and the customer ------------------------------------------------------------

    def request(self, request: HandoffRequest) -> Handoff:
        """Puts the conversation in the queue; brings the open handoff when there is one already.

        While nobody is there it becomes a ticket, which joins the queue when it is asked for again later.
        Errors: KeyError for an unknown conversation.
        """
        waiting = self.current(request.conversation_id)
        if waiting is not None:
            return self._join_queue(waiting) if waiting.is_ticket and not self._closed() else waiting
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
            row = open_row(session, conversation_id)
            if row is None:
                return None
            self._end(session, row, State.ABANDONED)
            return as_handoff(session, row)

    def current(self, conversation_id: str) -> Handoff | None:
        """The open handoff of a conversation, or None."""
        with self._database.read() as session:
            row = open_row(session, conversation_id)
            return as_handoff(session, row) if row else None

    def follow(self, session: Session, conversation_id: str, channel: str) -> None:
        """The conversation goes on in another channel, in the caller's transaction; place and agent stay."""
        row = open_row(session, conversation_id)
        if row is not None:
            row.channel, row.pack = channel, {**row.pack, "channel": channel}
            record(session, row)

    def standing(self, handoff: Handoff) -> Standing | None:
        """How it stands with someone who waits; None when they do not, or when they have a ticket."""
        if handoff.state is not State.QUEUED or handoff.is_ticket:
            return None
        line = self._line_now()
        if handoff.id not in line.places:
            return None
        waited = self._clock() - handoff.queued_at
        wait = remaining_wait(line.waits.get(handoff.skill, ()), waited)
        return Standing(line.places[handoff.id], wait)

    def other_ways(self) -> list[Alternative]:
        """What someone who does not want to wait can do."""
        return self._contact.ways(self._clock()) if self._contact else []

    def callback_moments(self) -> list[datetime]:
        """When we can call back, soonest first."""
        return self._contact.callback_moments(self._clock()) if self._contact else []

    def call_back(self, conversation_id: str, moment: str, phone: str) -> Handoff:
        """The customer would rather be called, at one of the offered moments (ISO 8601).

        Raises UnknownHandoff when nobody waits there, NotAMoment, NotAPhoneNumber.
        """
        if self._contact is None:
            raise NotAMoment()
        at, number = self._contact.callback_moment(moment, self._clock()), read_phone(phone)
        with self._database.begin() as session:
            row = open_row(session, conversation_id)
            if row is None or State(row.state) is not State.QUEUED:
                raise UnknownHandoff()
            row.callback_at, row.callback_phone = at, number
            self._make_ticket(session, row, at)
            record(session, row)
            handoff = as_handoff(session, row)
        said = self._contact.say_moment(at, self._clock(), handoff.language)
        values = {"moment": said, "phone": number[-3:], "reference": str(handoff.reference)}
        self._tell(handoff, "callback", mark=moment, **values)
        return handoff

    def rate(self, conversation_id: str, handoff_id: str, score: int) -> None:
        """How much effort it was, from 1 (little) to 5 (much); the last one given counts.

        Raises NotAScore for another number, or when this is no ended handoff of the conversation.
        """
        ended = (HandoffRow.id == handoff_id, HandoffRow.conversation_id == conversation_id)
        is_score = type(score) is int and score in EFFORT_SCORES
        with self._database.begin() as session:
            row = session.execute(select(HandoffRow).where(*ended)).scalar_one_or_none()
            if row is None or row.ended_at is None or not is_score:
                raise NotAScore()
            row.effort_score = score

    def for_customer(self, conversation_id: str) -> tuple[Handoff | None, str | None]:
        """What the customer is shown: the open handoff, or else the id of the one that an agent ended a short
        while ago and that has no score yet. Asked at every turn, and most conversations never had one."""
        with self._database.read_plain() as transaction:
            last = transaction.execute(LAST, {"key": conversation_id}).one_or_none()
        if last is None:
            return None, None
        if last.ended_at is None:
            return self.get(last.id), None
        asked = State(last.state) is State.RESOLVED and last.ended_at > self._clock() - ASKED_FOR_SCORE
        return None, last.id if asked and last.effort_score is None else None

    def close_for_today(self) -> list[Handoff]:
        """Nobody is there any more: who still waits gets a ticket, and hears so."""
        if not self._closed():
            return []
        made = [self._close(one.handoff_id) for one in self._in_order()]
        return [handoff for handoff in made if handoff is not None]

    def ticket_words(self, handoff: Handoff, line: str = "ticket") -> str:
        """A ticket's reference and promise in the customer's language."""
        if self._contact is None or handoff.promised_at is None:
            raise ValueError(f"{handoff.id} is not a ticket")
        promise = self._contact.say_moment(handoff.promised_at, self._clock(), handoff.language)
        return self._copy.say(handoff.language, "lines", line, reference=handoff.reference, promise=promise)

    # -- the agents --------------------------------------------------------------------------------

    def queue(self) -> list[QueueEntry]:
        """All who wait, in the order in which they will be helped."""
        return list(self._line_now().entries)

    def of_agent(self, agent: Agent) -> list[QueueEntry]:
        """The conversations this agent has now, in the order in which they were taken."""
        theirs = (HandoffRow.agent_id == agent.id, HandoffRow.ended_at.is_(None))
        with self._database.read() as session:
            rows = session.execute(LISTED.where(*theirs).order_by(HandoffRow.assigned_at)).all()
        return [as_entry(row, None) for row in rows]

    def get_all(self, handoff_ids: Collection[str]) -> list[Handoff]:
        """These handoffs, as far as there are any, in no order."""
        with self._database.read() as session:
            rows = session.execute(select(HandoffRow).where(HandoffRow.id.in_(handoff_ids))).scalars()
            return [as_handoff(session, row) for row in rows]

    def get(self, handoff_id: str) -> Handoff:
        """One handoff, also an ended one. Raises UnknownHandoff."""
        with self._database.read() as session:
            return as_handoff(session, get_row(session, handoff_id))

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
            query = select(ProblemRow).join(ConversationRow).where(same_customer(conversation))
            rows = list(session.execute(query.order_by(ProblemRow.id.desc())).scalars())
            outcomes = outcomes_of(session, {row.conversation_id for row in rows})
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
            .where(same_customer(conversation), HandoffEventRow.note.is_not(None))
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
                known_agent_id=known_agent(session, conversation),
                requested_at=facts.requested_at,
                queued_at=facts.requested_at,
            )
            session.add(row)
            if self._contact is not None and self._closed():
                self._make_ticket(session, row, self._contact.promise(facts.requested_at))
            else:
                self._conversations.hand_to(session, conversation.id, Owner.HUMAN)
            session.flush()
            record(session, row)
            return as_handoff(session, row)

    def _closed(self) -> bool:
        """Whether nobody can be expected now."""
        return self._contact is not None and self._contact.closed(self._clock())

    def _make_ticket(self, session: Session, row: Row, promised_at: datetime) -> None:
        """Answered later; until then the assistant has the conversation."""
        row.promised_at = promised_at
        row.reference = row.reference or _reference(self._contact.prefix if self._contact else "")
        self._conversations.hand_to(session, row.conversation_id, Owner.ASSISTANT)

    def _join_queue(self, ticket: Handoff) -> Handoff:
        """A ticket asked for again while someone is there: its owner waits in the queue like others."""
        with self._database.begin() as session:
            row = get_row(session, ticket.id)
            if State(row.state) is State.QUEUED and row.callback_at is None:
                row.promised_at, row.queued_at = None, self._clock()
                record(session, row)
                self._conversations.hand_to(session, row.conversation_id, Owner.HUMAN)
            return as_handoff(session, row)

    def _close(self, handoff_id: str) -> Handoff | None:
        """None for who has a ticket already, or was taken in the meantime."""
        with self._database.begin() as session:
            row = get_row(session, handoff_id)
            if self._contact is None or row.promised_at or State(row.state) is not State.QUEUED:
                return None
            self._make_ticket(session, row, self._contact.promise(self._clock()))
            record(session, row)
            handoff = as_handoff(session, row)
        self._say(handoff, "closing", self.ticket_words(handoff, "closing"), str(handoff.promised_at))
        return handoff

    def _line_now(self) -> Line:
        """Everybody who waits and every desk asks this at every change: it is read once per change."""
        version = self.last_event_id()
        with self._reading_line:
            if self._line[0] < version:
                self._line = (version, self._read_line())
            return self._line[1]

    def _read_line(self) -> Line:
        with self._database.read() as session:
            rows = session.execute(LISTED.where(HandoffRow.state == State.QUEUED.value)).all()
        by_id = {row.id: row for row in rows}
        order = in_order(map(as_waiting, rows), self._rules)
        entries = [as_entry(by_id[one.handoff_id], place) for place, one in enumerate(order, start=1)]
        ahead: Counter[str] = Counter()
        places = {}
        for one in order:
            ahead[one.skill] += 1
            places[one.handoff_id] = ahead[one.skill]
        return Line(entries, places, self._recent_waits())

    def _recent_waits(self) -> Mapping[str, Sequence[timedelta]]:
        """How long those who were taken lately had waited, by skill."""
        query = (
            select(HandoffRow.skill, HandoffRow.queued_at, HandoffRow.assigned_at)
            .where(HandoffRow.assigned_at > self._clock() - RECENT, HandoffRow.promised_at.is_(None))
            .order_by(HandoffRow.assigned_at.desc())
            .limit(MOST_WAITS)
        )
        with self._database.read() as session:
            rows = session.execute(query).all()
        waits: dict[str, list[timedelta]] = defaultdict(list)
        for row in rows:
            waits[row.skill].append(row.assigned_at - row.queued_at)
        return waits

    def _in_order(self) -> list[Waiting]:
        """All who wait, in the order in which they will be helped."""
        with self._database.read() as session:
            rows = session.execute(WAITING.where(HandoffRow.state == State.QUEUED.value)).all()
        return in_order(map(as_waiting, rows), self._rules)

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

    def _theirs(self, session: Session, handoff_id: str, agent: Agent) -> Row:
        """The open handoff, if it is this agent's or the agent is an admin."""
        _must_help(agent)
        row = get_row(session, handoff_id)
        if row.ended_at is not None:
            raise AlreadyEnded(state=row.state)
        if row.agent_id is None or (row.agent_id != agent.id and agent.role is not Role.ADMIN):
            raise NotYours(by=first_name(session, row))
        return row

    def _move(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        if state not in TRANSITIONS[State(row.state)]:
            raise HandoffRefused(state=row.state)
        row.state = state.value
        record(session, row, agent, note)

    def _end(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        """Ends the handoff and makes the assistant the owner again."""
        self._move(session, row, state, agent, note)
        row.ended_at = self._clock()
        self._conversations.hand_to(session, row.conversation_id, Owner.ASSISTANT)

    def _tell(self, handoff: Handoff, line: str, mark: str = "", **values: str) -> None:
        """One system line to the customer, once per handoff and `mark`."""
        self._say(handoff, line, self._copy.say(handoff.language, "lines", line, **values), mark)

    def _say(self, handoff: Handoff, line: str, text: str, mark: str = "") -> None:
        message_id = f"handoff:{handoff.id}:{line}:{mark}"
        conversation_id = handoff.conversation_id
        self._conversations.say(conversation_id, Author.SYSTEM, text, channel_message_id=message_id)


def _reference(prefix: str) -> str:
    """What a customer can read out: no letters that look or sound like others."""
    return f"{prefix}-{random_letters(REFERENCE_LENGTH)}"


def _must_help(agent: Agent) -> None:
    if not agent.helps_customers:
        raise NotForThisRole()
