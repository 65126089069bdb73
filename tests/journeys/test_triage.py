"""Unsure is handled well, and what is not ours is said kindly."""

from __future__ import annotations

import pytest

UNCLEAR = (
    "nummer en abonnement",
    "verbinding met televisie",
    "mail gekregen van jullie",
    "mijn pakket en factuur",
    "iets met mijn simkaart en telefoon",
    "ik kreeg een brief van jullie",
)
"""Which of them a model is unsure of differs from one tuning to the next."""


def asked_what_they_mean(customer):
    """Return a customer whose first message was answered by the question what they mean."""
    for text in UNCLEAR:
        visitor = customer("PK100201")
        if "Ik wil je goed begrijpen." in visitor.says(text) and len(visitor.choices) > 2:
            return visitor
    raise AssertionError(f"sure of what each of these means: {UNCLEAR}")


def test_what_is_not_ours_is_said_kindly(customer):
    assert "helaas niet mee helpen" in customer().says("wat is de hoofdstad van Mongolië?")


def test_who_stays_unclear_is_asked_in_other_words_and_then_offered_a_person(customer):
    visitor = customer()
    answers = [visitor.says(text) for text in ("die ene daar van toen", "weet ik niet", "geen idee joh")]
    assert len(set(answers)) == 3
    assert visitor.choices[0] == "Ja, graag"
    assert "Ik haal er een collega bij" in visitor.taps("Ja, graag")


def test_a_question_about_a_bill_asks_who_it_is_and_else_goes_to_a_colleague(customer):
    visitor = customer()
    answer = visitor.says("waarom is mijn factuur deze maand zo hoog?")
    assert "klantnummer" in answer
    assert visitor.choices == ["Heb ik niet bij me"]
    assert "Een collega kan dat wel" in visitor.says("heb ik niet bij me")


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [("nl", "ben je een robot?", "geen mens"), ("en", "are you a real person?", "not a person")],
)
def test_the_assistant_says_what_it_is(customer, language, text, answer):
    assert answer in customer(language=language).says(text)


def test_close_problems_are_asked_about_and_the_chosen_one_can_be_corrected(customer):
    visitor = asked_what_they_mean(customer)
    first, *others, last = visitor.choices
    assert others and last == "Iets anders"
    earlier = dict(visitor.buttons)
    began = visitor.taps(first)
    assert "begreep ik niet" not in began and "Wat past het best" not in began
    assert visitor.taps_again(others[-1], earlier) != began
    assert visitor.taps_again("Iets anders", earlier).startswith("Iets anders dus.")


def test_who_names_a_topic_only_is_asked_what_it_is_about(customer):
    visitor = customer()
    answer = visitor.says("ik heb een vraag over mijn factuur")
    assert answer == "Daar help ik je graag mee. Waar gaat het om?"
    assert visitor.choices == ["Rekening te hoog", "Factuur bekijken", "Rekening betalen", "Iets anders"]
    assert "klantnummer" in visitor.taps("Factuur bekijken")


@pytest.mark.parametrize("words", ["de tweede", "2", "Factuur bekijken"])
def test_who_points_at_a_problem_in_words_is_helped_as_by_a_tap(customer, words):
    visitor = customer()
    visitor.says("factuur")
    assert "klantnummer" in visitor.says(words)


@pytest.mark.parametrize(
    ("language", "topic", "words", "answer"),
    [
        ("nl", "factuur", "nee geen van die", "Iets anders dus."),
        ("en", "my bill", "none of those", "Something else, then."),
    ],
)
def test_who_says_no_to_all_problems_is_asked_openly(customer, language, topic, words, answer):
    visitor = customer(language=language)
    visitor.says(topic)
    assert visitor.says(words).startswith(answer)


def test_who_only_says_that_something_is_wrong_is_asked_what(customer):
    assert customer().says("er klopt iets niet").endswith("?")
    assert customer().says("ik wil iets wijzigen") == "Daar help ik je graag mee. Waar gaat het om?"


def test_who_says_no_more_than_the_topic_again_is_asked_in_other_words(customer):
    visitor = customer(language="en")
    asked = [visitor.says(text) for text in ("my phone", "mobile")]
    assert asked[0] == "I'll gladly help you with that. What is it about?"
    assert asked[1] != asked[0]
    assert visitor.choices[-1] == "Something else"
    assert "Shall I bring one in?" in visitor.taps("Something else")


def test_what_is_not_ours_is_not_said_twice_the_same(customer):
    visitor = customer()
    first, second = (visitor.says(text) for text in ("wat is de hoofdstad van Peru?", "en van Chili dan?"))
    assert first != second


def test_of_several_problems_in_one_message_each_has_its_turn(customer):
    visitor = customer("PK100203")
    answer = visitor.says("mijn e-mailadres is veranderd. En mijn internet doet het niet meer!")
    assert '"Internet doet het niet", daarna help ik je met "Gegevens wijzigen"' in answer
    assert visitor.choices[0] == "Ja, het werkt weer"
    assert 'Dan nu "Gegevens wijzigen"' in visitor.taps("Ja, het werkt weer")
    assert visitor.choices[0] == "E-mailadres"
