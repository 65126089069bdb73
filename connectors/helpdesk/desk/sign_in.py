"""Signing in and out at the desk: a cookie that scripts cannot read and other sites cannot send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from frontline.agents.service import SESSION_LENGTH, Agents
from frontline.agents.types import Agent, LockedOut, SignedIn, WrongCredentials
from frontline.storage.tables import now

COOKIE = "desk_session"
COOKIE_PATH = "/desk"
LONGEST_INPUT = 200


def add_routes(blueprint: Blueprint) -> None:
    """The few requests that are not made over the socket."""
    blueprint.add_route(sign_in, "/api/sign-in", methods=["POST"])
    blueprint.add_route(sign_out, "/api/sign-out", methods=["POST"])
    blueprint.add_route(me, "/api/me", methods=["GET"])


async def sign_in(request: Request) -> HTTPResponse:
    """Takes `{username, password}`; sets the session cookie and answers with the agent."""
    if not from_our_own_page(request):
        return json({"error": "other_origin"}, status=403)
    username, password = (_input(request, name) for name in ("username", "password"))
    if not username or not password:
        return json({"error": "bad_request"}, status=400)
    try:
        signed_in = await asyncio.to_thread(_agents(request).sign_in, username, password)
    except WrongCredentials:
        return json({"error": "wrong"}, status=401)
    except LockedOut as locked:
        minutes = -(-(locked.until - now()).total_seconds() // 60)
        return json({"error": "locked", "minutes": max(1, int(minutes))}, status=429)
    except OperationalError:
        return json({"error": "unavailable"}, status=503)
    return _with_cookie(json({"agent": describe(signed_in.agent)}), request, signed_in)


async def sign_out(request: Request) -> HTTPResponse:
    """Ends this session, or with `{everywhere: true}` all of the agent's.

    After the last one their customers go back to the queue.
    """
    if not from_our_own_page(request):
        return json({"error": "other_origin"}, status=403)
    everywhere = _body(request).get("everywhere") is True
    token = request.cookies.get(COOKIE, "")
    agent = await asyncio.to_thread(_agents(request).sign_out, token, everywhere=everywhere)
    if agent:
        await request.app.ctx.desk.gone(agent)
    response = json({"ok": True})
    response.cookies[COOKIE] = ""
    response.cookies[COOKIE].update({"path": COOKIE_PATH, "max-age": 0})
    return response


async def me(request: Request) -> HTTPResponse:
    """Who is signed in in this browser; `agent` is null when nobody is."""
    agent = await asyncio.to_thread(_agents(request).by_token, request.cookies.get(COOKIE, ""))
    return json({"agent": describe(agent) if agent else None})


def token_of(environ: Mapping[str, Any]) -> str:
    """The session token in a socket's request; empty without one."""
    try:
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return ""
    return cookie[COOKIE].value if COOKIE in cookie else ""


def describe(agent: Agent) -> dict[str, Any]:
    """What the browser knows of the agent."""
    return {
        "id": agent.id,
        "username": agent.username,
        "name": agent.name,
        "first_name": agent.first_name,
        "role": agent.role.value,
        "skills": list(agent.skills),
        "languages": list(agent.languages),
        "helps_customers": agent.helps_customers,
        "available": agent.available,
        "capacity": agent.capacity,
        "active": agent.active,
    }


def from_our_own_page(request: Request) -> bool:
    """Whether no other site's page sent this: browsers name the page's origin, forms cannot send JSON."""
    origin = request.headers.get("origin")
    hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
    is_json = request.headers.get("content-type", "").startswith("application/json")
    return is_json and (origin is None or origin.split("://", 1)[-1] in hosts)


def _with_cookie(response: HTTPResponse, request: Request, signed_in: SignedIn) -> HTTPResponse:
    response.cookies[COOKIE] = signed_in.token
    response.cookies[COOKIE].update(
        {
            "path": COOKIE_PATH,
            "httponly": True,
            "samesite": "Strict",
            "max-age": int(SESSION_LENGTH.total_seconds()),
        }
    )
    if "https" in (request.scheme, request.headers.get("x-forwarded-proto")):
        response.cookies[COOKIE]["secure"] = True
    return response


def _agents(request: Request) -> Agents:
    return FrontDoor.of(request.app).frontline.agents


def _body(request: Request) -> Mapping[str, Any]:
    body = request.json
    return body if isinstance(body, dict) else {}


def _input(request: Request, name: str) -> str:
    value = _body(request).get(name)
    return value if isinstance(value, str) and len(value) <= LONGEST_INPUT else ""
