"""Naming the problem: recorded in the customer's words, on its way at once, or asked for."""

from __future__ import annotations

from sqlalchemy import select

from actions.problems import Clarify, StartProblem
from frontline.storage.tables import ProblemRow

RANKING = [
    {"name": "nlu_fallback", "confidence": 0.6},
    {"name": "internet_slow", "confidence": 0.35},
    {"name": "wifi_problem", "confidence": 0.3},
    {"name": "greet", "confidence": 0.1},
    {"name": "bill_copy", "confidence": 0.01},
]


def responses(messages) -> list[str]:
    return [message["response"] or message["text"] for message in messages]


def test_a_problem_with_a_guide_starts_its_guide_and_is_recorded(services, run, conversation_id):
    _, slots = run(
        StartProblem(), conversation_id, intent="internet_down", text="alles ligt eruit", confidence=0.83
    )
    assert slots["move"] == "guide"
    assert slots["guide"]["guide"] == "internet_down"
    assert (slots["problem"]["skill"], slots["problem"]["words"]) == ("internet_tech", "alles ligt eruit")
    with services.database.read() as session:
        row = session.execute(select(ProblemRow)).scalar_one()
        assert (row.intent, row.category, row.urgency, row.confidence) == (
            "internet_down",
            "internet",
            3,
            0.83,
        )


def test_for_a_known_customer_the_back_office_is_looked_at_first(run, verified_id):
    messages, slots = run(StartProblem(), verified_id, intent="internet_down", text="geen internet")
    assert "geen stroom" in messages[0]["text"]
    assert slots["guide"]["at"] == "power_on"


def test_a_problem_without_a_guide_offers_the_right_colleague(run, conversation_id):
    messages, slots = run(StartProblem(), conversation_id, intent="bill_too_high", text="wat een bedrag")
    assert responses(messages) == ["utter_colleague_for_problem"]
    assert messages[0]["skill"] == "facturen en betalen"
    assert (slots["move"], slots["awaiting"], slots["guide"]) == ("wait", "handoff", None)


def test_after_a_question_the_first_words_are_kept_not_the_buttons_title(run, conversation_id):
    slots = {"unclear_words": "hij doet raar", "unclear_times": 1}
    _, after = run(
        StartProblem(), conversation_id, intent="internet_down", text="Internet doet het niet", slots=slots
    )
    assert after["problem"]["words"] == "hij doet raar"
    assert after["unclear_times"] is None


def test_close_problems_are_offered_as_buttons_in_the_customers_words(run, conversation_id):
    messages, slots = run(
        Clarify(), conversation_id, intent="nlu_fallback", text="traag spul", ranking=RANKING
    )
    titles = {button["title"]: button["payload"] for button in messages[0]["buttons"]}
    assert titles == {
        "Internet is traag": "/internet_slow",
        "Wifi werkt niet goed": "/wifi_problem",
        "Iets anders": "/none_of_these",
    }
    assert (slots["unclear_times"], slots["unclear_words"]) == (1, "traag spul")


def test_the_same_question_is_not_asked_twice_and_the_third_time_a_person_is_offered(run, conversation_id):
    asked, slots = [], {}
    for _ in range(3):
        messages, slots = run(Clarify(), conversation_id, intent="nlu_fallback", text="dinges", slots=slots)
        asked += responses(messages)
    assert asked == ["utter_tell_more", "utter_tell_more_again", "utter_tell_more_or_person"]
    assert slots["awaiting"] == "handoff"
