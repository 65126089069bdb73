"""Finds the Chromium that the browser tests drive."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
HOW_TO_GET_IT = (
    "The browser tests need Chromium: install it (`apt-get install chromium`, or"
    " `.venv/bin/python -m playwright install chromium`), or set CHROMIUM to its path."
)


def find_chromium() -> Path | None:
    """$CHROMIUM, else the first known name on PATH, an installed application or Playwright's own download.

    Raises FileNotFoundError when $CHROMIUM names no file.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not Path(chosen).is_file():
            raise FileNotFoundError(f"CHROMIUM is {chosen}, where there is no file.")
        return Path(chosen)
    found = [shutil.which(name) for name in NAMES] + [path for path in APPLICATIONS if Path(path).is_file()]
    return next((Path(path) for path in found if path), None) or _downloaded_by_playwright()


def _downloaded_by_playwright() -> Path | None:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    usual = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    for cache in [Path(chosen)] if chosen else usual:
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            found = sorted(cache.glob(pattern))
            if found:
                return found[-1]
    return None
