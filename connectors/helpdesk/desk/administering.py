"""The events of the admin page: agents and canned answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from connectors.helpdesk.desk import views
from connectors.helpdesk.desk.requests import BadRequest, Handler, Json, identifier, number
from connectors.helpdesk.desk.sign_in import describe
from connectors.helpdesk.desk.workplace import Workplace
from frontline.agents.types import Agent, Profile, Role
from frontline.bootstrap import Frontline
from frontline.handoffs.copy import LANGUAGES
from frontline.handoffs.types import NotForThisRole

USERNAME = re.compile(r"[a-z0-9._-]{2,64}")
LONGEST_NAME = 80
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200


class Administering:
    """Answers the events of admins; `gone` is called with an agent whose account was closed."""

    def __init__(self, services: Frontline, gone: Callable[[Agent], Awaitable[None]]) -> None:
        self._services = services
        self._gone = gone

    def handlers(self) -> Mapping[str, Handler]:
        """Every event with what answers it."""
        return {
            "admin_team": self.team,
            "admin_agent": self.save_agent,
            "admin_active": self.set_active,
            "admin_answers": self.answers,
            "admin_answer": self.save_answer,
            "admin_forget_answer": self.forget_answer,
        }

    async def team(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """Everybody with an account."""
        _must_be_admin(workplace.agent)
        team = await asyncio.to_thread(self._services.agents.team)
        return {"team": [describe(agent) for agent in team]}

    async def save_agent(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Makes or changes an account; without a password the present one stays."""
        _must_be_admin(workplace.agent)
        profile, password = self._profile(data), _password(data)
        if profile.username == workplace.agent.username and profile.role is not Role.ADMIN:
            raise BadRequest
        try:
            agent = await asyncio.to_thread(self._services.agents.save, profile, password)
        except ValueError as error:
            raise BadRequest from error
        return {"agent": describe(agent)}

    async def set_active(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Closes an account or opens it again; who had customers loses them to the front of the queue."""
        _must_be_admin(workplace.agent)
        agent_id, active = number(data, "id"), data.get("active")
        if not isinstance(active, bool) or agent_id == workplace.agent.id:
            raise BadRequest
        try:
            agent = await asyncio.to_thread(self._services.agents.set_active, agent_id, active)
        except KeyError as error:
            raise BadRequest from error
        if not active:
            await self._gone(agent)
        return {"agent": describe(agent)}

    async def answers(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """All canned answers."""
        _must_be_admin(workplace.agent)
        answers = await asyncio.to_thread(self._services.answers.all)
        return {"answers": [views.answer(one) for one in answers]}

    async def save_answer(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Makes or changes a canned answer, in both languages."""
        name, title, text = identifier(data, "id"), _text(data, "title"), _text(data, "text")
        save = self._services.answers.save
        return {"answer": views.answer(await asyncio.to_thread(save, workplace.agent, name, title, text))}

    async def forget_answer(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Removes what admins made of an answer."""
        await asyncio.to_thread(self._services.answers.forget, workplace.agent, identifier(data, "id"))
        return {}

    def _profile(self, data: Mapping[str, Any]) -> Profile:
        username, name = identifier(data, "username"), data.get("name")
        if not USERNAME.fullmatch(username) or not isinstance(name, str) or not name.isprintable():
            raise BadRequest
        if not 0 < len(name.strip()) <= LONGEST_NAME:
            raise BadRequest
        return Profile(
            username=username,
            name=name.strip(),
            role=Role(_one_of(data.get("role"), [role.value for role in Role])),
            skills=_some_of(data.get("skills"), self._services.taxonomy.skills),
            languages=_some_of(data.get("languages"), LANGUAGES),
        )


def _must_be_admin(agent: Agent) -> None:
    if agent.role is not Role.ADMIN:
        raise NotForThisRole()


def _password(data: Mapping[str, Any]) -> str | None:
    password = data.get("password")
    if password is None:
        return None
    if not isinstance(password, str) or not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadRequest
    return password


def _text(data: Mapping[str, Any], name: str) -> dict[str, str]:
    value = data.get(name)
    if not isinstance(value, dict) or not all(isinstance(value.get(one), str) for one in LANGUAGES):
        raise BadRequest
    return {language: value[language].strip() for language in LANGUAGES}


def _one_of(value: Any, known: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise BadRequest
    return value


def _some_of(value: Any, known: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadRequest
    return tuple(_one_of(one, known) for one in value)
