"""The website channel: the chat widget's socket, and the script that puts the widget on a page.

It speaks Rasa's socket.io protocol, so widgets made for that work; ours also gets acknowledgements,
sequence numbers, authors and a status (README.md beside this file).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, text
from socketio import AsyncServer
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from connectors.live import QUEUE
from connectors.screening import MAX_LENGTH, Refused
from connectors.website import photos
from connectors.website.moving import Moving
from connectors.website.origins import is_allowed
from connectors.website.places import Places
from connectors.website.sessions import CHANNEL, LANGUAGES, LONGEST_ID, Session, open_session
from connectors.website.visitor import Visitor
from frontline.conversations.types import Author, InboundMessage
from frontline.handoffs.types import HandoffRefused
from frontline.settings import PROJECT_ROOT, Settings, load_settings

WIDGET = PROJECT_ROOT / "web" / "dist" / "widget" / "widget.js"
SOCKET_PATH = "/socket.io"
LARGEST_PACKET = 64 * 1024
LARGEST_SEQ = 2**31

logger = logging.getLogger(__name__)


class WebsiteChannel(InputChannel):
    """The input channel for the chat widget."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteChannel:
        """With this installation's settings."""
        return cls(load_settings())

    @classmethod
    def name(cls) -> str:
        """The channel's name, also in the conversation log."""
        return CHANNEL

    def url_prefix(self) -> str:
        """Outside Rasa's `/webhooks`, since sites put this address in their pages."""
        return "/website"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The widget's script and its socket; messages go through the front door, not `on_new_message`."""
        settings = self._settings
        sio = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=lambda origin, environ: is_allowed(
                origin, [environ.get(name) for name in ("HTTP_HOST", "HTTP_X_FORWARDED_HOST")], settings
            ),
            max_http_buffer_size=LARGEST_PACKET,
        )
        blueprint = _WebsiteBlueprint(sio, settings)
        blueprint.add_route(_widget, "/widget.js", methods=["GET"])
        photos.add_routes(blueprint, settings)
        return blueprint


class _WebsiteBlueprint(Blueprint):
    """Sanic gives the app only on registration, and the socket and the front door both need it."""

    def __init__(self, sio: AsyncServer, settings: Settings) -> None:
        super().__init__("website")
        self.ctx.sio = sio
        self.ctx.settings = settings

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Attaches the socket to the app."""
        self.ctx.sio.attach(app, SOCKET_PATH)
        Sockets(self.ctx.sio, FrontDoor.of(app), self.ctx.settings).listen()
        super().register(app, options)


class Sockets:
    """The widget's events, one method each."""

    def __init__(self, sio: AsyncServer, front_door: FrontDoor, settings: Settings) -> None:
        self._sio = sio
        self._front_door = front_door
        self._settings = settings
        self._moving = Moving(front_door.frontline)
        self._places = Places(front_door.frontline.handoffs.line, front_door.live)
        self._visitors: dict[str, Visitor] = {}

    def listen(self) -> None:
        """Starts answering events; an unknown event is ignored by the library."""
        self._sio.on("session_request", self.session_request)
        self._sio.on("user_uttered", self.user_uttered)
        self._sio.on("user_typing", self.user_typing)
        self._sio.on("user_read", self.user_read)
        self._sio.on("call_back", self.call_back)
        self._sio.on("rate", self.rate)
        self._sio.on("move", self.move)
        self._sio.on("disconnect", self.disconnect)

    async def session_request(self, sid: str, data: Any = None) -> None:
        """Confirms the session, then shows everything the browser has not seen."""
        request = data if isinstance(data, dict) else {}
        secret = self._settings.website_token_secret.get_secret_value()
        services = self._front_door.frontline
        try:
            session = await asyncio.to_thread(
                open_session, services.conversations, services.moves, request, secret
            )
        except OperationalError as error:
            logger.error("A session could not be opened: %s", str(error).splitlines()[0])
            await self._sio.disconnect(sid)
            return
        self._forget(sid)
        if session.moved_to is None:
            await self._show(sid, session, request)
        else:
            await self._confirm(sid, session)

    async def _show(self, sid: str, session: Session, request: Mapping[str, Any]) -> None:
        """What was said and what will be, to this socket."""
        conversation = session.conversation
        visitor = self._visitors[sid] = Visitor(
            self._sio,
            sid,
            self._front_door.frontline,
            self._front_door.live,
            self._places,
            session,
            partial(self._moved, sid, session),
        )
        await self._confirm(sid, session)
        await visitor.follow(0 if session.new else _cursor(request, conversation.last_seq))
        self._front_door.wake(conversation.id)

    async def _confirm(self, sid: str, session: Session) -> None:
        conversation = session.conversation
        confirmed = {
            "language": conversation.language,
            "last_seq": conversation.last_seq,
            "max_length": MAX_LENGTH,
            "max_photo_bytes": self._front_door.frontline.media.largest,
            "new": session.new,
            "moves_to": self._moving.channels,
            "moved_to": session.moved_to,
        }
        await self._sio.emit("session_confirm", (session.id, confirmed), to=sid)

    async def _moved(self, sid: str, session: Session) -> None:
        """The conversation goes on in another channel: nothing more of it is shown here."""
        self._forget(sid)
        get = self._front_door.frontline.conversations.get
        conversation = await asyncio.to_thread(get, session.conversation.id)
        await self._confirm(sid, replace(session, conversation=conversation, new=False))

    async def user_uttered(self, sid: str, data: Any = None) -> Mapping[str, Any]:
        """Takes a message in; what is returned is the acknowledgement."""
        visitor = self._visitors.get(sid)
        language = visitor.session.conversation.language if visitor else _page_language(data)
        try:
            if visitor is None:
                raise Refused("no_session")
            receipt = await self._front_door.receive(_inbound(visitor, data))
        except Refused as refusal:
            return self._refusal(refusal, language)
        visitor.sent(receipt.message)
        return {"ok": True, "id": receipt.message.channel_message_id, "seq": receipt.message.seq}

    async def user_typing(self, sid: str, _data: Any = None) -> None:
        """Lets an agent see that the customer is typing."""
        visitor = self._visitors.get(sid)
        if visitor:
            typing = {"typing": True, "author": Author.CUSTOMER.value}
            await self._front_door.live.signal(visitor.conversation_id, typing)

    async def user_read(self, sid: str, data: Any = None) -> None:
        """How far (`seq`) the customer has read, for the agent to see; an error is no matter."""
        visitor, seq = self._visitors.get(sid), data.get("seq") if isinstance(data, dict) else None
        if visitor and type(seq) is int and 0 < seq <= LARGEST_SEQ:
            with suppress(OperationalError):
                await visitor.read(seq)

    async def call_back(self, sid: str, data: Any = None) -> Mapping[str, Any]:
        """Someone who waits would rather be called: `moment` (one of those offered) and `phone`."""
        handoffs = self._front_door.frontline.handoffs
        moment, phone = (_short(data, name) for name in ("moment", "phone"))
        return await self._settle(sid, lambda one: handoffs.call_back(one, moment, phone))

    async def rate(self, sid: str, data: Any = None) -> Mapping[str, Any]:
        """How much effort it was: `handoff` as the status names it, and `score` from 1 to 5."""
        handoffs = self._front_door.frontline.handoffs
        handoff, score = _short(data, "handoff"), data.get("score", 0) if isinstance(data, dict) else 0
        return await self._settle(sid, lambda one: handoffs.rate(one, handoff, score))

    async def move(self, sid: str, _data: Any = None) -> Mapping[str, Any]:
        """A code and a link by which the customer goes on in WhatsApp: `{code, link, number, minutes}`."""
        return await self._answer(sid, self._moving.offer)

    async def _settle(self, sid: str, settle: Callable[[str], object]) -> Mapping[str, Any]:
        """Does something about the visitor's own handoff, and tells everybody who shows it."""
        visitor = self._visitors.get(sid)

        def settled(conversation_id: str) -> Mapping[str, Any]:
            settle(conversation_id)
            return {}

        answer = await self._answer(sid, settled)
        if visitor and answer["ok"]:
            for topic in (visitor.conversation_id, QUEUE):
                self._front_door.live.changed(topic)
        return answer

    async def _answer(self, sid: str, act: Callable[[str], Mapping[str, Any]]) -> Mapping[str, Any]:
        """What `act` brings for the visitor's conversation, or why it was refused."""
        visitor = self._visitors.get(sid)
        language = visitor.session.conversation.language if visitor else LANGUAGES[0]
        try:
            if visitor is None:
                raise Refused("no_session")
            return {"ok": True, **await asyncio.to_thread(act, visitor.conversation_id)}
        except Refused as refusal:
            return self._refusal(refusal, language)
        except HandoffRefused as refused:
            return self._refusal(Refused(refused.code), language)
        except OperationalError as error:
            logger.error("A visitor could not be answered: %s", str(error).splitlines()[0])
            return self._refusal(Refused("try_again"), language)

    async def disconnect(self, sid: str, *_reason: Any) -> None:
        """The browser is gone; it may come back with its session id."""
        self._forget(sid)

    def _forget(self, sid: str) -> None:
        visitor = self._visitors.pop(sid, None)
        if visitor:
            visitor.leave()

    def _refusal(self, refusal: Refused, language: str) -> Mapping[str, Any]:
        sentence = self._front_door.frontline.copy.text(refusal.code, language, limit=MAX_LENGTH)
        answer = {"ok": False, "error": refusal.code, "text": sentence}
        return {**answer, "retry_after": refusal.retry_after} if refusal.retry_after else answer


def _short(data: Any, name: str) -> str:
    """A short text of an event's data; empty for anything else."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else ""


def _inbound(visitor: Visitor, data: Any) -> InboundMessage:
    """The event's data as an inbound message; raises `Refused` for what is not one."""
    if not isinstance(data, dict) or not isinstance(data.get("message"), str):
        raise Refused("bad_request")
    message, title, message_id = data["message"], data.get("title"), data.get("id") or uuid4().hex
    if not isinstance(message_id, str) or len(message_id) > LONGEST_ID or not message_id.isprintable():
        raise Refused("bad_request")
    tapped = message.startswith("/")
    return InboundMessage(
        channel=CHANNEL,
        address=visitor.session.conversation.address,
        text=title if tapped and isinstance(title, str) and title.strip() else message,
        channel_message_id=message_id,
        payload=message if tapped else None,
    )


def _cursor(request: Mapping[str, Any], last_seq: int) -> int:
    """How far the browser says it has seen; everything again for what makes no sense."""
    seen = request.get("last_seq")
    return seen if isinstance(seen, int) and 0 <= seen <= last_seq else 0


def _page_language(data: Any) -> str:
    language = data.get("language") if isinstance(data, dict) else None
    return language if language in LANGUAGES else LANGUAGES[0]


async def _widget(_request: Request) -> HTTPResponse:
    """The chat widget as one script."""
    if not WIDGET.is_file():
        return text("The chat widget is not built yet: run `make web`.", status=503)
    return await file(WIDGET, mime_type="text/javascript", headers={"Cache-Control": "no-cache"})
