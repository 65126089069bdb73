"""The one place where the parts are joined. Tests call it with other settings or other parts."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Mapping, Sequence

from frontline.conversations.service import Conversations
from frontline.copy import Copy
from frontline.settings import Settings, load_settings
from frontline.storage.database import Database
from frontline.triage.taxonomy import Taxonomy


class Frontline:
    """The services of one process, each made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def content(self) -> Path:
        """The folder of what trainers write."""
        return self.settings.content_dir

    @cached_property
    def database(self) -> Database:
        """The one database."""
        return Database(self.settings.absolute_database_url)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The known kinds of problem."""
        return Taxonomy.load(self.content / "taxonomy.yml")

    @cached_property
    def copy(self) -> Copy:
        """What the system itself says."""
        return Copy.load(self.content / "system.yml")

    @cached_property
    def conversations(self) -> Conversations:
        """The conversation log."""
        return Conversations(self.database)


@lru_cache(maxsize=1)
def frontline() -> Frontline:
    """The services of this process, with the settings of this installation."""
    return Frontline(load_settings())
