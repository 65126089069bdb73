"""The summary as an agent reads it, whole, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Conversation, InboundMessage
from frontline.handoffs.service import Handoffs
from frontline.handoffs.summary import quote
from frontline.handoffs.types import HandoffRequest

Json = dict[str, Any]


def summary_of(handoffs: Handoffs, conversation: Conversation, **request: Any) -> dict[str, list[str]]:
    pack = handoffs.request(HandoffRequest(conversation.id, **{"reason_code": "asked", **request})).pack
    return dict(pack["summary"])


def test_whole_walk_is_told_in_both_languages(
    handoffs: Handoffs, conversation: Conversation, problem: Json, walk: Json
) -> None:
    told = summary_of(handoffs, conversation, reason_code="guide", problem=problem, walks=[walk])
    assert told == {
        "nl": [
            "Een bezoeker (niet ingelogd) schreef via de website: “mijn internet doet het niet”.",
            (
                "Het gaat om: thuis helemaal geen internetverbinding. Dit heeft haast. "
                "Genoemd: postcode 1234AB, foutcode E42 en apparaat Android."
            ),
            "Nagekeken: geen internetstoring op het adres en de modemtest lukte niet.",
            (
                "Geprobeerd: “Trek de stekker uit het modem. Wacht 30 seconden” (hielp niet), "
                "“Druk op de reset-knop” (lukte niet) en “Wacht vijf minuten” (nog geen antwoord). "
                "Aangeboden: het modem op afstand herstarten (gedaan)."
            ),
            "Overgedragen, omdat de stappen op zijn. De klant is rustig.",
        ],
        "en": [
            "A visitor (not signed in) wrote on the website: “mijn internet doet het niet”.",
            (
                "It is about: no internet connection at home at all. This is urgent. "
                "Mentioned: postcode 1234AB, error code E42 and device Android."
            ),
            "Checked: no internet outage at the address and the modem test did not work.",
            (
                "Tried: “Trek de stekker uit het modem. Wacht 30 seconden” (did not help), "
                "“Druk op de reset-knop” (could not be done) and “Wacht vijf minuten” (no answer yet). "
                "Offered: restarting the modem remotely (done)."
            ),
            "Handed over because there are no more steps to try. The customer is calm.",
        ],
    }


def test_who_asks_at_once_is_told_so(handoffs: Handoffs, conversation: Conversation) -> None:
    told = summary_of(handoffs, conversation, reason_code="asked")
    assert told == {
        "nl": [
            "Een bezoeker (niet ingelogd) schreef via de website: “mijn internet doet het niet”.",
            "Wat er precies speelt is nog niet duidelijk.",
            "Er is nog niets nagekeken of geprobeerd.",
            "Overgedragen, omdat de klant graag een collega wil spreken. De klant is rustig.",
        ],
        "en": [
            "A visitor (not signed in) wrote on the website: “mijn internet doet het niet”.",
            "What exactly is wrong is not clear yet.",
            "Nothing has been checked or tried yet.",
            "Handed over because the customer would like to talk to a person. The customer is calm.",
        ],
    }


def test_sentence_of_the_guide_is_the_reason(handoffs: Handoffs, conversation: Conversation) -> None:
    reason = {"nl": "De lijn heeft een fout, er moet een monteur langs", "en": "A technician is needed."}
    told = summary_of(handoffs, conversation, reason_code="guide", reason=reason)
    assert [lines[-1] for lines in told.values()] == [
        "Waarom overgedragen: De lijn heeft een fout, er moet een monteur langs. De klant is rustig.",
        "Why handed over: A technician is needed. The customer is calm.",
    ]


def test_reason_in_one_language_is_quoted_in_the_other(
    handoffs: Handoffs, conversation: Conversation
) -> None:
    told = summary_of(handoffs, conversation, reason_code="failed", reason="Er ging iets mis.")
    assert [lines[-1] for lines in told.values()] == [
        "Waarom overgedragen: Er ging iets mis. De klant is rustig.",
        (
            "Handed over because the assistant and the customer got stuck. "
            "The guide adds: “Er ging iets mis.” The customer is calm."
        ),
    ]


def test_problem_told_after_a_greeting_is_quoted_too(
    conversations: Conversations, handoffs: Handoffs, problem: Json
) -> None:
    opened = conversations.open("whatsapp", "31612345001")
    for number, text in enumerate(["goedemiddag", "mijn internet doet het niet"]):
        conversations.receive(InboundMessage("whatsapp", "31612345001", text, f"m{number}"))
        conversations.say(opened.id, Author.ASSISTANT, "Vertel!")
    first, *_ = summary_of(handoffs, opened, problem={**problem, "entities": {}})["nl"]
    assert first == (
        "Een bezoeker (niet ingelogd) schreef via WhatsApp: “goedemiddag”, "
        "en daarna: “mijn internet doet het niet”."
    )


def test_corrected_steps_are_not_told(
    handoffs: Handoffs, conversation: Conversation, problem: Json, walk: Json
) -> None:
    for entry in walk["trail"]:
        entry["result"] = "corrected" if entry["kind"] in ("do", "verify") else entry["result"]
    told = " ".join(summary_of(handoffs, conversation, problem=problem, walks=[walk])["nl"])
    assert "Trek de stekker" not in told
    assert "Nagekeken" in told


def test_nothing_typed_yet(conversations: Conversations, handoffs: Handoffs) -> None:
    opened = conversations.open("website", "stil")
    first = summary_of(handoffs, opened)["nl"][0]
    assert first == "Een bezoeker (niet ingelogd) kwam binnen via de website en heeft nog niets geschreven."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("kort", "kort"),
        ("twee\nregels", "twee regels"),
        ("woord " * 40, ("woord " * 26).strip() + " …"),
        ("a" * 200, "a" * 160 + " …"),
    ],
)
def test_quotes_stay_on_one_line(text: str, shown: str) -> None:
    assert quote(text) == shown


def test_curly_brackets_of_a_customer_stay_text(conversations: Conversations, handoffs: Handoffs) -> None:
    opened = conversations.open("website", "haakjes")
    conversations.receive(InboundMessage("website", "haakjes", "{name} <b>{0}</b>", "m1"))
    assert "{name} <b>{0}</b>" in summary_of(handoffs, opened)["nl"][0]
