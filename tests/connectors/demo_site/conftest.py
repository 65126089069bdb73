"""The demo pages with a website channel in memory, and a browser to look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from connectors.demo_site.channel import DemoSite, Visits
from connectors.demo_site.pages import Site
from connectors.demo_site.visitors import Persona
from frontline.settings import PROJECT_ROOT
from tests.connectors.demo_site.fake_website import WIDGET, FakeWebsite

SECRET = "a-secret-of-the-tests-that-is-long-enough"
PERSONAS = (
    Persona(
        "PK100203", "Fatima el Amrani", {"nl": "Het modem krijgt geen stroom", "en": "The modem has no power"}
    ),
    Persona("PK100204", "Peter <b>Bakker</b>", {"nl": "Alles in orde", "en": "Everything in order"}),
)
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@pytest.fixture
def website() -> Iterator[FakeWebsite]:
    """A running site with two demo customers and an empty conversation."""
    site = Site(PROJECT_ROOT / "content" / "site")
    fake = FakeWebsite(DemoSite(Visits(site, lambda: PERSONAS, SECRET)))
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def open_page(chromium: Browser, website: FakeWebsite) -> Iterator[OpenPage]:
    """Opens an address of the site in a new window; an error in the page's scripts fails the test."""
    assert WIDGET.is_file(), "The chat widget is not built yet: run `make web`."
    contexts = []
    errors = []

    def open_in_new_window(path: str = "/demo/", viewport: Any = None, **options: Any) -> Page:
        context = chromium.new_context(viewport=viewport or DESKTOP, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(website.url + path)
        return page

    yield open_in_new_window
    for context in contexts:
        context.close()
    assert errors == []
