"""Lets simulated customers into a running front line, some at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.customers.cases import Case, known_to_office
from bench.customers.conversation import Conversation
from bench.customers.home import Home
from bench.customers.judging import Handed, Verdict, judge
from bench.customers.office import INTERNET, MOBILE, TV, Account, Office
from bench.customers.phone import Phone
from bench.customers.worlds import HomeWorld, PhoneWorld, World
from connectors.demo_site.visitors import Persona, customer_token
from connectors.website.sessions import address
from frontline.bootstrap import Frontline
from frontline.settings import Settings
from tools.running import RunningFrontLine
from tools.website_customer import Customer

PAGE = "/demo/"


def serve_all(running: RunningFrontLine, cases: Sequence[Case], at_once: int) -> tuple[list[Verdict], float]:
    """The verdicts on all cases, in their order, and the seconds that it took."""
    reception = Reception(running)
    accounts = [account_of(number, case) for number, case in enumerate(cases)]
    reception.office.add(accounts)
    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        verdicts = list(pool.map(reception.serve, cases, accounts))
    return verdicts, time.monotonic() - began


def account_of(number: int, case: Case) -> Account:
    """The customer of a case in the company's systems; a complaint is about the first of their services."""
    at_home = (TV, INTERNET) if case.complaint.startswith("tv") else (INTERNET, TV)
    services = (MOBILE,) if case.kind == "mobile" else at_home
    return Account(
        number, services, case.person.language, known_to_office(case), case.device, case.technology
    )


class Reception:
    """Serves one customer after the other; several threads may use it at once."""

    def __init__(self, running: RunningFrontLine) -> None:
        self._running = running
        self._services = Frontline(Settings(database_url=running.database_url))
        self.office = Office(self._services.database)

    def serve(self, case: Case, account: Account) -> Verdict:
        """The whole conversation of one customer."""
        began, world = time.monotonic(), self._world(case, account)
        visitor = Customer(self._running.url, **self._request(case, account))
        try:
            told = Conversation(visitor, case, account, world, self._running.url).run()
            handed = self._handed(visitor) if told.with_person else None
        finally:
            visitor.close()
        return judge(case, told, world, handed, time.monotonic() - began)

    def _world(self, case: Case, account: Account) -> World:
        if case.kind == "home":
            return HomeWorld(Home(set(case.faults), case.complaint, case.technology), account, self.office)
        phone = Phone(set(case.faults), case.abroad, case.apn_kills)
        return PhoneWorld(phone, account, self.office, case.complaint)

    def _request(self, case: Case, account: Account) -> dict[str, object]:
        request: dict[str, object] = {"context": {"locale": case.person.language, "page": PAGE}}
        if case.person.is_known:
            secret = self._running.environment["FRONTLINE_WEBSITE_TOKEN_SECRET"]
            persona = Persona(account.id, f"Klant {account.number}", {})
            request["customer_token"] = customer_token(persona, secret)
        return request

    def _handed(self, visitor: Customer) -> Handed:
        """Why a person was brought in, as the agent reads it."""
        conversation = self._services.conversations.find("website", address(str(visitor.session_id)))
        handoff = self._services.handoffs.current(conversation.id) if conversation else None
        if handoff is None:
            raise LookupError("a person has the conversation, but there is no handoff")
        pack = handoff.pack
        reason = pack["reason"]["told"] or pack["reason"]["text"]
        return Handed(pack["skill"], " ".join(reason.values()))
