"""The entity rules as a Rasa component."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontline.understanding.entities import ENTITIES_FILE, EntityRules
from pipeline.fingerprints import UNDERSTANDING, fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class RuleEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds entities by the rules of `content/entities.yml`, which training stores in the model."""

    @staticmethod
    def required_packages() -> list[str]:
        """Return the distributions whose versions change the outcome."""
        return ["spacy", "phonenumbers"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash the code and the rules that do the work: Rasa hashes this class alone."""
        return fingerprint(UNDERSTANDING / "entities", ENTITIES_FILE)

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, rules: EntityRules | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._rules = rules

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleEntityExtractor:
        """Return an extractor that has no rules yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RuleEntityExtractor:
        """Return the extractor with the rules that training stored."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, EntityRules.load(folder / ENTITIES_FILE.name))

    def train(self, training_data: TrainingData) -> Resource:
        """Check the rules and keep them in the model."""
        self._rules = EntityRules.load()
        with self._model_storage.write_to(self._resource) as folder:
            (folder / ENTITIES_FILE.name).write_bytes(ENTITIES_FILE.read_bytes())
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: nothing learns from entities."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message that has a text."""
        for message in messages:
            if message.get(TEXT) and self._rules:
                found = self.add_extractor_name(self._entities(self._rules, message.get(TEXT)))
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    @staticmethod
    def _entities(rules: EntityRules, text: str) -> list[dict[str, Any]]:
        return [
            {"entity": entity.kind, "start": entity.start, "end": entity.end, "value": entity.value}
            for entity in rules.find(text)
        ]
