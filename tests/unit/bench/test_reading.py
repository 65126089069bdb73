"""The simulated customer's understanding: from words, and loud about what it does not know."""

from __future__ import annotations

import pytest

from bench.customers.reading import Lexicon, NotUnderstood


def said(text, *titles):
    return {"text": text, "quick_replies": [{"title": title} for title in titles]}


def test_an_instruction_with_its_question_and_buttons():
    heard = Lexicon.load("nl").read(
        [
            said("Zet de vliegtuigstand uit en wacht een halve minuut."),
            said("Heb je nu weer bereik en kun je bellen?", "Ja, het werkt weer", "Vraagt pin of puk"),
        ]
    )
    assert (heard.actions, heard.question) == (("aeroplane_off",), "calls")
    assert heard.answers == {"Ja, het werkt weer": "yes", "Vraagt pin of puk": "pin_asked"}


def test_a_link_is_read_and_the_end_is_known():
    heard = Lexicon.load("en").read(
        [
            said("Here is your payment link: http://localhost:5005/demo/pay/abc"),
            said("Is there anything else I can do for you?", "Yes", "No, thanks"),
        ]
    )
    assert (heard.link, heard.over) == ("http://localhost:5005/demo/pay/abc", True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_in_no_lexicon_is_not_guessed(language):
    with pytest.raises(NotUnderstood, match="flux"):
        Lexicon.load(language).read([said("Recalibrate the flux capacitor.")])
