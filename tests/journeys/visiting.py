"""A visitor of the website who knows when the assistant is done: when its log says so."""

from __future__ import annotations

import time
from typing import Any

from connectors.website.sessions import CHANNEL, address
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Conversation
from tools.website_customer import PATIENCE, Customer

POLL_SECONDS = 0.02


class Visitor(Customer):
    """Waits for the end of the turn instead of for silence: a journey of ten turns takes seconds."""

    def __init__(self, url: str, services: Frontline, **request: Any) -> None:
        """`services` are those on the database of the front line that is visited."""
        self._services = services
        super().__init__(url, **request)

    @property
    def conversation(self) -> Conversation:
        """The conversation as the log has it."""
        assert self.session_id is not None, "there is no session yet"
        found = self._services.conversations.find(CHANNEL, address(self.session_id))
        assert found is not None
        return found

    def wait_for_answer(self, seen: int) -> str:
        """All texts after the first `seen`, once all that was said is answered and has arrived."""
        deadline = time.monotonic() + PATIENCE
        while not self._is_answered(seen):
            assert time.monotonic() < deadline, "the assistant is silent"
            time.sleep(POLL_SECONDS)
        return "\n".join(message["text"] for message in self.read[seen:])

    def _is_answered(self, seen: int) -> bool:
        if self.session_id is None or len(self.read) <= seen:
            return False
        log, id = self._services.conversations, self.conversation.id
        if id in log.waiting(self._services.settings.replica):
            return False
        said = [message for message in log.transcript(id) if message.author is not Author.CUSTOMER]
        return len(self.read) >= len(said)
