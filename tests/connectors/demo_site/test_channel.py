"""The demo pages over HTTP: addresses, languages, signing in and out."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from ruamel.yaml import YAML

from connectors.back_office.demo.seed import seed
from connectors.demo_site.channel import COOKIE, DemoSite
from connectors.demo_site.pages import LANGUAGES, Site
from connectors.demo_site.personas import read_personas
from connectors.demo_site.visitors import customer_token
from frontline.settings import PROJECT_ROOT
from frontline.storage.database import Database
from tests.connectors.demo_site.conftest import PERSONAS, SECRET
from tests.connectors.demo_site.fake_website import FakeWebsite

SITE = PROJECT_ROOT / "content" / "site"
ADDRESSES = [(page.id, language, path) for page, language, path in Site(SITE).addresses()]


def sign_in(website: FakeWebsite, customer: str, **headers: str) -> requests.Session:
    session = requests.Session()
    session.post(f"{website.url}/demo/sign-in", {"customer": customer, "language": "nl"}, headers=headers)
    return session


def token_on(html: str) -> Any:
    found = re.search(r'data-customer-token="([^"]+)"', html)
    return found and jwt.decode(found[1], SECRET, algorithms=["HS256"], audience="frontline")


@pytest.mark.parametrize(("page_id", "language", "path"), ADDRESSES)
def test_every_page_is_there_in_its_language_with_the_widget(
    website: FakeWebsite, page_id: str, language: str, path: str
) -> None:
    answer = requests.get(f"{website.url}/demo{path}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    widget = f'<script src="/website/widget.js" defer data-language="{language}"></script>'
    assert answer.text.count(widget) == 1
    assert f'<body class="page-{page_id}">' in answer.text


@pytest.mark.parametrize(("page_id", "language", "path"), ADDRESSES)
def test_every_link_and_picture_of_a_page_exists(
    website: FakeWebsite, page_id: str, language: str, path: str
) -> None:
    html = requests.get(f"{website.url}/demo{path}").text
    targets = set(re.findall(r'(?:href|src)="(/[^"]*)"', html))
    assert {f"/demo{path}", "/website/widget.js"} <= targets
    broken = [target for target in targets if requests.get(website.url + target).status_code != 200]
    assert broken == []


def test_pages_load_nothing_from_elsewhere(website: FakeWebsite) -> None:
    answer = requests.get(f"{website.url}/demo/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


def test_the_account_page_lists_the_demo_customers_and_shows_their_names_as_text(
    website: FakeWebsite,
) -> None:
    html = requests.get(f"{website.url}/demo/en/my").text
    assert "The modem has no power" in html
    assert 'value="PK100204"' in html
    assert "Peter &lt;b&gt;Bakker&lt;/b&gt;" in html


def test_signing_in_gives_every_page_a_token_of_that_customer(website: FakeWebsite) -> None:
    session = sign_in(website, "PK100203")
    for path in ("/demo/", "/demo/en/internet", "/demo/mijn"):
        claims = token_on(session.get(website.url + path).text)
        assert (claims["sub"], claims["name"]) == ("PK100203", "Fatima el Amrani")
        assert claims["exp"] - claims["iat"] == 3600
    assert "Hallo Fatima" in session.get(f"{website.url}/demo/mijn").text


def test_the_cookie_is_kept_from_scripts_and_from_the_rest_of_the_server(website: FakeWebsite) -> None:
    form = {"customer": "PK100203", "language": "en"}
    answer = requests.post(f"{website.url}/demo/sign-in", form, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/demo/en/my")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=PK100203;")
    assert {"HttpOnly", "Path=/demo", "SameSite=Lax"} <= set(cookie.split("; "))


def test_signing_out_ends_it(website: FakeWebsite) -> None:
    session = sign_in(website, "PK100203")
    page = session.post(f"{website.url}/demo/sign-out", {"language": "en"})
    assert page.url.endswith("/demo/en/my")
    assert "Choose who you are" in page.text
    assert token_on(session.get(f"{website.url}/demo/").text) is None


@pytest.mark.parametrize("customer", ["", "PK999999", "PK100203' OR 1=1", "\x00"])
def test_nobody_is_signed_in_as_a_customer_who_is_not_there(website: FakeWebsite, customer: str) -> None:
    session = sign_in(website, customer)
    assert token_on(session.get(f"{website.url}/demo/").text) is None


def test_a_made_up_cookie_or_language_changes_nothing(website: FakeWebsite) -> None:
    html = requests.get(f"{website.url}/demo/", cookies={COOKIE: "PK000000"}).text
    assert token_on(html) is None
    answer = requests.post(
        f"{website.url}/demo/sign-out", {"language": "//evil.example"}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/demo/mijn"


def test_another_site_cannot_sign_a_visitor_in(website: FakeWebsite) -> None:
    session = sign_in(website, "PK100203", **{"Sec-Fetch-Site": "cross-site"})
    assert token_on(session.get(f"{website.url}/demo/").text) is None


def test_a_token_expires_after_an_hour() -> None:
    token = customer_token(PERSONAS[0], SECRET, datetime(2020, 1, 1, tzinfo=timezone.utc))
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"], audience="frontline")


def test_an_installation_that_is_not_a_demo_serves_no_pages() -> None:
    async def nobody(_message: Any) -> None: ...

    assert DemoSite(None).blueprint(nobody)._future_routes == set()


def test_both_languages_have_the_same_texts() -> None:
    dutch, english = (YAML(typ="safe").load((SITE / f"{language}.yml").read_text()) for language in LANGUAGES)
    assert shape(dutch) == shape(english)


def shape(text: Any) -> Any:
    if isinstance(text, dict):
        return {key: shape(value) for key, value in text.items()}
    return [shape(entry) for entry in text] if isinstance(text, list) else type(text).__name__


def test_the_demo_customers_come_from_the_back_office(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/demo.db")
    assert read_personas(database) == []
    seed(database)
    personas = read_personas(database)
    assert personas[0].id == "PK100201"
    assert personas[0].story["en"] == "No internet: outage in the area, over in a few hours"
    assert len(personas) > 30
