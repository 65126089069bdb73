"""A front line with its agents in some helpdesk, a stand-in for it, and a customer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontline.bootstrap import Frontline
from tests.connectors.helpdesk.elsewhere import Customer, FrontLine, front_line_on
from tests.connectors.helpdesk.webhook.stand_in import EVENTS_SECRET, SECRET, AnyHelpdesk


@pytest.fixture
def helpdesk() -> Iterator[AnyHelpdesk]:
    standing_in = AnyHelpdesk()
    standing_in.start()
    yield standing_in
    standing_in.stop()
    assert standing_in.complaints == []


@pytest.fixture
def services(tmp_path: Path, polderlink: Path, helpdesk: AnyHelpdesk) -> Frontline:
    return front_line_on(
        Path(shutil.copy(polderlink, tmp_path / "t.db")),
        helpdesk="connectors.helpdesk.webhook.WebhookHelpdesk",
        helpdesk_webhook={
            "url": f"{helpdesk.url}/frontline",
            "secret": SECRET,
            "events_secret": f"whsec_{EVENTS_SECRET}",
            "read_timeout": 1,
        },
    )


@pytest.fixture
def front_line(services: Frontline, helpdesk: AnyHelpdesk, impatient: None) -> Iterator[FrontLine]:
    running = FrontLine(services)
    helpdesk.events_url = running.events_url
    running.start()
    yield running
    running.stop()


@pytest.fixture
def customer(services: Frontline) -> Customer:
    return Customer(services, "PK100205")
