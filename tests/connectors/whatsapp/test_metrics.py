"""What an operator sees of the front line: at /metrics, on an address of its own."""

from __future__ import annotations

import socket

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from frontline.settings import MetricsSettings
from frontline.storage.tables import OutboxRow, now
from tests.connectors.whatsapp.conftest import WhatsAppServer
from tests.connectors.whatsapp.test_channel import FATIMA, JAN, joins_the_queue
from tests.patience import eventually
from tools.running import free_port


@pytest.fixture
def watched(make_services, start_server) -> WhatsAppServer:
    services = make_services()
    services.settings.metrics = MetricsSettings(port=free_port())
    return start_server(services)


def told(server: WhatsAppServer) -> dict[tuple[str, ...], float]:
    """Every number by its name and labels."""
    port = server.services.settings.metrics.port
    text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    assert FATIMA not in text
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def test_messages_and_turns_are_counted_by_channel_and_result(watched, graph):
    watched.parrot.failures = 1
    message = watched.meta.says(FATIMA, "hallo")
    watched.meta.deliver([message])
    graph.reads(FATIMA, "Je zei: hallo")
    eventually(lambda: told(watched).get(("frontline_turns_total", "answered")) == 1)
    watched.meta.says(FATIMA, "x" * 5000)
    eventually(lambda: told(watched).get(("frontline_messages_refused_total", "whatsapp", "too_long")) == 1)
    numbers = told(watched)
    assert numbers["frontline_messages_total", "whatsapp"] == 1
    assert numbers["frontline_turns_total", "failed"] == 1
    assert numbers[("frontline_turn_seconds_count",)] == 2


def test_what_waits_and_what_failed_is_told_from_the_database(watched, graph):
    watched.services.settings.always_open = True
    watched.meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "Je zei: hallo")
    assert ("frontline_handoffs_open", "queued") not in told(watched)
    handoff = joins_the_queue(watched, FATIMA)
    with watched.services.database.begin() as session:
        row = OutboxRow(handoff_id=handoff, kind="open", seq=0, state="dead", due_at=now())
        session.add(row)
    graph.fail_next.append(131026)
    watched.meta.says(JAN, "onbereikbaar")
    eventually(lambda: told(watched).get(("frontline_whatsapp_deliveries", "failed")) == 1)
    numbers = told(watched)
    assert numbers["frontline_handoffs_open", "queued"] == 1
    assert numbers["frontline_helpdesk_outbox", "dead"] == 1
    assert numbers["frontline_whatsapp_errors_total", "Undeliverable"] == 1


def test_a_dead_token_shows_and_goes_away(watched, graph):
    assert told(watched)["frontline_whatsapp_alarm", "NotAllowed"] == 0
    graph.fail_next.extend([190] * 2)
    watched.meta.says(FATIMA, "hallo")
    eventually(lambda: told(watched)["frontline_whatsapp_alarm", "NotAllowed"] == 1)
    assert watched.health()["alarms"]


def test_without_an_address_nothing_is_told(server):
    assert requests.get(f"{server.url}/metrics", timeout=5).status_code == 404


def test_an_address_that_is_taken_keeps_nobody_from_being_helped(make_services, start_server, graph, caplog):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        services = make_services()
        services.settings.metrics = MetricsSettings(port=taken.getsockname()[1])
        server = start_server(services)
        server.meta.says(FATIMA, "hallo")
        graph.reads(FATIMA, "Je zei: hallo")
    assert "Metrics cannot be served" in caplog.text
