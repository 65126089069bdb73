"""The client when all is not well, and that what it sends and reads is what the document says."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.http import HttpBackOffice
from frontline.customers.ports import BackOffice, BackOfficeDown, KeyReused, NotAllowed, NotFound
from frontline.customers.types import Address, Service
from frontline.settings import HttpBackOfficeSettings
from frontline.storage.database import Database
from tests.connectors.back_office.back_desk import Reach
from tests.connectors.back_office.deals import AMINA, ELS, JULIA
from tests.connectors.back_office.http.document import operations
from tests.connectors.back_office.http.scripted import Reply, ScriptedServer, problem
from tests.connectors.back_office.http.server import TOKEN, ApiServer

PAUSE = 0.4
NAME = "Julia van den Berg"
PLAN = {"id": "tv_plus", "name": "TV Plus", "service": "tv", "price": "17.50"}
ORDER = {"id": "PL-1", "product": "Box", "price": "10.00", "status": "sent", "ordered_on": "2026-11-02"}
RECEIPT = {"reference": "PL-2026-000001", "performed_at": "2026-11-02T10:00:00Z", "facts": {}}
DOWN = Reply(503)
Serve = Callable[..., tuple[HttpBackOffice, ScriptedServer]]


def settings(url: str, **more: Any) -> HttpBackOfficeSettings:
    quick = {"connect_timeout": 0.5, "read_timeout": 5, "failures": 100, "pause": PAUSE, "patience": 30}
    return HttpBackOfficeSettings(url=url, token=TOKEN, **{**quick, **more})


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A client of a server with these replies."""
    with ExitStack() as stack:

        def start(*replies: Reply, **more: Any) -> tuple[HttpBackOffice, ScriptedServer]:
            server = stack.enter_context(ScriptedServer(*replies))
            return HttpBackOffice(settings(server.url, **more)), server

        yield start


@pytest.fixture
def down() -> HttpBackOffice:
    """A client of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return HttpBackOffice(settings(f"http://127.0.0.1:{port}", failures=3))


def test_a_back_office_that_stumbles_is_asked_again(serve: Serve) -> None:
    office, server = serve(DOWN, Reply(500, "oops"), Reply(200, PLAN))
    assert office.plan("tv_plus").price == Decimal("17.50")
    assert len(server.requests) == 3


def test_an_operation_is_repeated_with_its_key(serve: Serve) -> None:
    office, server = serve(DOWN, Reply(200, RECEIPT))
    assert office.restart_modem("line", key="k-1").reference == "PL-2026-000001"
    assert [headers["Idempotency-Key"] for _, _, headers in server.requests] == ["k-1", "k-1"]


def test_after_its_attempts_it_is_down(serve: Serve) -> None:
    office, server = serve(DOWN, attempts=2)
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    assert len(server.requests) == 2


def test_who_is_slow_is_not_waited_for(serve: Serve) -> None:
    office, server = serve(Reply(200, PLAN, after=3), read_timeout=0.2, attempts=2)
    begun = time.monotonic()
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    assert time.monotonic() - begun < 3
    assert len(server.requests) == 2


def test_patience_ends_before_the_attempts_do(serve: Serve) -> None:
    office, server = serve(Reply(200, PLAN, after=3), read_timeout=0.3, attempts=9, patience=0.2)
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    assert len(server.requests) == 1


REFUSED = [302, 400, 401, 403, 404, 405, 409, 422, 429]


@pytest.mark.parametrize("status", REFUSED)
def test_what_is_refused_is_not_asked_again(serve: Serve, status: int) -> None:
    """A status alone, such as a proxy's 404 or 409, says nothing of customers and rules."""
    office, server = serve(Reply(status, "<html>no</html>"))
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    assert len(server.requests) == 1


def test_problems_are_those_of_the_port(serve: Serve) -> None:
    office, server = serve(
        problem(404, "not_found"), problem(409, "not_allowed", code="no_answer"), problem(404, "not_found")
    )
    with pytest.raises(NotFound):
        office.plan("nothing")
    with pytest.raises(NotAllowed) as refusal:
        office.restart_modem("line", key="k")
    assert refusal.value.code == "no_answer"
    assert office.find_by_number("PK999999") is None
    assert len(server.requests) == 3


MALFORMED = [
    "",
    "<html>Welcome</html>",
    '{"orders": []}',
    '[{"id": "PL-1", "product": "Box"',
    [{key: value for key, value in ORDER.items() if key != "price"}],
    [{**ORDER, "status": NAME}],
    [{**ORDER, "price": NAME}],
    [{**ORDER, "price": "NaN"}],
    [{**ORDER, "ordered_on": "2 november"}],
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_answer_is_a_back_office_that_is_down(
    serve: Serve, caplog: pytest.LogCaptureFixture, body: Any
) -> None:
    office, server = serve(Reply(200, body))
    with pytest.raises(BackOfficeDown):
        office.orders(JULIA)
    assert len(server.requests) == 1
    assert "GET /customers/{customer_id}/orders" in caplog.text
    assert NAME not in caplog.text
    assert JULIA not in caplog.text


def test_a_time_without_offset_is_no_time(serve: Serve) -> None:
    office, _ = serve(Reply(200, {"line_id": "l", "fault": False, "measured_at": "2026-11-02T10:00:00"}))
    with pytest.raises(BackOfficeDown):
        office.test_line("l")


@pytest.mark.parametrize("facts", [{}, {"amount": "12.50"}, {"amount": 12.5, "day": "?"}, {"amount": "Inf"}])
def test_a_quote_must_tell_all_that_is_declared(serve: Serve, facts: Any) -> None:
    office, _ = serve(Reply(200, facts))
    with pytest.raises(BackOfficeDown):
        office.quote("grant_compensation", JULIA, {"outage": "SV-1"})


def test_more_than_is_declared_is_left(serve: Serve) -> None:
    receipt = {**RECEIPT, "facts": {"amount": "12.50", "day": "2026-12-01", "iban": "secret"}, "new": 1}
    office, _ = serve(Reply(200, receipt))
    facts = office.perform("grant_compensation", JULIA, {"outage": "SV-1"}, key="k").facts
    assert facts == {"amount": 12.5, "day": "2026-12-01"}


def test_nobody_listens_and_nothing_personal_is_logged(
    down: HttpBackOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(BackOfficeDown) as failure:
        down.lines(JULIA)
    assert failure.value.__cause__ is None
    assert "ConnectionError" in caplog.text
    assert JULIA not in caplog.text + str(failure.value)


def test_the_breaker_opens_lets_one_through_and_closes(serve: Serve) -> None:
    office, server = serve(DOWN, DOWN, DOWN, Reply(200, PLAN), attempts=1, failures=2)
    for _ in range(4):
        with pytest.raises(BackOfficeDown):
            office.plan("tv_plus")
    assert len(server.requests) == 2  # open: nothing more is sent
    time.sleep(PAUSE)
    for _ in range(2):  # half open: one try, which fails
        with pytest.raises(BackOfficeDown):
            office.plan("tv_plus")
    assert len(server.requests) == 3
    time.sleep(PAUSE)
    for _ in range(3):  # half open: one try, which closes it
        assert office.plan("tv_plus").id == "tv_plus"
    assert len(server.requests) == 6


def test_while_the_breaker_is_open_the_answer_comes_at_once(serve: Serve) -> None:
    office, _ = serve(Reply(200, PLAN, after=3), read_timeout=0.2, attempts=9, failures=2, pause=60)
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    begun = time.monotonic()
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")
    assert time.monotonic() - begun < 0.2


def test_a_refusal_does_not_count_as_a_failure(serve: Serve) -> None:
    office, server = serve(problem(404, "not_found"), failures=1)
    for _ in range(3):
        with pytest.raises(NotFound):
            office.plan("nothing")
    assert len(server.requests) == 3


def test_what_goes_along_is_the_token_and_no_cookie(serve: Serve) -> None:
    office, server = serve(Reply(200, PLAN))
    office.plan("tv_plus")
    office.plan("tv_plus")
    for _, _, headers in server.requests:
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        assert "Cookie" not in headers


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_an_id_cannot_lead_elsewhere(serve: Serve, id: str) -> None:
    office, server = serve(Reply(200, []))
    with pytest.raises(NotFound):
        office.lines(id)
    assert server.requests == []


def test_an_id_is_one_part_of_the_path(serve: Serve) -> None:
    office, server = serve(Reply(200, []))
    office.lines("../plans?x=1#y")
    assert [path for _, path, _ in server.requests] == ["/customers/..%2Fplans%3Fx%3D1%23y/lines"]


def test_a_wrong_token_is_a_back_office_that_is_down(api_server: ApiServer) -> None:
    office = HttpBackOffice(HttpBackOfficeSettings(url=api_server.url, token="another"))
    with pytest.raises(BackOfficeDown):
        office.plan("tv_plus")


def test_a_key_is_for_one_request(demo: DemoBackOffice, over_http: Reach) -> None:
    office = over_http(demo)
    first = office.switch_roaming("PK100211-mobile", True, key="k")
    assert office.switch_roaming("PK100211-mobile", True, key="k") == first
    with pytest.raises(KeyReused):
        office.restart_modem(f"{JULIA}-internet", key="k")


OF_A_CUSTOMER = (
    "find_by_number",
    "lines",
    "orders",
    "delivery_moments",
    "bills",
    "payment_details",
    "payment_extension",
    "refunds",
    "compensations",
    "contracts",
    "move",
    "porting",
    "visit_slots",
)
LOOK_UPS: list[Callable[[BackOffice], Any]] = [
    *(lambda office, name=name: getattr(office, name)(AMINA) for name in OF_A_CUSTOMER),
    *(
        lambda office, name=name: getattr(office, name)(f"{JULIA}-mobile")
        for name in ("usage", "device", "plans", "retention_offer", "sim")
    ),
    lambda office: office.test_line(f"{JULIA}-internet"),
    lambda office: office.test_modem(f"{JULIA}-internet"),
    lambda office: office.visit(ELS),
    lambda office: office.plan("tv_plus"),
    lambda office: office.bill_lines("FA-100218-3"),
    lambda office: office.find_by_phone("+31612345201"),
    lambda office: office.find_by_email("sanne.de.vries@example.com"),
    lambda office: office.find_by_address("1862KP", "12"),
    lambda office: office.outages(Address("1862KP", "12"), Service.INTERNET),
    lambda office: office.coverage(Address("1862KP", "12")),
    lambda office: office.roaming_rates(),
]


def test_what_is_read_over_http_is_what_the_demo_tells(
    database: Database, over_http: Reach, api_server: ApiServer
) -> None:
    now = datetime.now(timezone.utc)
    demo = DemoBackOffice(database, now=lambda: now)
    office = over_http(demo)
    api_server.seen.clear()
    for look in LOOK_UPS:
        assert look(office) == look(demo)
    gets = {operation.id for operation in operations() if operation.method == "GET"}
    assert api_server.seen == gets | {"find_customer"}
