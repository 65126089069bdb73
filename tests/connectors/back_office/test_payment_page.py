from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from connectors.back_office.demo import DemoBackOffice, seed
from connectors.back_office.demo.payment_page import PaymentPage
from frontline.customers.types import BillStatus
from frontline.storage.database import Database

PATIENCE = 5


class PageServer:
    """The page on a real server in a thread of its own."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._started, self._stop = threading.Event(), asyncio.Event()

    def start(self, page: PaymentPage) -> None:
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(page)))
        self._thread.start()
        assert self._started.wait(PATIENCE)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    async def _serve(self, page: PaymentPage) -> None:
        app = Sanic(f"payment-{uuid4().hex}", configure_logging=False)
        app.blueprint(page.blueprint(_nobody), url_prefix=page.url_prefix())
        server = await app.create_server(
            sock=self._listening,
            return_asyncio_server=True,
            access_log=False,
            asyncio_server_kwargs={"start_serving": False},
        )
        with patch.object(Sanic, "test_mode", True):  # Sanic rewrites its own code, else once per process
            await server.startup()
        await server.start_serving()
        self._started.set()
        await self._stop.wait()
        server.close()


async def _nobody(_message: UserMessage) -> None:
    raise AssertionError("the payment page takes no messages")


@pytest.fixture
def server() -> Iterator[PageServer]:
    made = PageServer()
    yield made
    made.stop()


@pytest.fixture
def office(tmp_path: Path, server: PageServer) -> DemoBackOffice:
    database = Database(f"sqlite:///{tmp_path}/demo.db")
    seed(database)
    made = DemoBackOffice(database, site=server.url)
    server.start(PaymentPage(made))
    return made


def test_a_bill_is_paid_through_its_link(office: DemoBackOffice) -> None:
    url = office.send_payment_link("FA-100206-3", key="k").facts["url"]
    shown = requests.get(url, timeout=PATIENCE)
    assert shown.status_code == 200
    assert "Betaal € 45,00" in shown.text
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert office.bills("PK100206")[0].status is BillStatus.OVERDUE
    paid = requests.post(url, timeout=PATIENCE)
    assert (paid.url, paid.history[0].status_code) == (url, 303)
    assert "De betaling van € 45,00 is gelukt" in paid.text
    assert office.bills("PK100206")[0].status is BillStatus.PAID
    assert requests.post(url, timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize("reference", ["PL-2026-000000", "x", "%3Cscript%3E"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_tells_nothing(
    office: DemoBackOffice, server: PageServer, method: str, reference: str
) -> None:
    answer = requests.request(method, f"{server.url}/demo/pay/{reference}", timeout=PATIENCE)
    assert answer.status_code == 404
    assert "bestaat niet" in answer.text
    assert "<script" not in answer.text


def test_another_site_cannot_pay(office: DemoBackOffice) -> None:
    url = office.send_payment_link("FA-100206-3", key="k").facts["url"]
    answer = requests.post(url, headers={"Sec-Fetch-Site": "cross-site"}, timeout=PATIENCE)
    assert answer.status_code == 403
    assert office.bills("PK100206")[0].status is BillStatus.OVERDUE


def test_another_back_office_has_no_such_page() -> None:
    page = PaymentPage(None).blueprint(_nobody)
    app = Sanic(f"payment-{uuid4().hex}", configure_logging=False)
    app.blueprint(page)
    assert len(app.router.routes) == 0
