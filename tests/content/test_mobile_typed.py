"""What customers type at the questions of guides, most of them mobile ones, reaches the answer they mean."""

from __future__ import annotations

import pytest

from frontline.guides.asking import Asking
from frontline.guides.facts import Facts
from frontline.guides.matching import Matcher
from frontline.guides.types import Walk
from frontline.understanding.encoders import load_encoder
from tests.library import LIBRARY
from tests.unit.guides.walker import NOW

MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)

TYPED = [
    ("mobile_data_down", "works", "ja hij doet het weer", "solved"),
    ("mobile_data_down", "works", "ja maar het is wel traag", "slow"),
    ("mobile_data_down", "works", "it works but it is slow", "slow"),
    ("mobile_data_down", "works", "nee nog steeds niet", "not_solved"),
    ("mobile_data_down", "connected", "ik heb wel streepjes maar geen internet", "bars"),
    ("mobile_data_down", "connected", "still no signal", "not_solved"),
    ("mobile_data_down", "connected", "hij vraagt nu om een pincode", "pin"),
    ("mobile_data_down", "signal", "er staat een vliegtuigje", "aeroplane"),
    ("mobile_data_down", "signal", "geen simkaart", "no_service"),
    ("mobile_data_down", "signal", "4G met volle streepjes", "bars"),
    ("mobile_data_down", "where", "ik zit op een camping in Frankrijk", "abroad"),
    ("mobile_data_down", "where", "everywhere I go", "everywhere"),
    ("mobile_data_slow", "speed", "de pagina laadt niet", "none"),
    ("mobile_data_slow", "speed", "2 mbps", "slow"),
    ("mobile_data_slow", "works", "nog steeds traag", "not_solved"),
    ("mobile_data_slow", "works", "excellent", "solved"),
    ("mobile_mms_fails", "works", "ja de foto is verstuurd", "solved"),
    ("mobile_mms_fails", "works", "the picture still won't go", "not_solved"),
    ("mobile_mms_fails", "works", "mobiel internet doet het ook niet", "offline"),
    ("mobile_mms_fails", "online", "nee, de pagina laadt niet", "no"),
    ("mobile_sim_locked", "after_line", "hij wil een pukcode", "puk"),
    ("mobile_sim_locked", "after_line", "the passcode of my phone", "screen"),
    ("mobile_sim_locked", "after_line", "sim pin", "pin"),
    ("mobile_roaming", "after_line", "ja we zijn nu in Spanje", "abroad"),
    ("mobile_roaming", "after_line", "next week we go on holiday", "soon"),
    ("mobile_no_service", "connected", "ja ik heb weer bereik", "solved"),
    ("tv_no_signal", "box", "no light on the box", "off"),
    ("internet_unstable", "works", "nee weer weggevallen", "not_solved"),
    ("mobile_no_service", "connected", "nee nog steeds alleen noodoproepen", "not_solved"),
    ("mobile_data_down", "sim", "re-seated the SIM card", "done"),
    ("mobile_data_down", "sim", "simkaart eruit gehaald en er weer in gestopt", "done"),
    ("mobile_data_down", "signal", "the network has vanished", "no_service"),
    ("mobile_data_down", "signal", "het bereik is ineens verdwenen", "no_service"),
    ("login_problem", "email", "ja dat heb ik gecheckt", "done"),
    ("login_problem", "symptom", "dat mijn wachtwoord fout is, maar ik weet zeker dat het klopt", "wrong"),
    ("bill_too_high", "clear", "ik heb helemaal niet naar turkije gebeld", "not_solved"),
]


@pytest.mark.parametrize(("guide_id", "step", "text", "meant"), TYPED)
def test_a_typed_answer_is_understood(guide_id: str, step: str, text: str, meant: str) -> None:
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    walk = Walk("walk", guide_id, "nl", step)
    asking = Asking(guide, LIBRARY.phrases, walk, Facts(guide, LIBRARY.phrases, walk, NOW))
    match = MATCHER.match(text, asking.answers())
    assert match is not None
    assert match.choice == meant
