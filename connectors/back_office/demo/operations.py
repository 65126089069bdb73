"""How the demo's operations are made: the same rules for the quote and for carrying it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from connectors.back_office.demo.base import new_number, own
from connectors.back_office.demo.policy import Policy
from connectors.back_office.demo.tables import RefundRow
from frontline.customers.ports import Arguments, Facts, NotAllowed, NotFound
from frontline.customers.types import RefundStatus, Words
from frontline.place import PLACE

DOCUMENTS = "/demo/documents"
PAYMENT_PAGE = "/demo/pay"


@dataclass(frozen=True)
class Case:
    """One operation for one customer; `reference` and `link` are empty while it is only quoted."""

    session: Session
    policy: Policy
    customer: Any
    arguments: Arguments
    now: datetime
    site: str
    reference: str = ""
    link: str = ""

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(PLACE).date()

    @property
    def next_bill_on(self) -> date:
        """The first of next month."""
        return first_of_next_month(self.today)

    def own(self, table: Any, argument: str) -> Any:
        """The customer's own row that an argument names."""
        return own(self.session, table, str(self.arguments[argument]), self.customer.id)

    def day(self) -> date:
        """The argument `date`; NotFound when it is no date."""
        try:
            return date.fromisoformat(str(self.arguments["date"]))
        except ValueError as error:
            raise NotFound("there is no such day") from error

    def text(self, argument: str) -> str:
        """An argument as it was written, without the blanks around it."""
        return str(self.arguments[argument]).strip()

    def pay_back(self, what: Words, amount: Decimal, on: date) -> None:
        """Puts money on its way to the customer."""
        if amount > 0:
            self.session.add(
                RefundRow(
                    id=new_number(self.now),
                    customer_id=self.customer.id,
                    what_nl=what["nl"],
                    what_en=what["en"],
                    amount=amount,
                    status=RefundStatus.PENDING.value,
                    on=on,
                )
            )


@dataclass(frozen=True)
class Operation:
    """`quote` tells price and effect or raises NotAllowed; `carry_out` does it and may add to the receipt."""

    quote: Callable[[Case], Facts]
    carry_out: Callable[[Case, Facts], Facts]


def refuse(code: str, when: bool) -> None:
    """Raises NotAllowed with the code when the rule applies."""
    if when:
        raise NotAllowed(code)


def document(case: Case) -> Facts:
    """Where the customer finds the document that comes with the operation."""
    return {"url": f"{case.site}{DOCUMENTS}/{case.link}"}


def first_of_next_month(day: date) -> date:
    """The first day of the month after this day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
