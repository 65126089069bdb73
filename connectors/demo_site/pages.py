"""The demo pages: templates and texts of content/site, rendered in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from connectors.demo_site.visitors import Persona

LANGUAGES = ("nl", "en")
BASE = "/demo"


@dataclass(frozen=True)
class Page:
    """One page: its template in content/site/templates and its address below /demo, by language."""

    id: str
    template: str
    path: Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    """What is different for each visitor: who is signed in, and with which token."""

    customer: Persona | None = None
    customer_token: str | None = None
    personas: Sequence[Persona] = ()


class Site:
    """Everything in content/site, read once."""

    def __init__(self, folder: Path) -> None:
        self.static = folder / "static"
        self.pages = [Page(**entry) for entry in _read(folder / "pages.yml")]
        self._texts: dict[str, dict[str, Any]] = {
            language: _read(folder / f"{language}.yml") for language in LANGUAGES
        }
        self._templates = Environment(
            loader=FileSystemLoader(str(folder / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def addresses(self) -> Iterator[tuple[Page, str, str]]:
        """Every page in every language, with its address below /demo."""
        return ((page, language, page.path[language]) for page in self.pages for language in LANGUAGES)

    def address(self, page_id: str, language: str) -> str:
        """A page's whole address; raises KeyError for a page that is not there."""
        for page in self.pages:
            if page.id == page_id:
                return BASE + page.path[language]
        raise KeyError(page_id)

    def render(self, page: Page, language: str, visit: Visit) -> str:
        """The page's HTML."""
        texts = self._texts[language]
        return self._templates.get_template(page.template).render(
            page=page,
            language=language,
            site=texts["site"],
            text=texts[page.id],
            menu=self._menu(language),
            translations={other: BASE + page.path[other] for other in LANGUAGES},
            url=lambda page_id: self.address(page_id, language),
            static=lambda name: f"{BASE}/static/{name}",
            action=lambda name: f"{BASE}/{name}",
            customer=visit.customer,
            customer_token=visit.customer_token,
            personas=visit.personas,
        )

    def _menu(self, language: str) -> list[dict[str, str]]:
        """The account has its own place in the corner of the page."""
        texts = self._texts[language]
        return [
            {"id": page.id, "label": texts[page.id]["nav"]} for page in self.pages if page.id != "account"
        ]


def _read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
