"""Whatever we say, WhatsApp takes it: limits are kept by form, and words are lost last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.whatsapp.lengths import fits, length, shorten, split
from connectors.whatsapp.markup import plain, to_whatsapp
from connectors.whatsapp.rendering import (
    SEND_LOCATION,
    Entry,
    Labels,
    Tap,
    as_plain,
    render,
    template_message,
    with_buttons,
)
from frontline.conversations.types import Author, Button
from tests.connectors.whatsapp.rules import faults

LABELS = Labels("Kies maar:", "Kies", "Meer…")
ENVELOPE = {"messaging_product": "whatsapp", "to": "31612345001"}


def says(text: str, *titles: str, seq: int = 5, author: Author = Author.ASSISTANT, name: str | None = None):
    buttons = tuple(Button(title, f"/payload_{number}" * 40) for number, title in enumerate(titles))
    return Entry(seq, author, text, buttons, name)


def rendered(*entries: Entry):
    messages = render(entries, LABELS)
    for message in messages:
        assert faults({**ENVELOPE, **message}, {}) == []
    return messages


def titles(message) -> list[str]:
    action = message["interactive"]["action"]
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    return [button["reply"]["title"] for button in action.get("buttons", ())] + [row["title"] for row in rows]


def test_a_text_is_a_text():
    (message,) = rendered(says("Hoi!"))
    assert message == {"type": "text", "text": {"body": "Hoi!", "preview_url": False}}


def test_what_is_said_in_one_turn_is_one_message():
    (message,) = rendered(says("Top."), says("Zet je modem uit."), says("Brandt er een lampje?", "Ja", "Nee"))
    assert message["interactive"]["body"]["text"] == "Top.\n\nZet je modem uit.\n\nBrandt er een lampje?"
    assert titles(message) == ["Ja", "Nee"]


def test_buttons_of_an_earlier_message_stay_under_it():
    first, second = rendered(says("Kies.", "Ja", seq=1), says("En dit?", "Nee", seq=2))
    assert [titles(first), titles(second)] == [["Ja"], ["Nee"]]


def test_a_title_too_long_for_a_button_makes_a_list_with_the_whole_title():
    long = "Ik heb een andere vraag over mijn rekening"
    (message,) = rendered(says("Waarover gaat het?", "Ja", long))
    rows = message["interactive"]["action"]["sections"][0]["rows"]
    assert rows[1] == {"id": "5.1", "title": "Ik heb een andere vraag…", "description": long}
    assert "description" not in rows[0]


def test_equal_titles_are_told_apart_by_a_list():
    (message,) = rendered(says("Welke?", "Ja", "Ja"))
    assert message["interactive"]["type"] == "list"


def test_ten_choices_are_one_list_and_more_get_pages():
    ten = [f"Keuze {number}" for number in range(10)]
    assert titles(rendered(says("Welke?", *ten))[0]) == ten
    many = says("Welke?", *[f"Keuze {number}" for number in range(25)])
    pages, page = [], rendered(many)[0]
    while True:
        pages.append(titles(page))
        tap = Tap.read(page["interactive"]["action"]["sections"][0]["rows"][-1]["id"])
        if tap is None or tap.page is None:
            break
        (page,) = with_buttons([], many, LABELS, tap.page)
        assert faults({**ENVELOPE, **page}, {}) == []
    assert [title for titles in pages for title in titles if title != "Meer…"] == [
        f"Keuze {n}" for n in range(25)
    ]
    assert [len(titles) for titles in pages] == [10, 10, 7]


def test_a_long_text_goes_ahead_of_its_buttons_and_is_parted_at_sense():
    text = "\n\n".join(f"Alinea {number}. " + "woord " * 60 for number in range(20))
    *texts, last = rendered(says(text), says("Werkt het nu?", "Ja", "Nee"))
    assert last["interactive"]["body"]["text"].endswith("\n\nWerkt het nu?")
    assert all(message["text"]["body"].startswith("Alinea") for message in texts)
    together = "\n\n".join([*(m["text"]["body"] for m in texts), last["interactive"]["body"]["text"]])
    assert together.split() == f"{text} Werkt het nu?".split()


def test_buttons_without_words_ask_to_choose():
    assert rendered(says("", "Ja", "Nee"))[0]["interactive"]["body"]["text"] == "Kies maar:"
    assert rendered(says("  ")) == []


def test_an_agent_is_named_once():
    agent = {"author": Author.AGENT, "name": "Sanne"}
    (message,) = rendered(says("Hoi!", **agent), says("Ik kijk even.", **agent))
    assert message["text"]["body"] == "*Sanne:*\nHoi!\n\nIk kijk even."


def test_pictures_in_the_text_are_sent_as_pictures():
    text = "Zo ziet het eruit:\n\n![Het modem](https://polderlink.example/modem.png)\n\nZie je het lampje?"
    first, picture, question = rendered(says(text, "Ja", "Nee"))
    assert first["text"]["body"] == "Zo ziet het eruit:"
    assert picture["image"] == {"link": "https://polderlink.example/modem.png", "caption": "Het modem"}
    assert question["interactive"]["body"]["text"] == "Zie je het lampje?"


def test_a_place_is_asked_for_by_whatsapps_own_button():
    (message,) = render(
        [Entry(3, Author.ASSISTANT, "Waar ben je?", (Button("Stuur", SEND_LOCATION),))], LABELS
    )
    assert message["interactive"]["type"] == "location_request_message"
    assert faults({**ENVELOPE, **message}, {}) == []


def test_what_is_refused_has_a_plain_form():
    (message,) = rendered(says("Welke?", "Ja", "Ik heb een andere vraag over mijn rekening"))
    assert as_plain(message)["text"]["body"] == (
        "Welke?\n\n1. Ja\n2. Ik heb een andere vraag over mijn rekening"
    )
    assert as_plain(rendered(says("Hoi"))[0]) is None
    assert as_plain(template_message("x", "nl")) is None


@pytest.mark.parametrize(
    "id", [None, "", "5", "5.", ".5", "5.x", "5.more", "5.more.x", "²3.1", "callback-data", "/affirm"]
)
def test_an_id_that_we_did_not_make_is_no_tap(id):
    assert Tap.read(id) is None


def test_taps_survive_their_ids():
    for tap in (Tap(12, 3), Tap(12, page=2)):
        assert Tap.read(tap.id) == tap


@pytest.mark.parametrize(
    ("ours", "whatsapps"),
    [
        ("**vet** en *schuin*", "*vet* en _schuin_"),
        ("__vet__ en _schuin_", "*vet* en _schuin_"),
        ("***beide***", "*_beide_*"),
        ("~~weg~~", "~weg~"),
        ("# Kop\ntekst", "*Kop*\ntekst"),
        ("* een\n* twee", "- een\n- twee"),
        ("[onze site](https://polderlink.example)", "onze site: https://polderlink.example"),
        ("[https://a.nl](https://a.nl)", "https://a.nl"),
        ("[mail](mailto:a@b.nl)", "mail: a@b.nl"),
        ("3 * 4 = 12, 2*3*4 en snake_case_naam", "3 * 4 = 12, 2*3*4 en snake_case_naam"),
        ("`**code**` blijft", "`**code**` blijft"),
        ("een_twee__drie", "een_twee__drie"),
        ("**€ 12,50**.", "*€ 12,50*."),
    ],
)
def test_markdown_becomes_whatsapps(ours, whatsapps):
    assert to_whatsapp(ours) == whatsapps


def test_a_button_has_no_marks_and_one_line():
    assert plain("**Ja,**\n graag") == "Ja, graag"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Ja", 20, "Ja"),
        ("Ik heb een andere vraag over", 20, "Ik heb een andere…"),
        ("Ik heb, een andere", 8, "Ik heb…"),
        ("Winkel Amersfoort-Vathorst", 24, "Winkel Amersfoort…"),
        ("Onafscheidelijkheidsverklaring", 10, "Onafschei…"),
        ("👍👍👍👍👍", 6, "👍👍…"),
    ],
)
def test_a_text_is_cut_at_a_word(text, limit, short):
    assert shorten(text, limit) == short
    assert length(short) <= limit


@given(st.text(max_size=300), st.integers(4, 60))
def test_parts_fit_and_lose_no_word(text, limit):
    parts = split(text, limit)
    assert all(part.strip() and fits(part, limit) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)


@given(st.lists(st.tuples(st.text(max_size=3000), st.lists(words, max_size=25)), max_size=4))
def test_whatever_is_said_can_be_sent(said):
    entries = [
        Entry(seq, Author.ASSISTANT, text, tuple(Button(title, "/x") for title in titles))
        for seq, (text, titles) in enumerate(said, start=1)
    ]
    for message in render(entries, LABELS):
        assert faults({**ENVELOPE, **message}, {}) == [], message
        assert (simpler := as_plain(message)) is None or faults({**ENVELOPE, **simpler}, {}) == []
