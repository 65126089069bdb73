"""What an operator watches, for Prometheus: on an address of its own, in numbers, of nobody in particular.

Counters are of this process; gauges are read from the database when they are asked for, so every replica
tells the same, and one that stands still shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from frontline.backlog import Backlog
from frontline.settings import MetricsSettings

BACKLOG: Mapping[str, tuple[str, str]] = {
    "messages_unanswered": ("channel", "Customers' messages that the assistant has not answered yet"),
    "handoffs_open": ("state", "Customers who wait for a person (queued) or talk to one"),
    "helpdesk_outbox": (
        "state",
        "What another helpdesk is still to be told (waiting), or did not take (dead)",
    ),
    "whatsapp_inbox": ("state", "What WhatsApp delivered and was not taken in yet"),
    "whatsapp_deliveries": ("state", "Messages to WhatsApp customers that wait, are being sent, or failed"),
}
"""For each count of the backlog: by what it is told apart, and what it is."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

logger = logging.getLogger(__name__)
Gauges = Callable[[], Iterable[Metric]]


class Metrics:
    """The numbers of one process, served at /metrics once opened."""

    def __init__(self, backlog: Backlog, settings: MetricsSettings | None) -> None:
        self._settings = settings
        self._close: Callable[[], None] = lambda: None
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "frontline_messages",
            "Customers' messages that were taken in",
            ["channel"],
            registry=self.registry,
        )
        self.refused = Counter(
            "frontline_messages_refused",
            "Customers' messages that were not taken in",
            ["channel", "code"],
            registry=self.registry,
        )
        self.turns = Counter(
            "frontline_turns",
            "Turns of the assistant, by how they ended",
            ["result"],
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "frontline_turn_seconds", "How long turns take", buckets=SECONDS, registry=self.registry
        )
        self.watch(lambda: _backlog(backlog))

    def watch(self, gauges: Gauges) -> None:
        """These are asked for whenever the numbers are."""
        self.registry.register(_Asked(gauges))

    def open(self) -> None:
        """Serves from now on, where the settings say so; an address that is taken is an error in the log."""
        if self._settings is None:
            return
        try:
            server, _ = start_http_server(self._settings.port, self._settings.host, self.registry)
        except OSError as error:
            logger.error("Metrics cannot be served at port %s: %s", self._settings.port, error.strerror)
            return

        def close() -> None:
            server.shutdown()
            server.server_close()

        self._close = close

    def close(self) -> None:
        """Closes the port."""
        self._close()


class _Asked(Collector):
    """Gauges that are read when they are asked for."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        return self._gauges()

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering asks nothing."""
        return ()


def _backlog(backlog: Backlog) -> Iterable[GaugeMetricFamily]:
    for name, counts in backlog.counts().items():
        by, what = BACKLOG[name]
        gauge = GaugeMetricFamily(f"frontline_{name}", what, labels=[by])
        for label, number in counts.items():
            gauge.add_metric([label], number)
        yield gauge
