"""Checks of contracts: what there is, what it can become, and what can be had where."""

from __future__ import annotations

from typing import Any

from frontline.conversations.types import Level
from frontline.customers.checks.base import CheckSpec, Facts, Look, how_many, id_of, line_or_not_found, yes_no
from frontline.customers.fields import DAY, MONEY, NUMBER, TEXT, YES_NO, choice, rows
from frontline.customers.ports import BackOffice, NotFound
from frontline.customers.types import Contract, ContractState, Plan, Service, Subject

TECHNOLOGY = choice("fiber", "cable", "dsl", "none")


def _contract(back_office: BackOffice, customer: Subject) -> Facts:
    contracts = back_office.contracts(id_of(customer))
    return {
        "has": how_many(contracts),
        "total": sum(contract.price for contract in contracts),
        "cancelled": yes_no(any(contract.state is ContractState.CANCELLED for contract in contracts)),
        "contracts": list(map(_row, contracts)),
    }


def _row(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.line_id,
        "plan": contract.plan.name,
        "price": contract.price,
        "service": contract.plan.service,
        "state": contract.state,
        "ends": contract.ends_on,
        "last_day": contract.last_day,
        "notice_days": contract.notice_days,
        "next_plan": contract.next_plan,
        "changes": contract.changes_on,
    }


def _plans(service: Service) -> Look:
    def look(back_office: BackOffice, customer: Subject) -> Facts:
        line = line_or_not_found(back_office, customer, service)
        now, plans = back_office.plan(line.plan_id), back_office.plans(line.id)
        return {
            "available": yes_no(plans),
            "line": line.id,
            "plan": now.name,
            "price": now.price,
            "plans": [_plan(plan, now) for plan in plans],
        }

    return look


def _plan(plan: Plan, now: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "plan": plan.name,
        "price": plan.price,
        "difference": abs(plan.price - now.price),
        "direction": "dearer" if plan.price > now.price else "cheaper",
    }


def _retention(service: Service) -> Look:
    def look(back_office: BackOffice, customer: Subject) -> Facts:
        line = line_or_not_found(back_office, customer, service)
        offer = back_office.retention_offer(line.id)
        if offer is None:
            return {"offer": "no", "line": line.id}
        return {
            "offer": "yes",
            "line": line.id,
            "plan": offer.plan.name,
            "discount": offer.discount,
            "months": offer.months,
            "price": offer.price,
        }

    return look


def _move(back_office: BackOffice, customer: Subject) -> Facts:
    move = back_office.move(id_of(customer))
    return {
        "move": move.state,
        "day": move.on,
        "address": f"{move.to.postcode} {move.to.house_number}" if move.to else None,
        "price": move.price,
        "earliest": move.earliest,
        "latest": move.latest,
    }


def _coverage(back_office: BackOffice, customer: Subject) -> Facts:
    if customer.address is None:
        raise NotFound("the address is not known")
    found = back_office.coverage(customer.address)
    best = found.connections[0] if found.connections else None
    return {
        "best": best.technology if best else "none",
        "speed": best.speed if best else None,
        "mobile": found.mobile,
        "connections": [
            {"id": each.technology, "technology": each.technology, "speed": each.speed}
            for each in found.connections
        ],
    }


PLANS = {
    "available": YES_NO,
    "line": TEXT,
    "plan": TEXT,
    "price": MONEY,
    "plans": rows(plan=TEXT, price=MONEY, difference=MONEY, direction=choice("dearer", "cheaper")),
}
RETENTION = {
    "offer": YES_NO,
    "line": TEXT,
    "plan": TEXT,
    "discount": MONEY,
    "months": NUMBER,
    "price": MONEY,
}
CHECKS = {
    "contract": CheckSpec(
        Level.VERIFIED,
        {
            "has": choice("none", "one", "several"),
            "total": MONEY,
            "cancelled": YES_NO,
            "contracts": rows(
                plan=TEXT,
                price=MONEY,
                service=choice("internet", "tv", "mobile"),
                state=choice("fixed", "monthly", "cancelled", "ended"),
                ends=DAY,
                last_day=DAY,
                notice_days=NUMBER,
                next_plan=TEXT,
                changes=DAY,
            ),
        },
        _contract,
    ),
    "internet_plans": CheckSpec(Level.VERIFIED, PLANS, _plans(Service.INTERNET)),
    "tv_plans": CheckSpec(Level.VERIFIED, PLANS, _plans(Service.TV)),
    "mobile_plans": CheckSpec(Level.VERIFIED, PLANS, _plans(Service.MOBILE)),
    "internet_retention_offer": CheckSpec(Level.VERIFIED, RETENTION, _retention(Service.INTERNET)),
    "tv_retention_offer": CheckSpec(Level.VERIFIED, RETENTION, _retention(Service.TV)),
    "mobile_retention_offer": CheckSpec(Level.VERIFIED, RETENTION, _retention(Service.MOBILE)),
    "move": CheckSpec(
        Level.VERIFIED,
        {
            "move": choice("possible", "planned", "nothing_to_move"),
            "day": DAY,
            "address": TEXT,
            "price": MONEY,
            "earliest": DAY,
            "latest": DAY,
        },
        _move,
    ),
    "coverage": CheckSpec(
        Level.ANONYMOUS,
        {
            "best": TECHNOLOGY,
            "speed": NUMBER,
            "mobile": choice("5g", "4g", "none"),
            "connections": rows(technology=TECHNOLOGY, speed=NUMBER),
        },
        _coverage,
    ),
}
