from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.customers.bill_comparison import compare
from frontline.customers.types import BillLine, BillLineKind

PLAN, CALLS, WELCOME = "Mobiel 20 GB", "Bellen naar Turkije", "Welkomstkorting"
KINDS = {
    PLAN: BillLineKind.SUBSCRIPTION,
    CALLS: BillLineKind.USAGE_OUTSIDE_BUNDLE,
    WELCOME: BillLineKind.DISCOUNT,
}


def line(name: str, amount: str | Decimal) -> BillLine:
    return BillLine({"nl": name, "en": name}, Decimal(amount), KINDS[name])


@pytest.mark.parametrize(
    ("latest", "before", "told"),
    [
        ([(PLAN, "18")], [(PLAN, "18")], []),
        ([(PLAN, "18"), (CALLS, "6.20")], [(PLAN, "18")], [(CALLS, "new", "6.20")]),
        ([(PLAN, "18")], [(PLAN, "18"), (WELCOME, "-5")], [(WELCOME, "gone", "5")]),
        ([(PLAN, "18")], [(PLAN, "18"), (CALLS, "3")], [(CALLS, "gone", "-3")]),
        ([(PLAN, "19.50")], [(PLAN, "18")], [(PLAN, "risen", "1.50")]),
        ([(PLAN, "17")], [(PLAN, "18")], [(PLAN, "fallen", "-1")]),
        ([(CALLS, "2"), (CALLS, "4")], [(CALLS, "1")], [(CALLS, "risen", "5")]),
        ([(CALLS, "9"), (PLAN, "20")], [(PLAN, "18"), (WELCOME, "-5")],
         [(CALLS, "new", "9"), (WELCOME, "gone", "5"), (PLAN, "risen", "2")]),
    ],
)  # fmt: skip
def test_every_difference_is_told_once_what_adds_most_first(
    latest: list[tuple[str, str]], before: list[tuple[str, str]], told: list[tuple[str, str, str]]
) -> None:
    changes = compare([line(*each) for each in latest], [line(*each) for each in before])
    assert [(each.what["nl"], each.how, each.amount) for each in changes] == [
        (name, how, Decimal(amount)) for name, how, amount in told
    ]


BILLS = st.lists(
    st.builds(line, st.sampled_from(list(KINDS)), st.decimals(-50, 50, places=2).filter(lambda n: n != 0)),
    max_size=8,
)


@given(BILLS, BILLS)
def test_the_changes_are_all_of_the_difference(latest: list[BillLine], before: list[BillLine]) -> None:
    difference = sum(each.amount for each in latest) - sum(each.amount for each in before)
    changes = compare(latest, before)
    assert sum(change.amount for change in changes) == difference
    assert all(change.amount == change.now - change.before for change in changes)
