import pytest

from frontline.understanding.language import asked_for, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ja", "nl"),
        ("hoi", "nl"),
        ("internet doe ut nie", "nl"),
        ("mijn subscription cancelen aub", "nl"),
        ("mijn wifi valt steeds wech", "nl"),
        ("my internet is down", "en"),
        ("why is the bill so high", "en"),
        ("i have no idea", "en"),
    ],
)
def test_tells_the_language_of_a_message(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["ok thanks", "help", "wifi", "samsung galaxy a54", "PL-2026-001234", "👍", "", "\ud800"]
)
def test_is_silent_where_a_message_does_not_tell(text):
    assert detect(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("kan het in het Nederlands", "nl"),
        ("spreek je engels?", "en"),
        ("i don't speak dutch", "en"),
        ("ik spreek geen engels", "nl"),
        ("andere taal graag", "en"),
    ],
)
def test_switches_to_the_language_that_is_asked_for(text, language):
    assert asked_for(text) == language
