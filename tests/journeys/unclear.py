"""Customers whose first words leave open what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

MESSAGES = (
    "telefoon doet raar",
    "telefoon doet het niet",
    "probleem met mijn abonnement",
    "rekening",
    "internet",
    "simkaart",
    "abonnement",
)
"""Which of them a model is unsure of differs from one tuning to the next."""


class Says(Protocol):
    """Whoever can say something and hear the answer, by whichever channel."""

    def says(self, text: str) -> str:
        """Return the answer."""
        ...


Customer = TypeVar("Customer", bound=Says)


def asked_what_they_mean(meet: Callable[[], Customer]) -> Customer:
    """Return a customer whose first message has just been answered by the question what they mean."""
    for text in MESSAGES:
        customer = meet()
        if "Ik wil je goed begrijpen." in customer.says(text):
            return customer
    raise AssertionError(f"sure of what each of these means: {MESSAGES}")
