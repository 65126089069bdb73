"""Chatwoot behind the port: each handoff is a conversation of an API inbox, its status says whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from connectors.helpdesk.chatwoot.client import ChatMessage, Client, Contact
from connectors.helpdesk.chatwoot.note import note_of
from connectors.helpdesk.chatwoot.payloads import (
    ConversationRef,
    MessageEvent,
    changes_in,
    events_in,
    said_in,
)
from connectors.helpdesk.signing import check_fresh, digest, matches
from frontline.conversations.types import Message
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.ports import (
    Case,
    Errand,
    Heard,
    HelpdeskEvent,
    HelpdeskRefused,
    NotGenuine,
    Resolved,
)
from frontline.handoffs.types import Pack, State
from frontline.settings import ChatwootSettings, Settings
from frontline.triage.taxonomy import Taxonomy

KEY = "frontline_key"
"""What we wrote carries its errand's key among its content attributes."""
HANDOFF = "frontline_handoff"
"""The custom attribute by which a conversation is found again."""
CHANNEL = "frontline_channel"
PRIORITY = {1: "low", 2: "medium", 3: "urgent"}
STATUS = {State.RESOLVED: "resolved", State.ABANDONED: "resolved", State.RETURNED: "pending"}


class Chatwoot:
    """Tells Chatwoot of handoffs, and reads what its agents do."""

    name = "chatwoot"

    def __init__(self, settings: ChatwootSettings, copy: HandoffCopy, taxonomy: Taxonomy) -> None:
        """`copy` has the words of the note; `taxonomy` the problems that an agent can confirm."""
        self._settings = settings
        self._client = Client(settings)
        self._copy = copy
        self._taxonomy = taxonomy

    @classmethod
    def connect(cls, settings: Settings) -> Chatwoot:
        """With this installation's settings and content. Raises ValueError when the settings are missing."""
        if settings.helpdesk_chatwoot is None:
            raise ValueError("FRONTLINE_HELPDESK_CHATWOOT__URL and the settings beside it are missing")
        copy = HandoffCopy.load(settings.content_dir / "handoffs.yml")
        taxonomy = Taxonomy.load(settings.content_dir / "taxonomy.yml")
        return cls(settings.helpdesk_chatwoot, copy, taxonomy)

    # -- out -----------------------------------------------------------------------------------------

    def open(self, pack: Pack, errand: Errand) -> str:
        """A contact, a pending conversation with attributes and labels, and the pack as a private note."""
        contact = self._contact(pack)
        conversation = self._conversation(contact, pack)
        self._client.set_attributes(conversation, _attributes(pack))
        self._client.set_labels(conversation, _labels(pack))
        note = note_of(pack, self._copy, self._settings.language)
        self._write(conversation, note, replace(errand, again=True), private=True)
        return conversation

    def queue(self, case: Case, errand: Errand) -> None:
        """From pending to open: now it is the agents'."""
        self._client.set_priority(case.reference, PRIORITY[case.handoff.urgency])
        self._client.set_status(case.reference, "open")

    def send(self, case: Case, message: Message, errand: Errand) -> None:
        """A message from the contact."""
        self._write(case.reference, message.text, errand)

    def move(self, case: Case, errand: Errand) -> None:
        """The attribute, beside what agents have filled in, and a note."""
        channel, language = case.handoff.channel, self._settings.language
        filled = self._client.conversation(case.reference).custom_attributes
        self._client.set_attributes(case.reference, {**filled, CHANNEL: channel})
        where = self._copy.find("channels", channel) or {language: channel}
        note = self._copy.say(language, "note", "moved", channel=where[language])
        self._write(case.reference, note, errand, private=True)

    def close(self, case: Case, reason: State, errand: Errand) -> None:
        """A note on why, and the status that goes with it."""
        note = self._copy.say(self._settings.language, "note", reason.value)
        self._write(case.reference, note, errand, private=True)
        self._client.set_status(case.reference, STATUS[reason])

    def _contact(self, pack: Pack) -> Contact:
        """One for each customer whom we know, one for each conversation of whom we do not."""
        customer = pack["customer"]
        identifier = f"frontline-{customer['id'] or pack['conversation_id']}"
        known = self._client.contact(identifier)
        if known is not None:
            return known
        bare = {
            "inbox_id": self._settings.inbox_id,
            "identifier": identifier,
            "name": customer["name"]
            or self._copy.say(self._settings.language, "note", "authors", "customer"),
        }
        reached = {"email": customer["email"], "phone_number": customer["phone"]}
        try:
            return self._client.create_contact(
                {**bare, **{key: value for key, value in reached.items() if value}}
            )
        except HelpdeskRefused:  # another contact has the e-mail address or the number already
            return self._client.create_contact(bare)

    def _conversation(self, contact: Contact, pack: Pack) -> str:
        """That of this handoff if an earlier try has made it."""
        handoff_id = pack["handoff_id"]
        for conversation in self._client.conversations(contact.id):
            if conversation.custom_attributes.get(HANDOFF) == handoff_id:
                return str(conversation.id)
        made = self._client.create_conversation(
            {
                "source_id": f"frontline-{pack['conversation_id']}",
                "inbox_id": self._settings.inbox_id,
                "contact_id": contact.id,
                "status": "pending",
                "custom_attributes": {HANDOFF: handoff_id},
            }
        )
        return str(made.id)

    def _write(self, conversation: str, text: str, errand: Errand, *, private: bool = False) -> None:
        """Once: Chatwoot knows no idempotency keys, so after a try that may have worked we look."""
        if errand.again and any(
            _carries(message, errand.key) for message in self._client.messages(conversation)
        ):
            return
        self._client.create_message(
            conversation,
            {
                "content": text,
                "message_type": "outgoing" if private else "incoming",
                "private": private,
                "content_attributes": {KEY: errand.key},
            },
        )

    # -- in ------------------------------------------------------------------------------------------

    def hear(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
        """Checks `X-Chatwoot-Signature`, the HMAC-SHA256 of "timestamp.body", before anything is read."""
        timestamp = headers.get("x-chatwoot-timestamp", "")
        check_fresh(timestamp, at)
        secret = self._settings.webhook_secret.get_secret_value().encode()
        signature = digest(secret, timestamp.encode(), body).hex()
        if not matches(headers.get("x-chatwoot-signature", ""), f"sha256={signature}"):
            raise NotGenuine("another signature")
        events = events_in(body, self._settings.account_id, self._settings.inbox_id)
        return Heard(signature, [self._sensible(event) for event in events])

    def catch_up(self, case: Case) -> Sequence[HelpdeskEvent]:
        """What agents wrote and whose it is now: Chatwoot sends a webhook once, whether it arrives or not."""
        conversation = self._client.conversation(case.reference)
        ref = ConversationRef(conversation.id, conversation.inbox_id)
        said = [event for message in self._client.messages(case.reference) for event in _said(message, ref)]
        changed = changes_in(conversation, "conversation_status_changed")
        return [*said, *map(self._sensible, changed)]

    def _sensible(self, event: HelpdeskEvent) -> HelpdeskEvent:
        """Agents can write anything into an attribute; what we do not know confirms nothing."""
        if not isinstance(event, Resolved):
            return event
        outcomes = self._copy.section("outcomes")
        problem = event.problem if event.problem in self._taxonomy else None
        return replace(event, problem=problem, outcome=event.outcome if event.outcome in outcomes else None)


def _said(message: ChatMessage, conversation: ConversationRef) -> Sequence[HelpdeskEvent]:
    return list(
        said_in(
            MessageEvent(
                id=message.id,
                conversation=conversation,
                message_type=message.message_type,
                content=message.content,
                private=message.private,
                sender=message.sender,
                attachments=message.attachments,
            )
        )
    )


def _carries(message: ChatMessage, key: str) -> bool:
    return (message.content_attributes or {}).get(KEY) == key


def _attributes(pack: Pack) -> dict[str, Any]:
    """What agents see beside the conversation, and can filter by."""
    problem, customer = pack["problem"] or {}, pack["customer"]
    return {
        HANDOFF: pack["handoff_id"],
        "frontline_problem": problem.get("intent", ""),
        "frontline_category": problem.get("category", ""),
        "frontline_skill": pack["skill"],
        "frontline_urgency": pack["urgency"],
        "frontline_language": pack["language"],
        CHANNEL: pack["channel"],
        "frontline_reason": pack["reason"]["code"],
        "frontline_customer": customer["id"] or "",
        "frontline_level": customer["level"],
        "frontline_mood": pack["effort"]["mood"],
    }


def _labels(pack: Pack) -> list[str]:
    """Labels have no capitals and no spaces."""
    category = [pack["problem"]["category"]] if pack["problem"] else []
    return [*category, pack["skill"], f"urgency-{pack['urgency']}", pack["language"]]
