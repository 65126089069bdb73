"""Takes in what agents do in another company's helpdesk, and lets everybody know who should."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from connectors.front_door import FrontDoor
from connectors.live import QUEUE
from connectors.screening import clean
from frontline.handoffs.ports import Helpdesk, HelpdeskEvent, Said
from frontline.handoffs.types import Handoff


class Intake:
    """The way in for events, whether they were sent to us or looked up."""

    def __init__(self, front_door: FrontDoor, helpdesk: Helpdesk) -> None:
        self._front_door = front_door
        self._events = front_door.frontline.helpdesk_events(helpdesk)

    async def take_in(self, event: HelpdeskEvent, before: Handoff | None = None) -> None:
        """Carries it out; `before` is the handoff as it was before an event was looked up.

        Errors are those of `HelpdeskEvents.take_in`, and Refused for words that are too long.
        """
        if isinstance(event, Said):
            event = replace(event, text=clean(event.text))
        handoff = await asyncio.to_thread(self._events.take_in, event, before)
        self._front_door.live.changed(QUEUE)
        self._front_door.live.changed(handoff.conversation_id)
        if not handoff.state.open:
            self._front_door.wake(handoff.conversation_id)
