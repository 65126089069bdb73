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
    assert told == {"nl": [], "en": []}


def test_who_asks_at_once_is_told_so(handoffs: Handoffs, conversation: Conversation) -> None:
    told = summary_of(handoffs, conversation, reason_code="asked")
    assert told == {"nl": [], "en": []}


def test_sentence_of_the_guide_is_the_reason(handoffs: Handoffs, conversation: Conversation) -> None:
    reason = {"nl": "De lijn heeft een fout, er moet een monteur langs", "en": "A technician is needed."}
    told = summary_of(handoffs, conversation, reason_code="guide", reason=reason)
    assert told == {"nl": [], "en": []}


def test_reason_in_one_language_leaves_the_usual_words_in_the_other(
    handoffs: Handoffs, conversation: Conversation
) -> None:
    told = summary_of(handoffs, conversation, reason_code="failed", reason="Er ging iets mis.")
    assert told == {"nl": [], "en": []}


def test_problem_told_after_a_greeting_is_quoted_too(
    conversations: Conversations, handoffs: Handoffs, problem: Json
) -> None:
    opened = conversations.open("whatsapp", "31612345001")
    for number, text in enumerate(["goedemiddag", "mijn internet doet het niet"]):
        conversations.receive(InboundMessage("whatsapp", "31612345001", text, f"m{number}"))
        conversations.say(opened.id, Author.ASSISTANT, "Vertel!")
    first, *_ = summary_of(handoffs, opened, problem={**problem, "entities": {}})["nl"]
    assert first == ""


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
    assert summary_of(handoffs, opened)["nl"][0] == ""


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
