"""What agents do in another company's helpdesk, carried out here as if they sat at our desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from frontline.agents.service import Agents
from frontline.agents.types import Agent
from frontline.conversations import log
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.outbox import Outbox
from frontline.handoffs.ports import Assigned, Colleague, HelpdeskEvent, Resolved, Returned, Said
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import AlreadyEnded, Handoff, UnknownHandoff
from frontline.storage.database import Database

LONGEST_NAME = 80


class HelpdeskEvents:
    """Takes in what comes back. The same event twice changes nothing the second time."""

    def __init__(
        self,
        helpdesk: str,
        database: Database,
        agents: Agents,
        handoffs: Handoffs,
        outbox: Outbox,
        copy: HandoffCopy,
    ) -> None:
        """`helpdesk` is the name under which its agents get accounts with us."""
        self._helpdesk = helpdesk
        self._database = database
        self._agents = agents
        self._handoffs = handoffs
        self._outbox = outbox
        self._copy = copy
        self._one_at_a_time = threading.Lock()

    def take_in(self, event: HelpdeskEvent, before: Handoff | None = None) -> Handoff:
        """Carries the event out; the handoff as it is then.

        For an event that was looked up, `before` is the handoff as it was when the look began.
        Raises UnknownHandoff, and AlreadyEnded for words to a customer who is no longer with an agent.
        """
        with self._one_at_a_time:  # what was said meanwhile must not give the customer back to who said it
            return self._take_in(event, before)

    def _take_in(self, event: HelpdeskEvent, before: Handoff | None) -> Handoff:
        handoff_id = self._outbox.handoff_of(event.reference)
        if handoff_id is None:
            raise UnknownHandoff()
        handoff = self._handoffs.get(handoff_id)
        if isinstance(event, Said) and self._was_said(handoff, event):
            return handoff
        if isinstance(event, Assigned) and before and before.agent_id != handoff.agent_id:
            return handoff  # the look was overtaken: whose it is now, the next one tells
        if handoff.state.open:
            agent = self._agent(handoff, event.colleague)
            self._TAKE_IN[type(event)](self, handoff, event, agent)
        elif isinstance(event, Said):
            raise AlreadyEnded(state=handoff.state.value)
        return self._handoffs.get(handoff_id)

    def _was_said(self, handoff: Handoff, event: Said) -> bool:
        with self._database.read_plain() as transaction:
            message_id = self._message_id(event)
            return log.delivered(transaction, handoff.conversation_id, message_id) is not None

    def _said(self, handoff: Handoff, event: Said, agent: Agent) -> None:
        self._handoffs.say(handoff.id, agent, event.text, self._message_id(event))

    def _returned(self, handoff: Handoff, event: Returned, agent: Agent) -> None:
        self._handoffs.hand_back(handoff.id, agent, event.note)

    def _resolved(self, handoff: Handoff, event: Resolved, agent: Agent) -> None:
        self._handoffs.resolve(handoff.id, agent, event.problem, event.outcome)

    def _assigned(self, _handoff: Handoff, _event: Assigned, _agent: Agent) -> None:
        """That it is theirs now was all there is to it."""

    _TAKE_IN: Mapping[type, Callable[..., None]] = {
        Said: _said,
        Returned: _returned,
        Resolved: _resolved,
        Assigned: _assigned,
    }

    def _message_id(self, event: Said) -> str:
        return f"{self._helpdesk}-{event.message_id}"

    def _agent(self, handoff: Handoff, colleague: Colleague | None) -> Agent:
        """Who has the conversation from now on: who did this, else who has it, else nobody by name."""
        if colleague is None and handoff.agent_id is not None:
            return self._agents.get(handoff.agent_id)
        nobody = self._copy.say(handoff.language, "lines", "helpdesk_colleague")
        agent = self._account(colleague or Colleague(handoff.language, nobody))
        if handoff.agent_id != agent.id:
            self._handoffs.give_to(handoff.id, agent)
        return agent

    def _account(self, colleague: Colleague) -> Agent:
        """The colleague's account with us, which nobody can sign in to; made when they are first heard of."""
        name = " ".join(colleague.name.split())[:LONGEST_NAME] or self._helpdesk
        return self._agents.elsewhere(self._helpdesk, colleague.key, name)
