"""Every table of the front line, except the demo back office's own."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator

Base: Any = declarative_base()


def now() -> datetime:
    """The current time, UTC, with its zone."""
    return datetime.now(timezone.utc)


class UtcDateTime(TypeDecorator):
    """A time in UTC that keeps its zone, also on SQLite, which knows none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database: any zone becomes UTC."""
        return value.astimezone(timezone.utc) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database: UTC, always said."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class ConversationRow(Base):
    """One customer's conversation on one channel."""

    __tablename__ = "conversations"
    id = Column(String(64), primary_key=True)
    channel = Column(String(32), nullable=False)
    address = Column(String(128), nullable=False)
    language = Column(String(2), nullable=False)
    owner = Column(String(16), nullable=False)
    customer_id = Column(String(64))
    level = Column(String(16), nullable=False)
    context = Column(JSON, nullable=False)
    last_seq = Column(Integer, nullable=False, default=0)
    delivered_seq = Column(Integer, nullable=False, default=0, server_default=sql("0"))
    read_seq = Column(Integer, nullable=False, default=0, server_default=sql("0"))
    agent_read_seq = Column(Integer, nullable=False, default=0, server_default=sql("0"))
    started_at = Column(UtcDateTime, nullable=False, default=now)
    reply_until = Column(UtcDateTime)
    __table_args__ = (UniqueConstraint("channel", "address"),)


class ChannelMoveRow(Base):
    """A conversation that may go on in another channel, or did: by which code, whence, and until when.

    Only the code's hash is kept. `replaced_id` is the conversation that was at the new place before; `seq` is
    how far the log was then.
    """

    __tablename__ = "channel_moves"
    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    code_hash = Column(String(64), nullable=False, unique=True)
    channel = Column(String(32), nullable=False)
    address = Column(String(128), nullable=False)
    replaced_id = Column(String(64), ForeignKey("conversations.id", ondelete="SET NULL"))
    created_at = Column(UtcDateTime, nullable=False, default=now)
    expires_at = Column(UtcDateTime, nullable=False)
    moved_at = Column(UtcDateTime)
    seq = Column(Integer)
    __table_args__ = (Index("channel_moves_whence", "channel", "address"),)


class MessageRow(Base):
    """One entry of the conversation log: something said, or an internal event for the assistant."""

    __tablename__ = "messages"
    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)
    seq = Column(Integer, nullable=False)
    author = Column(String(16), nullable=False)
    author_name = Column(String(80))
    kind = Column(String(8), nullable=False)
    text = Column(Text, nullable=False)
    payload = Column(Text)
    buttons = Column(JSON, nullable=False)
    channel = Column(String(32), nullable=False)
    channel_message_id = Column(String(128))
    in_reply_to = Column(ForeignKey("messages.id", ondelete="CASCADE"))
    ordinal = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False, default=now)
    to_assistant = Column(Boolean, nullable=False, default=False)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)
    answered_at = Column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("channel", "conversation_id", "channel_message_id"),
        UniqueConstraint("in_reply_to", "ordinal"),
        Index(
            "messages_unanswered",
            "conversation_id",
            "seq",
            sqlite_where=sql("to_assistant AND answered_at IS NULL"),
            postgresql_where=sql("to_assistant AND answered_at IS NULL"),
        ),
    )


class ProblemRow(Base):
    """A problem found in a conversation, in the taxonomy's terms and the customer's words."""

    __tablename__ = "problems"
    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True)
    intent = Column(String(64), nullable=False)
    category = Column(String(32), nullable=False)
    urgency = Column(Integer, nullable=False)
    skill = Column(String(32), nullable=False)
    confidence = Column(Float, nullable=False)
    words = Column(Text, nullable=False)
    entities = Column(JSON, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=now)


class HandoffRow(Base):
    """A conversation passed to a person, with the pack the person reads."""

    __tablename__ = "handoffs"
    id = Column(String(32), primary_key=True)
    conversation_id = Column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    state = Column(String(16), nullable=False)
    reason_code = Column(String(16), nullable=False)
    skill = Column(String(32), nullable=False)
    urgency = Column(Integer, nullable=False)
    language = Column(String(2), nullable=False)
    channel = Column(String(32), nullable=False)
    pack = Column(JSON, nullable=False)
    agent_id = Column(Integer, ForeignKey("agents.id"))
    known_agent_id = Column(Integer)
    wanted_agent_id = Column(Integer)
    front = Column(Boolean, nullable=False, default=False, server_default=sql("false"))
    confirmed_problem = Column(String(64))
    outcome = Column(String(32))
    requested_at = Column(UtcDateTime, nullable=False, default=now)
    queued_at = Column(UtcDateTime, default=now)
    reference = Column(String(16))
    promised_at = Column(UtcDateTime)
    callback_at = Column(UtcDateTime)
    callback_phone = Column(String(20))
    effort_score = Column(Integer)
    assigned_at = Column(UtcDateTime)
    ended_at = Column(UtcDateTime)
    __table_args__ = (
        Index(
            "handoffs_one_open",
            "conversation_id",
            unique=True,
            sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("handoffs_by_reference", "reference", unique=True),
        Index("handoffs_by_state", "state"),
        Index("handoffs_by_skill", "skill", "assigned_at"),
    )


class HandoffEventRow(Base):
    """Each change of a handoff's state: what, when and by whom."""

    __tablename__ = "handoff_events"
    id = Column(Integer, primary_key=True, autoincrement=True)
    handoff_id = Column(String(32), ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False, index=True)
    state = Column(String(16), nullable=False)
    agent_id = Column(Integer, ForeignKey("agents.id"))
    note = Column(Text)
    created_at = Column(UtcDateTime, nullable=False, default=now)


class HandoffNoteRow(Base):
    """What an agent noted for colleagues."""

    __tablename__ = "handoff_notes"
    id = Column(Integer, primary_key=True, autoincrement=True)
    handoff_id = Column(String(32), ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False, index=True)
    agent_id = Column(Integer, ForeignKey("agents.id"), nullable=False)
    text = Column(Text, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=now)


class CannedAnswerRow(Base):
    """A sentence for agents that an admin made or changed, per language."""

    __tablename__ = "canned_answers"
    id = Column(String(40), primary_key=True)
    title = Column(JSON, nullable=False)
    text = Column(JSON, nullable=False)


class AgentRow(Base):
    """A person who works at the desk, or in the `helpdesk` of another company."""

    __tablename__ = "agents"
    id = Column(Integer, primary_key=True, autoincrement=True)
    username = Column(String(64), nullable=False, unique=True)
    name = Column(String(80), nullable=False)
    role = Column(String(16), nullable=False)
    skills = Column(JSON, nullable=False)
    languages = Column(JSON, nullable=False)
    helpdesk = Column(String(32))
    password_hash = Column(String(200), nullable=False)
    failed_sign_ins = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    available = Column(Boolean, nullable=False, default=True, server_default=sql("true"))
    capacity = Column(Integer)
    seen_at = Column(UtcDateTime)
    deactivated_at = Column(UtcDateTime)


class AgentSessionRow(Base):
    """A signed-in browser of an agent; only the token's hash is kept."""

    __tablename__ = "agent_sessions"
    token_hash = Column(String(64), primary_key=True)
    agent_id = Column(Integer, ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True)
    created_at = Column(UtcDateTime, nullable=False, default=now)
    expires_at = Column(UtcDateTime, nullable=False)


class IdentityTryRow(Base):
    """Recent tries to prove an identity, by conversation and by who was claimed to be there."""

    __tablename__ = "identity_tries"
    key = Column(String(128), primary_key=True)
    tries = Column(Integer, nullable=False)
    tried_at = Column(UtcDateTime, nullable=False)


class TrackerRow(Base):
    """What Rasa remembers of a conversation: the recent events, older ones folded into their outcome."""

    __tablename__ = "trackers"
    conversation_id = Column(String(128), primary_key=True)
    events = Column(Text, nullable=False)
    saved_at = Column(UtcDateTime, nullable=False, default=now)


class ReviewExampleRow(Base):
    """A message that we were unsure about or misread, without personal data, for a trainer to label."""

    __tablename__ = "review_examples"
    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    text = Column(Text, nullable=False)
    language = Column(String(2), nullable=False)
    source = Column(String(16), nullable=False)
    guesses = Column(JSON, nullable=False)
    offered = Column(JSON, nullable=False)
    label = Column(String(64))
    created_at = Column(UtcDateTime, nullable=False, default=now)
    state = Column(String(16), nullable=False, index=True)
    skipped_at = Column(UtcDateTime)
    intent = Column(String(64))
    added = Column(Boolean, nullable=False, default=False)
    reviewed_by = Column(Integer, ForeignKey("agents.id"))
    reviewed_at = Column(UtcDateTime)


class WhatsAppContactRow(Base):
    """A WhatsApp customer: by which names we know them, what they allow, and how far they were written to.

    `planned_seq` is how far the log has become deliveries; `asked_back_at` when a template last asked the
    customer to write again; the claim is of the process that delivers.
    """

    __tablename__ = "whatsapp_contacts"
    conversation_id = Column(String(64), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    user_id = Column(String(255), unique=True)
    phone = Column(String(32), unique=True)
    opted_out_at = Column(UtcDateTime)
    opted_in_at = Column(UtcDateTime)
    asked_back_at = Column(UtcDateTime)
    planned_seq = Column(Integer, nullable=False, default=0)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)


class WhatsAppInboxRow(Base):
    """What WhatsApp delivered, until it is taken in; the id stays a while, so that a redelivery is known."""

    __tablename__ = "whatsapp_inbox"
    id = Column(Integer, primary_key=True, autoincrement=True)
    message_id = Column(String(255), nullable=False, unique=True)
    sender = Column(String(255), nullable=False)
    sent_at = Column(UtcDateTime, nullable=False)
    received_at = Column(UtcDateTime, nullable=False)
    late = Column(Boolean, nullable=False)
    content = Column(JSON)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)
    taken_at = Column(UtcDateTime)
    __table_args__ = (
        Index(
            "whatsapp_inbox_waiting",
            "sender",
            "sent_at",
            sqlite_where=sql("taken_at IS NULL"),
            postgresql_where=sql("taken_at IS NULL"),
        ),
        Index("whatsapp_inbox_taken", "taken_at"),
    )


class WhatsAppDeliveryRow(Base):
    """One message to a WhatsApp customer, made of entries of the log, and what became of it.

    `payload` is kept until it is sent; `first_seq` and `last_seq` are the entries it is made of, None for a
    template or another page of a list.
    """

    __tablename__ = "whatsapp_deliveries"
    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    first_seq = Column(Integer)
    last_seq = Column(Integer)
    payload = Column(JSON)
    template = Column(Boolean, nullable=False, default=False)
    state = Column(String(12), nullable=False)
    message_id = Column(String(255), unique=True)
    attempts = Column(Integer, nullable=False, default=0)
    next_try_at = Column(UtcDateTime, nullable=False)
    error_code = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False, default=now)
    sent_at = Column(UtcDateTime)
    changed_at = Column(UtcDateTime, nullable=False, default=now)
    __table_args__ = (
        Index(
            "whatsapp_deliveries_pending",
            "conversation_id",
            "id",
            sqlite_where=sql("state IN ('waiting', 'sending')"),
            postgresql_where=sql("state IN ('waiting', 'sending')"),
        ),
    )


class MediaRow(Base):
    """A file that a customer sent: where it comes from, and whether we keep it. The id is the file's name."""

    __tablename__ = "media"
    id = Column(String(32), primary_key=True)
    conversation_id = Column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    message_id = Column(ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True)
    source_id = Column(String(255), nullable=False)
    kind = Column(String(16), nullable=False)
    mime_type = Column(String(127))
    name = Column(String(255))
    size = Column(Integer)
    state = Column(String(16), nullable=False, index=True)
    reason = Column(String(32))
    attempts = Column(Integer, nullable=False, default=0)
    next_try_at = Column(UtcDateTime, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=now)


class OutboxRow(Base):
    """Something to tell another company's helpdesk; its words are read from pack and log when it goes."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True, autoincrement=True)
    handoff_id = Column(String(32), ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False)
    kind = Column(String(8), nullable=False)
    seq = Column(Integer, nullable=False)
    state = Column(String(8), nullable=False)
    attempts = Column(Integer, nullable=False, default=0)
    due_at = Column(UtcDateTime, nullable=False, default=now)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)
    problem = Column(String(200))
    told = Column(Boolean, nullable=False, default=False)
    created_at = Column(UtcDateTime, nullable=False, default=now)
    settled_at = Column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("handoff_id", "kind", "seq"),
        Index("outbox_unsettled", "state", "due_at"),
    )


class HelpdeskCaseRow(Base):
    """What a handoff is called in the other helpdesk."""

    __tablename__ = "helpdesk_cases"
    handoff_id = Column(String(32), ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True)
    reference = Column(String(128), nullable=False, index=True)


class SeenWebhookRow(Base):
    """A signed request that was taken in, until it is too old to be taken in again anyway."""

    __tablename__ = "seen_webhooks"
    signature = Column(String(64), primary_key=True)
    seen_at = Column(UtcDateTime, nullable=False, default=now)
