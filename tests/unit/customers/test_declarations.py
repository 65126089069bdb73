"""The list of checks and offers that authors of guides work with is the one that there is."""

from __future__ import annotations

import re

import pytest

from frontline.customers.checks import CHECKS
from frontline.customers.fields import FieldKind
from frontline.customers.offers import OFFERS
from frontline.settings import PROJECT_ROOT

LIST = (PROJECT_ROOT / "connectors/back_office/README.md").read_text(encoding="utf-8")
ROWS = {
    found.group(1): line for line in LIST.splitlines() if (found := re.match(r"\| `([a-z_]+)`[^|]*\|", line))
}


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z_0-9]+", text))


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_listed_with_all_its_facts(name: str) -> None:
    spec, row = CHECKS[name], words(ROWS[name])
    columns = {column for field in spec.fields.values() for column in field.columns}
    values = {value for field in spec.fields.values() for value in field.values}
    assert {spec.level.value, *spec.fields, *columns, *values} <= row


@pytest.mark.parametrize("name", OFFERS)
def test_an_offer_is_listed_with_all_it_takes_tells_and_refuses(name: str) -> None:
    spec, row = OFFERS[name], ROWS[name]
    assert {spec.level.value, *spec.arguments, *spec.quoted, *spec.refusals} <= words(row)
    assert ("no consent" in row) == (not spec.consent)


def test_nothing_else_is_listed() -> None:
    assert {name for name, row in ROWS.items() if "| anonymous |" in row or "verified |" in row} <= {
        *CHECKS,
        *OFFERS,
    }


def test_every_refusal_is_explained() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", LIST.partition("| refused | what it means |")[2]))
    assert {code for spec in OFFERS.values() for code in spec.refusals} <= explained


def test_rows_can_be_picked_and_nothing_a_guide_reads_is_nested_deeper() -> None:
    for spec in CHECKS.values():
        for field in spec.fields.values():
            assert (field.kind is FieldKind.ROWS) == ("id" in field.columns)
            assert all(column.kind is not FieldKind.ROWS for column in field.columns.values())
