"""Asking again, but never the same."""

from __future__ import annotations

import pytest

from frontline.triage.clarifying import Unclarity

TWO = ["internet_slow", "wifi_problem"]


def ask(memory=None, times=0, likely=(), intent="nlu_fallback", problem=None):
    """One more unclear message: what is asked, and the memory after it."""
    unclarity = Unclarity.after(intent, times, memory, problem)
    question = unclarity.question(likely)
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
    assert Unclarity.after("nlu_fallback", 3, memory).wants_person


def test_something_else_is_asked_openly_and_what_was_offered_is_not_offered_again():
    _, _, memory = ask(likely=TWO)
    question, _, memory = ask(memory, 1, intent="none_of_these")
    assert question == "utter_something_else"
    _, unclarity, _ = ask(memory, 2)
    assert unclarity.rejected == TWO


def test_another_matter_later_forgets_what_was_rejected_but_not_how_we_asked():
    _, _, memory = ask(likely=TWO)
    _, _, memory = ask(memory, 1, intent="none_of_these")
    question, unclarity, _ = ask(memory, 0, TWO)
    assert (question, list(unclarity.rejected)) == ("utter_which_problem_again", [])


def test_a_problem_in_hand_that_is_rejected_is_not_offered_next():
    _, unclarity, _ = ask(intent="none_of_these", problem="bill_copy")
    assert (unclarity.times, unclarity.rejected) == (1, ["bill_copy"])


def test_what_is_not_ours_is_said_in_turns_and_brings_nobody_to_a_person():
    said, memory, times = [], None, 0
    for _ in range(5):
        question, unclarity, memory = ask(memory, times, intent="out_of_scope")
        times = unclarity.times
        said.append(question)
        assert not unclarity.wants_person
    assert said == ["utter_out_of_scope", "utter_out_of_scope_again"] * 2 + ["utter_out_of_scope"]


def test_what_looks_foreign_is_doubted_only_in_the_middle_of_a_doubt():
    assert Unclarity.after("out_of_scope", 0, None).most_choices == 0
    assert Unclarity.after("out_of_scope", 1, None).most_choices is None


@pytest.mark.parametrize(
    ("intent", "question"), [("affirm", "utter_ask_problem"), ("dont_know", "utter_never_mind")]
)
def test_an_answer_to_nothing_is_met_with_an_open_question_that_fits(intent, question):
    first, _, memory = ask(intent=intent)
    second, _, _ = ask(memory, 1, intent=intent)
    assert (first, second) == (question, "utter_tell_more_again")
