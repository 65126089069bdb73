"""Every offer with a customer for whom it can be carried out, and one for each reason why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.back_office.demo.tables import BillRow, LineRow, PastOutageRow
from tests.connectors.back_office.back_desk import Desk

Before = Callable[[Desk], Any]

AMINA, BRAM, DAAN, ELS, HENK, IRIS = "PK100220", "PK100221", "PK100209", "PK100228", "PK100213", "PK100224"
JEROEN, JOOST, JULIA, KARIM, LOTTE = "PK100235", "PK100225", "PK100218", "PK100206", "PK100205"
EMMA = "PK100210"
MIRJAM, AHMED, PRIYA, STEFAN, TIM, WENDY = (
    "PK100226",
    "PK100227",
    "PK100234",
    "PK100231",
    "PK100229",
    "PK100230",
)
ON_ITS_WAY, PACKED, DELIVERED = "PL-2026-100220", "PL-2026-100221", "PL-2026-100222"
SERVICES = ("internet", "mobile", "tv")
LATE, RETURNED, OLD = "PL-2026-100231", "PL-2026-100232", "PL-2026-100235"
IBAN = "NL91ABNA0417164300"


def nothing(_desk: Desk) -> None:
    """No preparation."""


def done(customer: str, offer: str, **given: Any) -> Before:
    """This was done before."""

    def do(desk: Desk) -> None:
        arguments = {name: value(desk) if callable(value) else value for name, value in given.items()}
        assert desk.perform(customer, offer, key=f"before:{offer}", **arguments).ok, offer

    return do


def later(days: float) -> Before:
    """So much time has passed."""
    return lambda desk: desk.later(days)


def both(*steps: Before) -> Before:
    """One after the other."""

    def run(desk: Desk) -> None:
        for step in steps:
            step(desk)

    return run


def in_days(ahead: int) -> Callable[[Desk], str]:
    """A date so many days from now."""
    return lambda desk: desk.day(ahead)


def slot(index: int = 0) -> Callable[[Desk], str]:
    """A moment at which a technician is free."""
    return lambda desk: str(desk.look(JULIA, "technician_slots")["moments"][index]["id"])


def delivery(index: int = -1) -> Callable[[Desk], str]:
    """A moment at which a parcel can come."""
    return lambda desk: str(desk.look(AMINA, "delivery_moments")["moments"][index]["id"])


def taken_slot(desk: Desk) -> str:
    """A moment for which all technicians are booked."""
    first = slot()(desk)
    for customer in (LOTTE, MIRJAM, BRAM):
        assert desk.perform(customer, "book_visit", key=f"taken:{customer}", moment=first).ok
    return first


def suspend(service: str, reason: str) -> Before:
    """Julia's line of this service is off."""

    def do(desk: Desk) -> None:
        with desk.database.begin() as session:
            row = session.get(LineRow, f"{JULIA}-{service}")
            row.status, row.suspended_for = "suspended", reason

    return do


def owe(desk: Desk) -> None:
    """Julia's last bill is overdue."""
    with desk.database.begin() as session:
        session.get(BillRow, "FA-100218-3").status = "overdue"


def outage_of(hours: int) -> Before:
    """Ahmed's outage lasted so long."""

    def do(desk: Desk) -> None:
        with desk.database.begin() as session:
            session.get(PastOutageRow, "SV-100227").hours = hours

    return do


def on_the_day(desk: Desk) -> None:
    """The technician comes today."""
    visit = desk.office.visit(ELS)
    assert visit is not None
    desk.now += visit.moment.day - desk.today()


def ask_for_resets(desk: Desk) -> None:
    """As often as one may in a day."""
    for key in "abc":
        assert desk.perform(JULIA, "send_password_reset", key=key).ok


@dataclass(frozen=True)
class Deal:
    """An offer for a customer, with what it is given and what happened before."""

    offer: str
    customer: str
    given: Mapping[str, Any]
    before: Before = nothing

    def arguments(self, desk: Desk) -> dict[str, Any]:
        """What it is given, once that is known."""
        return {name: value(desk) if callable(value) else value for name, value in self.given.items()}


def again(offer: str, customer: str, **given: Any) -> Deal:
    """The very same a second time."""
    return Deal(offer, customer, given, done(customer, offer, **given))


BROKEN = {"order": DELIVERED, "what": "Kapot"}
HER_HOME = {"postcode": "3707CW", "house_number": "14"}
NEW_HOME = {"postcode": "1012AB", "house_number": "5"}
NEXT_MONTH = {"date": in_days(30)}
NUMBER = {"phone": "+31612345997", "account": "4711", "date": in_days(7)}
MOVED = done(JULIA, "move_house", **NEW_HOME, **NEXT_MONTH)

DEALS = [
    Deal("refuel_data", DAAN, {"gb": 1}),
    Deal("roaming_on", TIM, {}),
    Deal("roaming_off", JULIA, {}),
    Deal("payment_link", KARIM, {}),
    Deal("restart_modem", JULIA, {}),
    *(Deal(f"resume_{service}_line", JULIA, {}, suspend(service, "overdue_bill")) for service in SERVICES),
    Deal("change_delivery", AMINA, {"order": PACKED, "moment": delivery()}),
    Deal("cancel_order", AMINA, {"order": PACKED}),
    Deal("return_order", AMINA, {"order": DELIVERED}),
    Deal("replace_order", JEROEN, {"order": OLD, "what": "Scherm heeft een barst"}),
    Deal("refund_order", JEROEN, {"order": OLD, "what": "Verkeerde kleur"}),
    Deal("report_missing", STEFAN, {"order": LATE}),
    Deal("bill_copy", JULIA, {"bill": "FA-100218-3"}),
    Deal("pay_bill", IRIS, {"bill": "FA-100224-3"}),
    Deal("extend_payment", IRIS, {"bill": "FA-100224-3", "date": in_days(28)}),
    Deal("change_bank_account", JULIA, {"iban": IBAN}),
    Deal("restore_bank_account", JULIA, {}, done(JULIA, "change_bank_account", iban=IBAN)),
    Deal("direct_debit_on", WENDY, {}),
    Deal("direct_debit_off", JULIA, {}),
    Deal("grant_compensation", AHMED, {"outage": "SV-100227"}),
    Deal("change_plan", JULIA, {"line": "PK100218-internet", "plan": "glasvezel_100"}),
    Deal(
        "undo_plan_change",
        JULIA,
        {"line": "PK100218-tv"},
        done(JULIA, "change_plan", line="PK100218-tv", plan="tv_basis"),
    ),
    Deal("cancel_contract", JULIA, {"line": "PK100218-mobile"}),
    Deal("undo_cancellation", PRIYA, {"line": "PK100234-mobile"}),
    Deal("cancel_all_contracts", JULIA, {}),
    Deal("accept_retention", JOOST, {"line": "PK100225-mobile"}),
    Deal("move_house", JULIA, {**NEW_HOME, **NEXT_MONTH}),
    Deal("undo_move", JULIA, {}, MOVED),
    Deal("change_email", JULIA, {"email": "Nieuw@Example.com"}),
    Deal("change_phone", JULIA, {"phone": "+31612345996"}),
    Deal("change_post_address", JULIA, {"postcode": "1012AB", "house_number": "5"}),
    Deal("send_password_reset", JULIA, {}),
    Deal("block_sim", JULIA, {}),
    Deal("unblock_sim", JULIA, {}, done(JULIA, "block_sim")),
    Deal("replace_sim", JULIA, {}),
    Deal("start_porting", JULIA, NUMBER),
    Deal("cancel_porting", JEROEN, {}),
    Deal("book_visit", JULIA, {"moment": slot()}),
    Deal("move_visit", ELS, {"moment": slot(-1)}),
    Deal("cancel_visit", ELS, {}),
]
CHANGE_NOTHING = {"payment_link", "pay_bill", "bill_copy", "send_password_reset", "restart_modem"}
"""What they do shows outside the back office."""


REFUSALS = [
    ("above_limit", Deal("refuel_data", DAAN, {"gb": 3})),
    ("already_on", Deal("roaming_on", JULIA, {})),
    ("already_off", Deal("roaming_off", TIM, {})),
    ("nothing_overdue", Deal("payment_link", JULIA, {})),
    ("no_answer", Deal("restart_modem", "PK100203", {})),
    *(("not_suspended", Deal(f"resume_{service}_line", JULIA, {})) for service in SERVICES),
    *(
        (
            "contract_ended",
            Deal(f"resume_{service}_line", JULIA, {}, suspend(service, "contract_ended")),
        )
        for service in SERVICES
    ),
    ("still_due", Deal("resume_internet_line", KARIM, {})),
    ("still_due", Deal("resume_mobile_line", EMMA, {})),
    ("still_due", Deal("resume_tv_line", JULIA, {}, both(suspend("tv", "overdue_bill"), owe))),
    ("already_sent", Deal("change_delivery", AMINA, {"order": ON_ITS_WAY, "moment": delivery()})),
    ("closed", Deal("change_delivery", AMINA, {"order": DELIVERED, "moment": delivery()})),
    ("moment_gone", Deal("change_delivery", AMINA, {"order": PACKED, "moment": "2020-01-01-morning"})),
    ("already_sent", Deal("cancel_order", AMINA, {"order": ON_ITS_WAY})),
    ("delivered", Deal("cancel_order", AMINA, {"order": DELIVERED})),
    ("closed", Deal("cancel_order", STEFAN, {"order": RETURNED})),
    ("not_delivered", Deal("return_order", AMINA, {"order": ON_ITS_WAY})),
    ("too_late", Deal("return_order", JEROEN, {"order": OLD})),
    ("closed", Deal("return_order", STEFAN, {"order": RETURNED})),
    *(
        (code, Deal(offer, *deal))
        for offer in ("replace_order", "refund_order")
        for code, deal in (
            ("not_delivered", (AMINA, {**BROKEN, "order": PACKED})),
            ("too_late", (JEROEN, {**BROKEN, "order": OLD}, later(41))),
            ("already_reported", (AMINA, BROKEN, done(AMINA, "replace_order", **BROKEN))),
            ("closed", (STEFAN, {**BROKEN, "order": RETURNED})),
        )
    ),
    ("not_sent", Deal("report_missing", AMINA, {"order": PACKED})),
    ("too_early", Deal("report_missing", AMINA, {"order": ON_ITS_WAY})),
    (
        "already_reported",
        again("report_missing", STEFAN, order=LATE),
    ),
    ("closed", Deal("report_missing", STEFAN, {"order": RETURNED})),
    ("paid", Deal("pay_bill", JULIA, {"bill": "FA-100218-3"})),
    ("paid", Deal("extend_payment", IRIS, {"bill": "FA-100224-2", "date": in_days(20)})),
    ("used", Deal("extend_payment", BRAM, {"bill": "FA-100221-3", "date": in_days(20)})),
    ("too_late", Deal("extend_payment", KARIM, {"bill": "FA-100206-3", "date": in_days(10)})),
    ("above_limit", Deal("extend_payment", IRIS, {"bill": "FA-100224-3", "date": in_days(30)})),
    ("too_early", Deal("extend_payment", IRIS, {"bill": "FA-100224-3", "date": in_days(5)})),
    ("invalid", Deal("change_bank_account", JULIA, {"iban": "NL91ABNA0417164301"})),
    (
        "same",
        again("change_bank_account", JULIA, iban=IBAN),
    ),
    ("nothing_to_undo", Deal("restore_bank_account", JULIA, {})),
    ("already_on", Deal("direct_debit_on", JULIA, {})),
    ("already_off", Deal("direct_debit_off", WENDY, {})),
    (
        "already_granted",
        again("grant_compensation", AHMED, outage="SV-100227"),
    ),
    ("not_due", Deal("grant_compensation", AHMED, {"outage": "SV-100227"}, outage_of(3))),
    ("above_limit", Deal("grant_compensation", AHMED, {"outage": "SV-100227"}, outage_of(900))),
    ("same_plan", Deal("change_plan", JULIA, {"line": "PK100218-tv", "plan": "tv_plus"})),
    ("not_available", Deal("change_plan", JULIA, {"line": "PK100218-internet", "plan": "kabel_750"})),
    ("not_in_use", Deal("change_plan", PRIYA, {"line": "PK100234-mobile", "plan": "mobiel_5"})),
    ("not_in_use", Deal("change_plan", KARIM, {"line": "PK100206-internet", "plan": "kabel_750"})),
    (
        "already_changing",
        again("change_plan", JULIA, line="PK100218-mobile", plan="mobiel_5"),
    ),
    ("nothing_to_undo", Deal("undo_plan_change", JULIA, {"line": "PK100218-tv"})),
    ("already_cancelled", Deal("cancel_contract", PRIYA, {"line": "PK100234-mobile"})),
    ("already_cancelled", Deal("cancel_all_contracts", HENK, {})),
    ("ended", Deal("cancel_contract", HENK, {"line": "PK100213-mobile"})),
    ("not_cancelled", Deal("undo_cancellation", JULIA, {"line": "PK100218-mobile"})),
    ("too_late", Deal("undo_cancellation", PRIYA, {"line": "PK100234-mobile"}, later(26.5))),
    ("not_offered", Deal("accept_retention", JULIA, {"line": "PK100218-mobile"})),
    (
        "not_offered",
        again("accept_retention", JOOST, line="PK100225-mobile"),
    ),
    (
        "same_address",
        Deal("move_house", JULIA, {**HER_HOME, **NEXT_MONTH}),
    ),
    (
        "no_coverage",
        Deal("move_house", JULIA, {**NEW_HOME, **NEXT_MONTH, "postcode": "9901AB"}),
    ),
    (
        "other_technology",
        Deal("move_house", JULIA, {**NEW_HOME, **NEXT_MONTH, "postcode": "7511AB"}),
    ),
    ("too_soon", Deal("move_house", JULIA, {**NEW_HOME, "date": in_days(2)})),
    ("too_far", Deal("move_house", JULIA, {**NEW_HOME, "date": in_days(120)})),
    ("nothing_to_move", Deal("move_house", TIM, {**NEW_HOME, **NEXT_MONTH})),
    (
        "already_moving",
        again("move_house", JULIA, **NEW_HOME, **NEXT_MONTH),
    ),
    ("nothing_to_undo", Deal("undo_move", JULIA, {})),
    (
        "too_late",
        Deal("undo_move", JULIA, {}, both(MOVED, later(28))),
    ),
    ("invalid", Deal("change_email", JULIA, {"email": "julia at example"})),
    ("same", Deal("change_email", JULIA, {"email": "julia.van.den.berg@example.com"})),
    ("in_use", Deal("change_email", JULIA, {"email": "sanne.de.vries@example.com"})),
    ("invalid", Deal("change_phone", JULIA, {"phone": "0612"})),
    ("invalid", Deal("change_phone", JULIA, {"phone": "geen"})),
    ("same", Deal("change_phone", JULIA, {"phone": "06-12345218"})),
    ("in_use", Deal("change_phone", JULIA, {"phone": "+31612345201"})),
    ("invalid", Deal("change_post_address", JULIA, {"postcode": "0012AB", "house_number": "5"})),
    ("same", Deal("change_post_address", JULIA, {"postcode": "3707 cw", "house_number": "14"})),
    ("too_many", Deal("send_password_reset", JULIA, {}, ask_for_resets)),
    ("already_blocked", Deal("block_sim", JULIA, {}, done(JULIA, "block_sim"))),
    ("not_blocked", Deal("unblock_sim", JULIA, {})),
    ("replaced", Deal("unblock_sim", JULIA, {}, both(done(JULIA, "block_sim"), done(JULIA, "replace_sim")))),
    ("already_ordered", Deal("replace_sim", JULIA, {}, done(JULIA, "replace_sim"))),
    ("invalid", Deal("start_porting", JULIA, {**NUMBER, "phone": "+31201234567"})),
    ("invalid", Deal("start_porting", JULIA, {**NUMBER, "phone": "nummer"})),
    ("too_soon", Deal("start_porting", JULIA, {**NUMBER, "date": in_days(1)})),
    (
        "too_far",
        Deal("start_porting", JULIA, {**NUMBER, "date": in_days(100)}),
    ),
    (
        "already_ours",
        Deal("start_porting", JULIA, {**NUMBER, "phone": "+31612345201"}),
    ),
    (
        "already_requested",
        Deal("start_porting", JEROEN, NUMBER),
    ),
    ("nothing_to_undo", Deal("cancel_porting", JULIA, {})),
    ("too_late", Deal("cancel_porting", JEROEN, {}, later(4))),
    ("already_booked", Deal("book_visit", ELS, {"moment": slot()})),
    ("moment_gone", Deal("book_visit", JULIA, {"moment": taken_slot})),
    ("no_visit", Deal("move_visit", JULIA, {"moment": slot()})),
    ("moment_gone", Deal("move_visit", ELS, {"moment": "2020-01-01-morning"})),
    ("too_late", Deal("move_visit", ELS, {"moment": slot()}, on_the_day)),
    ("no_visit", Deal("cancel_visit", JULIA, {})),
    ("too_late", Deal("cancel_visit", ELS, {}, on_the_day)),
]
