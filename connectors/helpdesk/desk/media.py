"""Files of customers, for the agents who may see their conversation."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, file, text
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from connectors.helpdesk.desk.sign_in import COOKIE
from frontline.bootstrap import Frontline
from frontline.media.kinds import SHOWN, SUFFIXES
from frontline.media.types import MediaFile

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
"""Whatever is in a file, no browser runs it, keeps it or lends it to another site."""


def add_routes(blueprint: Blueprint) -> None:
    """One route: a file by its id."""
    blueprint.add_route(media, "/api/media/<media_id:str>", methods=["GET"])


async def media(request: Request, media_id: str) -> HTTPResponse:
    """The file, as what we found it to be; 404 for one that is not there, or not for agents."""
    services = FrontDoor.of(request.app).frontline
    token = request.cookies.get(COOKIE, "")
    try:
        if await asyncio.to_thread(services.agents.by_token, token) is None:
            return text("", status=401, headers=SECURITY_HEADERS)
        found = await asyncio.to_thread(services.media.for_agents, media_id)
    except KeyError:
        return text("", status=404, headers=SECURITY_HEADERS)
    except OperationalError:
        return text("", status=503, headers=SECURITY_HEADERS)
    return await _served(services, found)


async def _served(services: Frontline, found: MediaFile) -> HTTPResponse:
    """The name is ours: a customer's own may be anything."""
    kind = str(found.mime_type)
    how = "inline" if kind in SHOWN else "attachment"
    disposition = f'{how}; filename="{found.what}-{found.id[:8]}.{SUFFIXES[kind]}"'
    headers = {**SECURITY_HEADERS, "Content-Disposition": disposition}
    try:
        return await file(services.media.path(found.id), mime_type=kind, headers=headers)
    except FileNotFoundError:
        return text("", status=404, headers=SECURITY_HEADERS)
