"""Tells another company's helpdesk one thing of the outbox, and the customer the truth when it takes long."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from frontline.conversations.service import Conversations
from frontline.conversations.types import Author
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.outbox import Outbox, Task, Tells
from frontline.handoffs.ports import Case, Helpdesk, HelpdeskDown, HelpdeskRefused
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff
from frontline.storage.tables import now

PATIENCE = timedelta(seconds=8)
"""A customer whose words are still with us after so long hears so."""
CUSTOMERS_OWN = (Tells.OPEN, Tells.MESSAGE)
"""What a customer is waiting for; the rest is between the helpdesk and us."""

logger = logging.getLogger(__name__)


class Delivery:
    """Carries out the outbox's tasks; what fails is put off, what is refused goes to the undelivered."""

    def __init__(
        self,
        helpdesk: Helpdesk,
        outbox: Outbox,
        handoffs: Handoffs,
        conversations: Conversations,
        copy: HandoffCopy,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """`clock` tells the time in UTC."""
        self._helpdesk = helpdesk
        self._outbox = outbox
        self._handoffs = handoffs
        self._conversations = conversations
        self._copy = copy
        self._clock = clock

    def deliver(self, task: Task) -> bool:
        """Tells it. False when the helpdesk is down, so that others need not try at the same moment."""
        handoff = self._handoffs.get(task.handoff_id)
        try:
            reference = self._TELL[task.tells](self, handoff, task)
        except HelpdeskDown as down:
            self._put_off(handoff, task, str(down))
            return False
        except HelpdeskRefused as refused:
            self._give_up(handoff, task, str(refused))
            return True
        self._outbox.sent(task, reference)
        if task.told:
            self._say(handoff, task, "helpdesk_back")
        return True

    def case(self, handoff: Handoff) -> Case:
        """The handoff as the helpdesk knows it. Raises KeyError before it is opened there."""
        reference = self._outbox.reference(handoff.id)
        if reference is None:
            raise KeyError(handoff.id)
        return Case(handoff, reference)

    # -- one method of the port each -----------------------------------------------------------------

    def _open(self, handoff: Handoff, task: Task) -> str:
        return self._helpdesk.open(handoff.pack, task.errand)

    def _queue(self, handoff: Handoff, task: Task) -> None:
        self._helpdesk.queue(self.case(handoff), task.errand)

    def _message(self, handoff: Handoff, task: Task) -> None:
        (message, *_) = self._conversations.since(handoff.conversation_id, task.seq - 1)
        self._helpdesk.send(self.case(handoff), message, task.errand)

    def _move(self, handoff: Handoff, task: Task) -> None:
        self._helpdesk.move(self.case(handoff), task.errand)

    def _close(self, handoff: Handoff, task: Task) -> None:
        self._helpdesk.close(self.case(handoff), handoff.state, task.errand)

    _TELL: Mapping[Tells, Callable[..., str | None]] = {
        Tells.OPEN: _open,
        Tells.QUEUE: _queue,
        Tells.MESSAGE: _message,
        Tells.MOVE: _move,
        Tells.CLOSE: _close,
    }

    # -- when it does not work -----------------------------------------------------------------------

    def _put_off(self, handoff: Handoff, task: Task, problem: str) -> None:
        logger.warning("%s: not delivered yet, try %d: %s", task.errand.key, task.attempts, problem)
        if not self._outbox.put_off(task, problem):
            self._tell_refused(handoff, task)
        elif self._is_late(handoff, task):
            self._say(handoff, task, "helpdesk_down")
            self._outbox.told(task)

    def _give_up(self, handoff: Handoff, task: Task, problem: str) -> None:
        logger.error("%s: refused by the helpdesk: %s", task.errand.key, problem)
        self._outbox.give_up(task, problem)
        self._tell_refused(handoff, task)

    def _tell_refused(self, handoff: Handoff, task: Task) -> None:
        if task.tells in CUSTOMERS_OWN and handoff.state.open:
            self._say(handoff, task, "helpdesk_refused")

    def _is_late(self, handoff: Handoff, task: Task) -> bool:
        waited = self._clock() - task.created_at
        return not task.told and task.tells in CUSTOMERS_OWN and handoff.state.open and waited >= PATIENCE

    def _say(self, handoff: Handoff, task: Task, line: str) -> None:
        """One system line to the customer, once for each task."""
        self._conversations.say(
            handoff.conversation_id,
            Author.SYSTEM,
            self._copy.say(handoff.language, "lines", line),
            channel_message_id=f"{task.errand.key}-{line}",
        )
