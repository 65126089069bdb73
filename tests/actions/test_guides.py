"""The form's answers as Rasa hands them over."""

from __future__ import annotations

import logging
from types import SimpleNamespace

from actions.context import Context
from actions.guides import StopGuide, ValidateGuideForm
from actions.problems import StartProblem
from frontline.guides.values import Mention


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
