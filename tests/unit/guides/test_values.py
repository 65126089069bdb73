from __future__ import annotations

import pytest

from frontline.guides.values import read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1234 AB 56", ("1234AB", "56")),
        ("1234ab 56a", ("1234AB", "56A")),
        ("1234AB, nummer 7-b", ("1234AB", "7B")),
        ("mijn postcode is 1234 AB en huisnummer 12", ("1234AB", "12")),
        ("Dorpsstraat 12, 1234AB Waterdijk", ("1234AB", "12")),
        ("huisnummer 4 postcode 5611ZX", ("5611ZX", "4")),
        ("postcode 1234 AB, ik woon op 12", ("1234AB", "12")),
    ],
)
def test_an_address_is_read_as_customers_type_it(text: str, address: tuple[str, str]) -> None:
    assert read_address(text) == {"postcode": address[0], "house_number": address[1]}


NO_ADDRESS = ["", "1234AB", "weet ik niet", "0612345678", "1234 SS 12", "huisnummer 12", "0123 AB 4"]


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_anything_else_is_no_address(text: str) -> None:
    assert read_address(text) is None
