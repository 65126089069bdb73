"""Naming the problem: recorded in the customer's words, on its way at once, or asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.problems import Clarify, StartProblem
from frontline.conversations.types import Level
from frontline.storage.tables import ProblemRow, ReviewExampleRow
from tests.actions.forms import tap, type_in_guide

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


def test_a_problem_without_a_guide_offers_the_right_colleague(services, run, conversation_id, monkeypatch):
    monkeypatch.setattr(services.guides, "has", lambda _problem: False)
    messages, slots = run(StartProblem(), conversation_id, intent="bill_too_high", text="wat een bedrag")
    assert responses(messages) == ["utter_colleague_for_problem"]
    assert messages[0]["skill"] == "facturen en betalen"
    assert (slots["move"], slots["awaiting"], slots["guide"]) == ("wait", "handoff", None)


def test_what_a_message_names_in_two_ways_is_asked(run, verified_id):
    def product(value, start):
        return {"entity": "product", "value": value, "start": start, "end": start + len(value)}

    both = {"intent": "cancel_contract", "text": "tv en internet opzeggen"}
    _, one = run(StartProblem(), verified_id, **both, entities=[product("internet", 6)])
    _, two = run(StartProblem(), verified_id, **both, entities=[product("tv", 0), product("internet", 6)])
    assert (one["guide"]["at"], two["guide"]["at"]) == ("cancel", "which")


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


def test_one_likely_problem_is_asked_as_one(run, conversation_id):
    messages, _ = run(
        Clarify(), conversation_id, intent="nlu_fallback", text="traag", ranking=[*RANKING[:2], *RANKING[4:]]
    )
    assert responses(messages) == ["utter_this_problem"]
    assert [button["title"] for button in messages[0]["buttons"]] == ["Internet is traag", "Iets anders"]


def test_the_second_likeliest_stands_beside_the_first_and_the_third_where_it_is_close(run, conversation_id):
    shares = {"order_damaged_or_wrong": 0.4, "mobile_no_service": 0.11, "mobile_lost_or_stolen": 0.1}
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    _, buttons, _ = unclear(run, conversation_id, text="telefoon is vreemd bezig", ranking=ranking)
    assert buttons == ["Kapot of verkeerd", "Geen bereik of bellen", "Iets anders"]


def unclear(run, conversation_id, times=1, slots=None, **turn):
    """So many unclear messages one after another: what was asked, the last buttons, and the slots."""
    asked, buttons, slots = [], [], dict(slots or {})
    for _ in range(times):
        messages, after = run(
            Clarify(), conversation_id, **{"intent": "nlu_fallback", "text": "dinges", **turn}, slots=slots
        )
        slots |= after
        asked += responses(messages)
        buttons = [button["title"] for button in messages[0].get("buttons") or []]
    return asked, buttons, slots


def test_no_question_is_asked_twice_then_a_person_is_offered_and_then_brought_in(
    run, services, conversation_id
):
    asked, _, slots = unclear(run, conversation_id, times=3)
    assert asked == ["utter_tell_more", "utter_tell_more_again", "utter_tell_more_or_person"]
    assert slots["awaiting"] == "handoff"
    asked, _, slots = unclear(run, conversation_id, slots=slots)
    assert asked == ["utter_handoff"]
    assert services.handoffs.current(conversation_id).reason_code == "unsure"
    assert slots["unclear_times"] is None


def test_the_person_is_offered_beside_the_nearest_problems(run, conversation_id):
    asked, buttons, _ = unclear(run, conversation_id, times=3, ranking=RANKING)
    assert asked == ["utter_which_problem", "utter_which_problem_again", "utter_nearest_or_person"]
    assert buttons == ["Internet is traag", "Wifi werkt niet goed", "Een collega, graag"]


def test_something_else_is_asked_openly_and_the_same_buttons_do_not_come_back(run, conversation_id):
    _, _, slots = unclear(run, conversation_id, ranking=RANKING)
    asked, buttons, slots = unclear(
        run, conversation_id, slots=slots, intent="none_of_these", text="Iets anders"
    )
    assert (asked, buttons) == (["utter_something_else"], [])
    assert slots["unclear_words"] == "dinges"
    asked, _, _ = unclear(run, conversation_id, slots=slots, ranking=RANKING)
    assert asked == ["utter_tell_more_or_person"]


def test_a_problem_that_was_wrongly_taken_up_is_left_and_not_offered_again(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_slow", text="traag")
    asked, _, slots = unclear(
        run, conversation_id, slots=slots, intent="none_of_these", text="Nee, wat anders"
    )
    assert asked == ["utter_something_else"]
    assert (slots["problem"], slots["unclear_words"]) == (None, None)
    _, buttons, _ = unclear(run, conversation_id, slots=slots, ranking=RANKING)
    assert buttons == ["Wifi werkt niet goed", "Iets anders"]


def test_in_the_middle_of_a_wrong_guide_its_walk_is_kept_for_a_person(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="Internet doet het niet")
    _, _, slots = unclear(run, conversation_id, slots=slots, intent="none_of_these", text="Iets anders")
    assert slots["guide"] is None
    assert [walk["guide"] for walk in slots["past_walks"]] == ["internet_down"]


POINTED_AT = {"de tweede": "wifi_problem", "1": "internet_slow", "Wifi werkt niet goed": "wifi_problem"}


@pytest.mark.parametrize("words", POINTED_AT)
def test_a_choice_in_words_is_as_good_as_a_tap(run, services, conversation_id, words):
    _, _, slots = unclear(run, conversation_id, text="traag spul", ranking=RANKING)
    read = [{"name": "inform", "confidence": 0.9}, {"name": "deny", "confidence": 0.1}]
    _, after = run(Clarify(), conversation_id, intent="inform", text=words, ranking=read, slots=slots)
    assert (after["problem"]["intent"], after["move"]) == (POINTED_AT[words], "guide")
    assert (after["problem"]["words"], after["problem"]["confidence"]) == ("traag spul", 1.0)
    assert kept(services) == [("traag spul", POINTED_AT[words])]


def read_as(intent):
    return {"intent": intent, "ranking": [{"name": intent, "confidence": 0.9}, *RANKING[3:]]}


def test_a_no_to_what_we_offered_is_something_else(run, conversation_id):
    _, _, slots = unclear(run, conversation_id, ranking=RANKING)
    asked, _, slots = unclear(run, conversation_id, slots=slots, text="nee, geen van die", **read_as("deny"))
    assert (asked, slots["move"]) == (["utter_something_else"], "wait")
    assert slots["unclear_memory"]["rejected"] == ["internet_slow", "wifi_problem"]


def test_a_yes_to_the_one_problem_that_we_offered_begins_it(run, conversation_id):
    _, _, slots = unclear(run, conversation_id, ranking=[*RANKING[:2], *RANKING[4:]])
    _, after = run(Clarify(), conversation_id, text="ja klopt", slots=slots, **read_as("affirm"))
    assert (after["problem"]["intent"], after["move"]) == ("internet_slow", "guide")


def test_a_yes_to_several_problems_chooses_none(run, conversation_id):
    _, _, slots = unclear(run, conversation_id, ranking=RANKING)
    asked, _, slots = unclear(run, conversation_id, slots=slots, text="ja", **read_as("affirm"))
    assert (asked, slots["move"]) == (["utter_ask_problem"], "wait")


def test_the_colleague_beside_the_nearest_problems_can_be_pointed_at_too(run, services, conversation_id):
    _, _, slots = unclear(run, conversation_id, times=3, ranking=RANKING)
    asked, _, _ = unclear(run, conversation_id, slots=slots, text="de laatste", **read_as("inform"))
    assert asked == ["utter_handoff"]
    assert services.handoffs.current(conversation_id).reason_code == "asked"


def test_what_we_offered_is_behind_us_once_we_answered_another_question(run, conversation_id):
    stale = {"unclear_memory": {"said": [], "offered": ["internet_slow"], "rejected": []}}
    question = "wat kost dat?"
    said, _, slots = unclear(run, conversation_id, slots=stale, text=question, **read_as("inform"))
    assert not said[0].startswith("utter_")
    _, after = run(Clarify(), conversation_id, text="de eerste", slots=slots, **read_as("inform"))
    assert "problem" not in after


@pytest.mark.parametrize(
    ("words", "slots", "answer"),
    [
        ("nee hoor, niks", {}, "utter_no_problem"),
        ("No thanks", {}, "utter_no_problem"),
        ("hoeft niet meer", {"awaiting": "more_help"}, "utter_no_problem"),
        ("er klopt iets niet", {}, "utter_tell_more"),
        ("nee, dit klopt niet", {}, "utter_tell_more"),
    ],
)
def test_a_no_ends_the_talk_only_where_there_is_something_to_say_no_to(
    run, conversation_id, words, slots, answer
):
    asked, _, _ = unclear(run, conversation_id, slots=slots, text=words, **read_as("deny"))
    assert asked == [answer]


def test_back_outside_a_guide_asks_what_it_is_about(run, conversation_id):
    asked, _, _ = unclear(run, conversation_id, text="ga terug", **read_as("go_back"))
    assert asked == ["utter_ask_problem"]
    asked, _, _ = unclear(run, conversation_id, text="ik wil iets wijzigen", **read_as("go_back"))
    assert asked == ["utter_about_topic"]


def kept(services) -> list[tuple[str, str | None]]:
    with services.database.read() as session:
        rows = session.execute(select(ReviewExampleRow).order_by(ReviewExampleRow.id)).scalars()
        return [(row.text, row.label) for row in rows]


def test_what_we_were_unsure_of_is_kept_with_the_choice_that_followed(run, services, conversation_id):
    phone = {"entity": "phone", "start": 16, "end": 26, "value": "+31612345678"}
    text = "traag spul, bel 0612345678"
    _, _, slots = unclear(run, conversation_id, text=text, ranking=RANKING, entities=[phone])
    assert kept(services) == [("traag spul, bel 06-12345678", None)]
    run(StartProblem(), conversation_id, intent="wifi_problem", text="Wifi werkt niet goed", slots=slots)
    assert kept(services) == [("traag spul, bel 06-12345678", "wifi_problem")]


def test_what_we_did_understand_is_not_kept(run, services, conversation_id):
    unclear(run, conversation_id, intent="dont_know", text="weet ik niet", ranking=RANKING)
    unclear(run, conversation_id, intent="none_of_these", text="Iets anders")
    assert kept(services) == []


def test_what_is_not_ours_is_never_said_twice_the_same(run, conversation_id):
    turn = {"intent": "out_of_scope", "text": "bak een taart", "ranking": RANKING}
    asked, buttons, slots = unclear(run, conversation_id, times=3, **turn)
    assert asked == ["utter_out_of_scope", "utter_out_of_scope_again", "utter_out_of_scope"]
    assert (buttons, slots["unclear_times"]) == ([], None)


def test_what_seems_not_ours_in_the_middle_of_a_question_is_asked_about(run, conversation_id):
    _, _, slots = unclear(run, conversation_id)
    turn = {"intent": "out_of_scope", "text": "laptop is traag", "ranking": RANKING}
    asked, buttons, _ = unclear(run, conversation_id, slots=slots, **turn)
    assert (asked, buttons[0]) == (["utter_which_problem"], "Internet is traag")


def test_a_yes_to_more_help_is_clear_and_another_yes_is_not(run, conversation_id):
    slots = {"awaiting": "more_help"}
    asked, _, slots = unclear(run, conversation_id, slots=slots, intent="affirm", text="ja")
    assert (asked, slots["awaiting"], slots.get("unclear_times")) == (["utter_ask_problem"], None, None)
    asked, _, slots = unclear(run, conversation_id, times=2, slots=slots, intent="affirm", text="ja")
    assert asked == ["utter_tell_more_again", "utter_ask_problem"]


TWO = [
    {"text": "ik wil later betalen", "intent": "payment_extension", "confidence": 0.9},
    {"text": "en mijn internet doet het niet", "intent": "internet_down", "confidence": 0.9},
]


def test_of_two_problems_in_one_message_the_urgent_one_comes_first_and_the_other_waits(run, verified_id):
    text = "ik wil later betalen en mijn internet doet het niet"
    messages, slots = run(StartProblem(), verified_id, intent="payment_extension", text=text, parts=TWO)
    assert messages[0]["response"] == "utter_several_problems"
    assert (messages[0]["first"], messages[0]["later"]) == ("Internet doet het niet", "Later betalen")
    assert (slots["problem"]["intent"], slots["problem"]["words"]) == ("internet_down", text)
    assert slots["waiting_problems"] == [
        {"intent": "payment_extension", "words": "ik wil later betalen", "entities": {}, "known": {}}
    ]


def test_nothing_waits_after_stop(run, verified_id):
    _, before = run(StartProblem(), verified_id, intent="payment_extension", text="…", parts=TWO)
    _, slots = type_in_guide(verified_id, before, "stop", "laat maar")
    assert slots["waiting_problems"] is None


@pytest.mark.parametrize("words", ["prima", "Top!", "ok great thanks", "oké", "dank je wel hoor"])
def test_contentment_is_no_yes_to_more_help(run, conversation_id, words):
    messages, slots = run(
        Clarify(), conversation_id, intent="affirm", text=words, slots={"awaiting": "more_help"}
    )
    assert responses(messages) == ["utter_no_problem"]
    assert slots["awaiting"] is None


@pytest.mark.parametrize(
    ("words", "slots"),
    [("ja prima", {}), ("yes please", {}), ("Ja", {}), ("verder", {}), ("prima", {"unclear_times": 1})],
)
def test_a_yes_to_more_help_asks_what_it_is(run, conversation_id, words, slots):
    slots = {"awaiting": "more_help", **slots}
    messages, _ = run(Clarify(), conversation_id, intent="affirm", text=words, slots=slots)
    assert responses(messages) == ["utter_ask_problem"]


def test_where_an_outage_was_looked_for_is_not_asked_again(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="internet_down", text="geen internet")
    known = {"postcode": "1862KP", "house_number": "12"}
    walk = {**slots["guide"], "known": known, "checks": {"internet_outage": {"ok": True}}}
    told, slots = run(
        StartProblem(), conversation_id, intent="outage_status", text="is er storing", slots={"guide": walk}
    )
    assert "storing in het internet bij jou" in told[0]["text"]


def test_who_would_rather_not_say_who_they_are_is_not_asked_again(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="mobile_data_down", text="geen internet mobiel")
    assert (slots["guide"]["at"], slots["guide"]["proof"]["asks"]) == ("who", "claim")
    _, slots = tap(conversation_id, slots, "no_proof")
    _, slots = run(
        StartProblem(), conversation_id, intent="mobile_data_slow", text="toch wel, maar traag", slots=slots
    )
    assert slots["guide"]["guide"] == "mobile_data_slow"
    assert slots["guide"]["proof"] == {}


def test_but_where_nothing_can_be_done_without_they_are(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="mobile_data_down", text="geen internet mobiel")
    _, slots = tap(conversation_id, slots, "no_proof")
    _, slots = run(
        StartProblem(), conversation_id, intent="bill_copy", text="mijn factuur graag", slots=slots
    )
    assert slots["guide"]["proof"]["asks"] == "claim"


def test_an_address_given_for_something_else_is_not_where_the_customer_lives(run, conversation_id):
    _, slots = run(StartProblem(), conversation_id, intent="coverage_check", text="kan ik glasvezel krijgen")
    walk = {**slots["guide"], "known": {"postcode": "1862KP", "house_number": "12"}, "checks": {}}
    _, slots = run(
        StartProblem(), conversation_id, intent="internet_down", text="geen internet", slots={"guide": walk}
    )
    assert slots["guide"]["at"] == "address"


def test_who_left_an_offer_unanswered_comes_back_to_it(run, services):
    conversation = services.conversations.open(
        "website", "address-3", customer_id="PK100231", level=Level.VERIFIED
    )
    _, slots = run(StartProblem(), conversation.id, intent="delivery_problem", text="where's my charger??")
    assert slots["guide"]["offers"]
    messages, slots = type_in_guide(conversation.id, slots, "contract_info", "wat heb ik voor contract")
    assert messages[0]["response"] == "utter_problem_first"
    assert slots["waiting_problems"][0]["intent"] == "delivery_problem"


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "hoeveel kost dat?"), ("nl", "wat kost dat eigenlijk"), ("en", "how much is that?")],
)
def test_what_something_costs_is_answered_honestly_before_we_know_what_it_is_about(
    services, run, conversation_id, language, text
):
    messages, slots = run(
        Clarify(), conversation_id, intent="inform", text=text, slots={"language": language}
    )
    costs = next(one for one in services.library.phrases.side_questions if one.id == "side/costs_of_what")
    assert responses(messages) == [costs.say[language]]
    assert slots["unclear_times"] == 1


def test_a_question_that_says_nothing_is_asked_after_and_a_detail_is_noted(run, conversation_id):
    messages, _ = run(Clarify(), conversation_id, intent="inform", text="en die van gisteren?")
    assert responses(messages) == ["utter_tell_more"]
    detail = {"entity": "postcode", "value": "1011AB", "start": 0, "end": 7}
    messages, _ = run(Clarify(), conversation_id, intent="inform", text="1011 AB", entities=[detail])
    assert responses(messages) == ["utter_noted"]


def test_details_given_before_the_problem_are_not_asked_again(run, conversation_id):
    slots = {}
    for text, kind in (("1017 GC 12", "postcode"), ("3 december", "date")):
        detail = {"entity": kind, "value": text, "start": 0, "end": len(text)}
        told = {"intent": "inform", "text": text, "entities": [detail]}
        _, slots = run(Clarify(), conversation_id, **told, slots=slots)
    _, slots = run(StartProblem(), conversation_id, intent="move_house", text="ik ga verhuizen", slots=slots)
    facts = slots["guide"]["known"]
    assert (facts["postcode"], facts["house_number"], facts["date"][5:]) == ("1017GC", "12", "12-03")
    assert (slots["problem"]["words"], slots["noted_words"]) == ("ik ga verhuizen", None)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_told_before_we_asked_which_problem_it_is_is_not_asked_again(
    services, run, language, conversation_id
):
    told = {"nl": "3 december naar 1017 GC 12", "en": "December 3rd to 1017 GC 12"}[language]
    known = {"language": language}
    _, slots = run(Clarify(), conversation_id, intent="nlu_fallback", text=told, slots=known, ranking=RANKING)
    _, slots = run(StartProblem(), conversation_id, intent="move_house", text="Verhuizen", slots=slots)
    facts = slots["guide"]["known"]
    assert (facts["postcode"], facts["house_number"], facts["date"][5:]) == ("1017GC", "12", "12-03")
