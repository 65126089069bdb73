"""The use cases of a handoff. Each changes state in one transaction and leaves a row of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam

from frontline.handoffs.agent_side import AgentSide
from frontline.handoffs.customer_side import CustomerSide
from frontline.handoffs.rows import STATUS, as_status
from frontline.handoffs.types import HandoffStatus, QueueEntry, Text
from frontline.storage.tables import HandoffRow

_THESE = STATUS.where(HandoffRow.id.in_(bindparam("ids", expanding=True)))


class Handoffs(CustomerSide, AgentSide):
    """Passes conversations to agents and back; the two sides are in the modules of their names.

    Errors of the agents' steps are `HandoffRefused`; nothing has changed then.
    """

    @property
    def outcomes(self) -> Mapping[str, Text]:
        """How a handoff can end, in both languages."""
        return self._copy.section("outcomes")

    def queue(self) -> list[QueueEntry]:
        """All who wait, in the order in which they will be helped."""
        return list(self._queue.line().entries)

    def statuses(self, handoff_ids: Collection[str]) -> list[HandoffStatus]:
        """How these handoffs stand, as far as there are any, in no order."""
        if not handoff_ids:
            return []
        with self._database.read_plain() as transaction:
            rows = transaction.execute(_THESE, {"ids": list(handoff_ids)})
            return [as_status(row) for row in rows]

    def last_event_id(self) -> int:
        """A number that grows with every change of any handoff."""
        return self._queue.last_event_id()
