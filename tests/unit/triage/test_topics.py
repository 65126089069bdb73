"""A topic alone names no problem; a word more may."""

from __future__ import annotations

import pytest

from frontline.triage.topics import Topics

BILL, SIM = ["bill_too_high", "bill_copy"], ["mobile_sim_locked", "mobile_no_service"]
TOPICS = Topics(
    [
        {"words": ["factuur", "bill"], "problems": BILL},
        {"words": ["sim", "sim kaart", "simkaart van mij", "gb's"], "problems": SIM},
    ],
    ["ik", "heb", "een", "vraag", "over", "mijn", "van", "mij"],
)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("factuur", BILL),
        ("Factuur?!", BILL),
        ("ik heb een vraag over mijn factuur", BILL),
        ("mijn sim-kaart", SIM),
        ("simkaart van mij", SIM),
        ("mijn gb’s", SIM),
        ("factuur 2026", ()),
        ("mijn factuur klopt niet", ()),
        ("factuur simkaart", ()),
        ("ik heb een vraag", ()),
        ("", ()),
        ("👍", ()),
    ],
)
def test_a_message_is_about_a_topic_when_it_says_nothing_else(text, problems):
    assert TOPICS.problems(text) == problems
