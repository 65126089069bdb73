"""The intent classifier as a Rasa component."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontline.understanding.adapter import ADAPTER, Adapter
from frontline.understanding.embedding_cache import KEPT_IN, CachedEncoder
from frontline.understanding.encoders import (
    Encoder,
    encoders_with,
    installed_encoder,
    late_encoder,
    unseen_by,
)
from frontline.understanding.intents import IntentModel, Reading, Settings, settings_from
from frontline.understanding.translations import TRANSLATIONS_FILE
from pipeline.fingerprints import UNDERSTANDING, fingerprint

PARTS = "parts"
"""The key of a message's parts: `[{"text", "intent", "confidence"}]`, where they ask different things."""
_OWN_KEYS = ("embedding_cache", "ranking_length")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks intents by meaning; says `nlu_fallback` when the best one is too unsure to act on.

    The settings are those of `frontline.understanding.intents.Settings`; among them `encoders`
    names each sentence encoder with its weight.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return what can be set in config.yml: the model's settings and two of this component."""
        own = {"embedding_cache": KEPT_IN, "ranking_length": 10}
        return {**asdict(Settings()), **own}

    @staticmethod
    def required_packages() -> list[str]:
        """Return the distributions whose versions change the outcome."""
        return ["sklearn", "numpy"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Name the code and the encoders that do the work: Rasa hashes this class alone."""
        return " ".join(
            [
                fingerprint(UNDERSTANDING, TRANSLATIONS_FILE),
                *map(installed_encoder, config.get("encoders", ())),
            ]
        )

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceIntentClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceIntentClassifier:
        """Return the classifier that training stored."""
        with model_storage.read_from(resource) as folder:
            load = encoders_with(Adapter.load(folder / ADAPTER.name))
            return cls(config, model_storage, resource, IntentModel.restored(folder, load))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every message that has a text and an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        settings = {key: value for key, value in self._config.items() if key not in _OWN_KEYS}
        self._model = IntentModel(settings_from(settings), self._cached_encoder)
        texts = [example.get(TEXT) for example in examples]
        intents = [example.get(INTENT) for example in examples]
        self._model.fit(texts, intents, fresh=unseen_by(self._config["encoders"], texts))
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            if ADAPTER.exists():  # so that the model reads alike where there is none, or another
                shutil.copy(ADAPTER, folder)
        return self._resource

    def _cached_encoder(self, name: str) -> Encoder:
        return CachedEncoder(late_encoder(name), Path(self._config["embedding_cache"]))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: nothing after this component learns from predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, intent_ranking and, where there are several, parts of each message that has a text."""
        for message in messages:
            if message.get(TEXT) and self._model:
                self._set_intent(message, self._model.read(message.get(TEXT)))
        return messages

    def _set_intent(self, message: Message, reading: Reading) -> None:
        ranking = [_scored(name, confidence) for name, confidence in reading.ranking]
        ranking = ranking[: self._config["ranking_length"]]
        if reading.unsure:
            ranking.insert(
                0, _scored(DEFAULT_NLU_FALLBACK_INTENT_NAME, 1 - ranking[0][PREDICTED_CONFIDENCE_KEY])
            )
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        if reading.parts:
            message.set(PARTS, [asdict(part) for part in reading.parts], add_to_output=True)


def _scored(name: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
