"""The checks that guides may run: each declared with the level it needs and the facts it brings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontline.customers.checks import billing, contracts, details, lines, mobile, orders, visits
from frontline.customers.checks.base import CheckSpec, allowed
from frontline.customers.fields import plain
from frontline.customers.ports import BackOffice, BackOfficeError
from frontline.customers.types import Subject

__all__ = ["CHECKS", "CheckResult", "CheckSpec", "Checks"]

logger = logging.getLogger(__name__)

CHECKS: Mapping[str, CheckSpec] = {
    **lines.CHECKS,
    **orders.CHECKS,
    **billing.CHECKS,
    **contracts.CHECKS,
    **details.CHECKS,
    **mobile.CHECKS,
    **visits.CHECKS,
}


@dataclass(frozen=True)
class CheckResult:
    """What a check found; with `ok` False it could not be done and there are no facts."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


class Checks:
    """Runs declared checks; what goes wrong becomes a result that is not ok, so that a guide asks instead."""

    def __init__(self, back_office: BackOffice) -> None:
        self._back_office = back_office

    def run(self, name: str, customer: Subject) -> CheckResult:
        """The result of a declared check; KeyError when there is no such check."""
        spec = CHECKS[name]
        if not allowed(customer, spec.level):
            return CheckResult(name, ok=False)
        try:
            facts = spec.look(self._back_office, customer)
        except BackOfficeError as error:
            logger.info("check %s could not be done: %s", name, type(error).__name__)
            return CheckResult(name, ok=False)
        return CheckResult(name, ok=True, facts={key: plain(value) for key, value in facts.items()})
