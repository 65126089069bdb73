"""The chat widget in a real browser, on the demo pages, with a website channel in memory."""

from __future__ import annotations

import re
from typing import Any

import jwt
import pytest
from playwright.sync_api import Page, expect

from frontline.settings import PROJECT_ROOT
from tests.connectors.demo_site.conftest import DESKTOP, PHONE, SECRET, OpenPage
from tests.connectors.demo_site.fake_website import MAX_LENGTH, OFFER, FakeWebsite
from tests.patience import eventually

AXE = PROJECT_ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
GREETING = "Hoi! Waar kan ik je mee helpen?"


def open_chat(page: Page) -> None:
    page.locator("#launcher").click()
    expect(page.locator(".state")).to_have_text(re.compile("Online"))


def send(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")


def bubbles(page: Page) -> Any:
    return page.locator(".bubble")


def focused(page: Page) -> Any:
    """The element of the widget that has the focus."""
    return page.evaluate(
        "(() => { const inside = document.activeElement.shadowRoot?.activeElement;"
        " return inside ? inside.id || inside.className : document.activeElement.tagName; })()"
    )


def test_a_first_message_and_its_answer(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    website.say(GREETING)
    open_chat(page)
    expect(bubbles(page)).to_have_text([GREETING])
    assert focused(page) == "composer"
    send(page, "mijn internet doet het niet")
    website.status(typing=True)
    expect(page.locator(".typing")).to_be_visible()
    website.say("Dat is **vervelend**.\n\n- Ik kijk even\n- Moment")
    website.status()
    expect(page.locator(".typing")).to_have_count(0)
    expect(bubbles(page)).to_have_count(3)
    expect(page.locator(".bubble strong")).to_have_text("vervelend")
    expect(page.locator(".bubble li")).to_have_text(["Ik kijk even", "Moment"])
    assert website.customer_texts() == ["mijn internet doet het niet"]
    assert page.locator("textarea").input_value() == ""


def test_nothing_connects_before_the_customer_opens_the_chat(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    page.wait_for_timeout(500)
    assert website.requests == []
    open_chat(page)
    asked = website.requests[0]
    assert (asked["session_id"], asked["last_seq"]) == (None, 0)
    assert asked["context"]["page"] == "/demo/"
    assert asked["context"]["locale"] == "nl"
    assert "customer_token" not in asked


def test_shift_enter_makes_a_new_line_and_blank_text_is_not_sent(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    open_chat(page)
    send(page, "   ")
    page.locator("textarea").fill("een")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("twee")
    page.keyboard.press("Enter")
    expect(bubbles(page)).to_have_text(["een\ntwee"])
    eventually(lambda: website.customer_texts() == ["een\ntwee"])


def test_only_the_latest_buttons_can_be_tapped(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    website.say("Brandt er een lampje?", replies=["Oude knop"])
    website.say("Welke kleur?", replies=["Groen", "Rood"])
    open_chat(page)
    expect(page.locator(".reply")).to_have_text(["Groen", "Rood"])
    page.get_by_role("button", name="Rood").click()
    expect(page.locator(".reply")).to_have_count(0)
    expect(page.locator(".customer .bubble")).to_have_text("Rood")
    assert [(said["message"], said["title"]) for said in website.uttered] == [("/Rood", "Rood")]


def test_a_reload_shows_the_same_conversation_and_the_draft(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    website.say(GREETING)
    open_chat(page)
    send(page, "hallo")
    page.locator("textarea").fill("half een zin")
    expect(bubbles(page)).to_have_count(2)
    page.reload()
    expect(bubbles(page)).to_have_text([GREETING, "hallo"])
    assert page.locator("textarea").input_value() == "half een zin"
    page.goto(website.url + "/demo/internet")
    expect(bubbles(page)).to_have_text([GREETING, "hallo"])


def test_two_tabs_show_the_same_conversation(website: FakeWebsite, open_page: OpenPage) -> None:
    first = open_page()
    open_chat(first)
    second = first.context.new_page()
    second.goto(website.url + "/demo/tv")
    open_chat(second)
    send(first, "uit de eerste")
    expect(bubbles(second)).to_have_text(["uit de eerste"])
    send(second, "uit de tweede")
    expect(bubbles(first)).to_have_text(["uit de eerste", "uit de tweede"])
    website.say("Gezien.")
    for page in (first, second):
        expect(bubbles(page)).to_have_text(["uit de eerste", "uit de tweede", "Gezien."])


def test_a_lost_connection_loses_and_doubles_nothing(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page)
    send(page, "een")
    eventually(lambda: website.customer_texts() == ["een"])
    website.say("Vertel.")
    expect(bubbles(page)).to_have_text(["een", "Vertel."])
    website.stop()
    expect(page.locator(".state")).to_have_text("Geen verbinding")
    expect(page.get_by_text("We hebben even geen verbinding")).to_be_visible()
    send(page, "twee")
    send(page, "drie")
    expect(page.locator(".not-sent")).to_have_text(["Nog niet verzonden"] * 2)
    website.start()
    website.say("Daar ben je weer.")
    expect(page.locator(".not-sent")).to_have_count(0, timeout=15_000)
    expect(bubbles(page)).to_have_count(5)
    eventually(lambda: website.customer_texts() == ["een", "twee", "drie"])
    expect(page.locator(".state")).to_have_text("Online")


def test_a_refused_message_comes_back_with_the_servers_sentence(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    open_chat(page)
    website.refusals.append({"ok": False, "error": "too_long", "text": "Kan het korter?"})
    send(page, "een heel verhaal")
    expect(page.get_by_role("alert")).to_contain_text("Kan het korter?")
    expect(bubbles(page)).to_have_count(0)
    assert page.locator("textarea").input_value() == "een heel verhaal"
    page.get_by_role("button", name="Melding sluiten").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_message_the_server_is_too_busy_for_is_sent_again(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    open_chat(page)
    website.refusals.append({"ok": False, "error": "rate_limited", "text": "Even geduld.", "retry_after": 1})
    send(page, "een")
    expect(page.get_by_role("alert")).to_contain_text("Even geduld.")
    expect(page.locator(".not-sent")).to_have_count(1)
    expect(page.locator(".not-sent")).to_have_count(0)
    assert website.customer_texts() == ["een"]


def test_text_that_is_too_long_is_counted_and_cannot_be_sent(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    open_chat(page)
    page.locator("textarea").fill("😀" * (MAX_LENGTH - 3))
    expect(page.locator(".counter")).to_have_text("Nog 3 tekens over")
    page.locator("textarea").fill("x" * (MAX_LENGTH + 2))
    expect(page.locator(".counter")).to_have_text("2 tekens te lang")
    expect(page.get_by_role("button", name="Versturen")).to_be_disabled()
    page.keyboard.press("Enter")
    assert website.uttered == []


HOSTILE = [
    "<img src=x onerror=\"window.hit = 'img'\">",
    "<script>window.hit = 'script'</script>",
    "[klik](javascript:window.hit='link')",
    '[x](https://a.example/"onmouseover="window.hit=1)',
]


@pytest.mark.parametrize("author", ["assistant", "agent", "system"])
def test_text_is_never_html(website: FakeWebsite, open_page: OpenPage, author: str) -> None:
    page = open_page()
    open_chat(page)
    for text in HOSTILE:
        website.say(text, author=author, name="<b>Sanne</b>", replies=["<i>knop</i>"])
    expect(page.get_by_text(HOSTILE[0])).to_be_visible()
    expect(page.locator(".log img, .log script, .log b, .log i")).to_have_count(0)
    links = page.locator(".log a").evaluate_all("found => found.map(a => a.getAttributeNames())")
    assert {name for names in links for name in names} <= {"href", "target", "rel"}
    assert page.evaluate("window.hit") is None


def test_what_the_customer_types_is_shown_as_typed(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page)
    send(page, HOSTILE[0] + " **geen vet**")
    expect(bubbles(page)).to_have_text([HOSTILE[0] + " **geen vet**"])
    assert page.evaluate("window.hit") is None


def test_links_open_beside_the_site_unless_they_lead_to_it(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page)
    website.say(f"[daar](https://elders.example/) [hier]({website.url}/demo/tv) [bel](tel:0800)")
    links = page.locator(".log a")
    expect(links).to_have_count(3)
    assert links.nth(0).get_attribute("rel") == "noopener noreferrer"
    assert [links.nth(place).get_attribute("target") for place in range(3)] == ["_blank", None, None]
    links.nth(1).click()
    page.wait_for_url("**/demo/tv")
    expect(page.locator(".log a")).to_have_count(3)


def test_escape_closes_and_gives_the_focus_back(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#launcher").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_have_count(0)
    assert focused(page) == "launcher"
    assert page.locator("#launcher").get_attribute("aria-expanded") == "false"


def test_unread_messages_are_counted_over_pages_until_seen(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    website.say(GREETING)
    open_chat(page)
    expect(bubbles(page)).to_have_count(1)
    page.keyboard.press("Escape")
    website.say("Nog iets?")
    expect(page.locator(".badge")).to_have_text("1")
    website.say("Ben je er nog?")
    page.goto(website.url + "/demo/internet")
    expect(page.locator(".badge")).to_have_text("2")
    assert "2 nieuwe berichten" in (page.locator("#launcher").get_attribute("aria-label") or "")
    open_chat(page)
    page.reload()
    expect(bubbles(page)).to_have_count(3)
    page.locator("#launcher").click()
    expect(page.locator(".badge")).to_have_count(0)


def test_waiting_for_a_person_and_talking_to_one(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page)
    bar = page.locator(".queue")
    website.status(owner="human", handoff={"state": "queued", "position": 3, "agent_name": None})
    expect(bar).to_contain_text("Je bent nummer 3 in de wachtrij")
    expect(page.get_by_role("button", name="Opnieuw beginnen")).to_have_count(0)
    website.status(owner="human", handoff={"state": "active", "position": None, "agent_name": "Sanne"})
    expect(bar).to_have_text("Je chat met Sanne")
    website.say("Hoi, met Sanne.", author="agent", name="Sanne")
    expect(page.locator(".speaker")).to_contain_text("Sanne")
    website.status()
    expect(bar).to_have_count(0)


@pytest.mark.parametrize(
    ("button", "payload"), [("Niet meer wachten", "/cancel_handoff"), ("Opnieuw beginnen", "/start_over")]
)
def test_the_chats_own_buttons(website: FakeWebsite, open_page: OpenPage, button: str, payload: str) -> None:
    page = open_page()
    open_chat(page)
    if payload == "/cancel_handoff":
        website.status(owner="human", handoff={"state": "queued", "position": 1, "agent_name": None})
    page.get_by_role("button", name=button).click()
    expect(bubbles(page)).to_have_text([button])
    assert (website.uttered[0]["message"], website.uttered[0]["title"]) == (payload, button)


def test_a_conversation_is_taken_to_whatsapp_and_another_one_begins(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    website.moves["moves_to"] = ["whatsapp"]
    page = open_page(viewport=PHONE)
    page.context.add_init_script(path=str(AXE))
    page.reload()
    website.say(GREETING, replies=["Internet"])
    open_chat(page)
    page.get_by_role("button", name="Verder via WhatsApp").click()
    link = page.get_by_role("link", name="Open WhatsApp")
    expect(link).to_be_focused()
    assert link.get_attribute("href") == OFFER["link"]
    expect(page.locator(".move")).to_contain_text(OFFER["code"])
    assert serious(page) == []
    website.move_to("whatsapp")
    expect(page.get_by_text("Dit gesprek gaat verder op WhatsApp.")).to_be_visible()
    expect(bubbles(page)).to_have_text([GREETING])
    for gone in ("textarea", ".move", ".reply:text('Internet')"):
        expect(page.locator(gone)).to_have_count(0)
    assert serious(page) == []
    website.log.clear()
    page.get_by_role("button", name="Nieuw gesprek beginnen").click()
    expect(page.locator("textarea")).to_be_visible()
    expect(bubbles(page)).to_have_count(0)
    send(page, "iets anders")
    expect(bubbles(page)).to_have_text(["iets anders"])


def test_where_whatsapp_is_not_set_up_the_chat_does_not_speak_of_it(
    website: FakeWebsite, open_page: OpenPage
) -> None:
    page = open_page()
    open_chat(page)
    expect(page.get_by_role("button", name="Opnieuw beginnen")).to_be_visible()
    expect(page.get_by_role("button", name="Verder via WhatsApp")).to_have_count(0)


def test_a_signed_in_customer_is_known_to_the_chat(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page("/demo/mijn")
    page.get_by_role("button", name="Inloggen als Fatima").click()
    expect(page.get_by_role("button", name="Chat met Polderlink openen")).to_be_visible()
    page.get_by_role("button", name="Stel je vraag in de chat").click()
    expect(page.locator(".state")).to_have_text("Online")
    token = website.requests[0]["customer_token"]
    assert jwt.decode(token, SECRET, algorithms=["HS256"], audience="frontline")["sub"] == "PK100203"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Uitloggen").click()
    open_chat(page)
    assert website.requests[-1]["session_id"] is None


def test_the_english_page_has_an_english_chat(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page("/demo/en/")
    open_chat(page)
    expect(page.get_by_placeholder("Type your message…")).to_be_visible()
    assert website.requests[0]["context"]["locale"] == "en"


def test_on_a_phone_it_is_the_whole_screen(website: FakeWebsite, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    website.say(GREETING, replies=["Ja"])
    open_chat(page)
    page.wait_for_timeout(300)
    assert page.locator("#panel").bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(page.locator("#launcher")).to_be_hidden()
    assert page.locator("textarea").evaluate("input => getComputedStyle(input).fontSize") == "16px"
    assert focused(page) == "panel"
    stops = [focused(page) for _ in range(8) if page.keyboard.press("Tab") is None]
    assert "composer" in stops
    assert set(stops) <= {"icon", "log", "reply", "composer"}
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.style.overflow") == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def serious(page: Page) -> list[dict[str, Any]]:
    """What axe finds that is serious or worse, in a form that reads well in a failure."""
    page.wait_for_timeout(400)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        {"rule": rule["id"], "where": [node["target"] for node in rule["nodes"]], "help": rule["help"]}
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_in_the_chat(
    website: FakeWebsite, open_page: OpenPage, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page("/demo/service", viewport=viewport, color_scheme=scheme)
    page.context.add_init_script(path=str(AXE))
    page.reload()
    website.say("Kijk [hier](https://elders.example/) of:\n\n1. **Een**\n2. Twee")
    open_chat(page)
    send(page, "hallo")
    eventually(lambda: website.customer_texts() == ["hallo"])
    website.say("Je gesprek gaat naar een collega.", author="system")
    website.say("Hoi, met Sanne.", author="agent", name="Sanne", replies=["Ja", "Nee"])
    website.status(owner="human", typing=True, handoff={"state": "queued", "position": 2, "agent_name": None})
    expect(page.locator(".reply")).to_have_count(2)
    assert serious(page) == []
    website.stop()
    send(page, "ben je er nog?")
    page.locator("textarea").fill("x" * (MAX_LENGTH + 1))
    expect(page.locator(".not-sent")).to_have_count(1)
    assert serious(page) == []


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
@pytest.mark.parametrize("path", ["/", "/internet", "/service", "/en/my"])
def test_axe_finds_nothing_serious_on_the_demo_pages(
    open_page: OpenPage, path: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(f"/demo{path}", viewport=viewport, color_scheme=scheme)
    page.context.add_init_script(path=str(AXE))
    page.reload()
    expect(page.locator("#launcher")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
