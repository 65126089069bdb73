"""A home and its living room with faults: what the customer sees there, and what each thing done cures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

NO_LINK = {"fiber_loose", "fiber_dark", "network_cable_out", "coax_loose", "cord_loose", "modem_stuck"}
"""The modem has power and no connection."""

CABLES = {
    "fiber": ("fiber_loose", "fiber_dark", "network_cable_out"),
    "cable": ("coax_loose",),
    "dsl": ("cord_loose",),
}
NO_POWER = {"no_power", "modem_dead"}
REACH = {"badly_placed", "extender_off", "house_too_big"}
RADIO = {"on_2_4_ghz", "crowded"}
AT_DEVICE = {
    "vpn",
    "device_hung",
    "device_off_wifi",
    "saved_wrong",
    "power_saving",
    "password_lost",
    "password_changed",
    "aeroplane",
}
STUTTER = {
    "box_broken",
    "box_hung",
    "network_loose",
    "downloads",
    "modem_hung",
    "hdmi_loose",
    *NO_POWER,
    *NO_LINK,
}
VAGUE = {"low_resolution", "eco_picture"}
LATE = {"soundbar_late", "dolby"}
REMOTE = {"battery_empty", "wrong_mode", "view_blocked", "unpaired"}
BOX = {
    "box_hung",
    "socket_loose",
    "network_loose",
    "modem_hung",
    "menu_broken",
    "box_broken",
    *NO_POWER,
    *NO_LINK,
}
APP = {"app_old", "app_signed_out", "app_devices", "app_vpn", "app_broken"}
NO_CHANNEL = {"favourites_only", "channel_not_in_plan"}

CURES: Mapping[str, set[str]] = {
    "wait": set(),
    "aeroplane_off": {"aeroplane"},
    "plug_modem_in": {"no_power"},
    "restart_modem": {"modem_hung", "modem_stuck", "no_power"},
    "restart_modem_remotely": {"modem_hung"},
    "press_wifi_button": {"wifi_off"},
    "push_fiber": {"fiber_loose"},
    "plug_fiber_box_in": {"fiber_dark"},
    "click_modem_cable": {"network_cable_out"},
    "fasten_coax": {"coax_loose"},
    "click_cord": {"cord_loose"},
    "wifi_off_and_on": {"device_off_wifi", "vpn", "aeroplane"},
    "restart_device": {"device_hung", "power_saving"},
    "place_modem": {"badly_placed"},
    "place_extender": {"extender_off"},
    "choose_5_ghz": {"on_2_4_ghz"},
    "choose_band": {"on_2_4_ghz"},
    "change_channel": {"crowded"},
    "vpn_off": {"vpn"},
    "pause_downloads": {"downloads"},
    "other_cable": {"old_cable"},
    "straight_into_wall": {"power_strip"},
    "let_it_cool": {"hot"},
    "forget_network": {"saved_wrong", "password_lost"},
    "read_sticker": {"password_lost"},
    "look_password_up": {"password_lost", "password_changed", "saved_wrong"},
    "reset_modem": {"password_lost", "password_changed", "saved_wrong"},
    "tv_on": {"tv_off"},
    "wake_box": {"box_asleep"},
    "plug_box_in": {"box_off", "socket_loose"},
    "choose_source": {"wrong_source"},
    "push_hdmi": {"hdmi_loose"},
    "click_box_cable": {"network_loose"},
    "restart_box": {"box_hung"},
    "turn_sound_up": {"muted"},
    "speakers_off": {"soundbar_late"},
    "stereo": {"dolby"},
    "set_resolution": {"low_resolution"},
    "set_picture": {"eco_picture"},
    "new_batteries": {"battery_empty"},
    "press_tv_mode": {"wrong_mode"},
    "clear_the_view": {"view_blocked"},
    "pair_remote": {"unpaired"},
    "leave_alone": set(),
    "reset_box": {"menu_broken"},
    "delete_recordings": {"disk_full"},
    "try_other_recording": set(),
    "update_app": {"app_old"},
    "sign_in_again": {"app_signed_out"},
    "remove_app_device": {"app_devices"},
    "app_vpn_off": {"app_vpn"},
    "install_app_again": {"app_broken"},
    "all_channels": {"favourites_only"},
    "pay": {"unpaid"},
    "line_resumed": {"overdue"},
    "hear_of_outage": {"outage"},
    "book_technician": {"line_fault"},
}
"""What is done, by the customer or by the company, and the faults that it takes away.

An outage and a line fault are over for a customer who knows when: the rest is the company's work.
"""

NEEDS: Mapping[str, str] = {"forget_network": "password_changed", "read_sticker": "password_changed"}
"""What is of no use while this is so."""

SATISFIED = (
    "net_works",
    "fast_enough",
    "stays_up",
    "wifi_works",
    "picture",
    "picture_good",
    "all_fine",
    "all_channels_work",
    "is_settled",
)
"""The claims that a customer makes who has nothing left to wish for."""

SYMPTOMS: Mapping[str, tuple[tuple[str, set[str]], ...]] = {
    "internet_slow": (
        ("far_off", REACH),
        ("one_device", AT_DEVICE),
        ("only_wifi", RADIO | REACH),
    ),
    "internet_unstable": (("far_off", REACH), ("one_device", AT_DEVICE), ("only_wifi", RADIO | REACH)),
    "internet_down": (("one_device", AT_DEVICE), ("only_wifi", {"wifi_off", *AT_DEVICE})),
}
"""Where a trouble shows, when nothing else is wrong; else it shows on all devices."""

FAILINGS: Mapping[str, tuple[tuple[str, set[str]], ...]] = {
    "wifi_problem": (
        ("not_seen", {"wifi_off", "aeroplane", *NO_POWER}),
        ("password_gone", {"password_lost"}),
        ("refused", {"password_changed", "saved_wrong", "device_hung"}),
        ("no_internet", {"modem_hung", "vpn", *NO_LINK}),
        ("weak", REACH),
        ("drops", RADIO),
    ),
    "tv_picture_quality": (
        ("blocks", STUTTER),
        ("vague", VAGUE),
        ("no_sound", {"muted"}),
        ("sync", LATE),
    ),
    "tv_box_problem": (
        ("remote", REMOTE),
        ("box", BOX),
        ("recordings", {"disk_full"}),
        ("app", APP),
        ("no_channel", NO_CHANNEL),
    ),
}
"""What a customer complains of first, when any of these faults holds."""


@dataclass
class Home:
    """What is wrong at home, and what the customer came for (`complaint`)."""

    faults: set[str]
    complaint: str
    technology: str = "fiber"

    def __post_init__(self) -> None:
        if "overdue" in self.faults:
            self.faults.add("unpaid")

    def is_well(self) -> bool:
        """Whether everything is as it should be, or known when it will."""
        return not self.faults

    def modem(self) -> str:
        """What the company's test of the modem finds."""
        if self.faults & NO_POWER:
            return "no_power"
        cut_off = NO_LINK | {"overdue", "line_fault"} if not self._is_tv() else NO_LINK
        return "offline" if self.faults & cut_off else "online"

    def do(self, action: str) -> bool:
        """Does something; whether that changed anything. KeyError for what cannot be done."""
        cured = self.faults & CURES[action]
        if NEEDS.get(action) in self.faults:
            cured = set()
        self.faults -= cured
        if action == "line_resumed" and cured:
            self.faults.add("box_hung" if self._is_tv() else "modem_hung")
        return bool(cured)

    def claims(self) -> Mapping[str, Callable[[], bool]]:
        """What can be said of it, by the names of the lexicon, each with whether it is so now."""
        faults = self.faults
        return {
            **dict.fromkeys(SATISFIED, self.is_well),
            **self._places(),
            **self._failings(),
            **self._modem_lights(),
            **self._living_room(),
            "fast_near": lambda: not faults - REACH,
            "fast_wired": lambda: not faults - {*REACH, *RADIO, *AT_DEVICE},
            "drops_everywhere": lambda: bool(faults - {*REACH, *RADIO, *AT_DEVICE}),
            "has_extender": lambda: "extender_off" in faults,
            "password_was_changed": lambda: "password_changed" in faults,
            "not_found": lambda: False,
            "no_wifi": lambda: False,
            "no_cable": lambda: False,
            "waits": lambda: True,
            "wants_person": lambda: False,
            "any_moment": lambda: True,
        }

    def _is_tv(self) -> bool:
        return self.complaint.startswith("tv")

    def _places(self) -> dict[str, Callable[[], bool]]:
        """Where it goes wrong, and on which device."""
        places = SYMPTOMS.get(self.complaint, (("one_device", AT_DEVICE),))

        def seen_at(place: str) -> bool:
            where = next((name for name, causes in places if not self.faults - causes), "all_devices")
            return where == place

        named = ("far_off", "one_device", "only_wifi", "all_devices")
        at_phone = {"phone_fails": lambda: bool(self.faults & AT_DEVICE)}
        never = ("iphone_fails", "computer_fails", "other_fails")
        return {
            **{name: partial(seen_at, name) for name in named},
            **at_phone,
            **{name: lambda: False for name in never},
        }

    def _failings(self) -> dict[str, Callable[[], bool]]:
        """What is the matter, in the words of the first question."""
        failings = FAILINGS.get(self.complaint, ())
        named = {name for rows in FAILINGS.values() for name, _ in rows}

        def is_first(name: str) -> bool:
            return name == next((failing for failing, causes in failings if self.faults & causes), None)

        return {
            **{name: partial(is_first, name) for name in named},
            "same_as_before": lambda: False,
            "one_channel": lambda: False,
            "also_sound": lambda: bool(self.faults & {"muted", *LATE}),
            "also_vague": lambda: bool(self.faults & VAGUE),
            "also_picture": lambda: bool(self.faults - {"muted", *LATE}),
        }

    def _modem_lights(self) -> dict[str, Callable[[], bool]]:
        faults = self.faults
        return {
            "modem_lights": lambda: not faults & NO_POWER,
            "light_on": lambda: self.modem() == "online",
            "light_blinks": lambda: self.modem() == "offline",
            "light_off": lambda: self.modem() == "no_power",
            "wifi_light": lambda: not faults & {"wifi_off", *NO_POWER},
            "fiber": lambda: self.technology == "fiber",
            "cable": lambda: self.technology == "cable",
            "dsl": lambda: self.technology == "dsl",
            "fiber_green": lambda: not faults & {"fiber_loose", "fiber_dark"},
            "fiber_red": lambda: "fiber_loose" in faults and "fiber_dark" not in faults,
            "fiber_box_dark": lambda: "fiber_dark" in faults,
            "no_fiber_box": lambda: False,
        }

    def _living_room(self) -> dict[str, Callable[[], bool]]:
        faults = self.faults
        no_signal = {"wrong_source", "hdmi_loose", "box_off", "box_asleep", "box_dead"}
        return {
            "black": lambda: "tv_off" in faults,
            "no_signal": lambda: not {"tv_off"} & faults and bool(no_signal & faults),
            "message": lambda: not {"tv_off", *no_signal, *NO_CHANNEL} & faults,
            "some_channels": lambda: not {"tv_off", *no_signal} & faults and bool(NO_CHANNEL & faults),
            "box_green": lambda: not faults & {"box_off", "box_dead", "box_asleep"},
            "box_red": lambda: "box_asleep" in faults and not faults & {"box_off", "box_dead"},
            "box_dark": lambda: bool(faults & {"box_off", "box_dead"}),
            "no_box": lambda: False,
            "box_lights": lambda: not faults & {"box_off", "box_dead"},
            "other_tv_works": lambda: False,
            "other_tv_fails": lambda: False,
            "no_other_tv": lambda: True,
            "by_cable": lambda: True,
            "by_wifi": lambda: False,
            "by_coax": lambda: False,
            "by_mains": lambda: False,
            "in_package": lambda: "channel_not_in_plan" not in faults,
        }


RELEVANT: Mapping[str, tuple[str, ...]] = {
    "internet_down": ("no_power", "wifi_off", "modem_hung", "modem_stuck", "device_off_wifi", "CABLE"),
    "internet_slow": (
        "modem_hung",
        "badly_placed",
        "extender_off",
        "on_2_4_ghz",
        "crowded",
        "vpn",
        "device_hung",
        "downloads",
        "old_cable",
    ),
    "internet_unstable": (
        "modem_hung",
        "power_strip",
        "hot",
        "crowded",
        "on_2_4_ghz",
        "badly_placed",
        "extender_off",
        "saved_wrong",
        "vpn",
        "power_saving",
    ),
    "wifi_problem": (
        "wifi_off",
        "password_lost",
        "password_changed",
        "saved_wrong",
        "device_hung",
        "aeroplane",
        "badly_placed",
        "extender_off",
        "crowded",
        "on_2_4_ghz",
        "modem_hung",
        "vpn",
    ),
    "tv_no_signal": (
        "no_power",
        "tv_off",
        "box_off",
        "box_asleep",
        "wrong_source",
        "hdmi_loose",
        "network_loose",
        "box_hung",
    ),
    "tv_picture_quality": (
        "box_hung",
        "network_loose",
        "downloads",
        "modem_hung",
        "hdmi_loose",
        "muted",
        "soundbar_late",
        "dolby",
        "low_resolution",
        "eco_picture",
    ),
    "tv_box_problem": (
        *sorted(REMOTE),
        "box_hung",
        "socket_loose",
        "network_loose",
        "modem_hung",
        "menu_broken",
        "disk_full",
        *sorted(APP),
        "favourites_only",
    ),
}
"""The faults behind a complaint that the customer can mend; CABLE stands for one of their own technology."""

COMPANY: Mapping[str, tuple[str, ...]] = {
    "internet_down": ("outage", "line_fault", "overdue"),
    "internet_slow": ("outage", "line_fault"),
    "internet_unstable": ("outage", "line_fault"),
    "wifi_problem": ("overdue", "outage"),
    "tv_no_signal": ("outage", "overdue", "channel_not_in_plan"),
    "tv_picture_quality": ("outage", "line_fault"),
    "tv_box_problem": ("overdue", "channel_not_in_plan"),
}
"""What is on the company's side."""

EXTRAS = ("sales", r"pakket|package")
"""Who extends a package, in which the company's systems know no channels, and what the reason speaks of."""

ONLY_A_PERSON: Mapping[str, tuple[str, str, str]] = {
    "internet_down": ("modem_dead", "internet_tech", r"modem|adapter"),
    "internet_unstable": ("line_bad", "internet_tech", r"kabel|cable"),
    "internet_slow": ("line_slow", "internet_tech", r"kabel|cable"),
    "wifi_problem": ("house_too_big", "internet_tech", r"wifi"),
    "tv_no_signal": ("box_dead", "tv_tech", r"kastje|box"),
    "tv_picture_quality": ("box_broken", "tv_tech", r"beeld|picture"),
    "tv_box_problem": ("box_broken", "tv_tech", r"kastje|box"),
}
"""A fault that no chat can mend, with the agent's skill and what the reason speaks of."""


def kinds_of_trouble(faults: Iterable[str], complaint: str) -> int:
    """How many different things a customer would complain of."""
    rows = FAILINGS.get(complaint, ())
    return sum(bool(causes & set(faults)) for _, causes in rows)
