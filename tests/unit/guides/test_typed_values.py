"""Values, words and moves that customers type where a guide takes a value."""

from __future__ import annotations

from typing import Any

import pytest

from frontline.customers.types import Subject
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.types import Turn
from frontline.guides.values import Mention
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from frontline.understanding.entities import EntityRules
from tests.library import CONTENT, LIBRARY
from tests.unit.guides.builders import NOW, FakeChecks, FakeOffers, guide_of
from tests.unit.guides.test_transactions import ACCOUNT, NEW, OLD

PHRASES = LIBRARY.phrases
MATCHER = Matcher(load_encoder("use"), PHRASES)
TAXONOMY = Taxonomy.load(CONTENT / "taxonomy.yml")
RULES = EntityRules.load(today=NOW.date)
DAMAGE = guide_of("""
    first: {ask: {nl: "Eerst?", en: "First?"}, options: [{id: yes, label: {nl: Ja, en: Yes}, next: what}]}
    what:
      ask: {nl: "Wat is er kapot?", en: "What is broken?"}
      field: text
      fact: what
      next: account
      dont_know: end
      options: [{id: skip, label: {nl: "Sla dit over", en: "Skip this"}, next: end}]
    account: {ask: {nl: "Rekeningnummer?", en: "Account?"}, field: iban, next: end}
    end: {outcome: informed, say: {nl: "Klaar.", en: "Done."}}
""")
ACCEPTED = {"iban": NEW, "starts": "2026-12-01", "reference": "PL-2026-000009"}


class Chat:
    """A customer who types; what Rasa takes it for is given."""

    def __init__(self, guide: Any, language: str = "nl") -> None:
        offers = FakeOffers(change_bank_account=ACCEPTED)
        library = Library([guide], PHRASES)
        self.guides = Guides(library, FakeChecks(), offers, MATCHER, TAXONOMY, now=lambda: NOW)
        self.language = language
        self.turn = self.guides.begin("internet_down", language=language, customer=Subject())

    @property
    def at(self) -> str:
        return str(self.turn.walk["at"])

    @property
    def texts(self) -> list[str]:
        return self.guides.ask(self.turn.walk, self.language).texts

    def type(self, text: str, intent: str | None = None, confidence: float = 0.9) -> Turn:
        found = [Mention(row.kind, row.value, text[row.start : row.end]) for row in RULES.find(text)]
        self.turn = self.guides.answer(
            self.turn.walk,
            text=text,
            intent=intent,
            confidence=confidence if intent else 0.0,
            mentions=found,
            customer=Subject(),
        )
        return self.turn


@pytest.fixture
def at_text() -> Chat:
    chat = Chat(DAMAGE)
    chat.type("ja")
    return chat


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_value_that_is_not_one_is_told_what_it_should_be(language: str) -> None:
    chat = Chat(ACCOUNT, language)
    question = chat.texts
    chat.type("NL92 ABNA 0417 1643 00")
    assert chat.texts == [*PHRASES.lines["not_iban"][language], *question]


def test_the_third_value_that_is_not_one_brings_a_person() -> None:
    chat = Chat(ACCOUNT)
    assert [chat.type("NL92").ending for _ in range(2)] == [None, None]
    ending = chat.type("NL92").ending
    assert ending is not None
    assert (ending.outcome, ending.reason_code) == ("escalate", "failed")


def test_another_value_at_the_offer_corrects_it_and_the_same_is_a_yes() -> None:
    chat = Chat(ACCOUNT)
    chat.type("nl91 abna 0417 1643 00")
    assert chat.turn.walk["known"]["iban"] == OLD
    chat.type(f"nee het moet {NEW} zijn")
    assert (chat.at, chat.turn.walk["known"]["iban"]) == ("change", NEW)
    ending = chat.type(f"ja, {NEW} klopt").ending
    assert ending is not None
    assert chat.turn.walk["offers"]["change"]["given"] == {"iban": NEW}


def test_another_value_in_place_of_a_yes_to_another_problem_counts() -> None:
    chat = Chat(ACCOUNT)
    chat.type("nl91 abna 0417 1643 00")
    chat.type("hoe zit het met mijn contract", "contract_info", 0.6)
    assert chat.turn.walk["aside"] == "contract_info"
    chat.type(f"nee wacht, {NEW}")
    assert (chat.at, chat.turn.walk["known"]["iban"], chat.turn.walk["aside"]) == ("change", NEW, None)


def test_any_words_are_taken_where_words_are_asked(at_text: Chat) -> None:
    at_text.type("mijn internet ligt eruit sinds de modem viel", "internet_unstable")
    assert (at_text.at, at_text.turn.other_problem) == ("account", None)
    assert at_text.turn.walk["known"]["what"] == "mijn internet ligt eruit sinds de modem viel"


@pytest.mark.parametrize(
    ("text", "intent", "at"),
    [("ga terug", "go_back", "first"), ("weet ik niet", "dont_know", "end"), ("sla dit over", None, "end")],
)
def test_a_move_or_a_button_is_not_taken_for_words(
    at_text: Chat, text: str, intent: str | None, at: str
) -> None:
    at_text.type(text, intent)
    assert at_text.at == at


def test_what_is_told_early_is_not_asked_later() -> None:
    chat = Chat(DAMAGE)
    chat.type(f"ja, en mijn rekening is {NEW}")
    ending = chat.type("er zit een barst in").ending
    assert ending is not None
    assert ending.outcome == "informed"


def test_taps_and_words_are_counted() -> None:
    chat = Chat(DAMAGE)
    button = chat.guides.ask(chat.turn.walk, "nl").buttons[0]
    walk = chat.turn.walk
    chat.turn = chat.guides.answer(walk, text=button.title, payload=button.payload, customer=Subject())
    chat.type("er zit een barst in")
    assert (chat.turn.walk["tapped"], chat.turn.walk["typed"]) == (1, 1)


def test_who_names_the_problem_once_more_does_not_say_that_it_is_solved() -> None:
    fixed = guide_of("""
        restart: {do: {nl: "Herstart het modem.", en: "Restart the modem."}, next: works}
        works: {verify: {nl: "Doet je internet het nu?", en: "Is it working?"}, solved: good, not_solved: bad}
        good: {outcome: solved}
        bad: {outcome: informed, say: {nl: "Jammer.", en: "Too bad."}}
    """)
    ending = Chat(fixed).type("mijn internet werkt", "internet_down").ending
    assert ending is not None
    assert ending.outcome == "informed"
    ending = Chat(fixed).type("mijn internet werkt", "problem_solved").ending
    assert ending is not None
    assert ending.outcome == "solved"


def test_a_value_that_an_answer_would_ask_next_is_taken_for_both() -> None:
    details = guide_of("""
        what:
          ask: {nl: "Wat wil je wijzigen?", en: "What do you want to change?"}
          options:
            - {id: mail, label: {nl: E-mail, en: E-mail}, next: new_mail}
            - {id: call, label: {nl: Telefoon, en: Phone}, next: new_phone}
        new_mail: {ask: {nl: "Welk adres?", en: "Which address?"}, field: email, fact: new_mail, next: mailed}
        new_phone: {ask: {nl: "Welk nummer?", en: "Which number?"}, field: phone, fact: call_me, next: called}
        mailed: {outcome: informed, say: {nl: "{new_mail}.", en: "{new_mail}."}}
        called: {outcome: informed, say: {nl: "{call_me}.", en: "{call_me}."}}
    """)
    assert Chat(details).type("julia@example.com").says == ["julia@example.com."]
    assert Chat(details).type("06 12345678").says == ["+31612345678."]
