"""A phone with faults: what its owner sees, and what each thing done to it cures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SERVICE = ("aeroplane", "sim_out", "pin", "puk", "apn", "overdue", "contract_ended")
DATA = ("data_off", "used_up", "roaming_phone", "roaming_line")
SPEED = ("data_saver", "vpn", "network_mode")
MMS = ("network_mode", "mmsc", "wifi_calling", "storage", "sms")
ABROAD = {"roaming_phone", "roaming_line"}
ONLY_A_PERSON = {"pin", "puk", "contract_ended"}
IN_THE_OFFICE = {"overdue", "contract_ended", "used_up", "roaming_line"}

RESTARTED = {"stale", "apn_stale"}
"""A phone that must sign on anew: after its line was resumed, or its access point was reset."""

CURES: Mapping[str, set[str]] = {
    "aeroplane_off": {"aeroplane"},
    "reseat_sim": {"sim_out", *RESTARTED},
    "restart": RESTARTED,
    "data_on": {"data_off"},
    "roaming_on": {"roaming_phone"},
    "vpn_off": {"vpn"},
    "saver_off": {"data_saver"},
    "newest_network": {"network_mode"},
    "wifi_calling_off": {"wifi_calling"},
    "app_may": {"storage", "sms"},
    "pay": {"unpaid"},
    "line_resumed": {"overdue"},
    "data_added": {"used_up"},
    "roaming_allowed": {"roaming_line"},
}
"""What is done to the phone or, by the company, to its line, and the faults that it takes away."""


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

    def do(self, action: str) -> bool:
        """Does something to it; whether that changed anything. KeyError for what cannot be done."""
        before = set(self.faults)
        if action == "reset_apn":
            self.faults -= {"apn", "mmsc"}
            self.faults |= {"apn_stale"} if "apn" in before else set()
        else:
            self.faults -= CURES[action]
        if action == "line_resumed" and "overdue" in before:
            self.faults.add("stale")
        return self.faults != before


GOALS: Mapping[str, Callable[[Phone], bool]] = {
    "mobile_no_service": lambda phone: phone.calls(),
    "mobile_sim_locked": lambda phone: phone.calls(),
    "mobile_data_down": lambda phone: phone.excellent(),
    "mobile_data_slow": lambda phone: phone.excellent(),
    "mobile_roaming": lambda phone: phone.excellent(),
    "mobile_mms_fails": lambda phone: phone.sends(),
}
"""When a customer with this complaint has what they came for."""

RELEVANT: Mapping[str, tuple[str, ...]] = {
    "mobile_no_service": SERVICE,
    "mobile_sim_locked": SERVICE,
    "mobile_data_down": (*SERVICE, *DATA, *SPEED),
    "mobile_data_slow": (*SERVICE, *DATA, *SPEED),
    "mobile_roaming": (*SERVICE, *DATA, *SPEED),
    "mobile_mms_fails": (*SERVICE, *DATA, *MMS),
}
"""The faults behind a complaint."""

ALWAYS_ABROAD = {"mobile_roaming"}


def possible(faults: frozenset[str], abroad: bool) -> bool:
    """One SIM is locked in one way, one line suspended for one reason, and roaming is for abroad."""
    locks, suspensions = {"pin", "puk"} & faults, {"overdue", "contract_ended"} & faults
    return len(locks) < 2 and len(suspensions) < 2 and (abroad or not ABROAD & faults)
