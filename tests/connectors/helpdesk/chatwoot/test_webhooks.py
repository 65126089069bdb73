"""Webhooks that Chatwoot did not send, or not now, or not to us: refused, logged, nothing taken in."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest
import requests

from frontline.bootstrap import Frontline
from frontline.handoffs.types import Handoff, State
from tests.connectors.helpdesk.chatwoot.stand_in import ACCOUNT, ESTHER, INBOX, Chatwoot, signed
from tests.connectors.helpdesk.chatwoot.test_story import case_of
from tests.connectors.helpdesk.elsewhere import Customer, FrontLine

WORDS = "geheime woorden"


@pytest.fixture
def handoff(front_line: FrontLine, customer: Customer) -> Handoff:
    return customer.asks_for_a_person()


@pytest.fixture
def case(chatwoot: Chatwoot, handoff: Handoff) -> int:
    return case_of(chatwoot, handoff)


def message(case: int, **changed: Any) -> bytes:
    told = {
        "event": "message_created",
        "id": 900,
        "content": WORDS,
        "message_type": "outgoing",
        "private": False,
        "sender": ESTHER,
        "conversation": {"id": case, "inbox_id": INBOX, "status": "open"},
        "account": {"id": ACCOUNT},
    }
    return json.dumps({**told, **changed}).encode()


def post(front_line: FrontLine, body: bytes, headers: dict[str, str]) -> requests.Response:
    return requests.post(front_line.events_url, data=body, headers=headers, timeout=5)


def forged(body: bytes) -> dict[str, dict[str, str]]:
    right, old = signed(body), signed(body, at=time.time() - 301)
    return {
        "no signature": {"X-Chatwoot-Timestamp": right["X-Chatwoot-Timestamp"]},
        "no time": {"X-Chatwoot-Signature": right["X-Chatwoot-Signature"]},
        "another secret": signed(body, "somebody else's"),
        "another body": signed(body + b" "),
        "too old": old,
        "from the future": signed(body, at=time.time() + 400),
        "an old signature under a new time": {**right, "X-Chatwoot-Signature": old["X-Chatwoot-Signature"]},
        "no digits": {**right, "X-Chatwoot-Timestamp": "now"},
        "strange signs": {**right, "X-Chatwoot-Signature": "sha256=\xe9\xe9"},
    }


def test_forged_webhooks_are_refused_and_say_nothing(
    front_line: FrontLine, customer: Customer, case: int, caplog: pytest.LogCaptureFixture
) -> None:
    body, before = message(case), customer.reads()
    for how, headers in forged(body).items():
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            refused = post(front_line, body, headers)
        assert (refused.status_code, refused.json()) == (401, {"error": "not_genuine"}), how
        assert customer.reads() == before
        assert "refused" in caplog.text and WORDS not in caplog.text


def test_a_replayed_webhook_changes_nothing(
    front_line: FrontLine,
    services: Frontline,
    customer: Customer,
    case: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = message(case)
    headers = signed(body)
    assert post(front_line, body, headers).json() == {"ok": True, "duplicate": False}
    with caplog.at_level(logging.INFO):
        again = post(front_line, body, {**headers, "X-Chatwoot-Delivery": "another"})
    assert again.json() == {"ok": True, "duplicate": True}
    assert "second time" in caplog.text
    assert [text for author, text in customer.reads() if author == "agent"] == [WORDS]


def test_the_end_of_one_handoff_is_not_played_again_to_end_the_next(
    front_line: FrontLine,
    services: Frontline,
    chatwoot: Chatwoot,
    customer: Customer,
    handoff: Handoff,
    case: int,
) -> None:
    resolved = {"event": "conversation_status_changed", "id": case, "inbox_id": INBOX, "status": "resolved"}
    body = json.dumps({**resolved, "account": {"id": ACCOUNT}}).encode()
    headers = signed(body)
    post(front_line, body, headers)
    assert services.handoffs.get(handoff.id).state is State.RESOLVED
    second = customer.asks_for_a_person()
    case_of(chatwoot, second)  # from here on as in an inbox that keeps one conversation for each contact
    with services.database.begin_plain() as transaction:
        transaction.exec_driver_sql("UPDATE helpdesk_cases SET reference = ?", (str(case),))
    post(front_line, body, headers)
    assert services.handoffs.get(second.id).state.open


def test_what_is_not_for_us_is_passed_over(front_line: FrontLine, customer: Customer, case: int) -> None:
    before = customer.reads()
    for changed in (
        {"conversation": {"id": case, "inbox_id": INBOX + 1}},
        {"account": {"id": ACCOUNT + 1}},
        {"event": "webwidget_triggered"},
        {"event": "contact_updated"},
    ):
        body = message(case, **changed)
        assert post(front_line, body, signed(body)).status_code == 200
        assert customer.reads() == before


def test_what_cannot_be_carried_out_is_answered_clearly(front_line: FrontLine, case: int) -> None:
    for body, status, error in (
        (b"", 400, "not_understood"),
        (b"[]", 400, "not_understood"),
        (b'{"event": "message_created", "id": "x"}', 400, "not_understood"),
        (message(999), 404, "unknown"),
        (message(case, content="a" * 4001), 422, "too_long"),
        (b" " * (256 * 1024 + 1), 413, "too_large"),
    ):
        answer = post(front_line, body, signed(body))
        assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_attribute_that_we_do_not_know_confirms_nothing(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot, handoff: Handoff, case: int
) -> None:
    chatwoot.resolve(case, confirmed_problem="koffie", outcome="thee")
    ended = services.handoffs.get(handoff.id)
    assert (ended.state, ended.confirmed_problem, ended.outcome) == (State.RESOLVED, None, None)


def test_with_our_own_desk_there_is_no_such_address(services: Frontline) -> None:
    services.settings.helpdesk = "desk"
    plain = FrontLine(services)
    plain.start()
    try:
        assert post(plain, b"{}", signed(b"{}")).status_code == 404
    finally:
        plain.stop()
