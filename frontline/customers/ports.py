"""What the front line needs of a company's back office, and the ways in which it can say no."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from frontline.customers.types import (
    Address,
    Bill,
    Customer,
    Device,
    Line,
    LineTest,
    ModemTest,
    Outage,
    Plan,
    Receipt,
    Service,
    Usage,
)


class BackOfficeError(Exception):
    """The back office did not do what it was asked."""


class BackOfficeDown(BackOfficeError):
    """It cannot be reached, or takes too long; trying again later may help."""


class NotFound(BackOfficeError):
    """It knows no such customer, line, plan or bill."""


class NotAllowed(BackOfficeError):
    """Its own rules forbid it, such as resuming a line before the bill is paid."""


class BackOffice(Protocol):
    """Look-ups and operations; every one may raise `BackOfficeDown`, and `NotFound` for an unknown id.

    Operations take an idempotency `key`: the same key again does nothing and brings the first receipt.
    """

    def find_by_number(self, customer_number: str) -> Customer | None:
        """The customer with this number (`PK123456`)."""

    def find_by_phone(self, phone: str) -> Customer | None:
        """The customer who has this number (E.164), as contact or on a line."""

    def find_by_email(self, email: str) -> Customer | None:
        """The customer with this e-mail address, in whatever case."""

    def find_by_address(self, postcode: str, house_number: str) -> Customer | None:
        """The customer who lives at this postcode and house number."""

    def lines(self, customer_id: str) -> list[Line]:
        """All lines of a customer."""

    def plan(self, plan_id: str) -> Plan:
        """One plan."""

    def usage(self, line_id: str) -> Usage:
        """The mobile data of the running month."""

    def device(self, line_id: str) -> Device | None:
        """The equipment known on the line."""

    def bills(self, customer_id: str) -> list[Bill]:
        """All bills of a customer, newest first."""

    def outages(self, address: Address, service: Service) -> list[Outage]:
        """Outages of a service at an address that are not over."""

    def test_line(self, line_id: str) -> LineTest:
        """Measures the line from the exchange to the door."""

    def test_modem(self, line_id: str) -> ModemTest:
        """Asks the modem how it is."""

    def restart_modem(self, line_id: str, *, key: str) -> Receipt:
        """Restarts the modem from afar; `NotAllowed` when it does not answer."""

    def refuel_data(self, line_id: str, gb: Decimal, *, key: str) -> Receipt:
        """Adds data to the running month at the plan's price; `NotAllowed` above the plan's limit."""

    def switch_roaming(self, line_id: str, on: bool, *, key: str) -> Receipt:
        """Allows or forbids use abroad."""

    def send_payment_link(self, bill_id: str, *, key: str) -> Receipt:
        """Makes a link to pay the bill; facts: `url`. `NotAllowed` when it is paid."""

    def resume_line(self, line_id: str, *, key: str) -> Receipt:
        """Puts a suspended line to use again; `NotAllowed` while the reason still stands."""
