"""What the front line needs of a company's back office, and the ways in which it can say no."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from frontline.customers.types import (
    Address,
    Bill,
    BillLine,
    Compensation,
    Contract,
    Coverage,
    Customer,
    Device,
    Line,
    LineTest,
    ModemTest,
    Moment,
    Move,
    Order,
    Outage,
    PaymentDetails,
    PaymentExtension,
    Plan,
    Porting,
    Receipt,
    Refund,
    RetentionOffer,
    RoamingRate,
    Service,
    Sim,
    Usage,
    Visit,
)

Arguments = Mapping[str, Any]
Facts = Mapping[str, Any]


class BackOfficeError(Exception):
    """The back office did not do what it was asked."""


class BackOfficeDown(BackOfficeError):
    """It cannot be reached, or takes too long; trying again later may help."""


class NotFound(BackOfficeError):
    """It knows no such customer, line, plan or bill."""


class NotAllowed(BackOfficeError):
    """Its own rules forbid it, such as resuming a line before the bill is paid.

    `code` says which rule in a word that the offer declares, such as `too_late`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KeyReused(BackOfficeError):
    """The idempotency key came before with another operation; nothing was done."""


class BackOffice(Protocol):
    """Look-ups and operations; every one may raise `BackOfficeDown`, and `NotFound` for an unknown id.

    Operations take an idempotency `key`: the same again with it does nothing and brings the first receipt,
    anything else with it is `KeyReused`. Those that repair a line are methods of their own; the others have a
    name, to be quoted and performed by.
    """

    def find_by_number(self, customer_number: str) -> Customer | None:
        """The customer with this number (`PK123456`), also as it is typed: `pk123456`, `123456`."""

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

    def orders(self, customer_id: str) -> list[Order]:
        """All orders of a customer, newest first."""

    def delivery_moments(self, customer_id: str) -> list[Moment]:
        """The moments at which a parcel can come to the customer's home."""

    def bill_lines(self, bill_id: str) -> list[BillLine]:
        """What a bill is made of; the lines add up to its amount."""

    def payment_details(self, customer_id: str) -> PaymentDetails:
        """From which account a customer pays, and how."""

    def payment_extension(self, customer_id: str) -> PaymentExtension:
        """Whether the oldest unpaid bill may be paid later."""

    def refunds(self, customer_id: str) -> list[Refund]:
        """Money on its way to a customer or booked of late, newest first."""

    def compensations(self, customer_id: str) -> list[Compensation]:
        """What the policy gives for outages that this customer had, newest first."""

    def contracts(self, customer_id: str) -> list[Contract]:
        """The agreements for all lines of a customer."""

    def plans(self, line_id: str) -> list[Plan]:
        """What the line can change to, cheapest first."""

    def retention_offer(self, line_id: str) -> RetentionOffer | None:
        """What applies when the customer stays; None when nothing does."""

    def move(self, customer_id: str) -> Move:
        """The move that is planned, or when one can be."""

    def coverage(self, address: Address) -> Coverage:
        """What can be had at an address; no connection where nothing is known of it."""

    def sim(self, line_id: str) -> Sim:
        """The SIM card of a mobile line."""

    def roaming_rates(self) -> list[RoamingRate]:
        """What use abroad costs, zone by zone."""

    def porting(self, customer_id: str) -> Porting | None:
        """The number that is moving to us; None when none is."""

    def visit(self, customer_id: str) -> Visit | None:
        """The technician's appointment that is still to come."""

    def visit_slots(self, customer_id: str) -> list[Moment]:
        """When a technician can come."""

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

    def quote(self, operation: str, customer_id: str, arguments: Arguments) -> Facts:
        """Price and effect of an operation by its name, nothing done; `NotAllowed` with the rule against it.

        The names and their arguments are those of `frontline.customers.offers.OFFERS`. An id of another
        customer is `NotFound`.
        """

    def perform(self, operation: str, customer_id: str, arguments: Arguments, *, key: str) -> Receipt:
        """Carries the operation out, by the same rules and at the price of its quote."""
