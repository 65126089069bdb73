"""What the desk's page is told, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from connectors.whatsapp.reach import Reach
from frontline.agents.team import Routing
from frontline.agents.types import Agent
from frontline.conversations.types import Kind, Marks, Message
from frontline.handoffs.finding import FoundArticle
from frontline.handoffs.routing import AtDesk
from frontline.handoffs.types import CannedAnswer, HandoffStatus, InternalNote, PastEntry, QueueEntry
from frontline.media.kinds import SHOWN
from frontline.media.types import MediaFile
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
        "reference": queued.reference,
        "promised_at": _iso(queued.promised_at),
        "callback_at": _iso(queued.callback_at),
    }


def past(shown: PastEntry) -> dict[str, Any]:
    """A conversation that has ended, as a list shows it."""
    ended = {"ended_at": _iso(shown.ended_at), "outcome": shown.outcome, "agent_name": shown.agent_name}
    return {**entry(shown.entry), **ended}


def handoff(shown: HandoffStatus) -> dict[str, Any]:
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
        "reference": shown.reference,
        "promised_at": _iso(shown.promised_at),
        "callback_at": _iso(shown.callback_at),
        "callback_phone": shown.callback_phone,
        "effort_score": shown.effort_score,
    }


def note(shown: InternalNote) -> dict[str, Any]:
    """A note that only colleagues see."""
    written = {"agent_name": shown.agent_name, "text": shown.text, "at": shown.created_at.isoformat()}
    return {"id": shown.id, **written}


def answer(shown: CannedAnswer) -> dict[str, Any]:
    """A canned answer in both languages."""
    return {"id": shown.id, "title": dict(shown.title), "text": dict(shown.text)}


def article(shown: FoundArticle) -> dict[str, Any]:
    """What the guides explain, in both languages; `done` says that the customer has been through it."""
    explanations = [
        {
            "value": one.value,
            "label": dict(one.label) if one.label else None,
            "instruction": dict(one.instruction),
            "help": dict(one.help) if one.help else None,
        }
        for one in shown.explanations
    ]
    return {"id": shown.id, "title": dict(shown.title), "done": shown.done, "explanations": explanations}


def marks(shown: Marks) -> dict[str, Any]:
    """How far the customer was shown the conversation, and has read it."""
    return {"delivered": shown.delivered, "read": shown.read}


def colleague(shown: Agent, desk: AtDesk, present: bool) -> dict[str, Any]:
    """A colleague to whom a conversation can be passed; `free` says whether they would get it now."""
    return {
        "id": shown.id,
        "name": shown.name,
        "skills": list(shown.skills),
        "languages": list(shown.languages),
        "load": desk.load,
        "free": present and desk.has_room,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


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


def reach(shown: Reach | None) -> dict[str, Any] | None:
    """Until when the customer can be written to, and what they did not get; None where that has no end."""
    if shown is None:
        return None
    return {"until": _iso(shown.until), "asks_back": shown.asks_back, "failed": list(shown.failed)}


def media(shown: Iterable[MediaFile]) -> list[dict[str, Any]]:
    """The files of a conversation; a kept one is at `/desk/api/media/<id>`."""
    return [
        {
            "id": one.id,
            "seq": one.seq,
            "what": one.what,
            "state": one.keeping.value,
            "name": one.name,
            "size": one.size,
            "shown": one.mime_type in SHOWN,
        }
        for one in shown
    ]


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
