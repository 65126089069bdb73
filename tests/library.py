"""The real content, read once for all the tests that walk it: reading takes more than a second."""

from __future__ import annotations

from frontline.bootstrap import Frontline
from frontline.guides.library import Library
from frontline.settings import PROJECT_ROOT, Settings
from frontline.triage.taxonomy import Taxonomy

CONTENT = PROJECT_ROOT / "content"
LIBRARY = Library.load(CONTENT)
TAXONOMY = Taxonomy.load(CONTENT / "taxonomy.yml")
_READ = Frontline(Settings())
_READ_ONCE = ("copy", "team", "handoff_copy")


def with_real_content(services: Frontline) -> Frontline:
    """The services, with content that is read once for all tests."""
    vars(services).update({name: getattr(_READ, name) for name in _READ_ONCE})
    vars(services).update(library=LIBRARY, taxonomy=TAXONOMY)
    return services
