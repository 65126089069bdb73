"""What is still to be done, in numbers, of all processes together: for operators, of nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, literal, select
from sqlalchemy.sql.selectable import Select

from frontline.conversations.log import AWAITING
from frontline.storage.database import Database
from frontline.storage.tables import HandoffRow, MessageRow, OutboxRow, WhatsAppDeliveryRow, WhatsAppInboxRow

MESSAGES, HANDOFFS = MessageRow.__table__, HandoffRow.__table__
HELPDESK, INBOX = OutboxRow.__table__, WhatsAppInboxRow.__table__
DELIVERIES = WhatsAppDeliveryRow.__table__

QUERIES: Mapping[str, Select] = {
    "messages_unanswered": select(MESSAGES.c.channel, func.count())
    .where(AWAITING)
    .group_by(MESSAGES.c.channel),
    "handoffs_open": select(HANDOFFS.c.state, func.count())
    .where(HANDOFFS.c.ended_at.is_(None))
    .group_by(HANDOFFS.c.state),
    "helpdesk_outbox": select(HELPDESK.c.state, func.count())
    .where(HELPDESK.c.state.in_(("waiting", "dead")))
    .group_by(HELPDESK.c.state),
    "whatsapp_inbox": select(literal("waiting"), func.count()).where(INBOX.c.taken_at.is_(None)),
    "whatsapp_deliveries": select(DELIVERIES.c.state, func.count())
    .where(DELIVERIES.c.state.in_(("waiting", "sending", "failed")))
    .group_by(DELIVERIES.c.state),
}
"""By what they are called: how many there are, by channel or state."""


class Backlog:
    """Counts what is waiting, and what could not be done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> dict[str, dict[str, int]]:
        """For each name of `QUERIES`: how many by channel or state; what there is none of is left out."""
        with self._database.read_plain() as transaction:
            return {
                name: {by: int(number) for by, number in transaction.execute(query) if number}
                for name, query in QUERIES.items()
            }
