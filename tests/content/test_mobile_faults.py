"""Every small combination of faults of a phone, and hundreds of large ones.

The solvable are solved and nothing is left; the others are handed over for the right reason; and nothing is
asked twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random
from statistics import median

import pytest

from bench.customers.phone import ALWAYS_ABROAD, IN_THE_OFFICE, ONLY_A_PERSON, RELEVANT, Phone, possible
from frontline.guides.types import AskStep, DoStep, OfferStep
from tests.content.phone import ACTIONS, Owner
from tests.library import LIBRARY

SEEDS = 300
MOST_BEYOND_THE_FIXES = 6


def places(guide: str) -> list[bool]:
    return [True] if guide in ALWAYS_ABROAD else [False, True]


def few(guide: str) -> Iterator[tuple[frozenset[str], bool]]:
    for size, abroad in itertools.product((1, 2, 3), places(guide)):
        for chosen in itertools.combinations(RELEVANT[guide], size):
            if possible(frozenset(chosen), abroad):
                yield frozenset(chosen), abroad


def many(guide: str) -> Iterator[tuple[frozenset[str], bool]]:
    for seed in range(SEEDS):
        chance = Random(f"{guide} {seed}")
        size, abroad = chance.randint(4, min(8, len(RELEVANT[guide]))), chance.choice(places(guide))
        faults = frozenset(chance.sample(RELEVANT[guide], size))
        if possible(faults, abroad):
            yield faults, abroad


def assert_helped(guide: str, faults: frozenset[str], abroad: bool, **more: bool) -> Owner:
    """The walk, held to everything that holds for each of them."""
    chance = Random(f"{guide} {sorted(faults)} {abroad}")
    apn_kills = chance.choice(["signal", "data"]) if "data_off" in RELEVANT[guide] else "signal"
    phone = Phone(set(faults), abroad, apn_kills)
    owner = Owner(phone, guide, chance.choice(["nl", "en"]), **more)
    ending = owner.run()
    told = f"{sorted(faults)} abroad={abroad} {phone.apn_kills} {owner.asked} {owner.verified} {ending}"
    if faults & ONLY_A_PERSON:
        assert ending.outcome == "escalate", told
        assert ending.reason_code == "guide", told
        assert (ending.skill, kind_of((ending.reason or {}).get("nl", ""))) == person_for(faults), told
    else:
        assert ending.outcome == "solved", told
        assert owner.works(), told
        assert not phone.faults & faults, told
    assert_nothing_twice(owner, told)
    return owner


def person_for(faults: frozenset[str]) -> tuple[str, str]:
    return ("sales", "contract") if "contract_ended" in faults else ("mobile_tech", "lock")


def kind_of(reason: str) -> str:
    words = reason.lower()
    if "pin" in words or "puk" in words:
        return "lock"
    return "contract" if "contract" in words else words


def assert_nothing_twice(owner: Owner, told: object) -> None:
    guide = LIBRARY.get(owner.guide)
    assert guide is not None
    once = [step for step in owner.asked if isinstance(guide.steps.get(step), (AskStep, DoStep, OfferStep))]
    assert len(set(once)) == len(once), told
    reasons = [acted for _, acted in owner.verified]
    assert len(set(reasons)) == len(reasons), told
    assert "device" not in owner.asked or not owner.office_is_up, told


@pytest.mark.parametrize("guide", RELEVANT)
def test_up_to_three_faults_in_every_combination(guide: str) -> None:
    for faults, abroad in few(guide):
        assert_helped(guide, faults, abroad)


@pytest.mark.parametrize("guide", RELEVANT)
def test_four_to_eight_faults_and_little_effort(guide: str) -> None:
    beyond = []
    for faults, abroad in [*few(guide), *many(guide)]:
        owner = assert_helped(guide, faults, abroad)
        if not faults & ONLY_A_PERSON:
            beyond.append(len(owner.asked) - sum(ACTIONS.get(fault, 1) for fault in faults))
    assert median(beyond) <= MOST_BEYOND_THE_FIXES


@pytest.mark.parametrize("guide", RELEVANT)
def test_with_the_back_office_down_the_guide_asks_and_still_finds_them(guide: str) -> None:
    for faults, abroad in few(guide):
        if not faults & IN_THE_OFFICE:
            assert_helped(guide, faults, abroad, office_is_up=False)


class Bewitched(Phone):
    """Nothing that a guide knows of is wrong, and still it is slow, sends nothing and calls nobody."""

    def excellent(self) -> bool:
        return False

    sends = calls = excellent


@pytest.mark.parametrize("abroad", [False, True])
@pytest.mark.parametrize("guide", RELEVANT)
def test_something_unknown_ends_with_a_person_and_everything_tried(guide: str, abroad: bool) -> None:
    if guide in ALWAYS_ABROAD and not abroad:
        pytest.skip("this guide is about being abroad")
    owner = Owner(Bewitched(set(), abroad), guide)
    ending = owner.run()
    assert (ending.outcome, ending.reason_code) == ("escalate", "guide")
    assert_nothing_twice(owner, owner.asked)
    assert owner.acted >= 2


@pytest.mark.parametrize(
    "guide", ["mobile_data_down", "mobile_data_slow", "mobile_mms_fails", "mobile_roaming"]
)
def test_all_faults_that_can_be_solved_at_once(guide: str) -> None:
    faults = frozenset(RELEVANT[guide]) - ONLY_A_PERSON
    assert_helped(guide, faults, True)


def test_roaming_off_on_the_line_can_take_the_signal_too() -> None:
    class Abroad(Phone):
        """Without roaming no foreign network takes the phone."""

        def bar(self) -> str:
            seen = super().bar()
            return "no_service" if seen == "bars" and "roaming_line" in self.faults else seen

    for guide in ("mobile_no_service", "mobile_data_down", "mobile_data_slow", "mobile_roaming"):
        for others in ((), ("aeroplane",), ("sim_out", "apn")):
            owner = Owner(Abroad({"roaming_line", *others}, abroad=True), guide)
            assert owner.run().outcome == "solved", (guide, others, owner.asked)
            assert_nothing_twice(owner, owner.asked)


def test_who_goes_abroad_later_is_made_ready() -> None:
    owner = Owner(Phone({"roaming_line"}), "mobile_roaming")
    owner._sees = lambda step: "soon"  # type: ignore[method-assign]
    assert owner.run().outcome == "informed"
    assert not owner.phone.faults
