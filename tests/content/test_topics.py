"""A topic leads to problems that exist, by words that name no other, and hides no message that is clear."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.messages import TEST_SETS, read_nlu, training_data
from frontline.guides.topic_words import topic_findings
from frontline.triage.topics import Topics
from tests.library import CONTENT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The real files, to be spoilt."""
    for name in ("taxonomy.yml", "topics.yml"):
        shutil.copy(CONTENT / name, tmp_path)
    shutil.copytree(CONTENT / "schemas", tmp_path / "schemas")
    return tmp_path


def test_the_content_is_sound() -> None:
    assert list(topic_findings(CONTENT)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "[bill_too_high, bill_copy, bill_pay]",
            "[bill_too_high, bill_lost]",
            "There is no problem 'bill_lost'",
        ),
        (
            "[bill_too_high, bill_copy, bill_pay]",
            "[bill_too_high]",
            "topics, bill, problems has 1. Give it at least 2.",
        ),
        ("words: [sim, ", "words: [sim, factuur, ", "'factuur' names the topic"),
        ("words: [sim, ", "words: [sim, vraag, ", "'vraag' stands in 'beside'"),
        (
            "[bill_too_high, bill_copy, bill_pay]",
            "[bill_pay, bill_copy, bill_too_high, order_status]",
            "topics, bill, problems has 4.",
        ),
        ("beside: [", "beside: {", "This is not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(content: Path, right: str, wrong: str, sentence: str) -> None:
    file = content / "topics.yml"
    before = file.read_text(encoding="utf-8")
    assert right in before
    file.write_text(before.replace(right, wrong), encoding="utf-8")
    finding = next(topic_findings(content))
    assert finding.sentence.startswith(sentence)
    assert finding.line > 1


def test_no_message_with_a_meaning_of_its_own_is_taken_for_a_topic() -> None:
    topics = Topics.load(CONTENT / "topics.yml")
    messages = [*training_data(), *(row for path in TEST_SETS for row in read_nlu(path))]
    asked = [(row.text, row.label, topics.problems(row.text)) for row in messages]
    assert [(text, label) for text, label, problems in asked if problems and label not in problems] == []
