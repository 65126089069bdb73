"""The language of a message as the entity `language`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from frontline.understanding.language import LANGUAGES_FILE, Language, asked_for, detect
from pipeline.fingerprints import UNDERSTANDING, fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetector(GraphComponent, EntityExtractorMixin):
    """Adds the entity `language` ("nl" or "en") when a message tells it; put it after the classifier.

    It adds nothing when unsure, so a slot filled from the entity keeps its value, nor for a command of one
    word (`command_intents`): who types "opnieuw" in an English chat has not changed their language. A message
    that asks for another language (`switch_intent`) gets the language it asks for.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return what can be set in config.yml."""
        commands = ["stop", "start_over", "go_back", "repeat"]
        return {"entity": "language", "switch_intent": "switch_language", "command_intents": commands}

    @staticmethod
    def required_packages() -> list[str]:
        """Return the distributions whose versions change the outcome."""
        return ["spacy"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash the code and the word lists that do the work: Rasa hashes this class alone."""
        return fingerprint(UNDERSTANDING / "language.py", LANGUAGES_FILE)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Return a detector; it learns nothing in training."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity to each message that tells its language."""
        for message in messages:
            language = self._language(message) if message.get(TEXT) else None
            if language:
                entities = self.add_extractor_name([self._entity(message.get(TEXT), language)])
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _language(self, message: Message) -> Language | None:
        intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        if intent in self._config["command_intents"] and len(message.get(TEXT).split()) == 1:
            return None
        find = asked_for if intent == self._config["switch_intent"] else detect
        return find(message.get(TEXT))

    def _entity(self, text: str, language: Language) -> dict[str, Any]:
        return {"entity": self._config["entity"], "start": 0, "end": len(text), "value": language}
