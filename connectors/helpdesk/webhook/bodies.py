"""The bodies of docs/helpdesk_api.yml: what we send, and what we are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from connectors.helpdesk.reading import place_of
from frontline.conversations.types import Message
from frontline.handoffs.ports import (
    Assigned,
    Case,
    Colleague,
    HelpdeskEvent,
    NotUnderstood,
    Resolved,
    Returned,
    Said,
)
from frontline.handoffs.types import State

Json = Mapping[str, Any]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
AgentId = Annotated[str, Meta(min_length=1, max_length=40)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
MessageId = Annotated[str, Meta(min_length=1, max_length=100)]
Note = Annotated[str, Meta(max_length=1000)]


def opened(pack: Json) -> Json:
    """A handoff with its pack."""
    return {"type": "handoff.opened", "handoff_id": pack["handoff_id"], "pack": pack}


def queued(case: Case) -> Json:
    """The handoff may be put before agents."""
    handoff = case.handoff
    return {
        "type": "handoff.queued",
        "handoff_id": handoff.id,
        "skill": handoff.skill,
        "urgency": handoff.urgency,
        "language": handoff.language,
        "requested_at": handoff.requested_at.isoformat(),
    }


def written(case: Case, message: Message) -> Json:
    """What the customer wrote."""
    return {
        "type": "customer.message",
        "handoff_id": case.handoff.id,
        "seq": message.seq,
        "text": message.text,
        "at": message.created_at.isoformat(),
    }


def moved(case: Case) -> Json:
    """The customer goes on in another channel."""
    handoff = case.handoff
    return {"type": "customer.moved", "handoff_id": handoff.id, "channel": handoff.channel}


def closed(case: Case, reason: State) -> Json:
    """The handoff has ended."""
    return {"type": "handoff.closed", "handoff_id": case.handoff.id, "reason": reason.value}


class Agent(msgspec.Struct, forbid_unknown_fields=True):
    """Who works in the helpdesk."""

    id: AgentId
    name: Name


class AgentAssigned(msgspec.Struct, tag="agent.assigned", forbid_unknown_fields=True):
    """An agent has it now."""

    handoff_id: Id
    agent: Agent


class AgentMessage(msgspec.Struct, tag="agent.message", forbid_unknown_fields=True):
    """An agent wrote to the customer."""

    handoff_id: Id
    agent: Agent
    message_id: MessageId
    text: str


class HandoffReturned(msgspec.Struct, tag="handoff.returned", forbid_unknown_fields=True):
    """Back to the assistant."""

    handoff_id: Id
    agent: Agent | None = None
    note: Note = ""


class HandoffResolved(msgspec.Struct, tag="handoff.resolved", forbid_unknown_fields=True):
    """It has ended."""

    handoff_id: Id
    agent: Agent | None = None
    problem: str | None = None
    outcome: str | None = None


Body = AgentAssigned | AgentMessage | HandoffReturned | HandoffResolved


def event_in(body: bytes) -> HelpdeskEvent:
    """The event that a body tells. Raises NotUnderstood, with the place, for what is not in the document."""
    try:
        read = msgspec.json.decode(body, type=Body)
    except msgspec.DecodeError as error:
        raise NotUnderstood(place_of(error)) from None
    colleague = Colleague(read.agent.id, read.agent.name) if read.agent else None
    if isinstance(read, HandoffReturned):
        return Returned(read.handoff_id, colleague, read.note)
    if isinstance(read, HandoffResolved):
        return Resolved(read.handoff_id, colleague, read.problem, read.outcome)
    agent = Colleague(read.agent.id, read.agent.name)
    if isinstance(read, AgentMessage):
        return Said(read.handoff_id, agent, read.message_id, read.text)
    return Assigned(read.handoff_id, agent)
