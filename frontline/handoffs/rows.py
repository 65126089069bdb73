"""The rows of handoffs: read and written inside the transaction of a use case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from frontline.agents.service import to_agent
from frontline.agents.types import Agent, first_of
from frontline.conversations.types import Conversation
from frontline.handoffs.routing import Waiting
from frontline.handoffs.types import Handoff, HandoffStatus, QueueEntry, State, UnknownHandoff
from frontline.storage.tables import AgentRow, ChannelMoveRow, ConversationRow, HandoffEventRow, HandoffRow

Row = Any
"""A row of a table: SQLAlchemy's own types take every column for one that may be empty."""
TICKET_LEAD, CALLBACK_LEAD = timedelta(hours=1), timedelta(minutes=10)
"""So long before its promise a ticket begins to wait; so long before its moment a call back is given out."""


def get_row(session: Session, handoff_id: str) -> Row:
    """The row, locked until the transaction ends where the database locks rows."""
    row = session.get(HandoffRow, handoff_id, with_for_update=True)
    if row is None:
        raise UnknownHandoff()
    return row


def open_row(session: Session, conversation_id: str) -> Row:
    """The open handoff of a conversation, locked like the one above; None without one."""
    query = (
        select(HandoffRow)
        .where(HandoffRow.conversation_id == conversation_id, HandoffRow.ended_at.is_(None))
        .with_for_update()
    )
    return session.execute(query).scalar_one_or_none()


STATUS: Any = select(
    *(column for column in HandoffRow.__table__.c if column.name != "pack"), AgentRow.name.label("agent")
).outerjoin_from(HandoffRow, AgentRow, AgentRow.id == HandoffRow.agent_id)
"""How handoffs stand; everything but the pack, which is long."""

LAST: Any = (
    STATUS.where(HandoffRow.conversation_id == bindparam("key"))
    .order_by(HandoffRow.ended_at.is_(None).desc(), HandoffRow.ended_at.desc())
    .limit(1)
)
"""How it stands with a conversation's open handoff, or else with the one that ended last."""


UNRATED: Any = select(
    HandoffRow.id, HandoffRow.conversation_id, HandoffRow.language, HandoffRow.ended_at
).where(
    HandoffRow.channel == bindparam("channel"),
    HandoffRow.state == State.RESOLVED.value,
    HandoffRow.effort_score.is_(None),
    HandoffRow.ended_at > bindparam("since"),
)
"""Those of a channel that were resolved since a moment, and that nobody has given a score."""


def record(session: Session, row: Row, agent: Agent | None = None, note: str = "") -> None:
    """Notes a change: the state as it is now, who made it, and what they wrote."""
    session.add(
        HandoffEventRow(
            handoff_id=row.id, state=row.state, agent_id=agent.id if agent else None, note=note or None
        )
    )
    session.flush()


def first_name(session: Session, row: Row) -> str:
    """The first name of the agent who has it; empty without one."""
    agent = session.get(AgentRow, row.agent_id) if row.agent_id is not None else None
    return to_agent(agent).first_name if agent else ""


def same_customer(conversation: Conversation) -> Any:
    """This conversation, those it took the place of, and every other one of the customer when we know who
    it is."""
    replaced = select(ChannelMoveRow.replaced_id).where(ChannelMoveRow.conversation_id == conversation.id)
    these = or_(ConversationRow.id == conversation.id, ConversationRow.id.in_(replaced))
    if conversation.customer_id is None:
        return these
    return or_(these, ConversationRow.customer_id == conversation.customer_id)


def known_agent(session: Session, conversation: Conversation) -> int | None:
    """Who helped this customer last, in whichever of their conversations."""
    query = (
        select(HandoffRow.agent_id)
        .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
        .where(same_customer(conversation), HandoffRow.agent_id.is_not(None))
        .order_by(HandoffRow.ended_at.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def outcomes_of(session: Session, conversation_ids: Collection[str]) -> Mapping[tuple[str, str], str]:
    """How agents ended the problems of these conversations, by conversation and problem."""
    query = select(HandoffRow.conversation_id, HandoffRow.confirmed_problem, HandoffRow.outcome).where(
        HandoffRow.conversation_id.in_(conversation_ids), HandoffRow.outcome.is_not(None)
    )
    return {(row.conversation_id, row.confirmed_problem): row.outcome for row in session.execute(query)}


def as_handoff(session: Session, row: Row) -> Handoff:
    """A row as what the services speak of."""
    return Handoff(**_status(row), agent_name=first_name(session, row) or None, pack=row.pack)


def as_status(row: Row) -> HandoffStatus:
    """A row of `STATUS`."""
    return HandoffStatus(**_status(row), agent_name=first_of(row.agent) if row.agent else None)


def _status(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "state": State(row.state),
        "reason_code": row.reason_code,
        "skill": row.skill,
        "urgency": row.urgency,
        "language": row.language,
        "channel": row.channel,
        "requested_at": row.requested_at,
        "queued_at": row.queued_at,
        "agent_id": row.agent_id,
        "assigned_at": row.assigned_at,
        "ended_at": row.ended_at,
        "confirmed_problem": row.confirmed_problem,
        "outcome": row.outcome,
        "reference": row.reference,
        "promised_at": row.promised_at,
        "callback_at": row.callback_at,
        "callback_phone": row.callback_phone,
        "effort_score": row.effort_score,
    }


WAITING: Any = select(
    HandoffRow.id,
    HandoffRow.skill,
    HandoffRow.language,
    HandoffRow.urgency,
    HandoffRow.requested_at,
    HandoffRow.queued_at,
    HandoffRow.front,
    HandoffRow.promised_at,
    HandoffRow.callback_at,
    HandoffRow.known_agent_id,
    HandoffRow.wanted_agent_id,
)
"""What routing needs of each handoff."""


def as_waiting(row: Row) -> Waiting:
    """What routing knows of a row."""
    return Waiting(
        handoff_id=row.id,
        skill=row.skill,
        language=row.language,
        urgency=row.urgency,
        since=row.promised_at - TICKET_LEAD if row.promised_at else row.requested_at,
        queued_at=row.promised_at or row.queued_at,
        not_before=row.callback_at - CALLBACK_LEAD if row.callback_at else None,
        front=row.front,
        known_agent_id=row.known_agent_id,
        wanted_agent_id=row.wanted_agent_id,
    )


LISTED: Any = WAITING.add_columns(
    HandoffRow.conversation_id,
    HandoffRow.state,
    HandoffRow.channel,
    HandoffRow.reference,
    HandoffRow.pack["problem"].label("problem"),
    HandoffRow.pack["customer"].label("customer"),
)
"""What a list shows of each handoff; of the pack, which is long, only two small parts."""


def as_entry(row: Row, position: int | None) -> QueueEntry:
    """One line of a list."""
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
        reference=row.reference,
        promised_at=row.promised_at,
        callback_at=row.callback_at,
    )
