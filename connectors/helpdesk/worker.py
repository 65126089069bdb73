"""Keeps another company's helpdesk informed: the outbox goes out, and what we may have missed comes in."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from connectors.front_door import FrontDoor
from connectors.helpdesk.intake import Intake
from connectors.screening import Refused
from frontline.handoffs.outbox import Task
from frontline.handoffs.ports import Case, Helpdesk, HelpdeskDown, HelpdeskRefused
from frontline.handoffs.types import Handoff, HandoffRefused

POLL_SECONDS = 0.3
AT_ONCE = 8
"""Customers whose words travel at the same moment; while the helpdesk is down, one is sent to find out."""
CATCH_UP_SECONDS = 30

logger = logging.getLogger(__name__)


class HelpdeskWorker:
    """The two jobs of one Rasa process; any number of processes may run them."""

    def __init__(self, front_door: FrontDoor, helpdesk: Helpdesk, intake: Intake) -> None:
        services = front_door.frontline
        self._outbox = services.outbox
        self._handoffs = services.handoffs
        self._delivery = services.delivery(helpdesk)
        self._replica = services.settings.replica
        self._helpdesk = helpdesk
        self._intake = intake
        self._down = False

    async def deliver(self) -> None:
        """Tells the helpdesk what is in the outbox, until cancelled."""
        while True:
            try:
                busy = await self.deliver_once()
            except SQLAlchemyError as error:
                logger.warning("The outbox could not be read: %s", type(error).__name__)
                busy = False
            if not busy:
                await asyncio.sleep(POLL_SECONDS)

    async def deliver_once(self) -> bool:
        """One round; True when more may be due at once."""
        await asyncio.to_thread(self._outbox.gather)
        most = 1 if self._down else AT_ONCE
        tasks = await asyncio.to_thread(self._outbox.claim, self._replica, most)
        if not tasks:
            return False
        answered = await asyncio.gather(*map(self._deliver, tasks))
        self._down = not all(answered)
        return not self._down

    async def _deliver(self, task: Task) -> bool:
        try:
            return await asyncio.to_thread(self._delivery.deliver, task)
        except SQLAlchemyError:
            raise
        except Exception as error:
            logger.exception("%s: could not be delivered", task.errand.key)
            await asyncio.to_thread(self._outbox.put_off, task, type(error).__name__)
            return False

    async def catch_up(self) -> None:
        """Looks for what we were told in vain, at the start and every half minute, until cancelled."""
        while True:
            try:
                await self.catch_up_once()
            except (SQLAlchemyError, HelpdeskDown) as error:
                logger.warning("The helpdesk could not be looked through: %s", type(error).__name__)
            await asyncio.sleep(CATCH_UP_SECONDS)

    async def catch_up_once(self) -> None:
        """Every conversation that is open on both sides."""
        for handoff_id in await asyncio.to_thread(self._outbox.open_cases):
            handoff = await asyncio.to_thread(self._handoffs.get, handoff_id)
            case = await asyncio.to_thread(self._delivery.case, handoff)
            try:
                await self._catch_up(case, handoff)
            except (HelpdeskRefused, HandoffRefused, Refused) as refused:
                logger.warning(
                    "handoff %s could not be looked through: %s", handoff_id, type(refused).__name__
                )

    async def _catch_up(self, case: Case, before: Handoff) -> None:
        for event in await asyncio.to_thread(self._helpdesk.catch_up, case):
            await self._intake.take_in(event, before)
