"""Typed answers as customers word them, and the button each one means; None where we had better ask again."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from frontline.guides.engine import Engine
from frontline.guides.matching import Matcher
from frontline.guides.types import Choice, Guide, OfferStep, PickStep, Walk
from frontline.understanding.encoders import load_encoder
from tests.library import LIBRARY

MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)
NOW = datetime(2026, 11, 21, tzinfo=timezone.utc)

ANSWERS = [
    # the very words, in whatever spelling
    ("internet_down/power", "Ja", "yes"),
    ("internet_down/power", "JAAA!!", "yes"),
    ("internet_down/power", "nee", "no"),
    ("internet_down/power", "Nope", "no"),
    ("internet_down/kind", "glasvezel", "fiber"),
    ("internet_down/kind", "coax", "cable"),
    ("mobile_data_down/signal", "VLIEGTUIGMODUS", "aeroplane"),
    # pointing at a button
    ("internet_down/kind", "de tweede", "cable"),
    ("internet_down/kind", "2", "cable"),
    ("internet_down/kind", "optie 3 graag", "dsl"),
    ("internet_down/kind", "the first one", "fiber"),
    ("tv_no_signal/box", "de laatste", "where"),
    ("tv_no_signal/other_tv", "the last one please", "no_tv"),
    ("mobile_data_down/refuel", "2", "gb_2"),
    ("mobile_data_down/refuel", "doe maar 1 gb", "gb_1"),
    ("mobile_data_down/refuel", "nee dank je", "no"),
    ("mobile_data_down/refuel", "no thanks", "no"),
    ("internet_down/kind", "9", None),
    # yes and no, with more behind it
    ("internet_down/power", "ja er branden er drie", "yes"),
    ("internet_down/power", "yes, three of them", "yes"),
    ("internet_down/power", "nee hij is helemaal uit", "no"),
    ("internet_down/power", "no everything is dark", "no"),
    ("internet_down/restart", "ja hij doet het weer!", "solved"),
    ("internet_down/restart", "ja maar het werkt nog steeds niet", "not_solved"),
    ("internet_down/restart", "yes but still no internet", "not_solved"),
    ("internet_down/restart", "nee, nog steeds geen internet", "not_solved"),
    # how it ended comes last
    ("internet_down/restart", "stekker eruit gehaald en nu doet hij het weer", "solved"),
    ("internet_down/restart", "I pulled the plug but it's still not working", "not_solved"),
    # what was done, where the question is whether it helped
    ("mobile_data_down/aeroplane_off", "gedaan", "done"),
    ("mobile_data_down/aeroplane_off", "I've done that", "done"),
    # numbers, where one is asked for
    ("mobile_data_slow/speed", "it shows 240 Mbps", "excellent"),
    ("mobile_data_slow/speed", "0,4 mbit op 4G", "slow"),
    ("mobile_data_slow/speed", "3", "slow"),
    ("mobile_data_slow/speed", "was 20, now 1.2 Gbps", "excellent"),
    ("mobile_data_slow/speed", "800 kbps", "slow"),
    # meaning, without yes or no
    ("internet_down/restart", "het werkt weer, top", "solved"),
    ("internet_down/restart", "hij doet t", "solved"),
    ("internet_down/restart", "we're back online", "solved"),
    ("internet_down/restart", "that fixed it, thanks", "solved"),
    ("internet_down/restart", "nog altijd niks", "not_solved"),
    ("internet_down/restart", "doet nog niks hoor", "not_solved"),
    ("internet_down/restart", "helaas geen verschil", "not_solved"),
    ("internet_down/restart", "still nothing happening", "not_solved"),
    ("internet_down/restart", "it's still down", "not_solved"),
    ("internet_down/restart", "dit werkt niet", "not_solved"),
    ("internet_down/restart", "hoe moet dat dan?", "how"),
    ("internet_down/restart", "how do I do that", "how"),
    ("internet_down/restart", "waar zit die stekker", "how"),
    ("internet_down/power", "er brandt helemaal niks", "no"),
    ("internet_down/power", "alles is donker", "no"),
    ("internet_down/power", "welk kastje bedoel je", "where"),
    ("internet_down/power", "there is a green light", "yes"),
    ("internet_down/light", "hij knippert rood", "blinking"),
    ("internet_down/light", "it keeps flashing orange", "blinking"),
    ("internet_down/light", "gewoon groen", "online"),
    ("internet_down/light", "that one is off", "dark"),
    ("internet_down/fiber_box", "er staat een rood lampje bij LOS", "red"),
    ("internet_down/fiber_box", "ik zie nergens een kastje", "none"),
    ("internet_down/devices", "alleen op mijn laptop niet", "one"),
    ("internet_down/devices", "nothing in the house works", "all"),
    ("internet_down/devices", "met een kabel gaat het wel", "wifi"),
    ("internet_down/address", "zeg ik liever niet", "skip"),
    ("internet_down/outage_unknown", "dat duurt me te lang", "person"),
    ("internet_down/outage_unknown", "ok dan wacht ik wel", "wait"),
    ("mobile_data_down/signal", "ik heb gewoon 4 streepjes", "bars"),
    ("mobile_data_down/signal", "there's a little plane", "aeroplane"),
    ("mobile_data_down/signal", "er staat geen simkaart", "no_service"),
    ("mobile_data_down/signal", "hij wil een pincode van me", "pin"),
    ("mobile_data_down/where", "ik zit in Spanje op vakantie", "abroad"),
    ("mobile_data_down/where", "I'm in Germany right now", "abroad"),
    ("mobile_data_down/where", "thuis alleen", "one_spot"),
    ("mobile_data_down/where", "maakt niet uit waar ik ben", "everywhere"),
    ("mobile_data_down/apn", "gedaan", "done"),
    ("mobile_data_down/apn", "ok heb ik gedaan", "done"),
    ("mobile_data_down/apn", "I can't find that menu", "stuck"),
    ("mobile_data_down/apn", "dat lukt me niet", "stuck"),
    ("mobile_data_down/no_refuel", "ik wil wel meer data per maand", "bigger"),
    ("tv_no_signal/screen", "er staat geen signaal", "no_signal"),
    ("tv_no_signal/screen", "the screen stays black", "black"),
    ("tv_no_signal/screen", "ik krijg een foutcode", "message"),
    ("tv_no_signal/screen", "alleen rtl doet het niet", "channel"),
    ("tv_no_signal/box", "rood lampje", "red"),
    ("tv_no_signal/box", "it's off", "off"),
    ("tv_no_signal/other_tv", "op de slaapkamer doet hij het wel", "works"),
    ("tv_no_signal/other_tv", "we only have one television", "no_tv"),
    # nothing that we should guess at
    ("internet_down/power", "bananen", None),
    ("internet_down/power", "tja", None),
    ("internet_down/power", "hoe laat zijn jullie open", None),
    ("internet_down/restart", "wat kost een abonnement", None),
    ("internet_down/kind", "mijn hond heet Max", None),
    ("mobile_data_down/signal", "I want to cancel my contract", None),
    ("mobile_data_down/where", "wanneer krijg ik mijn geld terug", None),
    ("tv_no_signal/screen", "???", None),
    ("tv_no_signal/box", "", None),
]

INTENTS = [
    ("internet_down/power", "zeker weten", "affirm", 0.9, "yes"),
    ("internet_down/power", "absoluut niet", "deny", 0.9, "no"),
    ("internet_down/restart", "jawel hoor", "affirm", 0.8, "solved"),
    ("mobile_data_down/apn", "yess", "affirm", 0.8, "done"),
    ("internet_down/kind", "zeker weten", "affirm", 0.9, None),
    ("internet_down/power", "misschien", "affirm", 0.2, None),
]


def guide(name: str) -> Guide:
    found = LIBRARY.get(name)
    assert found is not None
    return found


def choices_at(place: str) -> list[Choice]:
    guide_id, _, step_id = place.partition("/")
    walk = Walk("walk", guide_id, "nl", step_id)
    step = guide(guide_id).steps[step_id]
    if isinstance(step, OfferStep):
        walk.offers[step_id] = {"quote": {}}
    return list(Engine(guide(guide_id), LIBRARY.phrases, walk, NOW).asking.answers())


@pytest.mark.parametrize(("place", "text", "meant"), ANSWERS)
def test_a_typed_answer_means_a_button(place: str, text: str, meant: str | None) -> None:
    match = MATCHER.match(text, choices_at(place))
    assert (match.choice if match else None) == meant


@pytest.mark.parametrize(("place", "text", "intent", "confidence", "meant"), INTENTS)
def test_what_rasa_made_of_it_helps(
    place: str, text: str, intent: str, confidence: float, meant: str | None
) -> None:
    match = MATCHER.match(text, choices_at(place), intent, confidence)
    assert (match.choice if match else None) == meant


def test_every_label_and_example_means_its_own_button() -> None:
    for guide in LIBRARY:
        for step_id in guide.steps:
            if not hasattr(guide.steps[step_id], "options"):
                continue
            choices = choices_at(f"{guide.id}/{step_id}")
            for choice in choices:
                for label in choice.label.values():
                    match = MATCHER.match(label, choices)
                    assert match is not None
                    assert (match.choice, match.exact) == (choice.id, True), (guide.id, step_id, label)


@pytest.mark.parametrize(
    ("words", "intent"),
    [("no that's all", "deny"), ("nee dat was alles", "deny"), ("yes all good", "affirm")],
)
def test_a_yes_or_no_chooses_nothing_where_neither_is_asked(words: str, intent: str) -> None:
    which = guide("cancel_contract").steps["which"]
    assert isinstance(which, PickStep)
    subscriptions = [which.none, *choices_at("internet_down/kind")]
    assert MATCHER.match(words, subscriptions, intent, 0.96) is None
