"""Offers around bills: a copy, a way to pay, more time, another account, and money back."""

from __future__ import annotations

from frontline.customers.fields import DAY, MONEY, MONTH, TEXT
from frontline.customers.offers.base import operation

BILL = {"bill": TEXT}
URL = {"url": TEXT}

OFFERS = {
    "bill_copy": operation("bill_copy", BILL, {"month": MONTH}, (), receipt=URL, consent=False),
    "pay_bill": operation("pay_bill", BILL, {"month": MONTH, "amount": MONEY}, ("paid",), receipt=URL),
    "extend_payment": operation(
        "extend_payment",
        {**BILL, "date": DAY},
        {"month": MONTH, "amount": MONEY, "was": DAY, "day": DAY},
        ("paid", "used", "too_late", "above_limit", "too_early"),
    ),
    "change_bank_account": operation(
        "change_bank_account", {"iban": TEXT}, {"iban": TEXT, "starts": DAY}, ("invalid", "same")
    ),
    "restore_bank_account": operation(
        "restore_bank_account", {}, {"iban": TEXT, "starts": DAY}, ("nothing_to_undo",)
    ),
    "direct_debit_on": operation("direct_debit_on", {}, {"iban": TEXT, "starts": DAY}, ("already_on",)),
    "direct_debit_off": operation("direct_debit_off", {}, {"starts": DAY}, ("already_off",)),
    "grant_compensation": operation(
        "grant_compensation",
        {"outage": TEXT},
        {"amount": MONEY, "day": DAY},
        ("not_due", "already_granted", "above_limit"),
    ),
}
