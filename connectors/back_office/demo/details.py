"""The demo's changes of what is known of a customer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import phonenumbers
from sqlalchemy import func, select
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as postcodes

from connectors.back_office.demo.operations import Case, Operation, refuse
from connectors.back_office.demo.tables import CustomerRow, OperationRow
from frontline.customers.masking import mask_email, mask_phone
from frontline.customers.ports import Facts, NotAllowed
from frontline.customers.types import Address

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
RESET = "send_password_reset"


def _quote_email(case: Case) -> Facts:
    email = case.text("email").lower()
    refuse("invalid", EMAIL.fullmatch(email) is None)
    refuse("same", email == case.customer.email.lower())
    _refuse_taken(case, func.lower(CustomerRow.email) == email)
    return {"email": mask_email(email)}


def _change_email(case: Case, _quote: Facts) -> Facts:
    case.customer.email = case.text("email").lower()
    return {}


def _quote_phone(case: Case) -> Facts:
    phone = _phone(case)
    refuse("same", phone == case.customer.phone)
    _refuse_taken(case, CustomerRow.phone == phone)
    return {"phone": mask_phone(phone)}


def _phone(case: Case) -> str:
    try:
        number = phonenumbers.parse(case.text("phone"), "NL")
    except phonenumbers.NumberParseException as error:
        raise NotAllowed("invalid") from error
    refuse("invalid", not phonenumbers.is_valid_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _change_phone(case: Case, _quote: Facts) -> Facts:
    case.customer.phone = _phone(case)
    return {}


def _refuse_taken(case: Case, condition: Any) -> None:
    others = select(CustomerRow.id).where(condition, CustomerRow.id != case.customer.id)
    refuse("in_use", case.session.execute(others).first() is not None)


def _quote_post(case: Case) -> Facts:
    address, customer = _address(case), case.customer
    now = Address(
        customer.post_postcode or customer.postcode, customer.post_house_number or customer.house_number
    )
    refuse("same", address == now)
    return {"address": f"{address.postcode} {address.house_number}"}


def _address(case: Case) -> Address:
    try:
        code = postcodes.validate(case.text("postcode")).replace(" ", "")
    except ValidationError as error:
        raise NotAllowed("invalid") from error
    return Address(code, case.text("house_number").upper())


def _change_post(case: Case, _quote: Facts) -> Facts:
    """Back home is no other address any more."""
    address, customer = _address(case), case.customer
    home = address == Address(customer.postcode, customer.house_number)
    customer.post_postcode = None if home else address.postcode
    customer.post_house_number = None if home else address.house_number
    return {}


def _quote_reset(case: Case) -> Facts:
    query = select(func.count()).where(
        OperationRow.name == RESET,
        OperationRow.subject == case.customer.id,
        OperationRow.performed_at > case.now - timedelta(days=1),
    )
    sent = case.session.execute(query).scalar_one()
    refuse("too_many", sent >= case.policy.number("account", "resets_a_day"))
    return {}


def _reset(_case: Case, _quote: Facts) -> Facts:
    """The demo sends no e-mail; that it was asked for stays in the operations."""
    return {}


OPERATIONS: Mapping[str, Operation] = {
    "change_email": Operation(_quote_email, _change_email),
    "change_phone": Operation(_quote_phone, _change_phone),
    "change_post_address": Operation(_quote_post, _change_post),
    RESET: Operation(_quote_reset, _reset),
}
