"""The events by which an admin sees what another company's helpdesk did not take, and sends it again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from connectors.helpdesk.desk.requests import Handler, Json, number
from connectors.helpdesk.desk.workplace import Workplace
from frontline.handoffs.outbox import Outbox, Undelivered


class Undeliverable:
    """Answers the events of admins; who is none is refused by the service."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def handlers(self) -> Mapping[str, Handler]:
        """Every event with what answers it."""
        return {"undelivered_list": self.list, "undelivered_resend": self.resend}

    async def list(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """What was given up, newest first."""
        given_up = await asyncio.to_thread(self._outbox.undelivered, workplace.agent)
        return {"undelivered": [_shown(one) for one in given_up]}

    async def resend(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Tries one again at once; `not_undelivered` when somebody else did so already."""
        await asyncio.to_thread(self._outbox.resend, number(data, "id"), workplace.agent)
        return {}


def _shown(one: Undelivered) -> dict[str, Any]:
    return {
        "id": one.id,
        "handoff_id": one.handoff_id,
        "conversation_id": one.conversation_id,
        "tells": one.tells.value,
        "attempts": one.attempts,
        "problem": one.problem,
        "created_at": one.created_at.isoformat(),
        "given_up_at": one.given_up_at.isoformat(),
    }
