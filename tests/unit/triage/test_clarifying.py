"""Asking again, but never the same."""

from __future__ import annotations

import pytest

from frontline.triage.clarifying import Unclarity

TWO = ["internet_slow", "wifi_problem"]


def ask(memory=None, times=0, likely=(), rejected=None):
    """One more unclear message: what is asked, and the memory after it."""
    unclarity = Unclarity.after(times, memory, rejected)
    question = unclarity.question(likely, other=rejected is not None)
    return question, unclarity, unclarity.asking(question, likely)


@pytest.mark.parametrize(
    ("likely", "questions"),
    [
        (TWO, ["utter_which_problem", "utter_which_problem_again", "utter_nearest_or_person"]),
        (TWO[:1], ["utter_this_problem", "utter_which_problem_again", "utter_nearest_or_person"]),
        ([], ["utter_tell_more", "utter_tell_more_again", "utter_tell_more_or_person"]),
    ],
)
def test_each_question_is_another_one_and_then_a_person_comes(likely, questions):
    asked, memory = [], None
    for times in range(3):
        question, unclarity, memory = ask(memory, times, likely)
        asked.append(question)
        assert not unclarity.wants_person
    assert asked == questions
    assert Unclarity.after(3, memory, None).wants_person


def test_something_else_is_asked_openly_and_what_was_offered_is_not_offered_again():
    _, _, memory = ask(likely=TWO)
    question, _, memory = ask(memory, 1, rejected="")
    assert question == "utter_something_else"
    _, unclarity, _ = ask(memory, 2)
    assert unclarity.rejected == TWO


def test_another_matter_later_forgets_what_was_rejected_but_not_how_we_asked():
    _, _, memory = ask(likely=TWO)
    _, _, memory = ask(memory, 1, rejected="")
    question, unclarity, _ = ask(memory, 0, TWO)
    assert (question, list(unclarity.rejected)) == ("utter_which_problem_again", [])


def test_a_problem_in_hand_that_is_rejected_is_not_offered_next():
    _, unclarity, _ = ask(rejected="bill_copy")
    assert (unclarity.times, unclarity.rejected) == (1, ["bill_copy"])
