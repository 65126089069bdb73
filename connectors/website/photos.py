"""Photos that customers send from the widget: `POST /website/photos`, as a browser's form sends it.

`session_id` is the browser's secret, so a photo comes into no conversation but its own.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from sanic import Blueprint
from sanic.request import File, Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from connectors.screening import Refused
from connectors.website.origins import is_allowed
from connectors.website.sessions import CHANNEL, LANGUAGES, LONGEST_ID, address
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Conversation, InboundMessage, Message, Owner
from frontline.media.kinds import kind_of
from frontline.settings import Settings

REPLY_ORDINAL = 1100
"""The channel's own replies are numbered apart from the assistant's."""
SAID_ONCE_WITHIN = timedelta(minutes=2)
"""Five photos get one sentence."""
REMEMBERED = 10
LONGEST_NAME = 255
STATUS = {
    "no_session": 403,
    "photo_too_large": 413,
    "not_a_photo": 415,
    "bad_request": 400,
    "rate_limited": 429,
}

logger = logging.getLogger(__name__)


def add_routes(blueprint: Blueprint, settings: Settings) -> None:
    """The one route; what it answers may be read by the sites of the settings."""

    async def photo(request: Request) -> HTTPResponse:
        origin = request.headers.get("origin")
        if not is_allowed(
            origin, [request.headers.get(name) for name in ("host", "x-forwarded-host")], settings
        ):
            return json({"ok": False, "error": "other_origin"}, status=403)
        answer = await receive(request)
        if origin:
            answer.headers.update({"Access-Control-Allow-Origin": origin, "Vary": "Origin"})
        return answer

    blueprint.add_route(photo, "/photos", methods=["POST"])


async def receive(request: Request) -> HTTPResponse:
    """`{ok: true, id, seq}` once it is kept, else `{ok: false, error, text}`; an `id` counts once."""
    door, language = FrontDoor.of(request.app), _language(request)
    services = door.frontline
    try:
        conversation = await asyncio.to_thread(_conversation, services, _field(request, "session_id"))
        language = conversation.language
        message = await _keep(door, conversation, _field(request, "id"), _file(request))
        await asyncio.to_thread(_answer, services, conversation, message)
    except Refused as refused:
        return _refusal(services, refused, language)
    except OperationalError as error:
        logger.error("A photo could not be stored: %s", str(error).splitlines()[0])
        return _refusal(services, Refused("try_again"), language)
    door.live.changed(conversation.id)
    return json({"ok": True, "id": message.channel_message_id, "seq": message.seq})


def _conversation(services: Frontline, session_id: str) -> Conversation:
    found = services.conversations.find(CHANNEL, address(session_id)) if session_id else None
    if found is None:
        raise Refused("no_session")
    return found


async def _keep(door: FrontDoor, conversation: Conversation, message_id: str, photo: File) -> Message:
    """The message with its photo, both stored; raises Refused when either is not."""
    services, content = door.frontline, photo.body
    if len(content) > services.media.largest:
        raise Refused("photo_too_large")
    if kind_of(content) is None:
        raise Refused("not_a_photo")
    if not message_id.isprintable() or not message_id:
        raise Refused("bad_request")
    inbound = InboundMessage(
        channel=CHANNEL,
        address=conversation.address,
        text=services.copy.text("label_photo", conversation.language),
        channel_message_id=message_id,
        for_assistant=False,
    )
    name = (photo.name or "")[:LONGEST_NAME] or None
    try:
        keep = services.media.keep_photo
        return (await door.receive(inbound, lambda one: keep(one.message, content, name))).message
    except OSError as error:
        logger.error("%s: a photo could not be kept: %s", conversation.id, type(error).__name__)
        raise Refused("try_again") from error


def _answer(services: Frontline, conversation: Conversation, message: Message) -> None:
    """The assistant says what it does with a photo; an agent sees it."""
    conversations = services.conversations
    if conversations.get(conversation.id).owner is not Owner.ASSISTANT:
        return
    text = services.copy.text("got_photo", conversation.language)
    recent = conversations.since(conversation.id, max(0, message.seq - REMEMBERED))
    if any(one.text == text and message.created_at - one.created_at < SAID_ONCE_WITHIN for one in recent):
        return
    conversations.say(conversation.id, Author.ASSISTANT, text, in_reply_to=message.id, ordinal=REPLY_ORDINAL)


def _language(request: Request) -> str:
    """That of the page, for who has no session."""
    language = _field(request, "language")
    return language if language in LANGUAGES else LANGUAGES[0]


def _field(request: Request, name: str) -> str:
    """A short text of the form; empty for anything else."""
    value: Any = request.form.get(name)
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else ""


def _file(request: Request) -> File:
    photo = request.files.get("photo")
    if not isinstance(photo, File):
        raise Refused("bad_request")
    return photo


def _refusal(services: Frontline, refused: Refused, language: str) -> HTTPResponse:
    sentence = services.copy.text(refused.code, language, megabytes=services.media.megabytes)
    body = {"ok": False, "error": refused.code, "text": sentence}
    return json(body, status=STATUS.get(refused.code, 503))
