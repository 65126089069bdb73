"""What is known of a customer at the moment they are handed over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, Level
from frontline.customers.ports import BackOffice, BackOfficeError
from frontline.customers.types import Customer
from frontline.handoffs.pack import Earlier, Note, PackFacts
from frontline.handoffs.rows import outcomes_of, same_customer
from frontline.handoffs.types import HandoffRequest
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow, ConversationRow, HandoffEventRow, HandoffRow, ProblemRow
from frontline.triage.taxonomy import GENERAL_SKILL, ProblemType, Taxonomy

DEFAULT_URGENCY = 2
MOST_EARLIER = 5

logger = logging.getLogger(__name__)


class Gathering:
    """Brings together what a handoff pack is made of."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        taxonomy: Taxonomy,
        back_office: BackOffice | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._taxonomy = taxonomy
        self._back_office = back_office
        self._clock = clock

    def facts(self, request: HandoffRequest) -> PackFacts:
        """Everything for the pack of a new handoff. Raises KeyError for an unknown conversation."""
        conversation = self._conversations.get(request.conversation_id)
        found = request.problem or {}
        problem = self._problem_type(found.get("intent"))
        skill = request.skill or found.get("skill") or (problem.skill if problem else GENERAL_SKILL)
        urgency = found.get("urgency") or (problem.urgency if problem else DEFAULT_URGENCY)
        return PackFacts(
            handoff_id=uuid4().hex,
            requested_at=self._clock(),
            request=request,
            conversation=conversation,
            transcript=self._conversations.transcript(conversation.id),
            problem=problem,
            skill=skill,
            urgency=urgency,
            customer=self._customer(conversation),
            earlier=self._earlier(conversation, problem),
            notes=self._notes(conversation),
        )

    def _problem_type(self, intent: Any) -> ProblemType | None:
        return self._taxonomy.problem(intent) if intent in self._taxonomy else None

    def _customer(self, conversation: Conversation) -> Customer | None:
        """The customer as the back office knows them; a back office that is down holds up nobody."""
        known = conversation.customer_id is not None and conversation.level is not Level.ANONYMOUS
        if self._back_office is None or not known:
            return None
        try:
            return self._back_office.find_by_number(str(conversation.customer_id))
        except BackOfficeError as error:
            logger.warning("%s: pack without customer: %s", conversation.id, type(error).__name__)
            return None

    def _earlier(self, conversation: Conversation, problem: ProblemType | None) -> list[Earlier]:
        """Problems in this and the customer's other conversations, newest first, without the present one."""
        with self._database.read() as session:
            query = select(ProblemRow).join(ConversationRow).where(same_customer(conversation))
            rows = list(session.execute(query.order_by(ProblemRow.id.desc())).scalars())
            outcomes = outcomes_of(session, {row.conversation_id for row in rows})
        present = (conversation.id, problem.intent if problem else None)
        earlier: dict[tuple[str, str], Earlier] = {}
        for row in rows:
            key = (row.conversation_id, row.intent)
            if key != present and row.intent in self._taxonomy:
                label = self._taxonomy.problem(row.intent).label
                earlier.setdefault(key, Earlier(row.created_at, label, outcomes.get(key)))
        return list(earlier.values())[:MOST_EARLIER]

    def _notes(self, conversation: Conversation) -> list[Note]:
        """What colleagues noted when they gave conversations of this customer back, newest first."""
        query = (
            select(HandoffEventRow.created_at, HandoffEventRow.note, AgentRow.name)
            .join(HandoffRow, HandoffRow.id == HandoffEventRow.handoff_id)
            .join(ConversationRow, ConversationRow.id == HandoffRow.conversation_id)
            .join(AgentRow, AgentRow.id == HandoffEventRow.agent_id)
            .where(same_customer(conversation), HandoffEventRow.note.is_not(None))
            .order_by(HandoffEventRow.id.desc())
            .limit(MOST_EARLIER)
        )
        with self._database.read() as session:
            return [Note(row.created_at, row.name, row.note) for row in session.execute(query)]
