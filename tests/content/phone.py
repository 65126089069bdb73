"""A phone with faults and its honest owner, who does what a guide's steps say and answers what is true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frontline.guides.engine import Engine, Need
from frontline.guides.types import AskStep, DoStep, Ending, OfferStep, VerifyStep
from tests.content.walking import walk_to_end

QUOTE = {"price": 2.5, "price_per_gb": 2.5, "gb": 1, "amount": 20.0}
RECEIPT = {**QUOTE, "url": "https://pay.example", "reference": "PL-2026-000001"}

SERVICE = ("aeroplane", "sim_out", "pin", "puk", "apn", "overdue", "contract_ended")
DATA = ("data_off", "used_up", "roaming_phone", "roaming_line")
SPEED = ("data_saver", "vpn", "network_mode")
MMS = ("network_mode", "mmsc", "wifi_calling", "storage", "sms")
ABROAD = {"roaming_phone", "roaming_line"}
ONLY_A_PERSON = {"pin", "puk", "contract_ended"}
IN_THE_OFFICE = {"overdue", "contract_ended", "used_up", "roaming_line"}

RESTART = {"stale", "apn_stale"}
FIXES: Mapping[str, set[str]] = {
    "aeroplane_off": {"aeroplane"},
    "sim": {"sim_out", *RESTART},
    "apn_restart": RESTART,
    "restart_phone": RESTART,
    "resumed": RESTART,
    "roaming_on": RESTART,
    "data_switch": {"data_off"},
    "roaming_phone": {"roaming_phone"},
    "vpn": {"vpn"},
    "data_saver": {"data_saver"},
    "network_mode": {"network_mode"},
    "wifi_calling": {"wifi_calling"},
    "app_permissions": {"storage", "sms"},
    "pay_now": {"unpaid"},
    "resume": {"overdue"},
    "refuel": {"used_up"},
    "roaming_offer": {"roaming_line"},
}
"""What a step takes away once it is done (an instruction) or carried out (an offer)."""

ACTIONS: Mapping[str, int] = {"apn": 2, "mmsc": 2, "overdue": 3}
"""How many actions the customer needs for a fault, when more than one."""


@dataclass
class Phone:
    """What is wrong; `apn_kills` says whether a broken APN takes the signal away, or only mobile data."""

    faults: set[str]
    abroad: bool = False
    apn_kills: str = "signal"

    def __post_init__(self) -> None:
        if "overdue" in self.faults:
            self.faults.add("unpaid")

    def bar(self) -> str:
        """What stands at the top of the screen."""
        if "aeroplane" in self.faults:
            return "aeroplane"
        if "sim_out" not in self.faults and self.faults & {"pin", "puk"}:
            return "pin"
        gone = {"sim_out", "overdue", "contract_ended", "stale"}
        if self.apn_kills == "signal":
            gone |= {"apn", "apn_stale"}
        return "no_service" if gone & self.faults else "bars"

    def calls(self) -> bool:
        """Whether it can be called with."""
        return self.bar() == "bars"

    def online(self) -> bool:
        """Whether mobile data works at all."""
        stops = {"apn", "apn_stale", "data_off", "used_up"} | (ABROAD if self.abroad else set())
        return self.bar() == "bars" and not stops & self.faults

    def excellent(self) -> bool:
        """Whether a speed test is excellent."""
        return self.online() and not self.faults & set(SPEED)

    def sends(self) -> bool:
        """Whether a picture message goes."""
        return self.online() and not self.faults & set(MMS)

    def do(self, step: str) -> None:
        """Follows an instruction, or takes an offer."""
        if step == "apn":
            if "apn" in self.faults:
                self.faults.add("apn_stale")
            self.faults -= {"apn", "mmsc"}
        if step == "resume":
            self.faults.add("stale")
        self.faults -= FIXES.get(step, set())


GOALS: Mapping[str, Callable[[Phone], bool]] = {
    "mobile_no_service": lambda phone: phone.calls(),
    "mobile_sim_locked": lambda phone: phone.calls(),
    "mobile_data_down": lambda phone: phone.excellent(),
    "mobile_data_slow": lambda phone: phone.excellent(),
    "mobile_roaming": lambda phone: phone.excellent(),
    "mobile_mms_fails": lambda phone: phone.sends(),
}
SLOW = {"mobile_data_down": "slow", "mobile_roaming": "slow"}
"""The answer of who is online, but not as it should be; elsewhere that is the plain "no"."""
NO_DATA = {"mobile_data_slow": "none", "mobile_mms_fails": "offline"}
NO_BARS = {"mobile_data_slow": "no_bars", "mobile_mms_fails": "no_bars"}


@dataclass
class Owner:
    """Walks one guide with a phone. `asked` are the steps in order, `acted` how often something was done."""

    phone: Phone
    guide: str
    language: str = "nl"
    office_is_up: bool = True
    asked: list[str] = field(default_factory=list)
    verified: list[tuple[str, int]] = field(default_factory=list)
    acted: int = 0

    def run(self) -> Ending:
        """To the end of the guide."""
        return walk_to_end(self.guide, self._answer, self._office, self.asked, self.language)

    def works(self) -> bool:
        """Whether the customer has what they came for."""
        return GOALS[self.guide](self.phone)

    def _answer(self, engine: Engine) -> str:
        if engine.walk.asking is not None:
            return "android"
        step = engine.guide.steps[engine.walk.at]
        ids = [choice.id for choice in engine.choices()]
        if isinstance(step, DoStep):
            self.acted += 1
            self.phone.do(step.id)
        if "done" in ids:
            return "done"
        if "solved" in ids:
            self.verified.append((step.id if isinstance(step, VerifyStep) else "after", self.acted))
            return self._verdict(ids)
        if isinstance(step, OfferStep):
            return "gb_1" if step.deals else "yes"
        assert isinstance(step, AskStep)
        return self._sees(step.id)

    def _verdict(self, ids: list[str]) -> str:
        if self.works():
            return "solved"
        if self.phone.online():
            return SLOW.get(self.guide, "not_solved")
        bar = self.phone.bar()
        if bar == "pin" and "pin" in ids:
            return "pin"
        if bar == "bars" or "pin" not in ids:
            return NO_DATA.get(self.guide, "bars" if "bars" in ids else "not_solved")
        return NO_BARS.get(self.guide, "not_solved")

    def _sees(self, step: str) -> str:
        phone = self.phone
        if step == "signal":
            return phone.bar()
        if step == "speed":
            return "excellent" if phone.excellent() else "slow" if phone.online() else "none"
        if step == "online":
            return "yes" if phone.online() else "no"
        if step == "after_line" and self.guide == "mobile_sim_locked":
            locked = sorted(phone.faults & {"pin", "puk"})
            return locked[0] if locked and "sim_out" not in phone.faults else "none"
        return "abroad" if phone.abroad else "everywhere"

    def _office(self, need: Need) -> tuple[bool, dict[str, Any]]:
        if not self.office_is_up:
            return False, {}
        if need.kind == "check":
            return True, self._looked_up(need.name)
        if need.kind == "perform":
            self.acted += 1
            self.phone.do(need.step)
        return True, dict(RECEIPT)

    def _looked_up(self, check: str) -> dict[str, Any]:
        faults = self.phone.faults
        if check == "overdue_bill":
            return {"overdue": "yes" if "unpaid" in faults else "no", "amount": 20.0}
        if check == "mobile_outage":
            return {"outage": "no"}
        reasons = {"overdue": "overdue_bill", "contract_ended": "contract_ended"}
        why = next((reason for fault, reason in reasons.items() if fault in faults), "none")
        return {
            "status": "active" if why == "none" else "suspended",
            "reason": why,
            "roaming": "off" if "roaming_line" in faults else "on",
            "data": "used_up" if "used_up" in faults else "left",
            "refuel": "yes",
            "price_per_gb": 2.5,
            "renews": "2026-12-01",
            "device": "android",
        }
