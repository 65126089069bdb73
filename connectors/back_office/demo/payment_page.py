"""The page behind the demo's payment links, as a Rasa channel; a real company's links lead to its bank."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rasa.core.channels.channel import InputChannel, UserMessage
from ruamel.yaml import YAML
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect, text

from connectors.back_office.demo.operations import PAYMENT_PAGE
from connectors.back_office.demo.service import DemoBackOffice, Payment
from frontline.bootstrap import frontline
from frontline.customers.ports import NotFound
from frontline.customers.types import BillStatus

FOLDER = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PaymentPage(InputChannel):
    """Serves the page where the bill of a payment link is paid; no messages come in here."""

    def __init__(self, office: DemoBackOffice | None) -> None:
        self._office = office
        templates = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
        self._template = templates.get_template("payment.html")
        self._texts = YAML(typ="safe").load((FOLDER / "payment.yml").read_text(encoding="utf-8"))

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "payment_page"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PaymentPage:
        """Of the demo's back office; an installation with another one serves no page."""
        office = frontline().back_office
        return cls(office if isinstance(office, DemoBackOffice) else None)

    def url_prefix(self) -> str:
        """Below the demo pages, where the payment links point."""
        return PAYMENT_PAGE

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The page, and its form."""
        blueprint = Blueprint("payment_page")
        office = self._office
        if office is None:
            return blueprint

        @blueprint.get("/<reference:str>")
        async def show(_request: Request, reference: str) -> HTTPResponse:
            return await asyncio.to_thread(self._page, office, reference)

        @blueprint.post("/<reference:str>")
        async def pay(request: Request, reference: str) -> HTTPResponse:
            if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
                return text("This form only works on its own page.", status=403)
            return await asyncio.to_thread(self._pay, office, reference)

        return blueprint

    def _page(self, office: DemoBackOffice, reference: str) -> HTTPResponse:
        try:
            return self._rendered(office.payment(reference))
        except NotFound:
            return self._rendered(None, status=404)

    def _pay(self, office: DemoBackOffice, reference: str) -> HTTPResponse:
        """Paying twice is paying once; then the page again, so that a reload sends nothing."""
        try:
            office.pay(reference)
        except NotFound:
            return self._rendered(None, status=404)
        return redirect(f"{PAYMENT_PAGE}/{reference}", headers=HEADERS, status=303)

    def _rendered(self, payment: Payment | None, status: int = 200) -> HTTPResponse:
        language = payment.language if payment else "nl"
        words, bill = self._texts[language], payment.bill if payment else None
        number = f"{bill.amount:.2f}".replace(".", words["decimal"]) if bill else ""
        page = self._template.render(
            language=language,
            text=words,
            bill=bill,
            paid=bill is not None and bill.status is BillStatus.PAID,
            amount=words["money"].format(amount=number),
        )
        return html(page, status=status, headers=HEADERS)
