"""The way in for another company's helpdesk, as a Rasa input channel below `/helpdesk`.

It brings Rasa no messages: agents speak to customers. With the built-in desk it serves and does nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from connectors.helpdesk.intake import Intake
from connectors.helpdesk.worker import HelpdeskWorker
from connectors.jobs import while_serving
from connectors.screening import Refused
from frontline.handoffs.ports import Heard, Helpdesk, NotGenuine, NotUnderstood
from frontline.handoffs.types import AlreadyEnded, HandoffRefused, UnknownHandoff
from frontline.storage.tables import now

LARGEST_REQUEST = 256 * 1024
STATUS: Mapping[type[Exception], int] = {UnknownHandoff: 404, AlreadyEnded: 409}
"""How other steps that cannot be taken are answered stands beside: 422."""

logger = logging.getLogger(__name__)


class HelpdeskChannel(InputChannel):
    """Takes in the signed requests of the helpdesk that the settings name."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in `credentials.yml`."""
        return "helpdesk"

    def url_prefix(self) -> str:
        """Outside Rasa's `/webhooks`, since helpdesks are told this address."""
        return "/helpdesk"

    def blueprint(self, _on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The one route; it and the worker begin when the app is known."""
        blueprint = _HelpdeskBlueprint()
        blueprint.add_route(receive, "/events", methods=["POST"])
        return blueprint


async def receive(request: Request) -> HTTPResponse:
    """A request of the helpdesk; with our own desk there is nothing here."""
    reception: Reception | None = request.app.ctx.helpdesk_reception
    return json({"error": "not_found"}, status=404) if reception is None else await reception.receive(request)


class _HelpdeskBlueprint(Blueprint):
    """Sanic gives the app only on registration, and with it the settings."""

    def __init__(self) -> None:
        super().__init__("helpdesk")

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Serves and works when agents are somewhere else than at our desk."""
        front_door = FrontDoor.of(app)
        helpdesk = front_door.frontline.helpdesk
        app.ctx.helpdesk_reception = None
        if helpdesk is not None:
            intake = Intake(front_door, helpdesk)
            worker = HelpdeskWorker(front_door, helpdesk, intake)
            while_serving(app, worker.deliver, worker.catch_up)
            app.ctx.helpdesk_reception = Reception(front_door, helpdesk, intake)
        super().register(app, options)


class Reception:
    """Hears a request, once: genuine, fresh and new, or not at all."""

    def __init__(self, front_door: FrontDoor, helpdesk: Helpdesk, intake: Intake) -> None:
        self._helpdesk = helpdesk
        self._replays = front_door.frontline.replays
        self._intake = intake

    async def receive(self, request: Request) -> HTTPResponse:
        """200 when it is done or was done before; else what is wrong, as far as a stranger may know."""
        if len(request.body) > LARGEST_REQUEST:
            return json({"error": "too_large"}, status=413)
        try:
            heard = self._helpdesk.hear(dict(request.headers), request.body, now())
        except NotGenuine as wrong:
            logger.warning("a request in the helpdesk's name was refused: %s", wrong)
            return json({"error": "not_genuine"}, status=401)
        except NotUnderstood as wrong:
            logger.warning("a request of the helpdesk was not understood: %s", wrong)
            return json({"error": "not_understood", "where": str(wrong)}, status=400)
        try:
            return await self._carry_out(heard)
        except (HandoffRefused, Refused) as refused:
            logger.info("an event of the helpdesk was refused: %s", refused.code)
            return json({"error": refused.code}, status=STATUS.get(type(refused), 422))
        except OperationalError as error:
            logger.error("an event of the helpdesk could not be stored: %s", str(error).splitlines()[0])
            return json({"error": "unavailable"}, status=503)

    async def _carry_out(self, heard: Heard) -> HTTPResponse:
        if await asyncio.to_thread(self._replays.seen, heard.signature):
            logger.info("a request of the helpdesk came a second time")
            return json({"ok": True, "duplicate": True})
        for event in heard.events:
            await self._intake.take_in(event)
        await asyncio.to_thread(self._replays.remember, heard.signature)
        return json({"ok": True, "duplicate": False})
