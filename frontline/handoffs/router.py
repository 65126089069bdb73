"""Keeps the queue moving: gives customers to free agents, and takes them back from agents who are gone."""

from __future__ import annotations

from frontline.agents.service import Agents
from frontline.agents.team import Routing
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff


class Router:
    """What is done every few seconds; several processes may do it at once."""

    def __init__(self, handoffs: Handoffs, agents: Agents, rules: Routing) -> None:
        self._handoffs = handoffs
        self._agents = agents
        self._rules = rules

    def move_on(self) -> list[Handoff]:
        """The handoffs that changed: back from agents who are gone, given out where the team pushes, and
        noted as tickets when the last agent has left."""
        return [*self._take_back(), *self._push(), *self._handoffs.close_for_today()]

    def _take_back(self) -> list[Handoff]:
        return self._handoffs.put_back_all_of(self._agents.gone(self._rules.silent_after))

    def _push(self) -> list[Handoff]:
        return self._handoffs.push(self._agents.present()) if self._rules.mode == "push" else []
