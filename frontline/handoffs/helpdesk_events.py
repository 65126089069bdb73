"""What agents do in another company's helpdesk, carried out here as if they sat at our desk."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from frontline.agents.service import Agents, to_agent
from frontline.agents.types import Agent, Profile, Role
from frontline.conversations import log
from frontline.handoffs.ports import Assigned, Colleague, HelpdeskEvent, Resolved, Returned, Said
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import AlreadyEnded, Handoff, State
from frontline.storage.database import Database
from frontline.storage.tables import AgentRow

LONGEST_NAME = 80

logger = logging.getLogger(__name__)


class HelpdeskEvents:
    """Takes in what comes back. The same event twice changes nothing the second time."""

    def __init__(self, helpdesk: str, database: Database, agents: Agents, handoffs: Handoffs) -> None:
        """`helpdesk` is the name under which its agents get accounts with us."""
        self._helpdesk = helpdesk
        self._database = database
        self._agents = agents
        self._handoffs = handoffs

    def take_in(self, event: HelpdeskEvent) -> Handoff:
        """Carries the event out; the handoff as it is then.

        Raises UnknownHandoff, and AlreadyEnded when the conversation is no longer an agent's.
        """
        handoff = self._handoffs.get(event.handoff_id)
        if self._happened(handoff, event):
            return handoff
        if not handoff.state.open:
            raise AlreadyEnded(state=handoff.state.value)
        agent = self._account(event.colleague)
        if handoff.agent_id != agent.id:
            self._handoffs.give_to(handoff.id, agent)
        self._TAKE_IN[type(event)](self, event, agent)
        return self._handoffs.get(handoff.id)

    def _happened(self, handoff: Handoff, event: HelpdeskEvent) -> bool:
        if isinstance(event, Said):
            with self._database.read_plain() as transaction:
                said = log.delivered(transaction, handoff.conversation_id, self._message_id(event))
            return said is not None
        ends = {Returned: State.RETURNED, Resolved: State.RESOLVED}
        return handoff.state is ends.get(type(event))

    def _said(self, event: Said, agent: Agent) -> None:
        self._handoffs.say(event.handoff_id, agent, event.text, self._message_id(event))

    def _returned(self, event: Returned, agent: Agent) -> None:
        self._handoffs.hand_back(event.handoff_id, agent, event.note)

    def _resolved(self, event: Resolved, agent: Agent) -> None:
        self._handoffs.resolve(event.handoff_id, agent, event.problem, event.outcome)

    def _assigned(self, event: Assigned, agent: Agent) -> None:
        """That it is theirs now was all there is to it."""

    _TAKE_IN: Mapping[type, Callable[..., None]] = {
        Said: _said,
        Returned: _returned,
        Resolved: _resolved,
        Assigned: _assigned,
    }

    def _message_id(self, event: Said) -> str:
        return f"{self._helpdesk}-{event.message_id}"

    def _account(self, colleague: Colleague) -> Agent:
        """The colleague's account with us, which nobody can sign in to; made when they are first heard of."""
        username = f"{self._helpdesk}-{colleague.key}".lower()
        name = " ".join(colleague.name.split())[:LONGEST_NAME] or self._helpdesk
        query = select(AgentRow).where(AgentRow.username == username)
        with self._database.read() as session:
            row: Any = session.execute(query).scalar_one_or_none()
            if row is not None and row.name == name:
                return to_agent(row)
        logger.info("%s: an account for an agent of the helpdesk", username)
        return self._agents.save(Profile(username, name, Role.AGENT, (), ()), secrets.token_urlsafe())
