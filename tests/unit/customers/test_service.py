from __future__ import annotations

import pytest

from frontline.conversations.types import Level
from frontline.customers.ports import BackOfficeDown
from frontline.customers.service import Customers
from frontline.customers.types import Address, Customer, Subject

HOME = Address("1234AB", "56", "Dorpsstraat", "Waterdijk")
SANNE = Customer("PK100001", "Sanne de Vries", "sanne@example.com", "+31612345001", HOME, "nl")


class FakeBackOffice:
    """Knows one customer; `down` makes every call fail."""

    def __init__(self, down: bool = False) -> None:
        self.down = down

    def find_by_number(self, number: str) -> Customer | None:
        return self._find(number == SANNE.id)

    def find_by_phone(self, phone: str) -> Customer | None:
        return self._find(phone == SANNE.phone)

    def _find(self, found: bool) -> Customer | None:
        if self.down:
            raise BackOfficeDown
        return SANNE if found else None


def customers(down: bool = False) -> Customers:
    return Customers(FakeBackOffice(down))  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [Level.RECOGNISED, Level.VERIFIED])
def test_a_known_customer_comes_with_number_and_address(level: Level) -> None:
    assert customers().subject("PK100001", level) == Subject("PK100001", level, SANNE.phone, HOME)


@pytest.mark.parametrize(
    ("customer_id", "level"),
    [(None, Level.VERIFIED), ("PK100001", Level.ANONYMOUS), ("PK999999", Level.VERIFIED)],
)
def test_anyone_else_is_nobody(customer_id: str | None, level: Level) -> None:
    assert customers().subject(customer_id, level) == Subject()


def test_with_the_back_office_down_the_sign_in_still_counts() -> None:
    assert customers(down=True).subject("PK100001", Level.VERIFIED) == Subject("PK100001", Level.VERIFIED)


def test_a_phone_number_recognises_but_does_not_verify() -> None:
    recognised = Subject("PK100001", Level.RECOGNISED, SANNE.phone, HOME)
    assert customers().recognise_phone(SANNE.phone) == recognised
    assert customers().recognise_phone("+31612345999") == Subject(phone="+31612345999")
    assert customers(down=True).recognise_phone(SANNE.phone) == Subject(phone=SANNE.phone)
