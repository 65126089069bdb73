"""The form's answers as Rasa hands them over."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from actions.context import Context
from actions.guides import ValidateGuideForm
from actions.handoffs import Handoff
from actions.problems import StartProblem
from frontline.guides.types import Ending, Turn
from frontline.guides.values import Mention
from tests.actions.forms import tap, tap_problem, type_in_guide


def test_the_words_that_began_a_guide_are_no_answer_to_its_first_question(run, conversation_id):
    turn = {"intent": "internet_down", "text": "Internet doet het niet"}
    _, slots = run(StartProblem(), conversation_id, **turn)
    slot = SimpleNamespace(get_slot=slots.get, sender_id=conversation_id)
    assert ValidateGuideForm().validate_guide_answer(None, None, slot, {}) == {"guide_answer": None}


def test_a_problem_that_is_tapped_is_no_answer_though_its_title_sounds_like_one(run, conversation_id):
    turn = {"intent": "mobile_no_service", "text": "Geen bereik of bellen"}
    _, slots = run(StartProblem(), conversation_id, **turn)
    _, same = tap_problem(conversation_id, slots, "mobile_no_service", "Geen bereik of bellen")
    assert (same["guide"]["at"], same["guide"]["path"]) == (slots["guide"]["at"], slots["guide"]["path"])
    _, other = tap_problem(conversation_id, slots, "mobile_lost_or_stolen", "Telefoon of sim kwijt")
    assert other["problem"]["intent"] == "mobile_lost_or_stolen"
    assert other["guide"]["guide"] == "mobile_lost_or_stolen"


def test_what_a_message_mentions_comes_with_its_words(services, conversation_id):
    text = "liever 15 december"
    entities = [
        {"entity": "date", "value": "2026-12-15", "start": 7, "end": 18},
        {"entity": "guide_answer", "value": "a/b/c"},
    ]
    tracker = SimpleNamespace(
        latest_message={"text": text, "intent": {}, "entities": entities}, sender_id=conversation_id
    )
    assert Context(services, tracker, conversation_id).mentions == [
        Mention("date", "2026-12-15", "15 december")
    ]


def test_a_guide_that_is_left_says_in_the_log_what_it_has_cost(run, conversation_id, caplog):
    caplog.set_level(logging.INFO, "frontline.guides.service")
    turn = {"intent": "internet_down", "text": "Internet doet het niet"}
    _, slots = run(StartProblem(), conversation_id, **turn)
    type_in_guide(conversation_id, slots, "stop", "stop")
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1
    assert lines[0].startswith("walk ended: guide=internet_down outcome=stopped questions=")


def test_beginning_all_over_forgets_everything_but_the_language(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="geen internet")
    messages, slots = type_in_guide(
        conversation_id, {**slots, "language": "nl"}, "start_over", "begin opnieuw"
    )
    assert [message["response"] for message in messages] == ["utter_started_over"]
    assert (slots["language"], slots["guide_answer"]) == ("nl", "ended")
    assert not any(slots[name] for name in ("guide", "problem", "past_walks"))


def test_a_guide_that_ends_in_another_problem_goes_on_with_it(services, run, verified_id):
    _, slots = run(
        StartProblem(), verified_id, intent="change_personal_details", text="mijn adres wordt anders"
    )
    _, slots = tap(verified_id, slots, "address")
    messages, slots = tap(verified_id, slots, "moving")
    assert "verhuizen je aansluitingen mee" in messages[0]["text"]
    assert (slots["guide"]["guide"], slots["problem"]["intent"]) == ("move_house", "move_house")
    assert [walk["ended"] for walk in slots["past_walks"]] == ["informed"]
    assert (slots["guide_answer"], slots["move"]) == (None, "guide")


def test_guides_that_lead_to_each_other_do_not_go_round(services, run, verified_id, monkeypatch):
    def begin(problem, **_):
        other = {"bill_pay": "payment_extension", "payment_extension": "bill_pay"}[problem]
        return Turn({"guide": problem}, [problem], Ending("informed", problem=other))

    monkeypatch.setattr(services.guides, "begin", begin)
    messages, slots = run(StartProblem(), verified_id, intent="bill_pay", text="betalen")
    assert [message["text"] or message["response"] for message in messages] == [
        "bill_pay",
        "payment_extension",
        "utter_anything_else",
    ]
    assert slots["guide"] is None


def test_a_problem_that_waits_begins_when_the_first_one_ends(run, verified_id):
    told = "ik wil later betalen"
    waiting = {"intent": "payment_extension", "words": told, "entities": {}, "known": {}}
    _, slots = run(StartProblem(), verified_id, intent="internet_down", text="geen internet")
    messages, slots = tap(verified_id, {**slots, "waiting_problems": [waiting]}, "solved")
    assert [message["response"] for message in messages[:2]] == ["utter_solved", "utter_next_problem"]
    assert messages[1]["problem"] == "Later betalen"
    assert (slots["problem"]["intent"], slots["problem"]["words"]) == ("payment_extension", told)
    assert slots["past_walks"][0]["guide"] == "internet_down"
    assert slots["waiting_problems"] is None


@pytest.fixture
def came_to_something_else(run, verified_id):
    """In a guide, the customer turns to their own details: the walk so far, what is said, the slots."""
    _, slots = run(StartProblem(), verified_id, intent="internet_down", text="geen internet")
    _, slots = tap(verified_id, slots, "not_solved")
    text = "ik wil ook mijn gegevens bij jullie laten aanpassen"
    return (slots["guide"], *type_in_guide(verified_id, slots, "change_personal_details", text))


def test_a_guide_is_put_aside_for_another_problem(came_to_something_else):
    walk, messages, slots = came_to_something_else
    assert (messages[0]["response"], messages[0]["first"]) == ("utter_problem_first", "Gegevens wijzigen")
    assert (slots["problem"]["intent"], slots["guide"]["guide"]) == (
        "change_personal_details",
        "change_personal_details",
    )
    assert slots["waiting_problems"][0]["walk"]["path"] == walk["path"]
    assert not slots["past_walks"]


def test_a_guide_that_was_put_aside_goes_on_where_it_stood(came_to_something_else, verified_id):
    walk, _, slots = came_to_something_else
    _, slots = tap(verified_id, slots, "phone")
    messages, slots = tap(verified_id, slots, "keep")
    assert "utter_back_to_problem" in [message["response"] for message in messages]
    assert (slots["problem"]["intent"], slots["guide"]["at"]) == ("internet_down", walk["at"])
    assert (slots["waiting_problems"], slots["guide_answer"]) == (None, None)
    assert [walk["guide"] for walk in slots["past_walks"]] == ["change_personal_details"]


def test_a_person_is_told_of_the_guide_that_was_put_aside_too(run, came_to_something_else, verified_id):
    _, _, slots = came_to_something_else
    _, slots = run(Handoff(), verified_id, intent="human_handoff", text="een medewerker graag", slots=slots)
    assert [walk["guide"] for walk in slots["past_walks"]] == ["internet_down", "change_personal_details"]
    assert slots["waiting_problems"] is None


def test_whoever_names_the_first_problem_again_goes_on_with_it(came_to_something_else, verified_id):
    walk, _, slots = came_to_something_else
    messages, slots = type_in_guide(verified_id, slots, "internet_down", "geen internet")
    assert messages[0]["response"] == "utter_back_to_problem"
    assert (slots["guide"]["id"], slots["waiting_problems"]) == (walk["id"], None)
