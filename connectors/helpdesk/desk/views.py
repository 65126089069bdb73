"""What the desk's page is told, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frontline.agents.team import Routing
from frontline.conversations.types import Kind, Message
from frontline.handoffs.types import Handoff, QueueEntry
from frontline.review.intents import IntentName
from frontline.review.types import Reviewable
from frontline.triage.taxonomy import Taxonomy


def entry(queued: QueueEntry) -> dict[str, Any]:
    """One line of the queue, or of an agent's own conversations."""
    return {
        "handoff_id": queued.handoff_id,
        "conversation_id": queued.conversation_id,
        "state": queued.state.value,
        "problem": queued.problem,
        "words": queued.words,
        "urgency": queued.urgency,
        "skill": queued.skill,
        "language": queued.language,
        "channel": queued.channel,
        "customer_name": queued.customer_name,
        "requested_at": queued.requested_at.isoformat(),
        "position": queued.position,
    }


def handoff(shown: Handoff) -> dict[str, Any]:
    """One handoff as it stands, without its pack."""
    return {
        "handoff_id": shown.id,
        "conversation_id": shown.conversation_id,
        "state": shown.state.value,
        "open": shown.state.open,
        "language": shown.language,
        "channel": shown.channel,
        "urgency": shown.urgency,
        "skill": shown.skill,
        "agent_id": shown.agent_id,
        "agent_name": shown.agent_name,
        "requested_at": shown.requested_at.isoformat(),
        "outcome": shown.outcome,
        "confirmed_problem": shown.confirmed_problem,
    }


def messages(shown: Iterable[Message]) -> list[dict[str, Any]]:
    """What was said; events for the assistant are left out."""
    return [message(one) for one in shown if one.kind is Kind.TEXT]


def message(shown: Message) -> dict[str, Any]:
    """One message; `id` is what its sender called it, `tapped` that it was a button."""
    return {
        "seq": shown.seq,
        "author": shown.author.value,
        "author_name": shown.author_name,
        "text": shown.text,
        "at": shown.created_at.isoformat(),
        "id": shown.channel_message_id,
        "tapped": shown.payload is not None,
        "buttons": [button.title for button in shown.buttons],
    }


def routing(rules: Routing) -> dict[str, Any]:
    """What agents are told of how customers reach them."""
    return {
        "mode": rules.mode,
        "capacity": rules.capacity,
        "widen_minutes": rules.widen_after.total_seconds() / 60,
    }


def vocabulary(taxonomy: Taxonomy, outcomes: Any) -> dict[str, Any]:
    """What problems, categories, skills and outcomes are called, in both languages."""
    return {
        "problems": [
            {"intent": problem.intent, "category": problem.category, "label": dict(problem.label)}
            for problem in taxonomy
        ],
        "categories": taxonomy.categories,
        "skills": taxonomy.skills,
        "outcomes": outcomes,
    }


def reviewable(shown: Reviewable) -> dict[str, Any]:
    """A kept message with why it is shown; `source` is who or what named its `label`."""
    example = shown.example
    return {
        "id": example.id,
        "text": example.text,
        "language": example.language,
        "at": example.created_at.isoformat(),
        "why": shown.why.value,
        "source": example.source.value,
        "label": example.label,
        "guesses": [[guess.intent, guess.confidence] for guess in example.guesses],
        "choices": list(shown.choices),
        "times": shown.times,
        "kind": shown.kind,
        "skipped": example.skipped,
    }


def intent(name: IntentName) -> dict[str, Any]:
    """An intent that a trainer can choose, in human words."""
    return {"intent": name.intent, "category": name.category, "label": dict(name.label)}
