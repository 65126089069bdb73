"""The back office over HTTP: each method of the port is one request of docs/back_office_api.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
import requests

from connectors.back_office.http.answers import read, read_facts
from connectors.back_office.http.transport import Ask, Transport
from frontline.customers.fields import Field, plain
from frontline.customers.offers import OFFERS
from frontline.customers.ports import Arguments, BackOffice, Facts, NotFound
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
from frontline.settings import HttpBackOfficeSettings, Settings
from frontline.storage.database import Database

T = TypeVar("T")
NO_FACTS: Mapping[str, Field] = {}


class HttpBackOffice:
    """Implements `frontline.customers.ports.BackOffice`; BackOfficeDown for whatever is no proper answer."""

    def __init__(self, settings: HttpBackOfficeSettings) -> None:
        """Nothing is asked yet."""
        self._transport = Transport(settings)

    @classmethod
    def connect(cls, settings: Settings, _database: Database) -> BackOffice:
        """The back office of this installation; ValueError when the settings do not say where it is."""
        if settings.back_office_http is None:
            raise ValueError("Set FRONTLINE_BACK_OFFICE_HTTP__URL and FRONTLINE_BACK_OFFICE_HTTP__TOKEN.")
        return cls(settings.back_office_http)

    # -- who a customer is

    def find_by_number(self, customer_number: str) -> Customer | None:
        """The customer with this number."""
        try:
            return self._get(Customer, "/customers/{customer_id}", customer_id=customer_number)
        except NotFound:
            return None

    def find_by_phone(self, phone: str) -> Customer | None:
        """The customer who has this number."""
        return self._find(phone=phone)

    def find_by_email(self, email: str) -> Customer | None:
        """The customer with this e-mail address."""
        return self._find(email=email)

    def find_by_address(self, postcode: str, house_number: str) -> Customer | None:
        """The customer who lives there."""
        return self._find(postcode=postcode, house_number=house_number)

    # -- lines

    def lines(self, customer_id: str) -> list[Line]:
        """All lines of a customer."""
        return self._get(list[Line], "/customers/{customer_id}/lines", customer_id=customer_id)

    def usage(self, line_id: str) -> Usage:
        """The mobile data of the running month."""
        return self._get(Usage, "/lines/{line_id}/usage", line_id=line_id)

    def device(self, line_id: str) -> Device | None:
        """The equipment known on the line."""
        return self._get_if_any(Device, "/lines/{line_id}/device", line_id=line_id)

    def outages(self, address: Address, service: Service) -> list[Outage]:
        """Outages of a service at an address."""
        query = {**_place(address), "service": service.value}
        return self._get(list[Outage], "/outages", query)

    def test_line(self, line_id: str) -> LineTest:
        """Measures the line."""
        return self._get(LineTest, "/lines/{line_id}/line-test", line_id=line_id)

    def test_modem(self, line_id: str) -> ModemTest:
        """Asks the modem how it is."""
        return self._get(ModemTest, "/lines/{line_id}/modem-test", line_id=line_id)

    # -- orders and visits

    def orders(self, customer_id: str) -> list[Order]:
        """All orders of a customer."""
        return self._get(list[Order], "/customers/{customer_id}/orders", customer_id=customer_id)

    def delivery_moments(self, customer_id: str) -> list[Moment]:
        """The moments at which a parcel can come."""
        return self._get(list[Moment], "/customers/{customer_id}/delivery-moments", customer_id=customer_id)

    def visit(self, customer_id: str) -> Visit | None:
        """The appointment that is still to come."""
        return self._get_if_any(Visit, "/customers/{customer_id}/visit", customer_id=customer_id)

    def visit_slots(self, customer_id: str) -> list[Moment]:
        """When a technician can come."""
        return self._get(list[Moment], "/customers/{customer_id}/visit-slots", customer_id=customer_id)

    # -- bills

    def bills(self, customer_id: str) -> list[Bill]:
        """All bills of a customer."""
        return self._get(list[Bill], "/customers/{customer_id}/bills", customer_id=customer_id)

    def bill_lines(self, bill_id: str) -> list[BillLine]:
        """What a bill is made of."""
        return self._get(list[BillLine], "/bills/{bill_id}/lines", bill_id=bill_id)

    def payment_details(self, customer_id: str) -> PaymentDetails:
        """From which account a customer pays."""
        path = "/customers/{customer_id}/payment-details"
        return self._get(PaymentDetails, path, customer_id=customer_id)

    def payment_extension(self, customer_id: str) -> PaymentExtension:
        """Whether the oldest unpaid bill may be paid later."""
        path = "/customers/{customer_id}/payment-extension"
        return self._get(PaymentExtension, path, customer_id=customer_id)

    def refunds(self, customer_id: str) -> list[Refund]:
        """Money on its way to a customer, or booked."""
        return self._get(list[Refund], "/customers/{customer_id}/refunds", customer_id=customer_id)

    def compensations(self, customer_id: str) -> list[Compensation]:
        """What the policy gives for outages."""
        path = "/customers/{customer_id}/compensations"
        return self._get(list[Compensation], path, customer_id=customer_id)

    # -- contracts

    def contracts(self, customer_id: str) -> list[Contract]:
        """The agreements for all lines of a customer."""
        return self._get(list[Contract], "/customers/{customer_id}/contracts", customer_id=customer_id)

    def plan(self, plan_id: str) -> Plan:
        """One plan."""
        return self._get(Plan, "/plans/{plan_id}", plan_id=plan_id)

    def plans(self, line_id: str) -> list[Plan]:
        """What the line can change to."""
        return self._get(list[Plan], "/lines/{line_id}/plans", line_id=line_id)

    def retention_offer(self, line_id: str) -> RetentionOffer | None:
        """What applies when the customer stays."""
        return self._get_if_any(RetentionOffer, "/lines/{line_id}/retention-offer", line_id=line_id)

    def move(self, customer_id: str) -> Move:
        """The move that is planned, or when one can be."""
        return self._get(Move, "/customers/{customer_id}/move", customer_id=customer_id)

    def coverage(self, address: Address) -> Coverage:
        """What can be had at an address."""
        return self._get(Coverage, "/coverage", _place(address))

    # -- mobile

    def sim(self, line_id: str) -> Sim:
        """The SIM card of a mobile line."""
        return self._get(Sim, "/lines/{line_id}/sim", line_id=line_id)

    def roaming_rates(self) -> list[RoamingRate]:
        """What use abroad costs."""
        return self._get(list[RoamingRate], "/roaming-rates")

    def porting(self, customer_id: str) -> Porting | None:
        """The number that is moving to us."""
        return self._get_if_any(Porting, "/customers/{customer_id}/porting", customer_id=customer_id)

    # -- operations

    def restart_modem(self, line_id: str, *, key: str) -> Receipt:
        """Restarts the modem from afar."""
        return self._perform("restart_modem", {"line_id": line_id}, key, NO_FACTS)

    def refuel_data(self, line_id: str, gb: Decimal, *, key: str) -> Receipt:
        """Adds data to the running month."""
        body = {"line_id": line_id, "gb": f"{gb:f}"}
        return self._perform("refuel_data", body, key, OFFERS["refuel_data"].receipt)

    def switch_roaming(self, line_id: str, on: bool, *, key: str) -> Receipt:
        """Allows or forbids use abroad."""
        return self._perform("switch_roaming", {"line_id": line_id, "on": on}, key, NO_FACTS)

    def send_payment_link(self, bill_id: str, *, key: str) -> Receipt:
        """Makes a link to pay the bill."""
        return self._perform("send_payment_link", {"bill_id": bill_id}, key, OFFERS["payment_link"].receipt)

    def resume_line(self, line_id: str, *, key: str) -> Receipt:
        """Puts a suspended line to use again."""
        return self._perform("resume_line", {"line_id": line_id}, key, NO_FACTS)

    def quote(self, operation: str, customer_id: str, arguments: Arguments) -> Facts:
        """Price and effect; nothing is done."""
        ask = _operation(f"/operations/{_known(operation)}/quote", _for(customer_id, arguments))
        facts: Facts = read(dict[str, Any], ask, self._transport.send(ask))
        return read_facts(OFFERS[operation].quoted, ask, facts)

    def perform(self, operation: str, customer_id: str, arguments: Arguments, *, key: str) -> Receipt:
        """Carries it out, once per key."""
        body = _for(customer_id, arguments)
        return self._perform(_known(operation), body, key, OFFERS[operation].receipt)

    # -- requests

    def _get(self, kind: type[T], path: str, query: Mapping[str, str] = {}, **ids: str) -> T:
        ask = Ask("GET", path, ids, query)
        return read(kind, ask, self._transport.send(ask))

    def _get_if_any(self, kind: type[T], path: str, **ids: str) -> T | None:
        ask = Ask("GET", path, ids)
        response = self._transport.send(ask)
        return None if response.status_code == requests.codes.no_content else read(kind, ask, response)

    def _find(self, **known: str) -> Customer | None:
        ask = _operation("/find-customer", known)
        try:
            return read(Customer, ask, self._transport.send(ask))
        except NotFound:
            return None

    def _perform(
        self, operation: str, body: Mapping[str, Any], key: str, declared: Mapping[str, Field]
    ) -> Receipt:
        """The receipt with the facts that are declared, JSON-able."""
        ask = _operation(f"/operations/{operation}", body, key)
        receipt = read(Receipt, ask, self._transport.send(ask))
        told = {name: each for name, each in declared.items() if name != "reference"}
        return replace(receipt, facts=plain(read_facts(told, ask, receipt.facts)))


def _operation(path: str, body: Mapping[str, Any], key: str | None = None) -> Ask:
    return Ask("POST", path, body=msgspec.json.encode(body), key=key)


def _for(customer_id: str, arguments: Arguments) -> Mapping[str, Any]:
    return {"customer_id": customer_id, "arguments": dict(arguments)}


def _known(operation: str) -> str:
    """The name of an operation that is offered; NotFound for any other."""
    if operation not in OFFERS:
        raise NotFound(f"there is no operation {operation}")
    return operation


def _place(address: Address) -> dict[str, str]:
    return {"postcode": address.postcode, "house_number": address.house_number}
