"""The form's answers as Rasa hands them over."""

from __future__ import annotations

import logging
from types import SimpleNamespace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.guides import StopGuide, ValidateGuideForm
from actions.problems import StartProblem
from frontline.guides.types import Ending, Turn
from frontline.guides.values import Mention


def tap(conversation_id, slots, choice):
    """What is said to a tapped answer of the walk's step, and the slots after it."""
    walk = slots["guide"]
    message = {"text": choice, "intent": {"name": "answer", "confidence": 1.0}, "entities": []}
    tracker = Tracker(conversation_id, slots, message, [], False, None, {}, "action_listen")
    dispatcher, payload = CollectingDispatcher(), f"{walk['guide']}/{walk['at']}/{choice}"
    after = ValidateGuideForm().validate_guide_answer(payload, dispatcher, tracker, {})
    return dispatcher.messages, {**slots, **after}


def test_the_words_that_began_a_guide_are_no_answer_to_its_first_question(run, conversation_id):
    turn = {"intent": "internet_down", "text": "Internet doet het niet"}
    _, slots = run(StartProblem(), conversation_id, **turn)
    slot = SimpleNamespace(get_slot=slots.get, sender_id=conversation_id)
    assert ValidateGuideForm().validate_guide_answer(None, None, slot, {}) == {"guide_answer": None}


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
    run(StopGuide(), conversation_id, intent="stop", text="stop", slots=slots)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1
    assert lines[0].startswith("walk ended: guide=internet_down outcome=left questions=")


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
