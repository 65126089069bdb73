"""The WhatsApp channel: Meta's webhook, and the jobs that take messages in and send replies out.

The webhook checks the signature, stores, and says yes; everything else happens after that.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from connectors.front_door import FrontDoor
from connectors.whatsapp.alarms import Alarms
from connectors.whatsapp.contacts import CHANNEL, Contacts
from connectors.whatsapp.errors import by_code
from connectors.whatsapp.graph import Graph
from connectors.whatsapp.inbox import Inbox
from connectors.whatsapp.incoming import Delivered, read
from connectors.whatsapp.intake import Intake
from connectors.whatsapp.media import Media
from connectors.whatsapp.news import News
from connectors.whatsapp.outbox import Outbox
from connectors.whatsapp.sending import Sending
from connectors.whatsapp.signature import is_signed
from connectors.whatsapp.webhook import Keeper
from connectors.whatsapp.words import Words
from frontline.copy import Copy
from frontline.settings import Settings, WhatsAppSettings, load_settings

SIGNATURE = "X-Hub-Signature-256"
LARGEST_BODY = 3 * 1024 * 1024
"""Bytes; Meta's own limit of a delivery."""
MEDIA_SECONDS, NEWS_SECONDS, CLEAN_UP_SECONDS = 2.0, 5.0, 3600.0

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[HTTPResponse]]
logger = logging.getLogger(__name__)


class WhatsAppChannel(InputChannel):
    """The input channel for WhatsApp; without its settings it serves nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.whatsapp

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WhatsAppChannel:
        """With this installation's settings."""
        return cls(load_settings())

    @classmethod
    def name(cls) -> str:
        """The channel's name, also in the conversation log and in the webhook's address."""
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook; messages go through the front door, not `on_new_message`."""
        if self._settings is None:
            return Blueprint(CHANNEL)
        return _WhatsAppBlueprint(self._settings)


class _WhatsAppBlueprint(Blueprint):
    """Sanic gives the app only on registration, and the front door needs it."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        super().__init__(CHANNEL)
        self.ctx.settings = settings

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Adds the routes, and the jobs to the app's life."""
        service = WhatsApp(FrontDoor.of(app), self.ctx.settings)
        self.add_route(_handler(service.verify), "/webhook", methods=["GET"], name="verify")
        self.add_route(_handler(service.receive), "/webhook", methods=["POST"], name="receive")
        self.add_route(_handler(service.health), "/health", methods=["GET"], name="health")
        app.register_listener(service.open, "after_server_start")
        app.register_listener(service.close, "before_server_stop")
        super().register(app, options)


class WhatsApp:
    """One business number, in one Rasa process."""

    def __init__(self, door: FrontDoor, settings: WhatsAppSettings) -> None:
        services = door.frontline
        database, conversations = services.database, services.conversations
        path = services.content / "whatsapp.yml"
        copy = Copy.load(path)
        self._settings = settings
        self._live = door.live
        self._alarms = Alarms(settings.template)
        door.metrics.watch(self._alarms.gauges)
        self._inbox = Inbox(database)
        self._outbox = Outbox(database, copy, settings)
        self._keeper = Keeper(database, self._inbox, self._outbox, door.live.changed)
        graph = Graph(settings)
        self._media = Media(database, conversations, graph, copy, services.media)
        self._sending = Sending(
            self._outbox, graph, conversations, door.live, self._alarms, services.settings.replica
        )
        self._news = News(
            services.handoffs,
            conversations,
            self._outbox,
            copy,
            our_desk=services.helpdesk is None,
        )
        self._intake = Intake(
            door,
            self._inbox,
            Contacts(database, conversations, services.customers),
            self._outbox,
            self._media,
            self._sending,
            Words.load(path),
            copy,
        )
        self._tasks: list[asyncio.Task[None]] = []

    # -- the webhook ---------------------------------------------------------------------------

    async def verify(self, request: Request) -> HTTPResponse:
        """Meta's question whether the address is ours: answered with its challenge, or 403."""
        token = self._settings.verify_token.get_secret_value().encode()
        given = str(request.args.get("hub.verify_token", "")).encode("utf-8", "replace")
        subscribes = request.args.get("hub.mode") == "subscribe"
        if not (subscribes and hmac.compare_digest(token, given)):
            return text("", status=403)
        return text(str(request.args.get("hub.challenge", "")), headers={"X-Content-Type-Options": "nosniff"})

    async def receive(self, request: Request) -> HTTPResponse:
        """Stores a delivery. 403 unsigned, 400 no JSON, 413 too large, 503 when it could not be stored, so
        that it is delivered again; 200 for all else, whatever it is."""
        if len(request.body) > LARGEST_BODY:
            return text("", status=413)
        secret = self._settings.app_secret.get_secret_value()
        if not is_signed(request.body, request.headers.get(SIGNATURE), secret):
            return text("", status=403)
        try:
            delivered = read(json.loads(request.body), self._settings.phone_number_id)
        except (ValueError, RecursionError):
            return text("", status=400)
        self._tell_operators(delivered)
        try:
            if delivered:
                await self._keeper.keep(delivered)
        except SQLAlchemyError as error:
            logger.error("A WhatsApp delivery could not be stored: %s", type(error).__name__)
            return text("", status=503)
        return text("")

    def _tell_operators(self, delivered: Delivered) -> None:
        for notice in delivered.notices:
            self._alarms.notice(notice)
        for code in delivered.errors:
            self._alarms.raise_for(by_code(code, 0))

    async def health(self, _request: Request) -> HTTPResponse:
        """How WhatsApp is doing: 503 while an operator has to see to something; no personal data."""
        deliveries = await asyncio.to_thread(self._outbox.counts)
        alarms = {words: since.isoformat() for words, since in self._alarms.since.items()}
        state = {
            "alarms": alarms,
            "errors": dict(self._alarms.errors),
            "deliveries": deliveries,
            "paused_seconds": round(self._alarms.pause_left),
        }
        return json_response(state, status=503 if alarms else 200)

    # -- the jobs ------------------------------------------------------------------------------

    async def open(self, _app: Sanic, _loop: Any) -> None:
        """Takes up what was left, and starts."""
        jobs = (
            self._intake.watch(),
            self._sending.watch(),
            self._fetch_media(),
            self._tell_news(),
            self._clean_up(),
        )
        self._tasks = [asyncio.ensure_future(job) for job in jobs]

    async def close(self, _app: Sanic, _loop: Any) -> None:
        """Breaks off what is under way; the database knows what is left to do."""
        for task in self._tasks:
            task.cancel()
        self._intake.stop()
        self._keeper.close()
        self._sending.stop()

    async def _fetch_media(self) -> None:
        while True:
            await asyncio.sleep(MEDIA_SECONDS)
            for conversation_id in (
                await _unless_it_fails(self._sending.in_thread(self._media.fetch_all)) or ()
            ):
                self._live.changed(conversation_id)

    async def _tell_news(self) -> None:
        while True:
            await asyncio.sleep(NEWS_SECONDS)
            await _unless_it_fails(asyncio.to_thread(self._news.tell))

    async def _clean_up(self) -> None:
        while True:
            await _unless_it_fails(asyncio.to_thread(self._inbox.forget))
            await asyncio.sleep(CLEAN_UP_SECONDS)


def _handler(method: Handler) -> Handler:
    """Sanic notes things on its handlers, which a bound method does not allow."""

    async def handle(request: Request) -> HTTPResponse:
        return await method(request)

    return handle


async def _unless_it_fails(job: Awaitable[T]) -> T | None:
    """What it brings; the next time may be better."""
    try:
        return await job
    except (SQLAlchemyError, OSError) as error:
        logger.error("A job of WhatsApp failed: %s", type(error).__name__)
        return None
