"""What customers ask in place of an answer is answered, and then ours is put again; an answer stays one."""

from __future__ import annotations

from typing import Any

import pytest

from frontline.guides.answer import Answer
from frontline.guides.answering import Answering
from frontline.guides.engine import Engine
from frontline.guides.matching import Matcher
from frontline.guides.taking import Taking
from frontline.guides.types import Walk
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from tests.library import CONTENT, LIBRARY
from tests.unit.guides.builders import NOW

ANSWERING = Answering(
    LIBRARY.phrases,
    Matcher(load_encoder("use"), LIBRARY.phrases),
    Taxonomy.load(CONTENT / "taxonomy.yml"),
    Taking(lambda: NOW),
)
STATES: dict[str, dict[str, Any]] = {
    "outage_until": {"checks": {"internet_outage": {"ok": True, "until": "2026-11-22T00:30:00+00:00"}}},
    "who": {"proof": {"step": "who", "asks": "claim", "told": {}}},
    "refuel": {"offers": {"refuel": {"quote": {"price_per_gb": "2.50"}}}},
    "block": {"offers": {"block": {"quote": {"phone": "06•••201"}}}},
    "change": {"offers": {"change": {"quote": {"starts": "2026-12-01"}}}},
}
ASKED = [
    ("internet_down", "outage_until", "hoe laat is het dan opgelost?", "over_when"),
    ("internet_slow", "outage_until", "and when will it work again?", "over_when"),
    ("internet_down", "who", "hoe doe ik dat?", "where_is_my_number"),
    ("internet_down", "who", "how do I do that?", "where_is_my_number"),
    ("order_status", "who", "waarvoor heb je mn postcode nodig", "why_do_you_ask_who"),
    ("mobile_data_down", "who", "why do you need that?", "why_do_you_ask_who"),
    ("mobile_roaming", "who", "mag ik eerst gewoon weten wat t kost?", "not_before_i_know_you"),
    ("payment_details_change", "who", "wordt dat direct aangepast?", "not_before_i_know_you"),
    ("mobile_data_down", "refuel", "hoezo op? hoeveel heb ik dan gebruikt", "how_much_used"),
    ("mobile_data_down", "refuel", "how much will that cost me?", "what_is_offered"),
    ("mobile_data_down", "no_refuel", "hmm wat kost een groter abonnement dan", "bigger_plan_costs"),
    ("payment_details_change", "change", "from when exactly?", "what_is_offered"),
    ("mobile_lost_or_stolen", "block", "wait, what if I find it again?", "found_again"),
    ("mobile_lost_or_stolen", "block", "ja maar hoe lang duurt dat", "what_is_offered"),
    ("internet_slow", "symptom", "hoe doe ik dat dan?", "how_do_i_choose"),
    ("wifi_problem", "extender", "wat kost zo'n ding?", "what_does_it_cost"),
    ("wifi_problem", "symptom", "how much does an extra wifi point cost?", "what_does_it_cost"),
    ("mobile_data_down", "signal", "how long will this take", "how_long"),
    ("wifi_problem", "works", "how long will this take?", "how_long"),
    ("internet_down", "address", "why do you need that?", "why_do_you_ask"),
    ("wifi_problem", "extender", "waarom niet?", "why_do_you_ask"),
    ("wifi_problem", "extender", "why not?", "why_do_you_ask"),
    ("wifi_problem", "extender", "why?", "why_do_you_ask"),
    ("wifi_problem", "works", "waarom niet?", "why_still_ask"),
    ("wifi_problem", "works", "hoezo niet dan?", "why_still_ask"),
    ("wifi_problem", "works", "why not?", "why_still_ask"),
    ("mobile_lost_or_stolen", "block", "waarom niet?", "what_is_offered"),
    ("mobile_lost_or_stolen", "block", "why not?", "what_is_offered"),
    ("mobile_lost_or_stolen", "block", "waarom?", "what_is_offered"),
    ("mobile_lost_or_stolen", "block", "hoeveel is dat?", "what_is_offered"),
    ("order_status", "who", "waarom?", "why_do_you_ask_who"),
    ("order_status", "who", "why not?", "why_do_you_ask_who"),
]
ANSWERED = [
    ("internet_down", "outage_until", "dat duurt me te lang"),
    ("mobile_data_down", "refuel", "te duur, doe dan maar 1 gb"),
    ("wifi_problem", "extender", "nee, nooit gehad"),
    ("wifi_problem", "works", "it still takes forever to load"),
    ("mobile_lost_or_stolen", "block", "ja!!"),
    ("mobile_lost_or_stolen", "block", "ja meteen"),
    ("mobile_lost_or_stolen", "block", "yes, right away please"),
]


def engine_at(guide_id: str, step: str) -> Engine:
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    return Engine(guide, LIBRARY.phrases, Walk("walk", guide_id, "nl", step, **STATES.get(step, {})), NOW)


def told(engine: Engine) -> list[str]:
    known = (*engine.guide.side_questions, *LIBRARY.phrases.side_questions)
    return [each.id.removeprefix("side/") for each in known if engine.facts.fill(each.say) in engine.says]


@pytest.mark.parametrize(("guide_id", "step", "text", "asked"), ASKED)
def test_a_question_is_answered_and_ours_stays(guide_id: str, step: str, text: str, asked: str) -> None:
    engine = engine_at(guide_id, step)
    assert ANSWERING.take(engine, Answer(text)) is None
    assert told(engine) == [asked]
    assert (engine.walk.at, engine.walk.path, engine.walk.misses) == (step, [], 0)


@pytest.mark.parametrize(("guide_id", "step", "text"), ANSWERED)
def test_an_answer_that_sounds_like_a_question_stays_one(guide_id: str, step: str, text: str) -> None:
    engine = engine_at(guide_id, step)
    ANSWERING.take(engine, Answer(text))
    assert told(engine) == []
    assert engine.walk.path


@pytest.mark.parametrize(
    ("guide_id", "step", "text", "outcome"),
    [
        ("tv_no_signal", "box", "changed it to hdmi 2 and now I have picture", "solved"),
        ("mobile_mms_fails", "signal", "foto is nu verstuurd!", "solved"),
        ("internet_down", "power", "its working now thanks", "solved"),
        ("wifi_problem", "extender", "hij doet het weer", "solved"),
        ("tv_no_signal", "box", "I changed it to hdmi 2 but there's still no picture", None),
        ("wifi_problem", "extender", "hij doet het nog steeds niet", None),
        ("complaint", "story", "het werkt weer", None),
    ],
)
def test_who_says_that_it_works_is_done_whatever_was_asked_and_nobody_else(
    guide_id: str, step: str, text: str, outcome: str | None
) -> None:
    engine = engine_at(guide_id, step)
    ANSWERING.take(engine, Answer(text))
    assert (engine.ending.outcome if engine.ending else None) == outcome
