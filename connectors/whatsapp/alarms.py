"""What an operator has to see to, told once in the log and for as long as it lasts at `/health`."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import datetime

from connectors.whatsapp.errors import Blocked, GraphError, NotAllowed, TemplateRefused
from frontline.storage.tables import now

ALARMING = {
    NotAllowed: "the access token is refused",
    Blocked: "the account is blocked or may not send",
    TemplateRefused: "the template is refused",
}
logger = logging.getLogger(__name__)


class Alarms:
    """The alarms of this process, how often which error came, and until when nothing is sent at all."""

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}
        self.errors: Counter[str] = Counter()
        self._paused_until = 0.0

    def raise_for(self, error: GraphError) -> None:
        """Counts an error; an alarming one is told, once."""
        self.errors[type(error).__name__] += 1
        words = ALARMING.get(type(error))
        if words and words not in self.since:
            self.since[words] = now()
            logger.error("WhatsApp: %s (code %s); see connectors/whatsapp/README.md", words, error.code)

    def sent(self) -> None:
        """A message got through: what kept all of them is over."""
        for kind in (NotAllowed, Blocked):
            if self.since.pop(ALARMING[kind], None):
                logger.warning("WhatsApp: messages get through again")

    def pause(self, seconds: float) -> None:
        """Nothing is sent for so long."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    @property
    def pause_left(self) -> float:
        """Seconds until sending goes on."""
        return max(0.0, self._paused_until - time.monotonic())
