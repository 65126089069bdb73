"""What tests of several rooms share: the running front line, and a Chromium to look at pages with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.connectors.whatsapp.graph_api import GraphApi
from tools.chromium import HOW_TO_GET_IT, find_chromium
from tools.running import RunningFrontLine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FRONT_LINE = "front_line"
os.environ.setdefault("FRONTLINE_ALWAYS_OPEN", "true")  # tests run at night too
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Says which tests share a process when several run: those of the front line, and those of a file.

    Then those of the front line, which take longest, come first: the other process has enough beside them.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(FRONT_LINE if _on_front_line(item) else str(item.path)))
    if hasattr(config, "workerinput"):
        items.sort(key=_on_front_line, reverse=True)


def _on_front_line(item: pytest.Item) -> bool:
    return FRONT_LINE in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def graph_api() -> Iterator[GraphApi]:
    """Meta's side of WhatsApp, for the running front line."""
    graph = GraphApi().start()
    yield graph
    graph.stop()


@pytest.fixture(scope="session")
def front_line(tmp_path_factory: pytest.TempPathFactory, graph_api: GraphApi) -> Iterator[RunningFrontLine]:
    """The whole front line with the trained model, on ports and a database of its own."""
    folder = tmp_path_factory.mktemp("front_line")
    with RunningFrontLine(folder, graph_api.environment()) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; without one the test fails with a sentence on how to get it.

    One for each module: while Playwright is open its event loop runs, and nobody else can start one.
    """
    from playwright.sync_api import sync_playwright  # the quick tests do without

    executable = find_chromium()
    if executable is None:
        pytest.fail(HOW_TO_GET_IT, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield started
        started.close()
