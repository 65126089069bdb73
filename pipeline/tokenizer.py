"""spaCy's tokenizer as a Rasa component; Rasa's own needs a trained spaCy model."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from frontline.understanding.encoders import readable


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Splits text by the rules of one spaCy language; "xx" suits Dutch and English alike."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return what can be set in config.yml: `language`, a spaCy language code."""
        return {
            "language": "xx",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return the distributions whose versions change the outcome."""
        return ["spacy"]

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank(config["language"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: nothing learns from tokens."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of a text, without white space."""
        doc = self._nlp.make_doc(readable(message.get(attribute)))
        tokens = [Token(token.text, token.idx) for token in doc if not token.is_space]
        return self._apply_token_pattern(tokens)
