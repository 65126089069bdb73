"""What Chatwoot's webhooks say, read into events; only what is named here is looked at.

A message event is the message with its conversation inside; a conversation event is the conversation itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from connectors.helpdesk.chatwoot.client import Attachment, Author, ConversationState
from connectors.helpdesk.reading import place_of
from frontline.handoffs.ports import (
    Assigned,
    Colleague,
    HelpdeskEvent,
    NotUnderstood,
    Resolved,
    Returned,
    Said,
)

USER = "user"
OUTGOING = ("outgoing", 1)
"""Webhooks name the type, lists number it."""
CONFIRMED_PROBLEM, OUTCOME = "confirmed_problem", "outcome"
"""Custom attributes of a conversation that agents fill in."""


class ConversationRef(msgspec.Struct):
    """The conversation of a message."""

    id: int
    inbox_id: int


class MessageEvent(msgspec.Struct):
    """A message, as the events about messages have it."""

    id: int
    conversation: ConversationRef
    message_type: str | int
    content: str | None = None
    private: bool = False
    sender: Author | None = None
    attachments: list[Attachment] = []


class _Account(msgspec.Struct):
    id: int


class _Head(msgspec.Struct):
    event: str
    account: _Account | None = None


def events_in(body: bytes, account_id: int, inbox_id: int) -> Sequence[HelpdeskEvent]:
    """What a webhook says about our inbox; nothing for other events, accounts and inboxes.

    Raises NotUnderstood for what is none of Chatwoot's.
    """
    try:
        head = msgspec.json.decode(body, type=_Head)
        other = head.account is not None and head.account.id != account_id
        return [] if other else list(_events(head.event, body, inbox_id))
    except msgspec.DecodeError as error:
        raise NotUnderstood(place_of(error)) from None


def _events(event: str, body: bytes, inbox_id: int) -> Iterable[HelpdeskEvent]:
    if event == "message_created":
        message = msgspec.json.decode(body, type=MessageEvent)
        return said_in(message) if message.conversation.inbox_id == inbox_id else []
    if event in ("conversation_status_changed", "conversation_updated"):
        conversation = msgspec.json.decode(body, type=ConversationState)
        return changes_in(conversation, event) if conversation.inbox_id == inbox_id else []
    return []


def said_in(message: MessageEvent) -> Iterable[Said]:
    """What an agent wrote to the customer; notes, and what bots and we ourselves wrote, are not for them."""
    sender = message.sender
    if message.private or message.message_type not in OUTGOING or sender is None or sender.type != USER:
        return
    files = [each.data_url for each in message.attachments if each.data_url]
    text = "\n".join(filter(None, [message.content, *files]))
    if text.strip():
        reference = str(message.conversation.id)
        yield Said(reference, _colleague(sender), str(message.id), text)


def changes_in(conversation: ConversationState, event: str) -> Iterable[HelpdeskEvent]:
    """Ownership as Chatwoot has it: open is the agents', pending the assistant's, resolved has ended.

    Only a change of status ends a handoff: while ours is being made it is pending too.
    """
    reference, assignee = str(conversation.id), conversation.meta.assignee
    colleague = _colleague(assignee) if assignee is not None else None
    if conversation.status == "open":
        if colleague is not None:
            yield Assigned(reference, colleague)
    elif event == "conversation_status_changed":
        yield from _end(conversation, reference, colleague)


def _end(
    conversation: ConversationState, reference: str, colleague: Colleague | None
) -> Iterable[HelpdeskEvent]:
    if conversation.status == "pending":
        yield Returned(reference, colleague)
    elif conversation.status == "resolved":
        filled = conversation.custom_attributes
        problem, outcome = (
            str(filled[name]) if filled.get(name) else None for name in (CONFIRMED_PROBLEM, OUTCOME)
        )
        yield Resolved(reference, colleague, problem, outcome)


def _colleague(agent: Author) -> Colleague:
    return Colleague(str(agent.id), agent.name or "")
