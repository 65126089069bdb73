"""The components in Rasa's own training and loading, on a handful of messages."""

from __future__ import annotations

import asyncio

import pytest
from rasa.shared.nlu.training_data.message import Message

from frontline.understanding.intents import Reading
from pipeline.intents import SentenceIntentClassifier
from pipeline.language import LanguageDetector

CONFIG = """
recipe: default.v1
assistant_id: test
language: nl
pipeline:
  - name: pipeline.tokenizer.BlankSpacyTokenizer
  - name: pipeline.entities.RuleEntityExtractor
  - name: pipeline.intents.SentenceIntentClassifier
    encoders: {use: 1.0}
    embedding_cache: CACHE
  - name: pipeline.language.LanguageDetector
"""
NLU = """
version: "3.1"
nlu:
  - intent: internet_down
    examples: |
      - mijn internet doet het niet
      - geen internet sinds vanochtend
      - de modem brandt rood en alles ligt plat
      - no internet at home
  - intent: bill_copy
    examples: |
      - waar vind ik mijn factuur
      - kopie van de rekening graag
      - stuur mij de nota van maart
      - where is my invoice
  - intent: switch_language
    examples: |
      - english please
      - kan het in het engels
      - spreek je nederlands
      - can we talk in dutch
"""


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    folder = tmp_path_factory.mktemp("rasa")
    (folder / "config.yml").write_text(CONFIG.replace("CACHE", str(folder / "cache.sqlite3")))
    (folder / "nlu.yml").write_text(NLU)
    (folder / "domain.yml").write_text('version: "3.1"\n')
    model = train_nlu(
        str(folder / "config.yml"),
        str(folder / "nlu.yml"),
        str(folder / "models"),
        domain=str(folder / "domain.yml"),
    )
    return Agent.load(model)


def parsed(agent, text):
    return asyncio.run(agent.parse_message(text))


def test_intent_entities_and_language_come_out_of_a_trained_model(agent):
    result = parsed(agent, "mijn internet doet het niet meer sinds 12-03-2026")
    best = next(entry["name"] for entry in result["intent_ranking"] if entry["name"] != "nlu_fallback")
    assert best == "internet_down"
    found = {(entity["entity"], entity["value"]) for entity in result["entities"]}
    assert {("product", "internet"), ("date", "2026-03-12"), ("language", "nl")} <= found


def test_a_request_to_switch_gives_the_language_asked_for(agent):
    result = parsed(agent, "kan het in het engels")
    assert [entity["value"] for entity in result["entities"] if entity["entity"] == "language"] == ["en"]


class UnsureModel:
    def read(self, text):
        return Reading([("bill_copy", 0.4), ("bill_pay", 0.3), ("complaint", 0.2)], unsure=True)


def test_an_unsure_reading_is_a_fallback_with_the_ranking_behind_it():
    classifier = SentenceIntentClassifier({"ranking_length": 2}, None, None, UnsureModel())
    (message,) = classifier.process([Message.build("iets met geld")])
    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0] == {"name": "nlu_fallback", "confidence": 0.6}
    assert [entry["name"] for entry in ranking[1:]] == ["bill_copy", "bill_pay"]


@pytest.mark.parametrize(
    ("text", "intent", "languages"),
    [
        ("opnieuw", "start_over", []),
        ("terug", "go_back", []),
        ("ga maar even terug", "go_back", ["nl"]),
        ("hallo", "greet", ["nl"]),
    ],
)
def test_a_command_of_one_word_tells_no_language(text, intent, languages):
    detector = LanguageDetector(LanguageDetector.get_default_config())
    message = Message.build(text)
    message.set("intent", {"name": intent})
    detector.process([message])
    assert [entity["value"] for entity in message.get("entities", [])] == languages
