"""The desk in a real browser: a working day by keyboard, lost connections, hostile text, and axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from tests.connectors.helpdesk.desk_page import OpenDesk, sign_in, violations
from tests.connectors.helpdesk.desk_server import PASSWORD, Customer, DeskServer

HOSTILE = "<img src=x onerror=\"document.title='kapot'\"><script>document.title='kapot'</script>"


def test_conversation_from_sign_in_to_resolved_by_keyboard(
    open_desk: OpenDesk, customer: Customer, services: Frontline
) -> None:
    page = open_desk(locale="nl-NL")
    sign_in(page, "sanne", "fout")
    expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Er wacht niemand")).to_be_visible()

    customer.writes("mijn internet doet het niet")
    handoff = customer.asks_for_a_person()
    expect(page.get_by_role("button", name="Thuis helemaal geen internetverbinding")).to_be_visible(
        timeout=2_000
    )
    page.keyboard.press("Alt+n")
    expect(page.get_by_role("textbox", name="Je bericht aan de klant")).to_be_focused()
    expect(page.locator("pack-pane")).to_contain_text("Samenvatting")
    expect(page.get_by_role("log")).to_contain_text("mijn internet doet het niet")

    page.keyboard.type("Hoi, ik kijk even mee.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Hoi, ik kijk even mee.")
    expect(page.get_by_text("Wordt verzonden")).to_have_count(0)
    customer.writes("fijn, dank je")
    expect(page.get_by_role("log")).to_contain_text("fijn, dank je")

    page.keyboard.press("Alt+r")
    expect(page.get_by_label("Wat was het probleem?")).to_have_value("internet_down")
    page.get_by_label("Opgelost", exact=True).check()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dit gesprek is afgerond.")).to_be_visible()
    ended = services.handoffs.get(handoff.id)
    assert (ended.outcome, ended.confirmed_problem) == ("solved", "internet_down")
    assert [text for author, text in customer.reads() if author == "agent"] == ["Hoi, ik kijk even mee."]


def test_what_is_typed_while_the_connection_is_gone_arrives_once(
    open_desk: OpenDesk, customer: Customer
) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    customer.asks_for_a_person()
    page.get_by_role("button", name="Neem de volgende").click()
    composer = page.get_by_role("textbox", name="Je bericht aan de klant")
    expect(composer).to_be_focused()
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    composer.fill("ben je er nog?")
    composer.press("Enter")
    customer.writes("ja hoor")
    page.context.set_offline(False)
    expect(page.get_by_role("log")).to_contain_text("ja hoor", timeout=20_000)
    expect(page.locator(".bubble.waiting")).to_have_count(0, timeout=20_000)
    assert [text for author, text in customer.reads() if author == "agent"] == ["ben je er nog?"]


def test_unread_marks_and_drafts_belong_to_their_conversation(
    open_desk: OpenDesk, customer: Customer, services: Frontline, agents: dict[str, Agent]
) -> None:
    customer.writes("ik ben de eerste")
    services.handoffs.take(customer.asks_for_a_person().id, agents["sanne"])
    other = Customer(services, customer.server, "tweede")
    other.writes("ik ben de tweede")
    services.handoffs.take(other.asks_for_a_person().id, agents["sanne"])
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    expect(page.locator("queue-pane .entry")).to_have_count(2)
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("log")).to_contain_text("ik ben de eerste")
    page.keyboard.type("half af")
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("log")).to_contain_text("ik ben de tweede")
    expect(page.get_by_role("textbox", name="Je bericht aan de klant")).to_have_value("")
    customer.writes("ben je er nog?")
    expect(page.get_by_text("1 nieuw bericht")).to_have_count(1)
    expect(page).to_have_title("(1) Desk · Polderlink")
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("textbox", name="Je bericht aan de klant")).to_have_value("half af")
    expect(page.get_by_text("1 nieuw bericht")).to_have_count(0)


def test_hostile_text_stays_text_everywhere(open_desk: OpenDesk, customer: Customer) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    customer.writes(HOSTILE)
    customer.asks_for_a_person(words=HOSTILE)
    expect(page.locator("queue-pane")).to_contain_text(HOSTILE)
    page.keyboard.press("Alt+n")
    for place in ("message-log", "pack-pane"):
        expect(page.locator(place)).to_contain_text(HOSTILE)
    assert page.locator("img, script:not([src])").count() == 0
    assert page.title() == "Desk · Polderlink"


def test_colleagues_see_at_once_who_took_it(open_desk: OpenDesk, customer: Customer) -> None:
    sanne, daan = sign_in(open_desk(locale="nl-NL"), "sanne"), sign_in(open_desk(locale="en-GB"), "daan")
    customer.asks_for_a_person()
    daan.locator("queue-pane .entry").click()
    sanne.get_by_role("button", name="Neem de volgende").click()
    expect(daan.get_by_text("Sanne is helping this customer.")).to_be_visible()
    expect(daan.get_by_text("Nobody is waiting.")).to_be_visible()


def test_signing_out_elsewhere_brings_back_the_sign_in_page(
    open_desk: OpenDesk, services: Frontline, agents: dict[str, Agent], server: DeskServer
) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    expect(page.get_by_text("Er wacht niemand")).to_be_visible()
    services.agents.set_active(agents["sanne"].id, False)
    server.changed("queue")
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()


def test_signing_out_with_a_customer_asks_first_and_leaves_them_at_the_front(
    open_desk: OpenDesk, customer: Customer, services: Frontline
) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    handoff = customer.asks_for_a_person()
    page.get_by_role("button", name="Neem de volgende").click()
    expect(page.get_by_role("button", name="Afronden")).to_be_visible()
    account, dialog = page.locator("top-bar summary"), page.get_by_role("dialog")
    account.click()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    expect(dialog).to_contain_text("Open gesprekken van jou: 1.")
    assert violations(page) == []
    dialog.get_by_role("button", name="Annuleren").click()
    assert services.handoffs.get(handoff.id).agent_name == "Sanne"
    account.click()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    dialog.get_by_role("button", name="Toch uitloggen").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    assert "Sanne is even weggevallen" in customer.reads()[-1][1]


def test_canned_answer_note_and_transfer_by_keyboard(
    open_desk: OpenDesk, customer: Customer, services: Frontline
) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "sanne")
    handoff = customer.asks_for_a_person()
    expect(page.locator("queue-pane .entry")).to_have_count(1)
    page.keyboard.press("Alt+n")
    composer = page.get_by_role("textbox", name="Je bericht aan de klant")
    expect(composer).to_be_focused()
    page.keyboard.type("/mom")
    expect(page.locator("message-composer #answers li")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(composer).to_have_value("Ik zoek het even voor je uit. Moment.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Ik zoek het even voor je uit.")

    page.keyboard.press("Alt+o")
    page.keyboard.type("modem is al eens vervangen")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Notitie van Sanne")).to_be_visible()
    expect(composer).to_have_value("")

    page.keyboard.press("Alt+t")
    page.get_by_label("Naar wie of wat?").select_option(label="Facturen en betalen")
    page.get_by_role("dialog").get_by_role("button", name="Doorverbinden").click()
    expect(page.get_by_text("Gesprek doorverbonden.")).to_be_visible()
    assert services.handoffs.get(handoff.id).skill == "billing"
    assert not any("vervangen" in text for _, text in customer.reads())
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("switch", name="Even weg")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 820])
def test_article_is_found_read_and_sent_by_keyboard_in_the_customers_language(
    open_desk: OpenDesk, customer: Customer, width: int
) -> None:
    page = sign_in(open_desk(locale="en-GB", viewport={"width": width, "height": 800}), "sanne")
    customer.writes("waar zit de wifi-knop van mijn modem?")
    customer.asks_for_a_person()
    page.get_by_role("button", name="Take the next").click()
    composer = page.get_by_role("textbox", name="Your message to the customer")
    expect(composer).to_be_focused()
    page.keyboard.press("Alt+k")
    search = page.get_by_role("textbox", name="Search articles")
    expect(search).to_be_focused()
    fitting = page.get_by_role("button", name="No internet at home Press the wifi button")
    expect(fitting).to_be_visible(timeout=30_000)  # the first of all loads the encoder
    page.keyboard.type("hdmi")
    expect(page.get_by_role("button", name="No picture on TV").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(composer).to_be_focused()
    page.keyboard.press("Alt+k")
    expect(fitting).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(composer).to_be_focused()
    expect(composer).to_have_value(re.compile("^Druk ongeveer twee seconden op de wifi-knop"))
    assert [text for author, text in customer.reads() if author == "agent"] == []
    page.keyboard.type(" Lukt dat?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Lukt dat?")
    expect(page.get_by_text("Sending")).to_have_count(0)
    said = [text for author, text in customer.reads() if author == "agent"]
    assert len(said) == 1 and said[0].startswith("Druk ongeveer")


def test_admin_makes_an_account_and_finds_past_conversations(
    open_desk: OpenDesk, customer: Customer, services: Frontline, agents: dict[str, Agent]
) -> None:
    customer.writes("de televisie blijft zwart")
    ended = services.handoffs.take(customer.asks_for_a_person().id, agents["sanne"])
    services.handoffs.resolve(ended.id, agents["sanne"], "tv_no_signal", "solved")
    page = sign_in(open_desk("#admin", locale="nl-NL"), "willem")
    page.get_by_role("button", name="Nieuwe medewerker").click()
    assert violations(page) == []
    page.get_by_label("Gebruikersnaam").fill("robin")
    page.get_by_label("Naam", exact=True).fill("Robin Kok")
    page.get_by_label("Wachtwoord (minstens 10 tekens)").fill("molen-sloot-riet")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Medewerker opgeslagen.")).to_be_visible()
    assert "robin" in [agent.username for agent in services.agents.team()]

    page.get_by_role("link", name="Eerder").click()
    page.get_by_label("Zoek op woorden").fill("blijft zwart")
    assert violations(page) == []
    page.get_by_role("button", name="Bezoeker").click()
    expect(page.get_by_role("log")).to_contain_text("de televisie blijft zwart")
    expect(page.get_by_text("Dit gesprek is afgerond.")).to_be_visible()


def test_everything_in_the_bar_is_in_sight_at_every_width(open_desk: OpenDesk) -> None:
    page = sign_in(open_desk(locale="nl-NL"), "willem")
    account = page.locator("top-bar summary")
    for width in (1366, 1121, 1024, 820, 768, 390):
        page.set_viewport_size({"width": width, "height": 700})
        expect(account).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("locale", "heading", "again", "done"),
    [
        ("nl-NL", "Niet aangekomen bij de helpdesk", "Opnieuw sturen", "Wordt opnieuw gestuurd"),
        ("en-GB", "Not delivered to the helpdesk", "Send again", "On its way again"),
    ],
)
def test_admin_sends_again_what_another_helpdesk_did_not_take(
    open_desk: OpenDesk,
    customer: Customer,
    services: Frontline,
    agents: dict[str, Agent],
    locale: str,
    heading: str,
    again: str,
    done: str,
) -> None:
    customer.asks_for_a_person()
    services.outbox.gather()
    (task,) = services.outbox.claim("rasa-1", 1)
    services.outbox.give_up(task, "status 422")
    page = sign_in(open_desk("#admin", locale=locale), "willem")
    section = page.get_by_role("region", name=heading)
    expect(section).to_contain_text("status 422")
    assert violations(page) == []
    section.get_by_role("button", name=again).click()
    expect(page.get_by_role("status").filter(has_text=done)).to_be_visible()
    expect(section).to_have_count(0)
    assert services.outbox.undelivered(agents["willem"]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 768])
def test_axe_finds_nothing(open_desk: OpenDesk, customer: Customer, scheme: str, width: int) -> None:
    page = open_desk(locale="nl-NL", color_scheme=scheme, viewport={"width": width, "height": 800})
    expect(page.locator("input[name=username]")).to_be_focused()
    assert violations(page) == []
    sign_in(page, "sanne")
    customer.writes("mijn internet doet het niet")
    customer.asks_for_a_person()
    expect(page.locator("queue-pane .entry")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("Alt+n")
    expect(page.get_by_role("log")).to_contain_text("mijn internet doet het niet")
    assert violations(page) == []
    for keys in ("Alt+r", "Alt+b", "Alt+t", "Alt+h"):
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
