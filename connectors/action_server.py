"""The way from Rasa to the action server, with what Rasa's own lacks: a time limit, a kept-open connection,
and a turn that ends when an action fails.

Rasa logs a failed action and goes on as if it had run, so the customer hears nothing or the wrong thing
and the tracker remembers steps that never happened. Here the whole turn is called off instead; nothing of
it is saved, and the front door tries again (docs/decisions/0003).
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

REJECTED = 400
"""The status by which an action says that it does not apply, a normal part of forms."""


EVENTS = frozenset(kind.type_name for kind in all_subclasses(Event))


class TurnFailed(BaseException):
    """An action could not be run, so the turn must not go on.

    Not an `Exception`, because Rasa swallows those raised while an action runs.
    """


class ActionServer(EndpointConfig):
    """The `action_endpoint`, asked over one pool of connections; every failure is a `TurnFailed`."""

    def __init__(self, configured: EndpointConfig, url: str | None, timeout: float) -> None:
        """`configured` comes from endpoints.yml; `url` overrides its address; `timeout` in seconds."""
        super().__init__(
            url or configured.url,
            configured.params,
            configured.headers,
            configured.basic_auth,
            configured.token,
            configured.token_name,
            configured.cafile,
            **configured.kwargs,
        )
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:  # type: ignore[override]
        """The action server's answer as decoded JSON; raises `TurnFailed` when there is none."""
        json_body = kwargs.get("json")
        try:
            async with self._open_session().request(
                method, self.url, json=json_body, params=self.combine_parameters()
            ) as response:
                if response.status == REJECTED:
                    raise ClientResponseError(response.status, response.reason or "", await response.text())
                response.raise_for_status()
                return checked(await response.json())
        except ClientResponseError:
            raise
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise TurnFailed(f"{type(error).__name__} from the action server") from error

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session:
            await self._session.close()


def checked(reply: Any) -> Any:
    """The reply, when it is one that Rasa can carry out; ValueError otherwise."""
    if not isinstance(reply, dict):
        raise ValueError("the reply is no object")
    for name in ("events", "responses"):
        entries = reply.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError(f"{name!r} is no list of objects")
    unknown = {event.get("event") for event in reply.get("events", [])} - EVENTS
    if unknown:
        raise ValueError("an event that Rasa does not know")
    return reply


# Rasa checks each reply against a JSON schema, and that schema against the schema of schemas: 9 ms a call.
# `checked` has seen the reply before, and what it refuses ends the turn instead of passing in silence.
RemoteAction._validate_action_result = lambda _self, _reply: True
