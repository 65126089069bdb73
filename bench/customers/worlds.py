"""What a simulated customer has before them: claims that are true of it or not, and things to do to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from bench.customers.home import Home
from bench.customers.office import INTERNET, MOBILE, TV, Account, Office
from bench.customers.phone import GOALS, Phone

Claims = Mapping[str, Callable[[], bool]]


class World(Protocol):
    """A phone, or a home, with its company behind it."""

    def claims(self) -> Claims:
        """What can be said of it, by the names of the lexicon, each with whether it is so now."""

    def do(self, action: str) -> bool:
        """Does something; whether that changed anything. KeyError for what cannot be done here."""

    def hears(self, news: str) -> None:
        """Takes in what the assistant told."""

    def meets_company(self) -> bool:
        """Takes over what the company did meanwhile, and lets it see how things are; whether it did any."""

    def is_well(self) -> bool:
        """Whether the customer has what they came for."""


class PhoneWorld:
    """A phone on a line of the demo back office; `complaint` is what its owner came with."""

    def __init__(self, phone: Phone, account: Account, office: Office, complaint: str) -> None:
        self.phone = phone
        self._account = account
        self._office = office
        self._complaint = complaint

    def claims(self) -> Claims:
        """Of the phone, and of where its owner is."""
        phone = self.phone
        return {
            "calls": phone.calls,
            "data_works": phone.excellent,
            "fast": phone.excellent,
            "sent": phone.sends,
            "website_opens": phone.online,
            "slow": lambda: phone.online() and not phone.excellent(),
            "offline": lambda: not phone.online(),
            "bars_no_data": lambda: phone.calls() and not phone.online(),
            "not_sent_online": lambda: phone.online() and not phone.sends(),
            "bars": phone.calls,
            "aeroplane": lambda: phone.bar() == "aeroplane",
            "no_service": lambda: phone.bar() == "no_service",
            "no_bars": lambda: phone.bar() in ("no_service", "aeroplane"),
            "pin_asked": lambda: phone.bar() == "pin",
            "sim_pin": lambda: phone.bar() == "pin" and "pin" in phone.faults,
            "sim_puk": lambda: phone.bar() == "pin" and "puk" in phone.faults,
            "no_code": lambda: phone.bar() != "pin",
            "screen_code": lambda: False,
            "abroad": lambda: phone.abroad,
            "everywhere": lambda: not phone.abroad,
            "one_spot": lambda: False,
            "going_later": lambda: False,
            "iphone": lambda: self._account.device == "iphone",
            "android": lambda: self._account.device == "android",
            "add_data": lambda: True,
        }

    def do(self, action: str) -> bool:
        """Does something to the phone."""
        return self.phone.do(action)

    def hears(self, news: str) -> None:
        """Nothing that is told changes a phone."""

    def meets_company(self) -> bool:
        """What is paid, resumed, added or allowed on the line now."""
        office, account = self._office, self._account
        granted = {
            "pay": office.is_paid(account),
            "line_resumed": not office.is_suspended(account, MOBILE),
            "data_added": office.has_data(account),
            "roaming_allowed": office.allows_roaming(account),
        }
        done = [self.phone.do(action) for action, is_so in granted.items() if is_so]
        return any(done)

    def is_well(self) -> bool:
        """By the complaint that it began with."""
        return GOALS[self._complaint](self.phone)


class HomeWorld:
    """A home on the lines of the demo back office, which tests its modem and may restart it."""

    def __init__(self, home: Home, account: Account, office: Office) -> None:
        self.home = home
        self._account = account
        self._office = office
        self._restarts = 0
        self._service = TV if home.complaint.startswith("tv") else INTERNET
        self._is_tested()

    def claims(self) -> Claims:
        """Of the home."""
        return self.home.claims()

    def do(self, action: str) -> bool:
        """Does something at home; KeyError for what only a phone has."""
        return self.home.do(action)

    def hears(self, news: str) -> None:
        """Who knows of an outage and when it ends can wait."""
        self.home.do({"outage": "hear_of_outage"}[news])

    def meets_company(self) -> bool:
        """What is paid, resumed, booked or restarted; then the modem can be tested again."""
        office, account = self._office, self._account
        restarts, self._restarts = self._restarts, office.restarts(account)
        granted = {
            "pay": office.is_paid(account),
            "line_resumed": not office.is_suspended(account, self._service),
            "book_technician": office.has_visit(account),
            "restart_modem_remotely": self._restarts > restarts,
        }
        done = [self.home.do(action) for action, is_so in granted.items() if is_so]
        self._is_tested()
        return any(done)

    def is_well(self) -> bool:
        """Whether everything is as it should be, or known when it will."""
        return self.home.is_well()

    def _is_tested(self) -> None:
        self._office.hears_of_modem(self._account, self.home.modem(), "wifi_off" not in self.home.faults)
