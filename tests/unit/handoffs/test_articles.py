"""Articles: what the guides explain, and which of it an agent gets to see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from frontline.conversations.service import Conversations
from frontline.conversations.types import Conversation, InboundMessage
from frontline.guides.library import Library
from frontline.guides.types import DoStep
from frontline.handoffs.articles import Article, draw
from frontline.handoffs.copy import LANGUAGES
from frontline.handoffs.finding import Articles
from frontline.handoffs.meanings import Meanings
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff, HandoffRequest
from frontline.understanding.encoders import load_encoder
from tests.library import LIBRARY

INSTRUCTION = {"nl": "Zet de vliegtuigstand uit.", "en": "Turn aeroplane mode off."}


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    return Meanings(lambda: load_encoder("use"))


@pytest.fixture
def articles(conversations: Conversations, meanings: Meanings) -> Articles:
    return Articles(conversations, lambda: LIBRARY, meanings)


@pytest.fixture
def says(conversations: Conversations, conversation: Conversation) -> Callable[[str], None]:
    """What the customer types."""

    def say(text: str) -> None:
        conversations.receive(InboundMessage("website", conversation.address, text, text))

    return say


@pytest.fixture
def handoff(handoffs: Handoffs, conversation: Conversation) -> Callable[..., Handoff]:
    """`handoff(problem, steps, facts)`: of a customer with this problem, who has been through these steps."""

    def made(problem: str | None, steps: Sequence[tuple[str, str, str | None]] = (), **facts: str) -> Handoff:
        pack = {
            "problem": {"intent": problem} if problem else None,
            "steps": [{"guide": guide, "step": step, "result": result} for guide, step, result in steps],
            "facts": [{"name": name, "value": value} for name, value in facts.items()],
        }
        return replace(handoffs.request(HandoffRequest(conversation.id, "asked")), pack=pack)

    return made


def at(articles: Sequence[Article], guide: str, step: str) -> Article:
    return next(article for article in articles if (guide, step) in article.places)


def test_every_instruction_of_every_guide_is_there_in_both_languages() -> None:
    places = {place for article in draw(LIBRARY) for place in article.places}
    instructions = {
        (guide.id, step.id) for guide in LIBRARY for step in guide.steps.values() if isinstance(step, DoStep)
    }
    assert instructions - places == set()
    for article in draw(LIBRARY):
        for explanation in article.explanations:
            for text in (explanation.instruction, explanation.help or explanation.instruction):
                assert all(text[language].strip() for language in LANGUAGES), article.id


def test_nothing_is_left_to_be_filled_in() -> None:
    assert [text for article in draw(LIBRARY) for text in article.texts() if "{" in text] == []


def test_what_is_filled_with_a_customers_facts_is_no_article() -> None:
    guide = LIBRARY.get("mobile_data_down")
    assert guide is not None
    filled = {language: f"{text} {{mobile_line.phone}}" for language, text in INSTRUCTION.items()}
    step = guide.steps["aeroplane_off"]
    assert isinstance(step, DoStep)
    steps = {"aeroplane_off": replace(step, do=replace(step.do, texts={"": filled}, by=None))}
    assert draw(Library([replace(guide, steps=steps)], LIBRARY.phrases)) == []


def test_guides_that_share_an_instruction_share_its_article() -> None:
    drawn = draw(LIBRARY)
    shared = at(drawn, "internet_down", "power_on")
    assert {"internet_down", "internet_unstable"} <= set(shared.titles)
    assert len({tuple(article.texts()) for article in drawn}) == len(drawn)


def test_explains_to_each_kind_of_phone_apart_and_to_a_known_one_only_that() -> None:
    article = at(draw(LIBRARY), "mobile_data_down", "aeroplane_off")
    assert article.by == "device"
    labels = [one.label["nl"] if one.label else None for one in article.explanations]
    assert labels == ["iPhone", "Android", None]
    (known,) = article.explained({"device": "android"})
    assert known.value == "android"
    assert article.explained({}) == article.explanations


def test_suggests_first_what_the_guide_of_the_problem_explains(
    articles: Articles, handoff: Callable[..., Handoff], says: Callable[[str], None]
) -> None:
    says("en nu?")
    found = articles.suggest(handoff("mobile_data_down", device="android"))
    assert len(found) == 3
    assert {one.title["en"] for one in found} == {"Mobile data doesn't work"}
    assert all(len(one.explanations) == 1 for one in found)


def test_suggests_what_goes_with_the_customers_last_words(
    articles: Articles, handoff: Callable[..., Handoff], says: Callable[[str], None]
) -> None:
    says("waar vind ik die vliegtuigstand dan?")
    assert articles.suggest(handoff("mobile_data_down"))[0].id == "mobile_data_down.aeroplane_off"
    says("my tv box doesn't respond to the remote either")
    assert articles.suggest(handoff("mobile_data_down"))[0].title["en"].startswith("TV box")


def test_does_not_suggest_what_the_customer_has_done_but_what_they_could_not(
    articles: Articles, handoff: Callable[..., Handoff], says: Callable[[str], None]
) -> None:
    says("waar vind ik die vliegtuigstand dan?")
    step = ("mobile_data_down", "aeroplane_off")
    ids = {
        result: [one.id for one in articles.suggest(handoff("mobile_data_down", [(*step, result)]))]
        for result in ("done", "stuck", "corrected", None)
    }
    assert ".".join(step) not in ids["done"]
    assert [found[0] for result, found in ids.items() if result != "done"] == [".".join(step)] * 3


def test_done_in_one_guide_is_done_in_all_that_share_the_step(
    articles: Articles, handoff: Callable[..., Handoff]
) -> None:
    done = handoff("internet_unstable", [("internet_down", "power_on", "done")])
    (found,) = [
        one for one in articles.search(done, "stopcontact stroom") if one.id == "internet_down.power_on"
    ]
    assert found.done


def test_suggests_nothing_where_nothing_is_known(
    articles: Articles, handoff: Callable[..., Handoff], says: Callable[[str], None]
) -> None:
    says("hallo?")
    assert articles.suggest(handoff(None)) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("apn", "mobile_data_down.apn"),
        ("wachtwoord sticker", "wifi_problem.sticker"),
        ("HDMI", "tv_no_signal.hdmi"),
        ("forget this network on my phone", "wifi_problem.forget_phone"),
    ],
)
def test_search_finds_by_words_and_by_meaning(
    articles: Articles, handoff: Callable[..., Handoff], words: str, first: str
) -> None:
    assert first in [one.id for one in articles.search(handoff(None), words)[:3]]


def test_search_marks_what_the_customer_has_done(articles: Articles, handoff: Callable[..., Handoff]) -> None:
    case = handoff("mobile_data_down", [("mobile_data_down", "apn", "done")])
    marks = {one.id: one.done for one in articles.search(case, "apn")}
    assert marks["mobile_data_down.apn"] is True
    assert sum(marks.values()) == 1


def test_search_for_nonsense_finds_nothing(articles: Articles, handoff: Callable[..., Handoff]) -> None:
    assert articles.search(handoff("internet_down"), "xyzzy") == []


def test_each_text_is_encoded_once() -> None:
    encoded: list[str] = []

    class Counting:
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            encoded.extend(texts)
            return np.eye(1, 3, dtype=np.float32).repeat(len(texts), axis=0)

    meanings = Meanings(Counting)
    for words in ("hoi", "hallo"):
        assert meanings.nearness(words, [["a", "b"], ["b"]]) == [1.0, 1.0]
    assert encoded == ["hoi", "a", "b", "hallo"]


def test_a_pack_brings_what_its_guide_explains_and_the_customer_has_not_been_through(
    articles: Articles, handoff: Callable[..., Handoff]
) -> None:
    fresh = articles.of_pack(handoff("mobile_data_down").pack)
    assert {article["title"]["nl"] for article in fresh} == {
        LIBRARY.for_problem("mobile_data_down").title["nl"]
    }
    guide, step = fresh[0]["id"].split(".")
    tried = handoff("mobile_data_down", [(guide, step, "done")]).pack
    assert fresh[0]["id"] not in {article["id"] for article in articles.of_pack(tried)}
    assert articles.of_pack(handoff(None).pack) == []
