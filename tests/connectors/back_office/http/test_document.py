"""The document says what the port, its types and the offers say: whoever implements it is understood."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import pytest

import frontline.customers.types as types
from connectors.back_office.demo.service import OPERATIONS
from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.customers.ports import BackOffice
from tests.connectors.back_office.http.document import SCHEMAS, operations

OFFERED = {"send_payment_link": "payment_link", "resume_line": "resume_mobile_line"}
UNLISTED = {"nothing_overdue"}
"""Said by us, before the back office is asked."""
FINDING = {"find_by_phone", "find_by_email", "find_by_address"}
TYPES = [each for each in vars(types).values() if is_dataclass(each) and each is not types.Subject]
KINDS = {
    FieldKind.MONEY: "Money",
    FieldKind.DAY: "Day",
    FieldKind.MONTH: "Month",
}


def schema_name(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))


def codes(operation: str) -> set[str]:
    refusal = SCHEMAS.get(f"{schema_name(operation)}Refusal")
    return set(refusal["allOf"][1]["properties"]["code"]["enum"]) if refusal else set()


def receipt_facts(operation: str) -> set[str]:
    """The names of the facts that a receipt must hold."""
    facts = SCHEMAS[f"{schema_name(operation)}Receipt"]["allOf"][1]["properties"]["facts"]
    parts = facts.get("allOf", [facts])
    return {name for part in parts for name in whole(part).get("required", [])}


def whole(part: Any) -> Any:
    return SCHEMAS[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def test_every_method_of_the_port_is_a_request_and_every_operation_two() -> None:
    methods = {name for name in vars(BackOffice) if not name.startswith("_")}
    asked = methods - FINDING - {"quote", "perform"} | {"find_customer"}
    named = set(OPERATIONS) | {f"quote_{name}" for name in OPERATIONS}
    assert {operation.id for operation in operations()} == asked | named


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_a_type_is_told_with_all_that_it_has(kind: Any) -> None:
    schema = SCHEMAS[kind.__name__]
    needed = {each.name for each in fields(kind) if each.default is each.default_factory is MISSING}
    assert set(schema["properties"]) == {each.name for each in fields(kind)}
    assert set(schema["required"]) - {"facts"} == needed


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_given_and_tells_what_its_offer_declares(name: str) -> None:
    offer, schema = OFFERS[name], SCHEMAS[schema_name(name)]
    given = whole(schema["properties"]["arguments"])
    assert set(given.get("required", [])) - {"line"} == set(offer.arguments) - {"line"}
    quoted = SCHEMAS[f"{schema_name(name)}Quote"]
    assert set(quoted.get("required", [])) == set(offer.quoted)
    assert receipt_facts(name) == set(offer.receipt) - {"reference"}
    assert codes(name) == set(offer.refusals)
    for fact, field in offer.quoted.items():
        assert_of_kind(quoted["properties"][fact], field)


def assert_of_kind(schema: Any, field: Field) -> None:
    if field.kind in KINDS:
        assert schema == {"$ref": f"#/components/schemas/{KINDS[field.kind]}"}
    elif field.kind is FieldKind.NUMBER:
        assert schema == {"type": "integer"}
    else:
        assert whole(schema)["type"] == "string"
        assert tuple(schema.get("enum", ())) == field.values


@pytest.mark.parametrize("name", ["refuel_data", "restart_modem", "send_payment_link", "resume_line"])
def test_a_repair_is_refused_for_the_reasons_of_its_offer(name: str) -> None:
    assert codes(name) == set(OFFERS[OFFERED.get(name, name)].refusals) - UNLISTED
