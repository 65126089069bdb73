import numpy as np

from frontline.understanding.encoders import load_encoder
from frontline.understanding.translations import between_languages, language_shift


class TongueEncoder:
    """Says the language in its first number, and in the second how long a text is."""

    name, dimension = "tongue-1", 2

    def encode(self, texts):
        return np.array([[float(" het " in f" {text} "), len(text)] for text in texts], dtype=np.float32)


def test_texts_move_towards_the_other_language_and_unclear_ones_stay():
    texts = ["ik wil dat het werkt", "I want this to work", "wifi"]
    moved = between_languages(np.zeros((3, 2)), texts, np.array([1.0, 0.0]))
    assert moved.tolist() == [[-0.5, 0], [0.5, 0], [0, 0]]


def test_the_shift_is_what_translations_differ_in():
    assert 0 < language_shift(TongueEncoder())[0] < 1


def test_vectors_say_less_of_their_language():
    """On sentences that the shift was not learnt from."""
    dutch = [
        "zet de wekker op zeven uur",
        "wat voor weer wordt het morgen in Utrecht",
        "voeg dit nummer toe aan mijn afspeellijst",
        "ik wil vanavond een tafel voor twee reserveren",
    ]
    english = [
        "set the alarm for seven o'clock",
        "what will the weather be like in Utrecht tomorrow",
        "add this song to my playlist",
        "I want to book a table for two this evening",
    ]
    encoder = load_encoder("e5")
    shift = language_shift(encoder)
    raw = [encoder.encode(texts) for texts in (dutch, english)]
    moved = [
        between_languages(vectors, texts, shift) for vectors, texts in zip(raw, (dutch, english), strict=True)
    ]
    before, after = (np.linalg.norm(nl.mean(axis=0) - en.mean(axis=0)) for nl, en in (raw, moved))
    assert after < before
