"""The training messages: enough of each intent, varied by meaning, and apart from the fixed test messages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

import pytest

from bench.messages import TEST_SETS, Labelled, read_nlu, training_data
from frontline.settings import PROJECT_ROOT
from frontline.triage.taxonomy import Taxonomy

CONTACT = ("human_handoff", "phone_number_request", "callback_request", "opening_hours")
AT_LEAST = {"nl": 60, "en": 30}
OUT_OF_SCOPE_AT_LEAST = 300
ALIKE = 0.8
"""Share of their words that two messages may have in common before they say the same thing twice."""
SHORTEST_COMPARED = 5
NEW_WORDS_PER_MESSAGE = 0.7
WORD = re.compile(r"[^\W\d_]+")


def words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def plain(text: str) -> str:
    """The message without case and punctuation; emoji stay, they can turn a meaning round."""
    return re.sub(r"[\s.,;:!?'\"()-]+", " ", text.lower()).strip() or text


@pytest.fixture(scope="module")
def rows() -> list[Labelled]:
    return training_data()


def test_every_problem_and_contact_request_has_enough_messages_in_both_languages(rows):
    found = Counter((row.label, row.language) for row in rows)
    problems = [problem.intent for problem in Taxonomy.load(PROJECT_ROOT / "content" / "taxonomy.yml")]
    too_few = {
        (intent, language): found[intent, language]
        for intent in (*problems, *CONTACT)
        for language, least in AT_LEAST.items()
        if found[intent, language] < least
    }
    assert not too_few
    assert sum(row.label == "out_of_scope" for row in rows) >= OUT_OF_SCOPE_AT_LEAST


def test_no_message_stands_in_two_intents(rows):
    intents = defaultdict(set)
    for row in rows:
        intents[plain(row.text)].add(row.label)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_no_message_is_another_with_a_word_changed(rows):
    by_intent = defaultdict(list)
    for row in rows:
        by_intent[row.label, row.language].append(row.text)
    assert [pair for texts in by_intent.values() for pair in near_duplicates(texts)] == []


def near_duplicates(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs that share nearly all their words; the shortest messages cannot help but share some."""
    long = comparable(texts)
    return [(first, second) for first, second in combinations(long, 2) if alike(long[first], long[second])]


def comparable(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """The texts that are long enough to be compared, with their words."""
    known = {text: words(text) for text in texts}
    return {text: found for text, found in known.items() if len(found) >= SHORTEST_COMPARED}


def alike(these: frozenset[str], those: frozenset[str]) -> bool:
    return len(these & those) >= ALIKE * len(these | those)


def test_near_duplicates_are_found():
    assert near_duplicates(
        ["waar blijft mijn nieuwe telefoon toch", "waar blijft toch mijn nieuwe telefoon?"]
    )
    assert not near_duplicates(
        ["waar blijft mijn nieuwe telefoon toch", "hoe laat komt de koerier vandaag ongeveer"]
    )


def test_every_intent_is_told_in_many_words(rows):
    vocabulary, messages = defaultdict(set), Counter()
    for row in rows:
        vocabulary[row.label] |= words(row.text)
        messages[row.label] += 1
    poor = {intent: len(found) / messages[intent] for intent, found in vocabulary.items()}
    assert {intent: share for intent, share in poor.items() if share < NEW_WORDS_PER_MESSAGE} == {}


@pytest.mark.parametrize("path", TEST_SETS, ids=lambda path: path.name)
def test_no_test_message_was_trained_on(rows, path):
    trained = {plain(row.text) for row in rows}
    ours = [row for row in read_nlu(path) if len(words(row.text)) >= 3]
    assert [row.text for row in ours if plain(row.text) in trained] == []


@pytest.mark.parametrize("path", TEST_SETS, ids=lambda path: path.name)
def test_no_test_message_was_trained_on_with_a_word_changed(rows, path):
    by_intent = defaultdict(list)
    for row in rows:
        by_intent[row.label].append(row.text)
    trained = {intent: comparable(texts) for intent, texts in by_intent.items()}
    tested = ((row.label, row.text, words(row.text)) for row in read_nlu(path))
    near = [
        (text, other)
        for intent, text, found in tested
        if len(found) >= SHORTEST_COMPARED
        for other, those in trained[intent].items()
        if alike(found, those)
    ]
    assert near == []
