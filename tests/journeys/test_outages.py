"""When something of ours breaks: nothing is lost, nothing is said twice, and the customer hears the truth."""

from __future__ import annotations

import os
import signal
import time

import pytest


@pytest.fixture
def running(front_line):
    """Puts the processes back as they were."""
    yield front_line
    if front_line.is_running("actions"):
        os.kill(front_line.process_id("actions"), signal.SIGCONT)
    missing = [name for name in ("actions", "rasa") if not front_line.is_running(name)]
    front_line.start(*missing)


def texts(customer) -> list[str]:
    return [message["text"] for message in customer.read]


def test_killed_in_the_middle_of_a_turn_the_message_is_answered_once(running, customer):
    visitor = customer()
    os.kill(running.process_id("actions"), signal.SIGSTOP)
    assert visitor.send("mijn internet doet het niet")["ok"]
    time.sleep(1)
    running.kill("rasa")
    visitor.leaves()
    os.kill(running.process_id("actions"), signal.SIGCONT)
    running.start("rasa")

    visitor.connect()
    visitor.waits_for_text("postcode en huisnummer")
    time.sleep(2)
    assert sum("postcode en huisnummer" in text for text in texts(visitor)) == 1
    assert visitor.taps("Sla dit over")
    assert len(texts(visitor)) == len({message["seq"] for message in visitor.read})


def test_without_the_action_server_the_customer_hears_so_once_and_is_answered_when_it_is_back(
    running, customer
):
    visitor = customer()
    running.stop("actions")
    assert visitor.send("mijn internet doet het niet")["ok"]
    visitor.waits_for_text("Er hapert iets aan onze kant")
    running.start("actions")
    visitor.waits_for_text("postcode en huisnummer")
    assert sum("hapert" in text for text in texts(visitor)) == 1
    assert sum("postcode en huisnummer" in text for text in texts(visitor)) == 1


def test_a_slow_action_server_does_not_lose_the_message(running, customer):
    visitor = customer()
    os.kill(running.process_id("actions"), signal.SIGSTOP)
    assert visitor.send("mijn internet doet het niet")["ok"]
    time.sleep(2)
    os.kill(running.process_id("actions"), signal.SIGCONT)
    visitor.waits_for_text("postcode en huisnummer")
    assert not any("hapert" in text for text in texts(visitor))


def test_a_locked_database_is_admitted_and_the_message_goes_through_later(running, customer, services):
    visitor = customer()
    with services.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE conversations SET language = language")
        refused = visitor.send("mijn internet doet het niet", message_id="m-locked")
    assert (refused["ok"], refused["error"]) == (False, "unavailable")
    assert "vanzelf opnieuw verstuurd" in refused["text"]
    assert visitor.send("mijn internet doet het niet", message_id="m-locked")["ok"]
    visitor.waits_for_text("postcode en huisnummer")
