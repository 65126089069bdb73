"""The form's answers as Rasa hands them over."""

from __future__ import annotations

from types import SimpleNamespace

from actions.guides import ValidateGuideForm
from actions.problems import StartProblem


def test_the_words_that_began_a_guide_are_no_answer_to_its_first_question(run, conversation_id):
    turn = {"intent": "internet_down", "text": "Internet doet het niet"}
    _, slots = run(StartProblem(), conversation_id, **turn)
    slot = SimpleNamespace(get_slot=slots.get, sender_id=conversation_id)
    assert ValidateGuideForm().validate_guide_answer(None, None, slot, {}) == {"guide_answer": None}
