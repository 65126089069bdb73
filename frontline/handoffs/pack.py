"""The handoff pack: facts in, one JSON document out, shaped as `content/schemas/handoff_pack.json`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontline.conversations.types import Conversation, Level, Message
from frontline.customers.checks import CHECKS
from frontline.customers.types import Customer
from frontline.guides.effort import effort_of
from frontline.handoffs.copy import LANGUAGES, HandoffCopy
from frontline.handoffs.mood import measure
from frontline.handoffs.summary import summarise
from frontline.handoffs.types import HandoffRequest, Pack, Text
from frontline.handoffs.wording import number, said, spelled
from frontline.triage.taxonomy import ProblemType

VERSION = 1
CHECK, OFFER = "check", "offer"
UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Earlier:
    """A problem this customer had before; `outcome` is how an agent ended it, None without an agent."""

    at: datetime
    problem: Text
    outcome: str | None


@dataclass(frozen=True)
class Note:
    """What a colleague wrote down when they gave a conversation of this customer back."""

    at: datetime
    agent_name: str
    text: str


@dataclass(frozen=True)
class PackFacts:
    """All that a pack is made of. `problem` is the kind of problem, None while it is unknown."""

    handoff_id: str
    requested_at: datetime
    request: HandoffRequest
    conversation: Conversation
    transcript: Sequence[Message]
    problem: ProblemType | None
    skill: str
    urgency: int
    customer: Customer | None = None
    earlier: Sequence[Earlier] = ()
    notes: Sequence[Note] = ()


def build_pack(facts: PackFacts, copy: HandoffCopy) -> Pack:
    """The pack, with its summary in both languages."""
    request, conversation = facts.request, facts.conversation
    effort = measure(facts.transcript, copy.section("upset_words"), request.frustration)
    pack = {
        "version": VERSION,
        "handoff_id": facts.handoff_id,
        "conversation_id": conversation.id,
        "requested_at": facts.requested_at.isoformat(),
        "reason": _reason(request, copy),
        "problem": _problem(facts),
        "urgency": facts.urgency,
        "skill": facts.skill,
        "language": request.language,
        "channel": conversation.channel,
        "customer": _customer(facts),
        "facts": _facts(request, conversation, copy),
        "checks": _checks(request.walks, copy),
        "steps": _steps(request.walks, copy),
        "offers": _offers(request.walks, copy),
        "transcript": [_entry(message) for message in facts.transcript],
        "effort": {**effort.to_dict(), **_walked(request.walks)},
        "earlier": [_earlier(earlier) for earlier in facts.earlier],
        "notes": [_note(note) for note in facts.notes],
        "suggestions": {"answers": _answers(copy), "articles": []},
    }
    return {**pack, "summary": {language: summarise(pack, copy, language) for language in LANGUAGES}}


def _walked(walks: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What all walks together have cost."""
    total = Counter(effort_of({}))
    for walk in walks:
        total.update(effort_of(walk))
    return dict(total)


def _reason(request: HandoffRequest, copy: HandoffCopy) -> dict[str, Any]:
    """The guide's own sentence where there is one; in a language it lacks, the usual words for the code."""
    usual = copy.text("reasons", request.reason_code)
    given = {request.language: request.reason} if isinstance(request.reason, str) else request.reason
    return {"code": request.reason_code, "text": dict(usual), "told": dict(given) if given else None}


def _problem(facts: PackFacts) -> dict[str, Any] | None:
    known, found = facts.problem, facts.request.problem or {}
    if known is None:
        return None
    return {
        "intent": known.intent,
        "label": dict(known.label),
        "category": known.category,
        "confidence": found.get("confidence"),
        "words": found.get("words") or "",
    }


def _customer(facts: PackFacts) -> dict[str, Any]:
    """Name for a recognised customer; how to reach them and where they live only once verified."""
    level, customer = facts.conversation.level, facts.customer
    known: dict[str, Any] = {"level": level.value, "id": facts.conversation.customer_id, "name": None}
    if customer is None or level is Level.ANONYMOUS:
        return {**known, "email": None, "phone": None, "address": None}
    known["name"] = customer.name
    if level is not Level.VERIFIED:
        return {**known, "email": None, "phone": None, "address": None}
    address = customer.address
    lines = (f"{address.street} {address.house_number}".strip(), f"{address.postcode} {address.town}".strip())
    return {**known, "email": customer.email, "phone": customer.phone, "address": ", ".join(lines)}


def _facts(request: HandoffRequest, conversation: Conversation, copy: HandoffCopy) -> list[dict[str, Any]]:
    """What the customer mentioned, what the walks learned, and the page they are on; each name once.

    Of a picked row it is the fact itself and its columns; that of its id would be the same again.
    """
    found: dict[str, Any] = dict((request.problem or {}).get("entities") or {})
    for walk in request.walks:
        found.update(walk.get("known") or {})
    if conversation.context.get("page"):
        found["page"] = conversation.context["page"]
    return [
        _fact(name, value, copy)
        for name, value in found.items()
        if value not in (None, "", []) and not name.endswith(".id")
    ]


def _fact(name: str, value: Any, copy: HandoffCopy) -> dict[str, Any]:
    return {
        "name": name,
        "label": dict(_fact_label(name, copy)),
        "value": spelled(value),
        "text": {language: said(name, value, copy, language) for language in LANGUAGES},
    }


def _fact_label(name: str, copy: HandoffCopy) -> Text:
    plain = name.replace("_", " ").replace(".", ": ").capitalize()
    return copy.find("facts", name) or dict.fromkeys(LANGUAGES, plain)


def _trail(walks: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return ((walk, entry) for walk in walks for entry in walk.get("trail") or ())


def _checks(walks: Sequence[Mapping[str, Any]], copy: HandoffCopy) -> list[dict[str, Any]]:
    """Each look-up once, unless a later guide found something else."""
    made: list[dict[str, Any]] = []
    for walk in walks:
        checks = (_check(name, result, copy) for name, result in (walk.get("checks") or {}).items())
        made += [check for check in checks if check not in made]
    return made


def _check(name: str, result: Mapping[str, Any], copy: HandoffCopy) -> dict[str, Any]:
    facts = {key: value for key, value in result.items() if key != "ok" and value is not None}
    facts = {key: value for key, value in facts.items() if not _is_secret(name, key)}
    return {
        "name": name,
        "label": dict(copy.text("checks", name, "label")),
        "ok": bool(result.get("ok")),
        "facts": facts,
        "findings": _findings(name, facts, copy)
        if result.get("ok")
        else [copy.text("checks", name, "failed")],
    }


def _is_secret(check: str, fact: str) -> bool:
    fields = CHECKS[check].fields if check in CHECKS else {}
    return fact in fields and fields[fact].secret


def _findings(name: str, facts: Mapping[str, Any], copy: HandoffCopy) -> list[Text]:
    """What the result means, in words."""
    rules = copy.section("checks", name)["findings"]
    holding = [rule["say"] for rule in rules if rule["when"].items() <= facts.items()]
    return [{language: _filled(say[language], facts, language) for language in LANGUAGES} for say in holding]


def _filled(text: str, facts: Mapping[str, Any], language: str) -> str:
    return text.format(**{name: number(value, language) for name, value in facts.items()})


def _steps(walks: Sequence[Mapping[str, Any]], copy: HandoffCopy) -> list[dict[str, Any]]:
    return [_step(walk, entry, copy) for walk, entry in _trail(walks) if entry["kind"] not in (CHECK, OFFER)]


def _step(walk: Mapping[str, Any], entry: Mapping[str, Any], copy: HandoffCopy) -> dict[str, Any]:
    """One thing asked of the customer, with their answer; `short` names it in a few words when known."""
    short = _short(walk["guide"], entry["step"], copy)
    return {
        "at": entry["at"],
        "guide": walk["guide"],
        "step": entry["step"],
        "kind": entry["kind"],
        "text": entry["text"],
        "short": dict(short) if short else None,
        "answer": entry["answer"],
        "result": entry["result"],
    }


def _short(guide: str, step: str, copy: HandoffCopy) -> Text | None:
    """The step in a few words: the guide's own, or those of every guide with a step of this name."""
    return copy.find("steps", guide, step) or copy.find("steps", "any", step)


def _offers(walks: Sequence[Mapping[str, Any]], copy: HandoffCopy) -> list[dict[str, Any]]:
    return [_offer(walk, entry, copy) for walk, entry in _trail(walks) if entry["kind"] == OFFER]


def _offer(walk: Mapping[str, Any], entry: Mapping[str, Any], copy: HandoffCopy) -> dict[str, Any]:
    """What was offered; an operation that needs no yes carries its own name as text."""
    record = (walk.get("offers") or {}).get(entry["step"], {})
    short = copy.find("offers", entry["text"]) or _short(walk["guide"], entry["step"], copy)
    return {
        "at": entry["at"],
        "step": entry["step"],
        "text": entry["text"],
        "short": dict(short) if short else None,
        "answer": entry["answer"],
        "result": _offer_result(record, entry["result"]),
    }


def _offer_result(record: Mapping[str, Any], result: str | None) -> str:
    if "performed" in record:
        return "accepted"
    if "failed" in record or result == "failed":
        return UNAVAILABLE
    return "declined" if result == "no" else "open"


def _entry(message: Message) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "author": message.author.value,
        "author_name": message.author_name,
        "text": message.text,
        "at": message.created_at.isoformat(),
    }


def _earlier(earlier: Earlier) -> dict[str, Any]:
    return {"at": earlier.at.isoformat(), "problem": dict(earlier.problem), "outcome": earlier.outcome}


def _note(note: Note) -> dict[str, Any]:
    return {"at": note.at.isoformat(), "agent_name": note.agent_name, "text": note.text}


def _answers(copy: HandoffCopy) -> list[dict[str, Any]]:
    return [
        {"id": name, "title": dict(answer["title"]), "text": dict(answer["text"])}
        for name, answer in copy.section("answers").items()
    ]
