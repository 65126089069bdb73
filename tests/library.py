"""The real content, read once for all the tests that walk it: reading takes more than a second."""

from __future__ import annotations

from frontline.guides.library import Library
from frontline.settings import PROJECT_ROOT

CONTENT = PROJECT_ROOT / "content"
LIBRARY = Library.load(CONTENT)
