"""Serves Polderlink's demo pages under /demo.

No messages come in here: the widget on the pages has its own channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect, text

from connectors.demo_site.pages import BASE, LANGUAGES, Page, Site, Visit
from connectors.demo_site.personas import read_personas
from connectors.demo_site.visitors import Personas, customer_token, find_persona
from frontline.bootstrap import frontline

COOKIE = "polderlink_customer"
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class DemoSite(InputChannel):
    """The demo pages as a Rasa channel, so that `rasa run` serves them beside the rest."""

    def __init__(self, visits: Visits | None) -> None:
        self._visits = visits

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "demo_site"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DemoSite:
        """With this installation's settings; one that is not a demo serves no pages."""
        services = frontline()
        settings = services.settings
        if not settings.demo:
            return cls(None)
        site = Site(settings.content_dir / "site")
        secret = settings.website_token_secret.get_secret_value()
        return cls(Visits(site, lambda: read_personas(services.database), secret))

    def url_prefix(self) -> str:
        """Outside Rasa's `/webhooks`: people type this address."""
        return BASE

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The pages, their pictures and styles, sign-in and sign-out."""
        blueprint = Blueprint("demo_site")
        if self._visits:
            self._visits.add_routes(blueprint)
        return blueprint


class Visits:
    """Answers the visitors of the demo pages."""

    def __init__(self, site: Site, personas: Personas, token_secret: str) -> None:
        self._site = site
        self._personas = personas
        self._token_secret = token_secret

    def add_routes(self, blueprint: Blueprint) -> None:
        """Every page in each language, the static files, and the two forms."""
        for page, language, path in self._site.addresses():
            blueprint.add_route(self._shows(page, language), path, name=f"{page.id}_{language}")
        blueprint.static("/static", str(self._site.static))
        blueprint.add_route(_handler(self._sign_in), "/sign-in", methods=["POST"], name="sign_in")
        blueprint.add_route(_handler(self._sign_out), "/sign-out", methods=["POST"], name="sign_out")

    async def _sign_in(self, request: Request) -> HTTPResponse:
        """Makes the visitor one of the demo customers; there is no password, it is a demo."""
        personas = await asyncio.to_thread(self._personas)
        customer = find_persona(personas, request.form.get("customer"))
        return self._remember(request, customer.id if customer else "")

    async def _sign_out(self, request: Request) -> HTTPResponse:
        """Makes the visitor nobody in particular again."""
        return self._remember(request, "")

    def _shows(self, page: Page, language: str) -> Handler:
        async def show(request: Request) -> HTTPResponse:
            visit = await asyncio.to_thread(self._visit, request.cookies.get(COOKIE), page)
            return html(self._site.render(page, language, visit), headers=PAGE_HEADERS)

        return show

    def _visit(self, customer_id: str | None, page: Page) -> Visit:
        """Looks the demo customers up only where the page needs them; blocking."""
        if not customer_id and page.id != "account":
            return Visit()
        personas = self._personas()
        customer = find_persona(personas, customer_id)
        token = customer_token(customer, self._token_secret) if customer else None
        return Visit(customer, token, personas)

    def _remember(self, request: Request, customer_id: str) -> HTTPResponse:
        """Sets the cookie, or ends it for an empty id, and shows the account page."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return text("This form only works on Polderlink's own pages.", status=403)
        language = request.form.get("language")
        account = self._site.address("account", language if language in LANGUAGES else LANGUAGES[0])
        answer = redirect(account, status=303)
        _set_cookie(answer, customer_id, secure=request.scheme == "https")
        return answer


def _handler(method: Handler) -> Handler:
    """Sanic writes on its handlers, which a bound method does not allow."""

    async def handle(request: Request) -> HTTPResponse:
        return await method(request)

    return handle


def _set_cookie(answer: HTTPResponse, customer_id: str, *, secure: bool) -> None:
    answer.cookies[COOKIE] = customer_id
    cookie = answer.cookies[COOKIE]
    cookie["path"] = BASE
    cookie["httponly"] = True
    cookie["samesite"] = "Lax"
    cookie["secure"] = secure
    if not customer_id:
        cookie["max-age"] = 0
