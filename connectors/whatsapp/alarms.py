"""What an operator has to see to, told once in the log and for as long as it lasts at `/health`."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from connectors.whatsapp.errors import Blocked, GraphError, NotAllowed, TemplateRefused
from connectors.whatsapp.incoming import Notice
from frontline.storage.tables import now

ALARMING = {
    NotAllowed: "the access token is refused",
    Blocked: "the account is blocked or may not send",
    TemplateRefused: "the template is refused",
}
HALTED = ("DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED")
REFUSED, APPROVED = ("REJECTED", "PAUSED", "DISABLED"), ("APPROVED", "REINSTATED")
"""Events of an account and of a template, as Meta tells of them."""
logger = logging.getLogger(__name__)


class Alarms:
    """The alarms of this process, how often which error came, and until when nothing is sent at all."""

    def __init__(self, template: str | None = None) -> None:
        self._template = template
        self.since: dict[str, datetime] = {}
        self.errors: Counter[str] = Counter()
        self._paused_until = 0.0

    def raise_for(self, error: GraphError) -> None:
        """Counts an error; an alarming one is told, once."""
        self.errors[type(error).__name__] += 1
        self._raise(type(error), f"code {error.code}")

    def notice(self, notice: Notice) -> None:
        """What Meta tells of our account or our template, before a message is refused for it."""
        logger.warning("WhatsApp tells of our account: %s %s", notice.field, notice.event)
        if notice.field == "account_update" and notice.event in HALTED:
            self._raise(Blocked, notice.event)
        elif self._template and notice.template == self._template:
            if notice.event in REFUSED:
                self._raise(TemplateRefused, notice.event)
            elif notice.event in APPROVED:
                self._end(TemplateRefused)

    def sent(self) -> None:
        """A message got through: what kept all of them is over."""
        self._end(NotAllowed)
        self._end(Blocked)

    def gauges(self) -> Iterable[Metric]:
        """The same for Prometheus."""
        raised = GaugeMetricFamily(
            "frontline_whatsapp_alarm", "1 while an operator has to see to it", labels=["what"]
        )
        for kind, words in ALARMING.items():
            raised.add_metric([kind.__name__], words in self.since)
        errors = CounterMetricFamily(
            "frontline_whatsapp_errors", "What the Graph API refused, by family", labels=["family"]
        )
        for family, number in dict(self.errors).items():
            errors.add_metric([family], number)
        return raised, errors

    def pause(self, seconds: float) -> None:
        """Nothing is sent for so long."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    @property
    def pause_left(self) -> float:
        """Seconds until sending goes on."""
        return max(0.0, self._paused_until - time.monotonic())

    def _raise(self, kind: type[GraphError], why: str) -> None:
        words = ALARMING.get(kind)
        if words and words not in self.since:
            self.since[words] = now()
            logger.error("WhatsApp: %s (%s); see connectors/whatsapp/README.md", words, why)

    def _end(self, kind: type[GraphError]) -> None:
        if self.since.pop(ALARMING[kind], None):
            logger.warning("WhatsApp: no longer so: %s", ALARMING[kind])
