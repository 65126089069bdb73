"""A front line with its agents in Chatwoot, a stand-in for it, and a customer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontline.bootstrap import Frontline
from tests.connectors.helpdesk.chatwoot.stand_in import ACCOUNT, INBOX, SECRET, TOKEN, Chatwoot
from tests.connectors.helpdesk.elsewhere import Browser, Customer, FrontLine, front_line_on


@pytest.fixture
def chatwoot() -> Iterator[Chatwoot]:
    standing_in = Chatwoot()
    standing_in.start()
    yield standing_in
    standing_in.stop()
    assert standing_in.complaints == []


@pytest.fixture
def services(tmp_path: Path, polderlink: Path, chatwoot: Chatwoot) -> Frontline:
    return front_line_on(
        Path(shutil.copy(polderlink, tmp_path / "t.db")),
        helpdesk="connectors.helpdesk.chatwoot.Chatwoot",
        helpdesk_chatwoot={
            "url": chatwoot.url,
            "account_id": ACCOUNT,
            "inbox_id": INBOX,
            "api_access_token": TOKEN,
            "webhook_secret": SECRET,
            "read_timeout": 1,
        },
    )


@pytest.fixture
def front_line(services: Frontline, chatwoot: Chatwoot, impatient: None) -> Iterator[FrontLine]:
    """Running, and known to Chatwoot."""
    running = FrontLine(services)
    chatwoot.webhook_url = running.events_url
    running.start()
    yield running
    running.stop()


@pytest.fixture
def customer(services: Frontline) -> Customer:
    """Lotte, who has signed in."""
    return Customer(services, "PK100205")


@pytest.fixture
def browser(front_line: FrontLine) -> Iterator[Browser]:
    """A visitor's chat widget."""
    opened = Browser(front_line)
    yield opened
    opened.close()
