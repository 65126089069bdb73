"""Pages of the running front line, as the people of a browser test see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from frontline.bootstrap import Frontline
from frontline.settings import Settings
from tools.running import RunningFrontLine

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RESULTS = ROOT / "test-results/browser"
DESKTOP = {"width": 1280, "height": 800}
FAILED = pytest.StashKey[bool]()


@pytest.fixture
def open_page(
    chromium: Browser, front_line: RunningFrontLine, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`open_page("/demo/", viewport=..., color_scheme=...)`: the page as another person sees it.

    What the test leaves on the screen is kept in test-results/browser/ when it fails.
    """
    contexts: list[BrowserContext] = []

    def open_(path: str, **options: Any) -> Page:
        contexts.append(chromium.new_context(**{"viewport": DESKTOP, "locale": "nl-NL", **options}))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.goto(front_line.url + path)
        return page

    yield open_
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            _keep_screenshots(context, f"{request.node.name}-{number}")
        context.close()


@pytest.fixture
def nobody_waits(front_line: RunningFrontLine) -> None:
    """Ends the waiting of those whom other tests left in the queue."""
    handoffs = Frontline(Settings(database_url=front_line.database_url)).handoffs
    for entry in handoffs.queue():
        handoffs.cancel(entry.conversation_id)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe finds serious or critical, one line each."""

    def run(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate("axe.run().then(result => result.violations)")
        return [
            f"{violation['id']}: {violation['help']} ({', '.join(map(str, node['target']))})"
            for violation in violations
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Lets fixtures know whether the test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _keep_screenshots(context: BrowserContext, name: str) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(context.pages):
        page.screenshot(path=RESULTS / f"{re.sub(r'[^a-zA-Z0-9]+', '-', name)}-{number}.png")
