"""How often somebody may do something."""

from __future__ import annotations

import pytest

from connectors.screening import BURST, Allowance, RateLimit, Refused


def test_each_key_has_its_own_allowance():
    allowance = Allowance(2, 60)
    assert [allowance.use("a"), allowance.use("a"), allowance.use("a"), allowance.use("b")] == [
        True,
        True,
        False,
        True,
    ]
    assert not allowance.has_room("a")
    assert allowance.has_room("b") and allowance.has_room("nobody")


def test_looking_whether_there_is_room_uses_nothing():
    allowance = Allowance(1, 60)
    assert all(allowance.has_room("a") for _ in range(5))
    assert allowance.use("a")


def test_the_stretch_of_time_moves_along_and_refusals_do_not_lengthen_it():
    now = 0.0
    allowance = Allowance(2, 10, lambda: now)
    counted = []
    for now in (0.0, 6.0, 9.0, 9.9, 10.0, 15.9, 16.0, 17.0):
        counted += [now] if allowance.use("a") else []
    assert counted == [0.0, 6.0, 10.0, 16.0]


def test_a_burst_of_messages_is_refused_for_a_while():
    limit = RateLimit()
    for _ in range(BURST[0]):
        limit.check("website:x")
    with pytest.raises(Refused, match="rate_limited") as refused:
        limit.check("website:x")
    assert refused.value.retry_after == BURST[1]
    limit.check("website:y")
