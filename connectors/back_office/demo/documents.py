"""The pages behind the demo's documents, as a Rasa channel: copies of bills, and labels for returns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rasa.core.channels.channel import InputChannel, UserMessage
from ruamel.yaml import YAML
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from connectors.back_office.demo.operations import DOCUMENTS
from connectors.back_office.demo.payment_page import FOLDER, HEADERS
from connectors.back_office.demo.service import DemoBackOffice, Document
from frontline.bootstrap import frontline
from frontline.customers.ports import NotFound


class Documents(InputChannel):
    """Serves documents to whoever has their link; no messages come in here."""

    def __init__(self, office: DemoBackOffice | None) -> None:
        self._office = office
        templates = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
        self._template = templates.get_template("document.html")
        self._texts = YAML(typ="safe").load((FOLDER / "documents.yml").read_text(encoding="utf-8"))

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "documents"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Documents:
        """Of the demo's back office; an installation with another one serves no documents."""
        office = frontline().back_office
        return cls(office if isinstance(office, DemoBackOffice) else None)

    def url_prefix(self) -> str:
        """Below the demo pages, where the links point."""
        return DOCUMENTS

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The page."""
        blueprint = Blueprint("documents")
        office = self._office
        if office is None:
            return blueprint

        @blueprint.get("/<link:str>")
        async def show(_request: Request, link: str) -> HTTPResponse:
            return await asyncio.to_thread(self._page, office, link)

        return blueprint

    def _page(self, office: DemoBackOffice, link: str) -> HTTPResponse:
        try:
            return self._rendered(office.document(link))
        except NotFound:
            return self._rendered(None, status=404)

    def _rendered(self, document: Document | None, status: int = 200) -> HTTPResponse:
        language = document.language if document else "nl"
        words = self._texts[language]
        page = self._template.render(
            language=language,
            text=words,
            title=_title(document, words),
            document=document,
            money=lambda amount: _money(amount, words),
            day=lambda on: _day(on, words),
        )
        return html(page, status=status, headers=HEADERS)


def _title(document: Document | None, words: Mapping[str, Any]) -> str:
    if document is None:
        return str(words["unknown"])
    if document.bill is not None:
        year, number = document.bill.month.split("-")
        return str(words["bill"]).format(month=f"{words['months'][int(number) - 1]} {year}")
    return str(words["label_for"]).format(product=document.order.product if document.order else "")


def _money(amount: Decimal, words: Mapping[str, Any]) -> str:
    return str(words["money"]).format(amount=f"{amount:.2f}".replace(".", words["decimal"]))


def _day(on: date, words: Mapping[str, Any]) -> str:
    return f"{on.day} {words['months'][on.month - 1]} {on.year}"
