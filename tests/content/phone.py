"""A phone with faults and its honest owner, who does what a guide's steps say and answers what is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.customers.phone import GOALS, Phone
from frontline.guides.engine import Engine
from frontline.guides.standing import Need
from frontline.guides.types import AskStep, DoStep, Ending, OfferStep, VerifyStep
from tests.content.walking import walk_to_end

QUOTE = {"price": 2.5, "price_per_gb": 2.5, "gb": 1, "amount": 20.0}
RECEIPT = {**QUOTE, "url": "https://pay.example", "reference": "PL-2026-000001"}

STEPS: Mapping[str, str] = {
    "aeroplane_off": "aeroplane_off",
    "sim": "reseat_sim",
    "apn": "reset_apn",
    "apn_restart": "restart",
    "restart_phone": "restart",
    "resumed": "restart",
    "roaming_on": "restart",
    "data_switch": "data_on",
    "roaming_phone": "roaming_on",
    "vpn": "vpn_off",
    "data_saver": "saver_off",
    "network_mode": "newest_network",
    "wifi_calling": "wifi_calling_off",
    "app_permissions": "app_may",
    "pay_now": "pay",
    "resume": "line_resumed",
    "refuel": "data_added",
    "roaming_offer": "roaming_allowed",
}
"""What is done to the phone at a step of the guides: an instruction, or an offer that is taken."""

ACTIONS: Mapping[str, int] = {"apn": 2, "mmsc": 2, "overdue": 3}
"""How many actions the customer needs for a fault, when more than one."""

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
        ids = [choice.id for choice in engine.asking.choices()]
        if isinstance(step, DoStep):
            self.acted += 1
            self._do(step.id)
        if "done" in ids:
            return "done"
        if "solved" in ids:
            self.verified.append((step.id if isinstance(step, VerifyStep) else "after", self.acted))
            return self._verdict(ids)
        if isinstance(step, OfferStep):
            return "gb_1" if step.deals else "yes"
        assert isinstance(step, AskStep)
        return self._sees(step.id)

    def _do(self, step: str) -> None:
        if step in STEPS:
            self.phone.do(STEPS[step])

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
        if need.kind == "identify":
            return True, {"state": "known" if self.office_is_up else "down"}
        if not self.office_is_up:
            return False, {}
        if need.kind == "check":
            return True, self._looked_up(need.name)
        if need.kind == "perform":
            self.acted += 1
            self._do(need.step)
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
