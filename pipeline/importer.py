"""Rasa's importer of training files, in a fraction of its time.

Rasa parses each file four times in pure Python, copies all messages five times over while it merges them,
and hashes each of them anew after every copy. Here libyaml parses files as trainers write them, once, and a
message keeps its hash until it changes; any other file, and any mistake in one, is left to Rasa's own reader.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from functools import cached_property
from typing import Any

import yaml
from rasa.shared.constants import LATEST_TRAINING_DATA_FORMAT_VERSION
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.formats.rasa_yaml import (
    KEY_INTENT,
    KEY_INTENT_EXAMPLES,
    KEY_NLU,
    RasaYAMLReader,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.validation import KEY_TRAINING_DATA_FORMAT_VERSION


class TrainersFilesImporter(RasaFileImporter):
    """Reads what Rasa's importer reads, and the same from it."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the messages of all files, which do not depend on the language: Rasa asks for two."""
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        return TrainingData().merge(*map(_read, self._nlu_files))


class KeptMessage(Message):
    """A message that keeps its hash when it is copied, or set to what it was."""

    @classmethod
    def of(cls, message: Message) -> KeptMessage:
        """Return the same message as one of these."""
        kept = cls.__new__(cls)
        kept.__dict__.update(message.__dict__)
        return kept

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property as `Message` does, which is nothing when it has this value already."""
        if add_to_output or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> KeptMessage:
        kept = self.of(self)
        kept.data = {
            key: info if isinstance(info, str) else copy.deepcopy(info, memo)
            for key, info in self.data.items()
        }
        kept.features = copy.deepcopy(self.features, memo) if self.features else []
        kept.output_properties = set(self.output_properties)
        return kept


class _Loader(yaml.CSafeLoader):
    """libyaml, which as Rasa accepts no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.YAMLError("a key occurs twice")
        return mapping


class _Reader(RasaYAMLReader):
    """Rasa's reader, with a quick way for files that hold examples of intents and nothing else."""

    def reads(self, string: str, **kwargs: Any) -> TrainingData:
        content = _loaded(string)
        if not _is_plain(content):
            return super().reads(string, **kwargs)
        self._parse_nlu(content[KEY_NLU])
        messages = [KeptMessage.of(message) for message in self.training_examples]
        return TrainingData(messages, self.entity_synonyms)


def _read(path: str) -> TrainingData:
    is_yaml = loading.guess_format(path) == loading.RASA_YAML
    return _Reader().read(path) if is_yaml else loading.load_data(path)


def _loaded(string: str) -> Any:
    """Return what a file says; None where Rasa must read it, which knows other escapes and names mistakes."""
    if "\\" in string and string.isascii():
        return None
    try:
        return _Loader(string).get_single_data()
    except yaml.YAMLError:
        return None


def _is_plain(content: Any) -> bool:
    """Tell whether there are only blocks of an intent's examples, which all versions of YAML read alike."""
    return (
        isinstance(content, dict)
        and content.keys() == {KEY_TRAINING_DATA_FORMAT_VERSION, KEY_NLU}
        and content[KEY_TRAINING_DATA_FORMAT_VERSION] == LATEST_TRAINING_DATA_FORMAT_VERSION
        and isinstance(content[KEY_NLU], list)
        and all(map(_is_plain_block, content[KEY_NLU]))
    )


def _is_plain_block(block: Any) -> bool:
    return (
        isinstance(block, dict)
        and block.keys() == {KEY_INTENT, KEY_INTENT_EXAMPLES}
        and all(isinstance(value, str) for value in block.values())
        and block[KEY_INTENT].isidentifier()
    )
