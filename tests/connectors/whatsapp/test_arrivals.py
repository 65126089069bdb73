"""A conversation that comes from the website by a code: to whom it belongs, once, with all that was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.website.channel import WebsiteChannel
from connectors.website.sessions import address
from connectors.whatsapp import intake
from connectors.whatsapp.arrivals import open_question
from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, Button, Level, Owner
from frontline.handoffs.types import HandoffRequest
from frontline.storage.tables import ChannelMoveRow, WhatsAppContactRow, now
from tests.connectors.website.page import Page
from tests.connectors.whatsapp.conftest import WhatsAppServer
from tests.connectors.whatsapp.graph_api import NUMBER
from tests.patience import eventually

FATIMA, JAN = "31612345001", "31612345002"


@pytest.fixture
def services(make_services: Callable[..., Frontline]) -> Frontline:
    services = make_services()
    services.settings.always_open = True
    return services


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has to wait is tried again sooner than in life."""
    monkeypatch.setattr(intake, "RETRY", intake.RETRY / 10)


@pytest.fixture
def server(services: Frontline) -> Iterator[WhatsAppServer]:
    """WhatsApp and the website, in one process."""
    server = WhatsAppServer(services)
    server.channels.append(WebsiteChannel(services.settings))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_page(server: WhatsAppServer) -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []

    def open_page(**request) -> Page:
        opened.append(Page(server.url).open(**request))
        return opened[-1]

    yield open_page
    for page in opened:
        page.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Somebody in a conversation on the website, who was asked something."""
    page = open_page()
    page.send("mijn internet doet het niet")
    page.reads("Je zei: mijn internet doet het niet")
    return page


def conversation_on(server: WhatsAppServer, page: Page):
    return server.services.conversations.find("website", address(page.session_id))


def contact(server: WhatsAppServer, phone: str) -> WhatsAppContactRow | None:
    with server.services.database.read() as session:
        return session.query(WhatsAppContactRow).filter_by(phone=phone).one_or_none()


def conversation_of(server: WhatsAppServer, phone: str):
    return server.services.conversations.get(contact(server, phone).conversation_id)


def ready_message(page: Page) -> str:
    """What stands in the customer's WhatsApp when they follow the link."""
    return parse_qs(urlsplit(page.call("move", {})["link"]).query)["text"][0]


def identify(server: WhatsAppServer, page: Page, customer_id: str) -> str:
    conversation_id = conversation_on(server, page).id
    server.services.conversations.identify(conversation_id, customer_id, Level.VERIFIED)
    return conversation_id


def joins_the_queue(server: WhatsAppServer, conversation_id: str):
    return server.services.handoffs.request(HandoffRequest(conversation_id, "asked"))


# -- the link ----------------------------------------------------------------------------------------------


def test_the_link_opens_a_chat_with_us_with_the_code_in_a_sentence(page):
    offer = page.call("move", {})
    link = urlsplit(offer["link"])
    assert (link.scheme, link.netloc, link.path) == ("https", "wa.me", f"/{NUMBER}")
    assert parse_qs(link.query)["text"] == [
        f"Ik wil hier verder met mijn gesprek van de website. Mijn code is {offer['code']}"
    ]
    assert (offer["ok"], offer["number"], offer["minutes"]) == (True, "+31 85 000 0000", 15)


def test_the_sentence_is_in_the_customers_language(open_page):
    assert ready_message(open_page(context={"locale": "en"})).startswith("I'd like to carry on here")


def test_without_a_number_the_website_offers_no_move(make_services, graph):
    server = WhatsAppServer(make_services(phone_number=None))
    server.channels.append(WebsiteChannel(server.services.settings))
    server.start()
    page = Page(server.url).open()
    assert page.wait_for("session_confirm")[1]["moves_to"] == []
    refusal = page.call("move", {})
    page.close()
    server.stop()
    assert (refusal["ok"], refusal["error"]) == (False, "cannot_move")
    assert refusal["text"].startswith("Dit gesprek kan nu niet verder op WhatsApp.")


def test_nobody_gets_codes_without_end(page):
    answers = [page.call("move", {}) for _ in range(21)]
    assert [answer["ok"] for answer in answers] == [True] * 20 + [False]
    assert answers[-1]["error"] == "too_many_codes"


# -- the move ----------------------------------------------------------------------------------------------


def test_the_conversation_goes_on_with_the_question_that_was_open(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    meta.says(FATIMA, ready_message(page))
    welcome = graph.reads(FATIMA, "Daar ben je! We gaan hier verder")
    assert "Je zei: mijn internet doet het niet" in welcome.text
    assert list(welcome.choices) == ["Ja"]
    conversation = conversation_of(server, FATIMA)
    assert (conversation.id, conversation.channel) == (conversation_id, "whatsapp")
    assert conversation.context["name"] == "Klant"
    assert conversation.reply_until > now()
    meta.taps(FATIMA, welcome, "Ja")
    graph.reads(FATIMA, "Je zei: Ja")
    assert [heard.sender_id for heard in server.parrot.heard[-1:]] == [conversation_id]


def test_the_tab_is_told_where_the_conversation_went_and_shows_no_more_of_it(page, meta, graph, open_page):
    meta.says(FATIMA, ready_message(page))
    page.wait_for("session_confirm", lambda data: data[1]["moved_to"] == "whatsapp")
    graph.reads(FATIMA, "Daar ben je!")
    meta.says(FATIMA, "dit typ ik op mijn telefoon")
    graph.reads(FATIMA, "Je zei: dit typ ik op mijn telefoon")
    assert "Daar ben je" not in "".join(page.shown)
    assert "telefoon" not in "".join(page.shown)
    for event, data in (("user_uttered", {"message": "hallo?", "id": "m9"}), ("move", {})):
        assert page.call(event, data)["error"] == "no_session"
    again = Page(page._url).connect()
    again.emit("session_request", {"session_id": page.session_id})
    session_id, confirmed = again.wait_for("session_confirm")
    again.close()
    assert (session_id, confirmed["moved_to"]) == (page.session_id, "whatsapp")
    assert again.shown == []
    assert open_page().session_id != page.session_id


def test_a_code_in_words_of_ones_own_is_found_and_the_words_are_answered(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    code = page.call("move", {})["code"]
    meta.says(FATIMA, f"hoi, ik ben het, {code.lower().replace('-', ' ')}, en de lampjes zijn uit")
    graph.reads(FATIMA, "Daar ben je!")
    graph.reads(FATIMA, "en de lampjes zijn uit")
    assert conversation_of(server, FATIMA).id == conversation_id


def test_a_turn_that_is_running_ends_on_whatsapp(page, meta, graph, server):
    server.parrot.pause = 2.0
    page.send("en mijn tv ook niet")
    meta.says(FATIMA, ready_message(page))
    page.wait_for("session_confirm", lambda data: data[1]["moved_to"] == "whatsapp")
    graph.reads(FATIMA, "Je zei: en mijn tv ook niet")
    assert "Je zei: en mijn tv ook niet" not in page.shown
    assert len([one for one in graph.to(FATIMA) if "mijn internet" in one.text]) == 0


def test_a_closed_window_of_before_is_open_again(page, meta, graph, server):
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    left = conversation_of(server, FATIMA).reply_until - now()
    assert 23 * 3600 < left.total_seconds() <= 24 * 3600


# -- whose it is -------------------------------------------------------------------------------------------


def test_a_forged_code_gets_an_honest_sentence_and_an_ordinary_conversation(page, meta, graph, server):
    page.call("move", {})
    meta.says(JAN, "Ik wil hier verder met mijn gesprek van de website. Mijn code is BCDF-2345")
    graph.reads(JAN, "Die code ken ik niet")
    assert graph.to(JAN)[0].text.startswith("Je chat met de digitale assistent")
    assert conversation_of(server, JAN).id != conversation_on(server, page).id
    meta.says(JAN, "mijn wifi is traag BCDF-2346")
    graph.reads(JAN, "Je zei: mijn wifi is traag BCDF-2346")
    assert "internet" not in "".join(one.text for one in graph.to(JAN))


def test_guessing_ends_after_five_codes_even_with_the_right_one(page, meta, graph, server):
    code = page.call("move", {})["code"]
    for last in "23456":
        meta.says(JAN, f"BCDF-234{last}")
    meta.says(JAN, code)
    graph.reads(JAN, "Er zijn hier te veel codes geprobeerd.")
    assert conversation_on(server, page) is not None
    meta.says(FATIMA, code)
    graph.reads(FATIMA, "Daar ben je!")


def test_a_used_code_is_nobody_elses(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    message = ready_message(page)
    meta.says(FATIMA, message)
    graph.reads(FATIMA, "Daar ben je!")
    meta.says(JAN, message)
    graph.reads(JAN, "Die code ken ik niet")
    assert conversation_of(server, JAN).id != conversation_id
    meta.says(FATIMA, message)
    eventually(lambda: len([one for one in graph.to(FATIMA) if "Daar ben je!" in one.text]) == 2)
    assert conversation_of(server, FATIMA).id == conversation_id


def test_a_code_that_is_too_old_moves_nothing(page, meta, graph, server):
    message = ready_message(page)
    with server.services.database.begin() as session:
        session.query(ChannelMoveRow).update({"expires_at": now()})
    meta.says(FATIMA, message)
    graph.reads(FATIMA, "of hij is verlopen")
    assert conversation_on(server, page) is not None


def test_of_two_numbers_with_one_code_one_gets_the_conversation(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    message = ready_message(page)
    meta.deliver([meta.message(FATIMA, body=message), meta.message(JAN, body=message)])

    def got(text: str) -> list[str]:
        return [phone for phone in (FATIMA, JAN) if any(text in one.text for one in graph.to(phone))]

    graph.wait_for(lambda: got("Daar ben je!") and got("Die code ken ik niet"))
    (winner,), (loser,) = got("Daar ben je!"), got("Die code ken ik niet")
    assert {winner, loser} == {FATIMA, JAN}
    assert conversation_of(server, winner).id == conversation_id
    assert conversation_of(server, loser).id != conversation_id


@pytest.mark.parametrize(
    ("number_of", "level"), [(None, Level.VERIFIED), ("PK1", Level.VERIFIED), ("PK2", Level.RECOGNISED)]
)
def test_who_proved_who_they_are_need_not_again_unless_the_number_is_anothers(
    page, meta, graph, server, number_of, level
):
    identify(server, page, "PK1")
    if number_of:
        server.services.back_office.add(f"+{FATIMA}", number_of)
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    conversation = conversation_of(server, FATIMA)
    assert (conversation.customer_id, conversation.level) == ("PK1", level)


def test_a_visitor_nobody_knew_is_recognised_by_their_number(page, meta, graph, server):
    server.services.back_office.add(f"+{FATIMA}", "PK1")
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    conversation = conversation_of(server, FATIMA)
    assert (conversation.customer_id, conversation.level) == ("PK1", Level.RECOGNISED)


# -- what was there before ---------------------------------------------------------------------------------


def test_the_conversation_that_was_on_whatsapp_before_is_kept_and_not_mixed(page, meta, graph, server):
    meta.says(FATIMA, "over mijn factuur")
    graph.reads(FATIMA, "Je zei: over mijn factuur")
    before = conversation_of(server, FATIMA)
    meta.says(FATIMA, "afmelden")
    graph.reads(FATIMA, "Je hoort niets meer van ons")
    conversation_id = conversation_on(server, page).id
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    assert conversation_of(server, FATIMA).id == conversation_id
    conversations = server.services.conversations
    said = [entry.text for entry in conversations.transcript(before.id)]
    assert "over mijn factuur" in said and not any("website" in text for text in said)
    assert not any("factuur" in entry.text for entry in conversations.transcript(conversation_id))
    assert contact(server, FATIMA).opted_out_at is not None
    with server.services.database.read() as session:
        (move,) = session.query(ChannelMoveRow).all()
    assert move.replaced_id == before.id
    conversations.say(before.id, Author.ASSISTANT, "Dit komt te laat.")
    meta.says(FATIMA, "nog iets")
    graph.reads(FATIMA, "Je zei: nog iets")
    assert not any("te laat" in one.text for one in graph.to(FATIMA))
    assert graph.refused == []


def test_what_an_agent_noted_in_the_conversation_before_is_there_for_the_next(page, meta, graph, server):
    services = server.services
    agent = services.agents.save(services.team.demo_agents[0], "a-password-of-the-tests")
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "Je zei: hallo")
    earlier = joins_the_queue(server, conversation_of(server, FATIMA).id)
    services.handoffs.take(earlier.id, agent)
    services.handoffs.hand_back(earlier.id, agent, note="Het modem is al vervangen.")
    graph.reads(FATIMA, f"{agent.first_name}")
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    pack = joins_the_queue(server, conversation_of(server, FATIMA).id).pack
    assert "Het modem is al vervangen." in str(pack["notes"])


def test_what_was_asked_on_whatsapp_just_before_is_answered_first(page, meta, graph, server):
    server.parrot.pause = 1.5
    meta.says(FATIMA, "over mijn factuur")
    eventually(lambda: contact(server, FATIMA))
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Daar ben je!")
    *before, welcome = [one.text for one in graph.to(FATIMA)]
    assert "Je zei: over mijn factuur" in "".join(before)
    assert "Daar ben je!" in welcome


def test_a_conversation_with_a_person_on_whatsapp_is_not_put_aside(page, meta, graph, server):
    meta.says(FATIMA, "hallo")
    graph.reads(FATIMA, "Je zei: hallo")
    before = conversation_of(server, FATIMA)
    joins_the_queue(server, before.id)
    code = page.call("move", {})["code"]
    meta.says(FATIMA, code)
    graph.reads(FATIMA, "Je hebt hier nog een vraag openstaan")
    assert conversation_of(server, FATIMA).id == before.id
    assert conversation_on(server, page) is not None
    server.services.handoffs.cancel(before.id)
    meta.says(FATIMA, code)
    graph.reads(FATIMA, "Daar ben je!")


# -- with a person -----------------------------------------------------------------------------------------


def test_who_waits_for_a_person_keeps_their_place(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    handoff = joins_the_queue(server, conversation_id)
    events = server.services.handoffs.last_event_id()
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, "Je houdt je plek in de rij.")
    moved = server.services.handoffs.current(conversation_id)
    assert (moved.id, moved.state, moved.channel) == (handoff.id, handoff.state, "whatsapp")
    assert (moved.queued_at, moved.pack["channel"]) == (handoff.queued_at, "whatsapp")
    assert [entry.channel for entry in server.services.handoffs.queue()] == ["whatsapp"]
    assert server.services.handoffs.last_event_id() > events
    assert not any("Je zei" in one.text for one in graph.to(FATIMA))


def test_the_agent_who_has_the_conversation_keeps_it(page, meta, graph, server):
    services, conversation_id = server.services, conversation_on(server, page).id
    agent = services.agents.save(services.team.demo_agents[0], "a-password-of-the-tests")
    handoff = joins_the_queue(server, conversation_id)
    services.handoffs.take(handoff.id, agent)
    services.handoffs.say(handoff.id, agent, "Dag, ik kijk even mee.", "a1")
    page.reads("Dag, ik kijk even mee.")
    meta.says(FATIMA, ready_message(page))
    graph.reads(FATIMA, f"{agent.first_name} helpt je hier gewoon door.")
    services.handoffs.say(handoff.id, agent, "Je modem is weer online.", "a2")
    answer = graph.reads(FATIMA, "Je modem is weer online.")
    assert answer.text.startswith(f"*{agent.first_name}:*")
    assert services.conversations.get(conversation_id).owner is Owner.HUMAN
    meta.says(FATIMA, "dank je!")
    eventually(lambda: services.conversations.transcript(conversation_id)[-1].text == "dank je!")
    assert [entry.author for entry in services.conversations.transcript(conversation_id)[-2:]] == [
        Author.AGENT,
        Author.CUSTOMER,
    ]
    assert "dank je!" not in server.parrot.texts


def test_all_that_the_assistant_said_last_is_said_again_while_it_asks_something(page, server):
    conversation_id = conversation_on(server, page).id
    conversations = server.services.conversations
    conversations.say(conversation_id, Author.ASSISTANT, "Kijk op je factuur.")
    conversations.say(conversation_id, Author.ASSISTANT, "Wat is je postcode?")
    transcript = conversations.transcript(conversation_id)
    asked = open_question(transcript, in_form=True)
    assert [entry.text for entry in asked][-2:] == ["Kijk op je factuur.", "Wat is je postcode?"]
    assert open_question(transcript, in_form=False) == []
    conversations.say(conversation_id, Author.SYSTEM, "Je bent nummer 2.")
    assert open_question(conversations.transcript(conversation_id), in_form=True) == []
    assert open_question([], in_form=True) == []


def test_what_is_over_is_not_said_again(page, meta, graph, server):
    conversation_id = conversation_on(server, page).id
    server.services.conversations.say(conversation_id, Author.ASSISTANT, "Fijn, dan zijn we klaar.")
    meta.says(FATIMA, ready_message(page))
    assert "klaar" not in graph.reads(FATIMA, "Daar ben je!").text


def test_buttons_of_the_website_become_a_list_where_there_are_many(page, meta, graph, server):
    many = [Button(f"Keuze {number}", f"/keuze{number}") for number in range(5)]
    conversation_id = conversation_on(server, page).id
    server.services.conversations.say(conversation_id, Author.ASSISTANT, "Welke?", buttons=many)
    meta.says(FATIMA, ready_message(page))
    welcome = graph.reads(FATIMA, "Welke?")
    assert list(welcome.choices) == [button.title for button in many]
