"""A few of the simulated customers of `make bench-customers`: all are helped, and nobody is asked in vain."""

from __future__ import annotations

import pytest

from bench.customers.cases import LANGUAGES, draw_cases
from bench.customers.running import serve_all

CASES = 12
SEED = 3


def test_simulated_customers_are_all_helped(front_line):
    verdicts, _ = serve_all(front_line, draw_cases(CASES, SEED, None, LANGUAGES), at_once=2)
    for verdict in verdicts:
        told = f"{verdict.case}\n" + "\n".join(verdict.told.transcript)
        assert verdict.told.not_understood is None, f"{verdict.told.not_understood}: {told}"
        assert verdict.is_right, told
        assert not verdict.repeated, f"{verdict.repeated}: {told}"


@pytest.mark.parametrize("only", ["mobile", "home"])
def test_a_seed_draws_the_same_customers_again(only):
    drawn = [draw_cases(40, 7, only, ["en"]) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert {case.kind for case in drawn[0]} == {only}
    assert {case.person.language for case in drawn[0]} == {"en"}
    assert draw_cases(40, 8, only, ["en"]) != drawn[0]
