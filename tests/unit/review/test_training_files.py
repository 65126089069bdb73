"""A message goes into the training data and nothing else changes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from frontline.review.training_files import TrainingFiles, examples_in, tidy, with_example
from frontline.review.types import CannotWrite, HeldOut, StandsElsewhere, UnknownIntent

DUTCH = """\
# Internet thuis
version: "3.1"
nlu:
  # de harde kern
  - intent: internet_down  # alles dood
    examples: |
      - geen internet
      - "dood" zegt de modem

  - intent: internet_slow
    examples: |
      - zo traag als stroop
"""
ENGLISH = """\
version: "3.1"
nlu:
  - intent: internet_down
    examples: |
      - no internet
  - intent: wifi_problem
    examples: |
      - weak wifi"""
HOSTILE = [
    "hij zegt: \"niks\" & 'nop' #kapot",
    "- streepje",
    "/internet_slow",
    "een\ntwee\r\ndrie\u2028vier\x85vijf",
    "emoji 😡👩‍👩‍👧 en \ud83d half",
    'klik [hier](product) of {dit} of [dat]{"entity": "x"}',
    "null: ~ | > % @ `backtick` \\n \\",
    "\x00\x07bel",
    "  veel   ruimte  ",
    "a: b: c - d ? e ! *f &g",
]


@pytest.fixture
def files(tmp_path: Path) -> TrainingFiles:
    for language, content in (("nl", DUTCH), ("en", ENGLISH)):
        (tmp_path / "nlu" / language).mkdir(parents=True)
        (tmp_path / "nlu" / language / "internet.yml").write_bytes(content.encode())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "held_out.yml").write_text(
        "nlu:\n  - intent: internet_down\n    examples: |\n      - Alles ligt plat!\n"
    )
    return TrainingFiles(tmp_path / "nlu", tmp_path / "tests", tmp_path / "var" / "lock")


@pytest.fixture
def dutch(tmp_path: Path) -> Path:
    return tmp_path / "nlu" / "nl" / "internet.yml"


def test_one_line_is_added_to_the_block_and_layout_and_comments_stay(files, dutch):
    assert files.add("nl", "internet_down", "modem is dood") == ("nl/internet.yml", True)
    wanted = DUTCH.replace("zegt de modem\n", "zegt de modem\n      - modem is dood\n")
    assert dutch.read_text(encoding="utf-8") == wanted


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_customers_type_is_read_back_as_just_these_words(files, dutch, text):
    files.add("nl", "internet_slow", text)
    read = RasaYAMLReader().reads(dutch.read_text(encoding="utf-8")).intent_examples
    assert [m.get("text") for m in read if m.get("intent") == "internet_slow"][1:] == [tidy(text)]
    assert not any(message.get("entities") for message in read)


def test_the_end_of_a_file_without_a_last_line_break_is_no_trouble(files, tmp_path):
    files.add("en", "wifi_problem", "no wifi upstairs")
    path = tmp_path / "nlu" / "en" / "internet.yml"
    assert examples_in(path.read_text())["wifi_problem"] == ["weak wifi", "no wifi upstairs"]


def test_windows_line_ends_stay_as_they_are(files, dutch):
    dutch.write_bytes(DUTCH.replace("\n", "\r\n").encode())
    files.add("nl", "internet_slow", "sloom")
    assert dutch.read_bytes() == (DUTCH + "      - sloom\n").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("text", ["Geen internet", "  geen   INTERNET!! ", "geen, internet."])
def test_what_is_there_already_is_not_written_again(files, dutch, text):
    assert files.add("nl", "internet_down", text) == ("nl/internet.yml", False)
    assert dutch.read_text(encoding="utf-8") == DUTCH


def test_what_is_there_but_for_a_word_is_not_written_again(files):
    assert files.add("nl", "internet_slow", "sinds gisteren is alles hier zo traag als stroop")[1]
    assert not files.add("nl", "internet_slow", "sinds gisteren is alles hier echt zo traag als stroop!")[1]
    assert files.add("nl", "internet_slow", "sinds vanmorgen laadt geen pagina meer in een minuut")[1]


def test_words_of_another_intent_are_refused_in_whichever_language(files, dutch):
    with pytest.raises(StandsElsewhere) as refused:
        files.add("nl", "internet_down", "Weak wifi!")
    assert refused.value.details == {"intent": "wifi_problem"}
    assert dutch.read_text(encoding="utf-8") == DUTCH


def test_what_the_assistant_is_tested_with_is_never_learned(files):
    with pytest.raises(HeldOut):
        files.add("nl", "internet_down", "alles ligt plat")


def test_an_intent_new_to_a_language_goes_into_the_file_of_the_same_name(files, dutch):
    assert files.add("nl", "wifi_problem", "wifi is zwak") == ("nl/internet.yml", True)
    assert files.add("nl", "wifi_problem", "wifi valt weg") == ("nl/internet.yml", True)
    assert dutch.read_text(encoding="utf-8") == (
        DUTCH + "\n  - intent: wifi_problem\n    examples: |\n      - wifi is zwak\n      - wifi valt weg\n"
    )


def test_an_intent_without_any_message_is_refused(files):
    with pytest.raises(UnknownIntent):
        files.add("nl", "make_coffee", "zet koffie")


def test_what_was_added_can_be_taken_out_again(files, dutch):
    files.add("nl", "internet_down", "modem is dood")
    files.remove("nl", "internet_down", "modem is dood")
    files.remove("nl", "internet_down", "was er nooit")
    assert dutch.read_text(encoding="utf-8") == DUTCH


@pytest.mark.parametrize(
    "content",
    [
        "nlu: [",
        'nlu:\n- intent: internet_down\n  examples: "- a\\n- b"\n',
        "nlu:\n- {intent: internet_down, examples: '- a'}\n",
    ],
)
def test_a_layout_that_we_do_not_know_is_left_alone(files, dutch, content):
    dutch.write_text(content)
    with pytest.raises(CannotWrite) as refused:
        files.add("nl", "internet_down", "modem is dood")
    assert refused.value.details == {"file": "nl/internet.yml"}
    assert dutch.read_text() == content


def test_two_trainers_at_once_lose_nothing(files, dutch):
    texts = [f"zin nummer {number}" for number in range(12)]
    threads = [threading.Thread(target=files.add, args=("nl", "internet_down", text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(examples_in(dutch.read_text())["internet_down"][2:]) == sorted(texts)


def test_a_message_is_never_put_outside_its_block():
    source = "nlu:\n- intent: a\n  examples: |\n    - een\n\n    - twee\n\n\n# hierna\n- intent: b\n"
    assert with_example(source, "a", "drie").splitlines()[5:8] == ["    - twee", "    - drie", ""]
