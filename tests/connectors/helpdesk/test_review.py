"""Reviewing over a real socket: who may, what comes, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontline.bootstrap import Frontline
from frontline.review.training_files import examples_in
from tests.connectors.helpdesk.desk_server import Browser, Customer

AtDesk = Callable[[str], Browser]
Keep = Callable[..., None]


def written(services: Frontline, intent: str) -> list[str]:
    return examples_in((services.settings.nlu_data_dir / "nl" / "internet.yml").read_text())[intent]


def test_a_trainer_sees_why_and_labels_with_one_tap(at_desk: AtDesk, keep: Keep, services: Frontline) -> None:
    noor = at_desk("noor")
    keep("hij doet raar, mail p.jansen@mail.nl", label="wifi_problem")
    shown = noor.ask("review_list")
    (example,) = shown["examples"]
    assert (example["text"], example["why"]) == (
        "hij doet raar, mail naam@voorbeeld.nl",
        "customer_disagreed",
    )
    assert example["choices"] == ["wifi_problem", "internet_slow"]
    assert {"intent": "greet", "category": "contact", "label": {"nl": "groet", "en": "says hello"}} in shown[
        "intents"
    ]
    answer = noor.ask("review_accept", id=example["id"], intent="wifi_problem")
    assert answer == {"ok": True, "file": "nl/internet.yml", "added": True}
    assert written(services, "wifi_problem")[-1] == "hij doet raar, mail naam@voorbeeld.nl"
    assert noor.ask("review_list")["total"] == 0
    assert noor.ask("review_undo", id=example["id"])["ok"]
    assert written(services, "wifi_problem") == ["voorbeeld van wifi_problem"]


def test_what_an_agent_sees_otherwise_comes_first(
    at_desk: AtDesk, keep: Keep, customer: Customer, services: Frontline
) -> None:
    sanne, noor = at_desk("sanne"), at_desk("noor")
    keep("raar ding", label="wifi_problem")
    handoff = customer.asks_for_a_person(words="zwart scherm, ik ben Piet Jansen")
    sanne.ask("take")
    assert sanne.ask("resolve", handoff_id=handoff.id, problem="tv_no_signal", outcome="solved")["ok"]
    first, _ = noor.ask("review_list")["examples"]
    assert (first["text"], first["why"]) == ("zwart scherm, ik ben Sam", "agent_disagreed")
    assert (first["label"], first["guesses"]) == ("tv_no_signal", [["internet_down", 0.9]])


def test_skipping_and_deleting(at_desk: AtDesk, keep: Keep) -> None:
    noor = at_desk("noor")
    keep("een")
    keep("twee")
    first, second = (one["id"] for one in noor.ask("review_list")["examples"])
    assert noor.ask("review_skip", id=first)["ok"]
    assert [one["id"] for one in noor.ask("review_list")["examples"]] == [second, first]
    assert noor.ask("review_delete", id=second)["ok"]
    assert noor.ask("review_skip", id=second) == {"ok": False, "error": "already_reviewed", "by": ""}


@pytest.mark.parametrize(
    "event", ["review_list", "review_accept", "review_undo", "review_skip", "review_delete"]
)
def test_agents_are_refused(at_desk: AtDesk, event: str) -> None:
    answer = at_desk("sanne").ask(event, id=1, intent="wifi_problem")
    assert answer == {"ok": False, "error": "not_a_trainer"}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "bad_request"),
        ({"id": "1", "intent": "wifi_problem"}, "bad_request"),
        ({"id": True, "intent": "wifi_problem"}, "bad_request"),
        ({"id": 2**80, "intent": "wifi_problem"}, "bad_request"),
        ({"id": -1, "intent": "wifi_problem"}, "bad_request"),
        ({"id": 1, "intent": ["wifi_problem"]}, "bad_request"),
        ({"id": 1, "intent": "x" * 65}, "bad_request"),
        ({"id": 1, "intent": "make_coffee"}, "unknown_intent"),
        ({"id": 999, "intent": "wifi_problem"}, "already_reviewed"),
        ({"id": 1, "intent": "bill_copy"}, "unknown_intent"),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(
    at_desk: AtDesk, keep: Keep, services: Frontline, data: dict[str, Any], error: str
) -> None:
    keep("raar ding")
    noor = at_desk("noor")
    assert noor.ask("review_accept", **data)["error"] == error
    assert noor.ask("review_list")["total"] == 1


def test_a_folder_that_cannot_be_written_says_so_and_loses_nothing(
    at_desk: AtDesk, keep: Keep, services: Frontline
) -> None:
    keep("raar ding")
    file = services.settings.nlu_data_dir / "nl" / "internet.yml"
    file.with_name(".internet.yml.new").mkdir()
    noor = at_desk("noor")
    (example,) = noor.ask("review_list")["examples"]
    answer = noor.ask("review_accept", id=example["id"], intent="wifi_problem")
    assert answer == {"ok": False, "error": "cannot_write", "file": "nl/internet.yml"}
    assert noor.ask("review_list")["total"] == 1
