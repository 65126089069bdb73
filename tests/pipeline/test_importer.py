"""The importer reads what Rasa's reads."""

from __future__ import annotations

import copy

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml.error import MarkedYAMLError

from frontline.settings import PROJECT_ROOT
from pipeline.importer import KeptMessage, TrainersFilesImporter

PLAIN = """version: "3.1"
nlu:
  - intent: bill_copy
    examples: |
      - waar is mijn [rekening](document) van [mrt]{"entity": "month", "value": "maart"}
      - c:\\map\\u0041
      - dubbel
      - dubbel
  - intent: greet
    examples: |
      - hoi ☎
"""


def read(importer, path):
    """What an importer reads, or the mistake that it names."""
    try:
        data = importer(training_data_paths=[str(path)]).get_nlu_data()
    except (RasaException, MarkedYAMLError) as mistake:
        return type(mistake), str(mistake)
    said = [message.as_dict() for message in data.training_examples]
    return (
        said,
        data.fingerprint(),
        data.entity_synonyms,
        data.regex_features,
        data.lookup_tables,
        data.responses,
    )


def test_our_data_is_read_as_rasa_reads_it():
    theirs, ours = (
        read(importer, PROJECT_ROOT / "data") for importer in (RasaFileImporter, TrainersFilesImporter)
    )
    assert theirs == ours
    assert len(ours[0]) > 20_000


def test_our_data_is_read_the_quick_way():
    importer = TrainersFilesImporter(training_data_paths=[str(PROJECT_ROOT / "data" / "nlu")])
    assert {type(message) for message in importer.get_nlu_data().training_examples} == {KeptMessage}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(" ☎", ""),  # Rasa reads escapes where all is ASCII
        PLAIN.replace("intent: greet", "intent: faq/hours"),
        PLAIN.replace("intent: greet", "intent: yes"),
        PLAIN.replace("intent: greet", "intent: 12"),
        PLAIN.replace("  - intent: greet\n", "  - intent: greet\n    metadata: {source: shop}\n"),
        PLAIN + "  - synonym: maart\n    examples: |\n      - mrt\n",
        PLAIN + "  - regex: code\n    examples: |\n      - \\d{6}\n",
        PLAIN + "  - lookup: brand\n    examples: |\n      - Fairphone\n",
        PLAIN + "responses:\n  utter_hi:\n    - text: Hoi\n",
        PLAIN + PLAIN.partition("\n")[2],  # a key twice
        PLAIN.replace('version: "3.1"', ""),
        PLAIN.replace("3.1", "9.1"),
        PLAIN.replace("      - hoi", "      hoi"),
        'version: "3.1"\nnlu: []\n',
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_every_kind_of_file_is_read_as_rasa_reads_it(tmp_path, text):
    path = tmp_path / "nlu.yml"
    path.write_text(text, encoding="utf8")
    outcomes = [read(importer, path) for importer in (RasaFileImporter, TrainersFilesImporter)]
    assert outcomes[0] == outcomes[1]


def test_a_mistake_is_named_in_rasas_words_with_file_and_line(tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text(PLAIN.replace("  - intent: greet", "- intent: greet"), encoding="utf8")
    with pytest.raises(RasaException, match=r"(?s)nlu\.yml.*line \d+"):
        TrainersFilesImporter(training_data_paths=[str(path)]).get_nlu_data()


def test_a_message_keeps_its_hash_until_it_changes():
    message = KeptMessage.of(Message({TEXT: "hoi", INTENT: "greet", "entities": [{"value": 1}]}))
    known = message.fingerprint()
    twin = copy.deepcopy(message)
    twin.set(INTENT, "greet")
    assert twin._cached_fingerprint == known
    twin.get("entities")[0]["value"] = 2
    twin.set(INTENT, "goodbye")
    assert message.get("entities") == [{"value": 1}]
    assert twin.fingerprint() != known == message.fingerprint()
    assert twin == Message({TEXT: "hoi", INTENT: "goodbye", "entities": [{"value": 2}]})
