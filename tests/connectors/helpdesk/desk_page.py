"""What tests do with the desk's page in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from frontline.settings import PROJECT_ROOT
from tests.connectors.helpdesk.desk_server import PASSWORD

AXE = PROJECT_ROOT / "web/node_modules/axe-core/axe.min.js"
OpenDesk = Callable[..., Page]


def sign_in(page: Page, username: str, password: str = PASSWORD) -> Page:
    """By keyboard alone: the first field has the focus."""
    expect(page.locator("input[name=username]")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    return page


def violations(page: Page) -> list[str]:
    """All that axe finds, of whatever weight."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]]
