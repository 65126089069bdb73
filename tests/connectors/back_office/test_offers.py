"""Every offer against the demo: carried out, refused for each reason, repeated, and with nobody there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connectors.back_office.demo import DemoBackOffice
from connectors.back_office.demo.service import OPERATIONS
from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS, Offers
from frontline.customers.ports import NotFound
from frontline.storage.database import Database
from tests.connectors.back_office.back_desk import Desk
from tests.connectors.back_office.deals import CHANGE_NOTHING, DEALS, JULIA, REFUSALS, Deal

TYPES: dict[FieldKind, type | tuple[type, ...]] = {
    FieldKind.MONEY: (int, float),
    FieldKind.NUMBER: (int, float),
    FieldKind.TEXT: str,
    FieldKind.DAY: str,
    FieldKind.MONTH: str,
    FieldKind.CHOICE: str,
}
REFUSED = [pytest.param(code, deal, id=f"{deal.offer}-{code}-{n}") for n, (code, deal) in enumerate(REFUSALS)]
EACH = pytest.mark.parametrize("deal", DEALS, ids=lambda deal: deal.offer)
WITHOUT_A_QUOTE = ("resume_", "restart_")
HARMLESS = ("roaming_on", "roaming_off")
"""To switch to what is switched already does nothing, so only the quote says so."""
WITH_IDS = [
    pytest.param(deal, name, id=f"{deal.offer}-{name}")
    for deal in DEALS
    for name in ("order", "bill", "line", "outage")
    if name in deal.given
]


def assert_declared(facts: dict[str, Any], fields: dict[str, Field] | Any) -> None:
    assert set(facts) == set(fields)
    for name, value in facts.items():
        assert isinstance(value, TYPES[fields[name].kind]), name
        assert not fields[name].values or value in fields[name].values


def test_every_offer_is_tried_and_every_operation_is_offered() -> None:
    assert {deal.offer for deal in DEALS} == set(OFFERS)
    assert set(OPERATIONS) <= set(OFFERS)


def test_every_reason_is_tried() -> None:
    declared = {(name, code) for name, spec in OFFERS.items() for code in spec.refusals}
    tried = {(deal.offer, code) for code, deal in REFUSALS}
    only_in_a_race = {("payment_link", "paid")}
    assert declared - tried == only_in_a_race


@EACH
def test_an_offer_states_its_effect_and_then_has_it_once(desk: Desk, deal: Deal) -> None:
    deal.before(desk)
    given, before = deal.arguments(desk), desk.state()
    quote = desk.quote(deal.customer, deal.offer, **given)
    assert quote.ok, quote
    assert_declared(quote.facts, OFFERS[deal.offer].quoted)
    assert desk.state() == before
    first = desk.perform(deal.customer, deal.offer, key="once", **given)
    assert first.ok, first
    assert_declared(first.facts, OFFERS[deal.offer].receipt)
    assert quote.facts.items() <= first.facts.items() or deal.offer == "refuel_data"
    after = desk.state()
    assert (after == before) == (deal.offer in CHANGE_NOTHING)
    assert desk.perform(deal.customer, deal.offer, key="once", **given) == first
    assert desk.state() == after


@pytest.mark.parametrize(("code", "deal"), REFUSED)
def test_a_refusal_says_why_and_does_nothing(desk: Desk, code: str, deal: Deal) -> None:
    deal.before(desk)
    given, before = deal.arguments(desk), desk.state()
    ways = [desk.quote, desk.perform]
    if deal.offer.startswith(WITHOUT_A_QUOTE):
        ways.remove(desk.quote)
    if deal.offer in HARMLESS:
        ways.remove(desk.perform)
    for way in ways:
        result = way(deal.customer, deal.offer, **given)
        assert (result.ok, result.facts) == (False, {"refused": code})
    assert desk.state() == before


@pytest.mark.parametrize(("deal", "name"), WITH_IDS)
def test_an_id_that_is_not_theirs_is_not_there(desk: Desk, deal: Deal, name: str) -> None:
    """Whether nobody has it or somebody else does."""
    deal.before(desk)
    given, before = deal.arguments(desk), desk.state()
    for customer, id in ((deal.customer, "nothing"), ("PK100201", given[name])):
        result = desk.perform(customer, deal.offer, **{**given, name: id})
        assert (result.ok, result.facts) == (False, {})
    assert desk.state() == before


@EACH
def test_what_is_not_given_is_not_done(desk: Desk, deal: Deal) -> None:
    for name in OFFERS[deal.offer].arguments:
        assert not desk.quote(deal.customer, deal.offer, **{**deal.arguments(desk), name: None}).ok


@EACH
def test_with_the_back_office_down_nothing_is_offered(desk: Desk, tmp_path: Path, deal: Deal) -> None:
    customer, given = desk.who(deal.customer), deal.arguments(desk)
    down = Offers(DemoBackOffice(Database(f"sqlite:///{tmp_path}/empty.db")))
    for result in (down.perform(deal.offer, customer, given, "key"), down.quote(deal.offer, customer, given)):
        assert result.facts == {}
        assert not result.ok or not OFFERS[deal.offer].quoted


UNDOING = {
    "restore_bank_account": "change_bank_account",
    "direct_debit_on": "direct_debit_off",
    "undo_plan_change": "change_plan",
    "undo_cancellation": "cancel_contract",
    "undo_move": "move_house",
    "unblock_sim": "block_sim",
    "cancel_porting": "start_porting",
    "cancel_visit": "book_visit",
    "roaming_on": "roaming_off",
}


@pytest.mark.parametrize(("undo", "offer"), UNDOING.items(), ids=UNDOING)
def test_what_can_be_undone_is_undone_wholly(desk: Desk, undo: str, offer: str) -> None:
    deal = next(deal for deal in DEALS if deal.offer == offer)
    given, before = deal.arguments(desk), desk.state()
    assert desk.perform(deal.customer, offer, key="do", **given).ok
    back = {name: value for name, value in given.items() if name in OFFERS[undo].arguments}
    assert desk.perform(deal.customer, undo, key="undo", **back).ok
    assert desk.state() == before


def test_an_operation_that_is_not_there_is_said_so(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.office.quote("paint_the_house", "PK100218", {})
    with pytest.raises(NotFound):
        desk.office.perform("paint_the_house", "PK100218", {}, key="k")


def test_two_taps_at_the_same_moment_are_one(desk: Desk) -> None:
    """Both hear of it, or the one that came second hears nothing and asks again with the same key."""
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: desk.perform(JULIA, "replace_sim"), range(4)))
    assert {result.facts["reference"] for result in results if result.ok} == {
        desk.perform(JULIA, "replace_sim").facts["reference"]
    }
    assert len(desk.office.orders(JULIA)) == 1
