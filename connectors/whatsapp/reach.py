"""What agents should know before they write to a customer on WhatsApp: until when, and what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from connectors.whatsapp.outbox import CONTACTS, DELIVERIES, FAILED
from frontline.conversations.log import CONVERSATIONS
from frontline.settings import WhatsAppSettings
from frontline.storage.database import Database

_CUSTOMER = (
    select(CONVERSATIONS.c.reply_until, CONTACTS.c.opted_out_at)
    .join(CONTACTS, CONTACTS.c.conversation_id == CONVERSATIONS.c.id)
    .where(CONVERSATIONS.c.id == bindparam("whose"))
)
_FAILED = select(DELIVERIES.c.first_seq, DELIVERIES.c.last_seq).where(
    DELIVERIES.c.conversation_id == bindparam("whose"),
    DELIVERIES.c.state == FAILED,
    DELIVERIES.c.first_seq.is_not(None),
)


@dataclass(frozen=True)
class Reach:
    """What is written after `until` (UTC) waits for the customer; `asks_back`: then they are asked to write.

    `failed` has the `seq` of every entry of the log of which something was not delivered.
    """

    until: datetime | None
    asks_back: bool
    failed: tuple[int, ...] = ()


class Reaches:
    """Looks it up; safe to share between threads."""

    def __init__(self, database: Database, settings: WhatsAppSettings | None) -> None:
        """`settings` is None where WhatsApp is not set up."""
        self._database = database
        self._has_template = settings is not None and settings.unasked and settings.template is not None

    def of(self, conversation_id: str) -> Reach | None:
        """How it stands with this customer; None when they are not on WhatsApp."""
        key = {"whose": conversation_id}
        with self._database.read_plain() as transaction:
            customer = transaction.execute(_CUSTOMER, key).one_or_none()
            if customer is None:
                return None
            failed = transaction.execute(_FAILED, key).all()
        asks_back = self._has_template and customer.opted_out_at is None
        seqs = {seq for row in failed for seq in range(row.first_seq, row.last_seq + 1)}
        return Reach(customer.reply_until, asks_back, tuple(sorted(seqs)))
