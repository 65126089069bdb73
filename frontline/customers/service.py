"""Who a conversation is with."""

from __future__ import annotations

import logging
from collections.abc import Callable

from frontline.conversations.types import Level
from frontline.customers.ports import BackOffice, BackOfficeDown
from frontline.customers.types import Customer, Subject

logger = logging.getLogger(__name__)


class Customers:
    """Tells who a conversation is with, as surely as the channel allows."""

    def __init__(self, back_office: BackOffice) -> None:
        self._back_office = back_office

    def subject(self, customer_id: str | None, level: Level) -> Subject:
        """The customer of a conversation, with number and address; anonymous when the id is unknown."""
        if customer_id is None or level is Level.ANONYMOUS:
            return Subject()
        try:
            customer = self._back_office.find_by_number(customer_id)
        except BackOfficeDown:
            return Subject(customer_id, level)
        return _subject(customer, level) if customer else Subject()

    def first_name(self, customer: Subject) -> str | None:
        """How to address a customer of whom we are sure; None for anyone else."""
        if customer.customer_id is None or customer.level is not Level.VERIFIED:
            return None
        number = customer.customer_id
        known = self._look(lambda: self._back_office.find_by_number(number))
        return known.name.split()[0] if known else None

    def recognise_phone(self, phone: str) -> Subject:
        """The customer who writes from this number (E.164), recognised; anonymous when nobody has it."""
        customer = self._look(lambda: self._back_office.find_by_phone(phone))
        return _subject(customer, Level.RECOGNISED, phone) if customer else Subject(phone=phone)

    def _look(self, find: Callable[[], Customer | None]) -> Customer | None:
        try:
            return find()
        except BackOfficeDown:
            logger.warning("the back office is down: nobody is recognised")
            return None


def _subject(customer: Customer, level: Level, phone: str | None = None) -> Subject:
    return Subject(customer.id, level, phone or customer.phone, customer.address)
