"""Signing in and out at the desk, and the pages it serves."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import requests
from socketio.exceptions import ConnectionError as NotConnected

from connectors.helpdesk.desk import pages
from frontline.agents.service import MOST_WRONG_TRIES
from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from frontline.handoffs.types import State
from tests.connectors.helpdesk.desk_server import PASSWORD, PATIENCE, Browser, Customer, DeskServer

SIGN_IN = "/desk/api/sign-in"
RIGHT = {"username": "sanne", "password": PASSWORD}


def test_signing_in_tells_who_it_is(browser: Callable[[], Browser], agents: dict[str, Agent]) -> None:
    one = browser().sign_in("sanne")
    agent = one.http.get(one.server.url + "/desk/api/me", timeout=PATIENCE).json()["agent"]
    assert (agent["id"], agent["first_name"], agent["role"]) == (agents["sanne"].id, "Sanne", "agent")
    assert "password" not in str(agent)


@pytest.mark.parametrize(("proto", "secure"), [("http", False), ("https", True)])
def test_cookie_is_out_of_reach_of_scripts_and_other_sites(
    server: DeskServer, proto: str, secure: bool
) -> None:
    headers = {"X-Forwarded-Proto": proto}
    response = requests.post(server.url + SIGN_IN, json=RIGHT, headers=headers, timeout=PATIENCE)
    cookie = SimpleCookie(response.headers["Set-Cookie"])["desk_session"]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], bool(cookie["secure"])) == ("Strict", "/desk", secure)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"username": "sanne", "password": "fout"}, 401, "wrong"),
        ({"username": "onbekend", "password": PASSWORD}, 401, "wrong"),
        ({"username": "sanne"}, 400, "bad_request"),
        ({"username": ["sanne"], "password": {}}, 400, "bad_request"),
        ({"username": "sanne", "password": "x" * 10_000}, 400, "bad_request"),
        (["sanne"], 400, "bad_request"),
        (None, 400, "bad_request"),
    ],
)
def test_what_is_refused_sets_no_cookie(server: DeskServer, body: object, status: int, error: str) -> None:
    response = requests.post(server.url + SIGN_IN, json=body, timeout=PATIENCE)
    if body is None:
        response = requests.post(
            server.url + SIGN_IN,
            data="null",
            headers={"Content-Type": "application/json"},
            timeout=PATIENCE,
        )
    assert (response.status_code, response.json()) == (status, {"error": error})
    assert "Set-Cookie" not in response.headers


def test_lock_out_says_for_how_long(server: DeskServer) -> None:
    wrong = {**RIGHT, "password": "fout"}
    for _ in range(MOST_WRONG_TRIES):
        requests.post(server.url + SIGN_IN, json=wrong, timeout=PATIENCE)
    response = requests.post(server.url + SIGN_IN, json=RIGHT, timeout=PATIENCE)
    assert (response.status_code, response.json()) == (429, {"error": "locked", "minutes": 15})


@pytest.mark.parametrize("path", ["sign-in", "sign-out"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elders.example", "Content-Type": "application/json"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
        {"Origin": "null", "Content-Type": "application/json"},
    ],
)
def test_another_site_signs_nobody_in_or_out(server: DeskServer, path: str, headers: dict[str, str]) -> None:
    body = '{"username": "sanne", "password": "klaver-vier-dijk"}'
    response = requests.post(f"{server.url}/desk/api/{path}", data=body, headers=headers, timeout=PATIENCE)
    assert (response.status_code, response.json()) == (403, {"error": "other_origin"})
    assert "Set-Cookie" not in response.headers


def test_our_own_page_may(server: DeskServer) -> None:
    headers = {"Origin": server.url}
    assert requests.post(server.url + SIGN_IN, json=RIGHT, headers=headers, timeout=PATIENCE).ok


def test_sign_out_ends_the_session_and_the_open_socket(
    at_desk: Callable[[str], Browser], customer: object
) -> None:
    one = at_desk("sanne")
    stolen = one.http.cookies["desk_session"]
    assert one.post("sign-out").ok
    one.server.changed("queue")
    one.wait_for("signed_out")
    cookies = {"desk_session": stolen}
    me = requests.get(one.server.url + "/desk/api/me", cookies=cookies, timeout=PATIENCE)
    assert me.json() == {"agent": None}


def test_sign_out_everywhere_ends_the_other_browser_too(at_desk: Callable[[str], Browser]) -> None:
    desk, tablet, colleague = at_desk("sanne"), at_desk("sanne"), at_desk("daan")
    assert desk.post("sign-out", everywhere=True).ok
    tablet.socket.emit("take", {})
    tablet.wait_for("signed_out")
    assert colleague.ask("take")["error"] == "nothing_waiting"


@pytest.mark.parametrize("cookie", [None, "verzonnen", '"; drop'])
def test_socket_without_a_session_is_refused(browser: Callable[[], Browser], cookie: str | None) -> None:
    one = browser()
    if cookie:
        one.http.cookies.set("desk_session", cookie)
    with pytest.raises(NotConnected):
        one.connect()
    assert one.events == []


def test_socket_opened_by_another_sites_page_is_refused(browser: Callable[[], Browser]) -> None:
    one = browser().sign_in("sanne")
    one.http.headers["Origin"] = "https://elders.example"
    with pytest.raises(NotConnected):
        one.connect()


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Desk</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-abc.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    monkeypatch.setattr(pages, "BUILT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", ["/desk", "/desk/"])
def test_page_may_load_nothing_from_elsewhere(server: DeskServer, built: Path, path: str) -> None:
    response = requests.get(server.url + path, timeout=PATIENCE)
    assert (response.status_code, response.text) == (200, "<title>Desk</title>")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_script_is_kept_by_browsers(server: DeskServer, built: Path) -> None:
    response = requests.get(server.url + "/desk/assets/index-abc.js", timeout=PATIENCE)
    assert (response.status_code, response.text) == (200, "1")
    assert "javascript" in response.headers["Content-Type"]
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["none.js", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "%2fetc%2fpasswd"])
def test_nothing_else_is_served(server: DeskServer, built: Path, name: str) -> None:
    assert requests.get(f"{server.url}/desk/assets/{name}", timeout=PATIENCE).status_code == 404


def test_desk_that_is_not_built_says_what_to_do(
    server: DeskServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "BUILT", tmp_path)
    response = requests.get(server.url + "/desk", timeout=PATIENCE)
    assert (response.status_code, response.text) == (503, pages.NOT_BUILT)


def test_session_that_ended_elsewhere_does_nothing_more(
    at_desk: Callable[[str], Browser], customer: Customer, services: Frontline, agents: dict[str, Agent]
) -> None:
    one, handoff = at_desk("sanne"), customer.asks_for_a_person()
    services.agents.set_active(agents["sanne"].id, False)
    one.socket.emit("take", {})
    one.wait_for("signed_out")
    assert services.handoffs.get(handoff.id).state is State.QUEUED
