from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from frontline.understanding.features import NGramSettings
from frontline.understanding.intents import IntentModel, Settings, sentences_of, settings_from

WORDS = {
    "internet": ["internet", "modem", "verbinding", "netwerk"],
    "rekening": ["factuur", "bedrag", "incasso", "euro"],
    "out_of_scope": ["brood", "trein", "voetbal", "hond"],
}
TEXTS = [
    (f"{first} {second}", intent) for intent, words in WORDS.items() for first in words for second in words
]
SETTINGS = Settings(encoders={"words": 1.0, "letters": 1.0}, ngrams=NGramSettings(components=8), dimensions=8)


class WordsEncoder:
    """Knows three subjects; of any other text it says nothing in particular."""

    name, dimension = "words", 3

    def encode(self, texts):
        rows = [[sum(word in text for word in words) for words in WORDS.values()] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, 3) + 0.01
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def model():
    texts, labels = zip(*TEXTS, strict=True)
    return IntentModel(SETTINGS, lambda name: WordsEncoder()).fit(texts, labels)


@pytest.mark.parametrize(("text", "intent"), [("modem internet", "internet"), ("mijn factuur", "rekening")])
def test_ranks_every_intent_with_confidences_that_sum_to_one(model, text, intent):
    ranking = model.read(text).ranking
    assert ranking[0][0] == intent
    assert {name for name, _ in ranking} == set(WORDS)
    assert sum(confidence for _, confidence in ranking) == pytest.approx(1, abs=1e-4)
    assert [confidence for _, confidence in ranking] == sorted((c for _, c in ranking), reverse=True)


def test_knows_what_is_not_ours(model):
    assert model.read("voetbal hond").ranking[0][0] == "out_of_scope"
    ours, foreign = model.foreignness(["modem internet", "trein brood"])
    assert foreign > ours


def test_reads_the_same_after_saving(model, tmp_path):
    model.save(tmp_path)
    again = IntentModel.restored(tmp_path, lambda name: WordsEncoder())
    texts = ["modem", "incasso euro", "trein", "iets anders"]
    assert again.confidences(texts) == pytest.approx(model.confidences(texts), abs=0.02)
    assert again.unsure_below == model.unsure_below


def test_the_quick_judge_counts_beside_the_full_one_where_that_is_asked():
    texts, labels = zip(*TEXTS, strict=True)
    unclear = ["modem bedrag trein", "iets anders"]

    def read(share):
        encoders = {"words": WordsEncoder, "letters": LettersEncoder}
        model = IntentModel(replace(SETTINGS, second_voice=share), lambda name: encoders[name]())
        model.fit(texts, labels).quick_from = np.inf
        return model.confidences(unclear)

    full, both, quick = map(read, (0.0, 0.5, 1.0))
    assert np.abs(full - quick).max() > 0.01
    between = np.sqrt(full * quick)
    assert both == pytest.approx(between / between.sum(axis=1, keepdims=True), abs=1e-3)


class LettersEncoder:
    """Knows which letters a text has."""

    name, dimension = "letters", 26

    def encode(self, texts):
        rows = [[text.lower().count(chr(97 + letter)) for letter in range(26)] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, 26) + 0.01
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_name_of_an_intent_is_an_example_where_it_is_words():
    texts = [text for text, _ in TEXTS]
    sure = {}
    for name in ("zwembad_kwijt", "zwembad/kwijt"):
        labels = [name if label == "rekening" else label for _, label in TEXTS]
        model = IntentModel(replace(SETTINGS, encoders={"letters": 1.0}), lambda _: LettersEncoder())
        sure[name] = dict(model.fit(texts, labels).read("zwembad kwijt").ranking)[name]
    assert sure["zwembad_kwijt"] > 2 * sure["zwembad/kwijt"]


def test_splits_stories_only():
    assert sentences_of("Kort. Bericht.") == []
    story = "Eerst vertel ik iets over de buren en hun hond. " * 2 + "Maar mijn modem is stuk!"
    assert len(sentences_of(story)) == 3


def test_an_unknown_setting_is_an_error():
    with pytest.raises(TypeError):
        settings_from({"regularization": 3})


def test_a_dialogue_move_out_of_the_blue_must_be_clearer_than_a_request():
    texts, labels = zip(*TEXTS, strict=True)
    eager, reluctant = (
        IntentModel(
            replace(SETTINGS, moves=("rekening",), reluctance=reluctance), lambda name: WordsEncoder()
        )
        .fit(texts, labels)
        .confidences(["factuur modem"])[0]
        for reluctance in (0.0, 2.0)
    )
    rekening = sorted(WORDS).index("rekening")
    assert reluctant[rekening] < eager[rekening]


def test_is_calibrated_on_messages_that_no_encoder_was_tuned_on():
    texts, labels = zip(*TEXTS * 50, strict=True)
    fresh = np.arange(len(texts)) % 4 > 0
    mislabelled = [label if fresh[index] else labels[index - 16] for index, label in enumerate(labels)]
    model = IntentModel(SETTINGS, lambda name: WordsEncoder())
    calibrated = model.fit(texts, mislabelled, fresh).unsure_below
    assert calibrated < model.fit(texts, mislabelled).unsure_below


def test_a_message_that_asks_two_things_is_read_in_parts(model):
    reading = model.read("modem internet verbinding, en factuur incasso bedrag")
    assert [(part.text, part.intent) for part in reading.parts] == [
        ("modem internet verbinding", "internet"),
        ("en factuur incasso bedrag", "rekening"),
    ]
    assert all(part.confidence > 0.8 for part in reading.parts)


def test_what_is_unclear_as_a_whole_is_read_by_its_clearest_part(model):
    model = copy(model)
    model.unsure_below = 1.1
    reading = model.read("modem internet verbinding, en factuur incasso bedrag")
    assert not reading.unsure
    assert reading.ranking[0][0] == max(reading.parts, key=lambda part: part.confidence).intent
    assert model.read("modem internet verbinding").unsure


@pytest.mark.parametrize(
    "text",
    [
        "modem internet verbinding, en netwerk modem internet",
        "modem internet verbinding, en trein hond brood",
        "factuur bedrag",
    ],
    ids=["twice the same", "beside what is not ours", "one clause"],
)
def test_one_thing_has_no_parts(model, text):
    assert model.read(text).parts == []
