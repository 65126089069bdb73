"""To a person: once, with the reason, the problem and all walks."""

from __future__ import annotations

import pytest

from actions.conversation import Greet, Repeat
from actions.guides import ValidateGuideForm
from actions.handoffs import CancelHandoff, Handoff, NotSolved
from actions.problems import Clarify, StartProblem
from actions.steps import ENDED
from frontline.conversations.types import Owner
from tests.actions.forms import type_in_guide


def test_the_conversation_is_a_humans_from_then_on(services, run, conversation_id):
    messages, _ = run(Handoff(), conversation_id, intent="human_handoff", text="een mens graag")
    assert messages[0]["response"] == "utter_handoff"
    assert services.conversations.get(conversation_id).owner is Owner.HUMAN


def test_asking_twice_opens_one_handoff(services, run, conversation_id):
    run(Handoff(), conversation_id)
    messages, _ = run(Handoff(), conversation_id)
    assert messages[0]["response"] == "utter_handoff_waiting"
    assert len(services.handoffs.queue()) == 1


@pytest.mark.parametrize(
    ("slots", "code"),
    [
        ({}, "asked"),
        ({"awaiting": "handoff"}, "no_guide"),
        ({"awaiting": "handoff", "unclear_times": 3}, "unsure"),
    ],
)
def test_the_agent_reads_why(services, run, conversation_id, slots, code):
    run(Handoff(), conversation_id, slots=slots)
    assert services.handoffs.current(conversation_id).reason_code == code


def test_the_pack_holds_the_walk_that_was_under_way(services, run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="internet ligt eruit")
    run(Handoff(), conversation_id, slots=slots)
    pack = services.handoffs.current(conversation_id).pack
    assert pack["problem"]["intent"] == "internet_down"
    assert any(check["name"] == "internet_outage" for check in pack["checks"])


def test_who_cancels_is_the_assistants_again(services, run, conversation_id):
    run(Handoff(), conversation_id)
    run(CancelHandoff(), conversation_id)
    assert services.conversations.get(conversation_id).owner is Owner.ASSISTANT


def test_stopping_a_guide_keeps_its_walk_for_a_person(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="internet ligt eruit")
    _, after = type_in_guide(conversation_id, slots, "stop", "stop maar")
    assert after["guide"] is None
    assert [walk["guide"] for walk in after["past_walks"]] == ["internet_down"]


@pytest.mark.parametrize(
    ("awaiting", "response"), [(None, "utter_not_solved"), ("solved", "utter_not_solved_again")]
)
def test_a_colleague_is_offered_again_only_where_there_was_one(run, conversation_id, awaiting, response):
    slots = {"problem": {"intent": "internet_down"}, "awaiting": awaiting}
    messages, after = run(NotSolved(), conversation_id, intent="problem_not_solved", slots=slots)
    assert [message["response"] for message in messages] == [response]
    assert after["awaiting"] == "handoff"


def test_an_answer_without_a_guide_under_way_closes_the_form(run, conversation_id):
    form = ValidateGuideForm()
    assert form.validate_guide_answer("ja", None, _tracker(conversation_id), {}) == {"guide_answer": "ended"}


def test_only_a_customer_known_for_sure_is_greeted_by_name(run, verified_id, conversation_id):
    assert run(Greet(), verified_id)[0][0]["name"] == "Fatima"
    assert run(Greet(), conversation_id)[0][0]["response"] == "utter_greet"


def test_repeat_says_the_last_thing_again_with_its_buttons(run, conversation_id):
    said = {
        "event": "bot",
        "text": "Branden er lampjes?",
        "data": {"buttons": [{"title": "Ja", "payload": "/affirm"}]},
    }
    messages, _ = run(Repeat(), conversation_id, events=[said])
    assert (messages[0]["text"], messages[0]["buttons"][0]["title"]) == ("Branden er lampjes?", "Ja")
    assert run(Repeat(), conversation_id)[0][0]["response"] == "utter_nothing_to_repeat"


def _tracker(conversation_id):
    from rasa_sdk import Tracker

    message = {"text": "ja", "intent": {"name": "affirm", "confidence": 1.0}}
    return Tracker(conversation_id, {}, message, [], False, None, {}, "action_listen")


DEAD_MODEM = {"text": "mn modem is dood", "intent": "internet_down", "confidence": 0.99}
PERSON = {"text": "kan ik iemand spreken", "intent": "human_handoff", "confidence": 0.97}


@pytest.mark.parametrize(
    ("action", "intent", "parts"),
    [
        (StartProblem(), "internet_down", [DEAD_MODEM, PERSON]),
        (Handoff(), "human_handoff", [PERSON, DEAD_MODEM]),
    ],
)
def test_who_names_a_problem_and_asks_for_a_person_gets_one_who_knows_it(
    services, run, conversation_id, action, intent, parts
):
    text = "mn modem is dood, kan ik iemand spreken"
    messages, slots = run(action, conversation_id, intent=intent, text=text, parts=parts)
    assert [message["response"] for message in messages] == ["utter_handoff"]
    handoff = services.handoffs.current(conversation_id)
    assert (handoff.skill, handoff.reason_code) == ("internet_tech", "asked")
    assert handoff.pack["problem"]["words"] == text
    assert (slots["guide"], slots["problem"]["intent"]) == (None, "internet_down")


def test_the_problem_in_hand_stays_the_one_that_a_person_is_asked_for(services, run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="wifi_problem", text="wifi valt weg boven")
    run(Handoff(), conversation_id, intent="human_handoff", parts=[DEAD_MODEM, PERSON], slots=slots)
    assert services.handoffs.current(conversation_id).pack["problem"]["intent"] == "wifi_problem"


def ranked(**confidences: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": confidence} for name, confidence in confidences.items()]


TOWARDS_A_PERSON = ranked(nlu_fallback=0.6, human_handoff=0.38, callback_request=0.18, complaint=0.14)


def test_who_unclearly_asks_for_a_person_gets_one(services, run, conversation_id):
    unclear = {"intent": "nlu_fallback", "text": "dit is de derde keer, ik wil nu iemand horen"}
    messages, _ = run(Clarify(), conversation_id, **unclear, ranking=TOWARDS_A_PERSON)
    assert [message["response"] for message in messages] == ["utter_handoff"]
    assert services.handoffs.current(conversation_id).reason_code == "asked"


def test_also_in_the_middle_of_a_guide(services, run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="internet ligt eruit")
    said, after = type_in_guide(
        conversation_id, slots, "nlu_fallback", "eerst iemand horen", intent_ranking=TOWARDS_A_PERSON
    )
    assert [message["response"] for message in said] == ["utter_handoff"]
    assert (after["guide"], after["guide_answer"]) == (None, ENDED)
    assert services.handoffs.current(conversation_id).skill == "internet_tech"


@pytest.mark.parametrize(
    "ranking",
    [
        ranked(nlu_fallback=0.7, human_handoff=0.3, complaint=0.2, internet_slow=0.2),
        ranked(nlu_fallback=0.7, order_status=0.4, human_handoff=0.1),
    ],
)
def test_where_a_problem_is_as_likely_it_is_asked(services, run, conversation_id, ranking):
    run(Clarify(), conversation_id, intent="nlu_fallback", text="iemand anders deed dat", ranking=ranking)
    assert services.handoffs.current(conversation_id) is None
