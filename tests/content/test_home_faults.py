"""Customers with one to many faults at home, or at signing in, who answer truthfully, are all helped."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from frontline.guides.engine import Engine
from frontline.guides.standing import Need
from frontline.guides.types import DoStep, Ending, VerifyStep
from tests.content.walking import walk_to_end

TOLD = {
    "amount": 20.0,
    "price": 0.0,
    "day": "2026-12-02",
    "hours": "8-12",
    "url": "https://pay.example",
    "reference": "PL-2026-000001",
}
Faults = set[str]


@dataclass(frozen=True)
class World:
    """What can be wrong in one guide's part of a home.

    `fixes` name the faults that an instruction takes away, `blocks` those that keep it from helping;
    `sees` answers a question from what is wrong.
    """

    guide: str
    fixes: Mapping[str, tuple[str, ...]]
    sees: Callable[[Faults, str], str]
    blocks: Mapping[str, str] = field(default_factory=dict)
    known: bool = True

    @property
    def faults(self) -> list[str]:
        return sorted({fault for faults in self.fixes.values() for fault in faults})


@dataclass
class Visit:
    """One customer in a guide; `asked` are the steps at which they were asked something."""

    world: World
    faults: Faults
    asked: list[str] = field(default_factory=list)

    def run(self) -> Ending:
        return walk_to_end(self.world.guide, self._answer, self._back_office, self.asked)

    def _back_office(self, need: Need) -> tuple[bool, dict[str, Any]]:
        if need.kind == "identify":
            return True, {"state": "known" if self.world.known else "failed"}
        if not self.world.known:
            return False, {}
        if need.kind == "check":
            return True, line_facts(self.faults, need.name)
        if need.kind == "perform":
            self._fix(need.step)
        return True, dict(TOLD)

    def _answer(self, engine: Engine) -> str:
        step = engine.guide.steps[engine.walk.at]
        self._fix(step.id)
        choices = [choice.id for choice in engine.asking.choices()]
        if isinstance(step, (DoStep, VerifyStep)):
            working = "not_solved" if self.faults else "solved"
            return working if working in choices else "done"
        if step.id in ("pay", "remote_restart"):
            return "yes"
        answer = self.world.sees(self.faults, step.id)
        assert answer in choices, (step.id, answer)
        return answer

    def _fix(self, step: str) -> None:
        if self.world.blocks.get(step) not in self.faults:
            self.faults -= set(self.world.fixes.get(step, ()))


def line_facts(faults: Faults, check: str) -> dict[str, Any]:
    """What the back office sees of the faults."""
    line = {
        "status": "suspended" if "suspended" in faults else "active",
        "reason": "overdue_bill" if "suspended" in faults else "none",
        "technology": "fiber",
    }
    modem = "no_power" if "no_power" in faults else "offline" if "modem_offline" in faults else "online"
    wifi = "unknown" if modem != "online" else "off" if "wifi_off" in faults else "on"
    known: dict[str, dict[str, Any]] = {
        "internet_outage": {"outage": "no"},
        "tv_outage": {"outage": "no"},
        "internet_line": line,
        "tv_line": line,
        "line_test": {"line": "fault" if "line_fault" in faults else "ok"},
        "modem_test": {"modem": modem, "wifi": wifi},
        "overdue_bill": {"overdue": "yes" if "unpaid" in faults else "no", "amount": 20.0},
    }
    return known[check]


LINE_FIXES: Mapping[str, tuple[str, ...]] = {
    "pay_now": ("unpaid",),
    "resume": ("suspended",),
    "power_on": ("no_power",),
    "wifi_on": ("wifi_off",),
    "modem_cable": ("modem_offline",),
    "remote_wait": ("modem_hung",),
    "restart": ("modem_hung",),
    "resumed": ("modem_hung",),
}
WIFI_FIXES: Mapping[str, tuple[str, ...]] = {
    "place": ("badly_placed",),
    "extender_place": ("extender_off",),
    "band": ("on_2_4_ghz",),
    "channel": ("crowded",),
    "vpn": ("vpn",),
}


def first(faults: Faults, *pairs: tuple[str, Iterable[str]], rest: str) -> str:
    """The first answer for which one of its faults holds."""
    return next((answer for answer, telling in pairs if faults.intersection(telling)), rest)


def at_modem(step: str) -> str | None:
    """What everyone sees of a modem on fibre that is not online."""
    return {"fiber_box": "red", "power_now": "yes", "kind": "fiber", "extender": "yes"}.get(step)


# -- internet at home --------------------------------------------------------------------------------------

REACH = ("badly_placed", "extender_off")
RADIO = ("on_2_4_ghz", "crowded")
ONE_DEVICE = ("vpn", "device_hung")


def slow_sees(faults: Faults, step: str) -> str:
    if step == "symptom":
        everywhere = faults - {*REACH, *RADIO, *ONE_DEVICE}
        wireless = faults - {*REACH, *ONE_DEVICE}
        return "all" if everywhere else "wifi" if wireless else first(faults, ("far", REACH), rest="one")
    if step == "near":
        return "slow" if faults - {*REACH} else "fast"
    if step == "wired":
        return "slow" if faults - {*REACH, *RADIO, *ONE_DEVICE} else "fast"
    return at_modem(step) or ""


SLOW = World(
    "internet_slow",
    {
        **LINE_FIXES,
        **WIFI_FIXES,
        "old_cable": ("old_cable",),
        "fiber_plug": ("fiber_loose",),
        "busy": ("downloads",),
        "device_restart": ("device_hung",),
    },
    slow_sees,
)
LINE_SIDE = ("modem_hung", "cable_loose", "power_strip", "hot", "line_bad")


def unstable_sees(faults: Faults, step: str) -> str:
    device = ("saved_wrong", "vpn", "power_saving")
    if step == "symptom":
        return first(faults, ("all", LINE_SIDE), ("wifi", RADIO), ("far", REACH), ("one", device), rest="all")
    if step == "still":
        return "yes" if faults.intersection(LINE_SIDE) else "no"
    return at_modem(step) or ""


UNSTABLE = World(
    "internet_unstable",
    {
        **LINE_FIXES,
        **WIFI_FIXES,
        "fiber_plug": ("cable_loose",),
        "power_cord": ("power_strip",),
        "heat": ("hot",),
        "rejoin": ("saved_wrong",),
        "device_restart": ("power_saving",),
    },
    unstable_sees,
)
OWN_DEVICE = ("saved_wrong", "device_hung", "password_lost", "password_changed", "aeroplane")


def wifi_sees(faults: Faults, step: str) -> str:
    if step == "symptom":
        return first(
            faults,
            ("not_seen", ("aeroplane", "wifi_off")),
            ("password", ("password_lost", "password_changed")),
            ("refused", ("saved_wrong", "device_hung")),
            ("no_internet", ("modem_hung", "vpn")),
            ("weak", REACH),
            rest="drops",
        )
    if step == "gadget":
        return "android" if faults.intersection(OWN_DEVICE) else "all"
    if step == "own_password":
        return "yes" if "password_changed" in faults else "no"
    if step == "wifi_light":
        return "off" if "wifi_off" in faults else "on"
    return at_modem(step) or ""


WIFI_OWN_FIXES = {
    "sticker": ("password_lost",),
    "shared_password": ("password_lost", "password_changed", "saved_wrong"),
    "forget_phone": ("password_lost", "saved_wrong"),
    "far_band": ("on_2_4_ghz",),
    "closer": ("aeroplane",),
    "device_restart": ("device_hung",),
}
ONE_PASSWORD = {"sticker": "password_changed", "forget_phone": "password_changed"}
WIFI = World("wifi_problem", {**LINE_FIXES, **WIFI_FIXES, **WIFI_OWN_FIXES}, wifi_sees, ONE_PASSWORD)
WIFI_OF_STRANGER = World(
    "wifi_problem",
    {**WIFI_FIXES, **WIFI_OWN_FIXES, "wifi_on": ("wifi_off",), "restart": ("modem_hung",)},
    lambda faults, step: "skip" if step == "address" else wifi_sees(faults, step),
    ONE_PASSWORD,
    known=False,
)

# -- television --------------------------------------------------------------------------------------------

TV_LINE_FIXES = {
    "pay_now": ("unpaid",),
    "resume": ("suspended",),
    "modem_on": ("no_power", "modem_hung"),
    "modem_wait": ("modem_hung",),
    "resumed": ("box_hung",),
    "box_restart": ("box_hung",),
    "net_cable": ("network_loose",),
}
STUTTER = ("box_hung", "network_loose", "downloads", "modem_hung", "hdmi_loose")
SOUND = ("muted", "soundbar_late", "dolby")
VAGUE = ("low_resolution", "eco_picture")


def picture_sees(faults: Faults, step: str) -> str:
    if step == "symptom":
        return first(faults, ("blocks", STUTTER), ("vague", VAGUE), ("no_sound", ("muted",)), rest="sync")
    if step == "also":
        return first(faults, ("sound", SOUND), ("vague", VAGUE), rest="no")
    return {"link": "cable", "also_picture": "yes" if faults - {*SOUND} else "no"}[step]


PICTURE = World(
    "tv_picture_quality",
    {
        **TV_LINE_FIXES,
        "busy": ("downloads",),
        "hdmi": ("hdmi_loose",),
        "mute": ("muted",),
        "speakers": ("soundbar_late",),
        "sound_mode": ("dolby",),
        "resolution": ("low_resolution",),
        "picture_mode": ("eco_picture",),
    },
    picture_sees,
)
BOX_TROUBLES: Mapping[str, tuple[str, ...]] = {
    "remote": ("battery_empty", "wrong_mode", "view_blocked", "unpaired"),
    "box": ("box_hung", "socket_loose", "network_loose", "modem_hung", "menu_broken", "box_broken"),
    "recordings": ("disk_full",),
    "app": ("app_old", "app_signed_out", "app_devices", "app_vpn", "app_broken"),
    "channel": ("favourites_only",),
}


def box_sees(faults: Faults, step: str) -> str:
    if step in ("symptom", "now_what"):
        return first(faults, *BOX_TROUBLES.items(), rest="same")
    return {"link": "cable"}[step]


BOX = World(
    "tv_box_problem",
    {
        **TV_LINE_FIXES,
        "batteries": ("battery_empty",),
        "tv_mode": ("wrong_mode",),
        "sight": ("view_blocked",),
        "pairing": ("unpaired",),
        "box_power": ("socket_loose",),
        "box_reset": ("menu_broken",),
        "full": ("disk_full",),
        "app_restart": ("app_old",),
        "app_login": ("app_signed_out",),
        "app_devices": ("app_devices",),
        "app_network": ("app_vpn",),
        "app_again": ("app_broken",),
        "channel_list": ("favourites_only",),
    },
    box_sees,
)

# -- signing in --------------------------------------------------------------------------------------------


def login_sees(faults: Faults, step: str) -> str:
    if step == "symptom":
        return first(
            faults,
            ("page", ("cookies", "app_old")),
            ("locked", ("locked",)),
            ("forgot", ("forgotten",)),
            ("wrong", ("wrong_address", "typing_error")),
            rest="code",
        )
    told = {"reset": "no", "spam": "yes", "code_kind": "app" if "clock_wrong" in faults else "sms"}
    return told.get(step) or ("yes" if faults.intersection(("clock_wrong", "old_code")) else "no")


LOGIN = World(
    "login_problem",
    {
        "email": ("wrong_address",),
        "typing": ("typing_error",),
        "new_password": ("forgotten", "locked", "typing_error"),
        "newest_code": ("old_code",),
        "app_clock": ("clock_wrong",),
        "clean": ("cookies",),
        "other_way": ("app_old",),
    },
    login_sees,
)

# -- all of them -------------------------------------------------------------------------------------------


def cases(world: World) -> Iterable[tuple[str, ...]]:
    """Every fault alone, every two, and up to five or more that chance picks."""
    faults = [fault for fault in world.faults if fault not in ("unpaid", "suspended")]
    for size in (1, 2):
        yield from itertools.combinations(faults, size)
    for seed in range(60):
        yield tuple(Random(seed).sample(faults, min(3 + seed % 4, len(faults))))


def solvable(world: World, faults: tuple[str, ...]) -> bool:
    """Of two codes a customer has one; and two kinds of trouble with the TV box are enough at once."""
    kinds = [kind for kind, telling in BOX_TROUBLES.items() if set(telling).intersection(faults)]
    return (world is not BOX or len(kinds) <= 2) and not {"clock_wrong", "old_code"} <= {*faults}


WORLDS = {
    "slow": SLOW,
    "unstable": UNSTABLE,
    "wifi": WIFI,
    "wifi-stranger": WIFI_OF_STRANGER,
    "picture": PICTURE,
    "box": BOX,
    "login": LOGIN,
}
CASES = [
    (name, faults) for name, world in WORLDS.items() for faults in cases(world) if solvable(world, faults)
]


@pytest.mark.parametrize(
    ("name", "faults"), CASES, ids=[f"{name}-{'+'.join(faults)}" for name, faults in CASES]
)
def test_any_faults_are_found_without_asking_twice(name: str, faults: tuple[str, ...]) -> None:
    visit = Visit(WORLDS[name], {*faults})
    assert visit.run().outcome == "solved", (visit.faults, visit.asked)
    assert len(set(visit.asked)) == len(visit.asked), visit.asked


@pytest.mark.parametrize("name", ["slow", "unstable", "wifi", "picture", "box"])
def test_an_unpaid_bill_is_paid_before_the_rest(name: str) -> None:
    world = WORLDS[name]
    for fault in (None, *world.faults):
        visit = Visit(world, {"unpaid", "suspended", *([fault] if fault else [])})
        assert visit.run().outcome == "solved", (fault, visit.asked)
        assert visit.asked[:2] == ["pay", "pay_now"]


@pytest.mark.parametrize("name", ["slow", "unstable", "wifi", "picture", "box"])
def test_a_fault_on_the_line_goes_on_with_booking_a_technician_at_once(name: str) -> None:
    visit = Visit(WORLDS[name], {"line_fault", "modem_hung"})
    ending = visit.run()
    assert (ending.outcome, ending.problem, visit.asked) == ("informed", "technician_appointment", [])


UNSOLVABLE = [
    ("slow", "line_slow", "internet_tech", "lager dan het abonnement"),
    ("unstable", "line_bad", "internet_tech", "ook met een kabel"),
    ("wifi", "house_too_big", "internet_tech", "kanaal"),
    ("picture", "box_broken", "tv_tech", "geluid"),
    ("box", "box_broken", "tv_tech", "kastje"),
    ("login", "account_broken", "account", "code"),
]


@pytest.mark.parametrize(("name", "fault", "skill", "words"), UNSOLVABLE, ids=lambda part: str(part)[:14])
def test_what_only_a_person_can_solve_is_handed_over_with_a_reason(
    name: str, fault: str, skill: str, words: str
) -> None:
    visit = Visit(WORLDS[name], {fault})
    ending = visit.run()
    assert (ending.outcome, ending.skill) == ("escalate", skill), visit.asked
    assert words in str(ending.reason), ending.reason
    assert len(set(visit.asked)) == len(visit.asked), visit.asked
