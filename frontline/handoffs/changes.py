"""What every change of a handoff has in common, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from frontline.agents.team import Team
from frontline.agents.types import Agent
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Owner
from frontline.customers.ports import BackOffice
from frontline.handoffs.contact import Contact
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.gathering import Gathering
from frontline.handoffs.queue import Queue
from frontline.handoffs.rows import Row, as_handoff, get_row, record
from frontline.handoffs.types import TRANSITIONS, Handoff, HandoffRefused, Pack, State
from frontline.storage.database import Database
from frontline.storage.tables import now
from frontline.triage.taxonomy import Taxonomy


class Changes:
    """The collaborators of all use cases, and the steps they are made of."""

    def __init__(  # noqa: PLR0913 - its collaborators, each passed by name
        self,
        database: Database,
        conversations: Conversations,
        taxonomy: Taxonomy,
        team: Team,
        copy: HandoffCopy,
        back_office: BackOffice | None = None,
        on_resolved: Callable[[Handoff], None] = lambda handoff: None,
        contact: Contact | None = None,
        articles: Callable[[Pack], list[dict[str, Any]]] = lambda pack: [],
        clock: Callable[[], datetime] = now,
    ) -> None:
        """`back_office` tells the customer's name and address; without it the pack holds only their id.

        `on_resolved` hears of each handoff that an agent resolved, after it is stored. Without `contact`
        the team is always there. `articles` brings what the guides explain that goes with a pack, as the
        pack's schema has it. `clock` tells the time in UTC.
        """
        self._database = database
        self._conversations = conversations
        self._taxonomy = taxonomy
        self._rules = team.routing
        self._copy = copy
        self._on_resolved = on_resolved
        self._contact = contact
        self._articles = articles
        self._clock = clock
        self._queue = Queue(database, self._rules, clock)
        self._gathering = Gathering(database, conversations, taxonomy, back_office, clock)

    def get(self, handoff_id: str) -> Handoff:
        """One handoff, also an ended one. Raises UnknownHandoff."""
        with self._database.read() as session:
            return as_handoff(session, get_row(session, handoff_id))

    def _move(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        if state not in TRANSITIONS[State(row.state)]:
            raise HandoffRefused(state=row.state)
        row.state = state.value
        record(session, row, agent, note)

    def _end(
        self, session: Session, row: Row, state: State, agent: Agent | None = None, note: str = ""
    ) -> None:
        """Ends the handoff and makes the assistant the owner again."""
        self._move(session, row, state, agent, note)
        row.ended_at = self._clock()
        self._conversations.hand_to(session, row.conversation_id, Owner.ASSISTANT)

    def _tell(self, handoff: Handoff, line: str, mark: str = "", **values: str) -> None:
        """One system line to the customer, once per handoff and `mark`."""
        self._say(handoff, line, self._copy.say(handoff.language, "lines", line, **values), mark)

    def _say(self, handoff: Handoff, line: str, text: str, mark: str = "") -> None:
        message_id = f"handoff:{handoff.id}:{line}:{mark}"
        conversation_id = handoff.conversation_id
        self._conversations.say(conversation_id, Author.SYSTEM, text, channel_message_id=message_id)
