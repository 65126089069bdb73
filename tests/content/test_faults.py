"""Customers whose home has several faults at once, in every small combination, are all helped."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from frontline.guides.engine import Engine
from frontline.guides.standing import Need
from frontline.guides.types import DoStep, Ending, VerifyStep
from tests.content.walking import walk_to_end

PRICES = {"price": 2.5, "price_per_gb": 2.5, "gb": 1, "amount": 20.0}
TOLD = {**PRICES, "url": "https://pay.example", "reference": "PL-2026-000001"}


@dataclass
class Situation:
    """What is wrong, and what the customer can see and do about it.

    `fixes` name the fault that a step or an offer takes away; `sees` answers a question from what is wrong.
    """

    guide: str
    faults: set[str]
    fixes: Mapping[str, tuple[str, ...]]
    sees: Callable[[set[str], str], str]
    checks: Callable[[set[str], str], dict[str, Any] | None]
    asked: list[str] = field(default_factory=list)

    def run(self) -> Ending:
        return walk_to_end(self.guide, self._answer, self._back_office, self.asked)

    def _back_office(self, need: Need) -> tuple[bool, dict[str, Any]]:
        if need.kind == "check":
            facts = self.checks(self.faults, need.name)
            return facts is not None, facts or {}
        if need.kind == "perform":
            self.faults -= set(self.fixes.get(need.step, ()))
        return True, dict(TOLD)

    def _answer(self, engine: Engine) -> str:
        step = engine.guide.steps[engine.walk.at]
        self.faults -= set(self.fixes.get(step.id, ()))
        if isinstance(step, (DoStep, VerifyStep)):
            choices = [choice.id for choice in engine.asking.choices()]
            working = "solved" if not self.faults else "not_solved"
            return working if working in choices else "done" if "done" in choices else choices[0]
        return self.sees(self.faults, step.id)


def faults_in(fixes: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Those that can be combined freely."""
    named = {fault for faults in fixes.values() for fault in faults}
    return sorted(named - {"bill_overdue", "box_asleep"})


# -- a home ------------------------------------------------------------------------------------------------

HOME_FIXES: Mapping[str, tuple[str, ...]] = {
    "power_on": ("no_power",),
    "wifi_on": ("wifi_off",),
    "modem_cable": ("cable_out",),
    "fiber_plug": ("fiber_loose",),
    "fiber_power": ("box_without_power",),
    "restart": ("hung",),
    "remote_wait": ("hung",),
    "rejoin": ("device_off_wifi",),
    "pay_now": ("bill_overdue",),
    "resume": ("suspended",),
    "resumed": ("hung",),
}
HOME_FAULTS = faults_in(HOME_FIXES)
NO_LINK = {"cable_out", "fiber_loose", "box_without_power"}


def home_checks(faults: set[str], check: str) -> dict[str, Any] | None:
    if check == "modem_test":
        if "no_power" in faults:
            return {"modem": "no_power", "wifi": "unknown"}
        offline = NO_LINK & faults
        wifi = "unknown" if offline else "off" if "wifi_off" in faults else "on"
        return {"modem": "offline" if offline else "online", "wifi": wifi}
    suspended = "suspended" in faults
    return {
        "internet_outage": {"outage": "no"},
        "internet_line": {
            "status": "suspended" if suspended else "active",
            "reason": "overdue_bill" if suspended else "none",
            "technology": "fiber",
        },
        "line_test": {"line": "ok"},
        "overdue_bill": {"overdue": "yes" if "bill_overdue" in faults else "no", "amount": 20.0},
    }[check]


def home_sees(faults: set[str], step: str) -> str:
    if step in ("power", "power_now"):
        return "no" if "no_power" in faults else "yes"
    if step == "light":
        return "blinking" if NO_LINK & faults else "online"
    if step == "fiber_box":
        return "dark" if "box_without_power" in faults else "red" if "fiber_loose" in faults else "green"
    if step == "devices":
        return "one" if faults == {"device_off_wifi"} else "all"
    return {"remote_restart": "yes", "pay": "yes"}[step]


def home(*faults: str) -> Situation:
    overdue = {"bill_overdue"} if "suspended" in faults else set()
    return Situation("internet_down", {*faults, *overdue}, HOME_FIXES, home_sees, home_checks)


def all_of(faults: list[str], *sizes: int) -> list[tuple[str, ...]]:
    return [chosen for size in sizes for chosen in itertools.combinations(faults, size)]


@pytest.mark.parametrize("faults", all_of(HOME_FAULTS, 1, 2, 3, len(HOME_FAULTS)), ids="+".join)
def test_a_home_with_any_faults_is_helped_without_asking_twice(faults: tuple[str, ...]) -> None:
    situation = home(*faults)
    assert situation.run().outcome == "solved", situation.asked
    assert len(set(situation.asked)) == len(situation.asked), situation.asked


# -- a living room -------------------------------------------------------------------------------------------

TV_FIXES: Mapping[str, tuple[str, ...]] = {
    "modem_on": ("modem_off",),
    "tv_on": ("tv_off",),
    "box_power": ("box_off",),
    "box_wake": ("box_asleep",),
    "source": ("wrong_source",),
    "hdmi": ("hdmi_loose",),
    "box_network": ("network_loose",),
    "box_unplug": ("box_hung",),
    "pay_now": ("bill_overdue",),
    "resume": ("suspended",),
    "resumed": ("box_hung",),
}
TV_FAULTS = faults_in(TV_FIXES)


def tv_checks(faults: set[str], check: str) -> dict[str, Any] | None:
    suspended = "suspended" in faults
    return {
        "tv_outage": {"outage": "no"},
        "tv_line": {
            "status": "suspended" if suspended else "active",
            "reason": "overdue_bill" if suspended else "none",
        },
        "modem_test": {"modem": "offline" if "modem_off" in faults else "online", "wifi": "on"},
        "overdue_bill": {"overdue": "yes" if "bill_overdue" in faults else "no", "amount": 20.0},
    }[check]


def tv_sees(faults: set[str], step: str) -> str:
    if step == "screen":
        no_signal = {"wrong_source", "hdmi_loose", "box_off", "box_asleep"} & faults
        return "black" if "tv_off" in faults else "no_signal" if no_signal else "message"
    if step == "box":
        return "off" if "box_off" in faults else "red" if "box_asleep" in faults else "on"
    if step == "box_now":
        return "no" if "box_off" in faults else "red" if "box_asleep" in faults else "yes"
    return {"pay": "yes"}[step]


def living_room(*faults: str) -> Situation:
    overdue = {"bill_overdue"} if "suspended" in faults else set()
    return Situation("tv_no_signal", {*faults, *overdue}, TV_FIXES, tv_sees, tv_checks)


ASLEEP = [("box_asleep",), ("box_asleep", "wrong_source", "tv_off")]
TV_CASES = [*all_of(TV_FAULTS, 1, 2, 3, len(TV_FAULTS)), *ASLEEP]


@pytest.mark.parametrize("faults", TV_CASES, ids="+".join)
def test_a_living_room_with_any_faults_is_helped_without_asking_twice(faults: tuple[str, ...]) -> None:
    situation = living_room(*faults)
    assert situation.run().outcome == "solved", situation.asked
    assert len(set(situation.asked)) == len(situation.asked), situation.asked
