"""The demo's SIM cards, rates abroad, and numbers that move in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.back_office.demo.base import Office, get
from connectors.back_office.demo.operations import Case, Operation, refuse
from connectors.back_office.demo.orders import add_order
from connectors.back_office.demo.tables import CustomerRow, LineRow, PortingRow
from frontline.customers.masking import mask_phone
from frontline.customers.ports import Facts, NotAllowed, NotFound
from frontline.customers.types import Porting, PortingStatus, RoamingRate, Service, Sim, SimStatus

COUNTRY = "NL"


class Mobile(Office):
    """Looks at SIM cards and numbers."""

    def sim(self, line_id: str) -> Sim:
        """The SIM card of a mobile line."""
        with self._reading() as session:
            row = get(session, LineRow, line_id)
            if row.service != Service.MOBILE.value:
                raise NotFound(f"there is no SIM card on {line_id}")
            status = SimStatus.BLOCKED if row.sim_blocked else SimStatus.ACTIVE
            return Sim(line_id, status, row.puk, _arrives_on(row, self._today()))

    def roaming_rates(self) -> list[RoamingRate]:
        """What use abroad costs."""
        return self._policy.roaming_rates()

    def porting(self, customer_id: str) -> Porting | None:
        """The number that is moving to us, or moved last."""
        with self._reading() as session:
            get(session, CustomerRow, customer_id)
            row = _porting(session, customer_id)
            if row is None:
                return None
            moved = row.day <= self._today() and row.status != PortingStatus.REJECTED.value
            return Porting(row.phone, PortingStatus.DONE if moved else PortingStatus(row.status), row.day)


def _arrives_on(row: Any, today: date) -> date | None:
    """When the new SIM card comes; None once it has."""
    return row.sim_arrives_on if row.sim_arrives_on and row.sim_arrives_on > today else None


def _porting(session: Session, customer_id: str) -> Any:
    query = select(PortingRow).where(PortingRow.customer_id == customer_id).order_by(PortingRow.day.desc())
    return session.execute(query).scalars().first()


# -- operations -------------------------------------------------------------------------------------


def _quote_blocking(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    refuse("already_blocked", row.sim_blocked)
    return {"phone": mask_phone(row.phone)}


def _quote_unblocking(case: Case) -> Facts:
    row = case.own(LineRow, "line")
    refuse("not_blocked", not row.sim_blocked)
    refuse("replaced", _arrives_on(row, case.today) is not None)
    return {"phone": mask_phone(row.phone)}


def _set_blocked(blocked: bool) -> Operation:
    def switch(case: Case, _quote: Facts) -> Facts:
        case.own(LineRow, "line").sim_blocked = blocked
        return {}

    return Operation(_quote_blocking if blocked else _quote_unblocking, switch)


def _quote_replacement(case: Case) -> Facts:
    refuse("already_ordered", _arrives_on(case.own(LineRow, "line"), case.today) is not None)
    return {
        "price": case.policy.money("sims", "price"),
        "arrives": case.today + case.policy.days("sims", "days"),
    }


def _replace(case: Case, quote: Facts) -> Facts:
    case.own(LineRow, "line").sim_arrives_on = quote["arrives"]
    product = case.policy.sim_product(case.customer.language)
    add_order(case, product, quote["price"], quote["arrives"])
    return {}


def _quote_porting(case: Case) -> Facts:
    phone, day = _dutch_mobile(case), case.day()
    ours = select(LineRow.id).where(LineRow.phone == phone)
    refuse("already_ours", case.session.execute(ours).first() is not None)
    refuse("already_requested", _open_porting(case) is not None)
    refuse("too_soon", day < case.today + case.policy.days("porting", "least_days"))
    refuse("too_far", day > case.today + case.policy.days("porting", "most_days"))
    return {"phone": mask_phone(phone), "day": day}


def _dutch_mobile(case: Case) -> str:
    """The argument `phone` in E.164; only Dutch mobile numbers can be taken along."""
    try:
        number = phonenumbers.parse(case.text("phone"), COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise NotAllowed("invalid") from error
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    refuse("invalid", not mobile or phonenumbers.region_code_for_number(number) != COUNTRY)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _open_porting(case: Case) -> Any:
    row = _porting(case.session, case.customer.id)
    waiting = row is not None and row.day > case.today and row.status != PortingStatus.REJECTED.value
    return row if waiting else None


def _port(case: Case, quote: Facts) -> Facts:
    case.session.add(
        PortingRow(
            id=case.reference,
            customer_id=case.customer.id,
            phone=_dutch_mobile(case),
            account=case.text("account"),
            day=quote["day"],
            status=PortingStatus.REQUESTED.value,
        )
    )
    return {}


def _quote_not_porting(case: Case) -> Facts:
    row = _open_porting(case)
    if row is None:
        raise NotAllowed("nothing_to_undo")
    refuse("too_late", row.day - case.today < case.policy.days("porting", "undo_days"))
    return {"phone": mask_phone(row.phone), "day": row.day}


def _do_not_port(case: Case, _quote: Facts) -> Facts:
    case.session.delete(_open_porting(case))
    return {}


OPERATIONS: Mapping[str, Operation] = {
    "block_sim": _set_blocked(True),
    "unblock_sim": _set_blocked(False),
    "replace_sim": Operation(_quote_replacement, _replace),
    "start_porting": Operation(_quote_porting, _port),
    "cancel_porting": Operation(_quote_not_porting, _do_not_port),
}
