"""What offer steps do: each is quoted, put to the customer, and carried out once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontline.customers.offers import OFFERS
from frontline.guides.standing import Need, Standing, Way
from frontline.guides.trail import as_words
from frontline.guides.types import OfferStep


class OfferSteps:
    """The offer steps of a walk; `walk.offers` holds what came of each."""

    def __init__(self, at: Standing) -> None:
        self._at = at
        self._guide, self._walk = at.guide, at.walk

    def enter(self, step: OfferStep) -> Way:
        """By how far the offer came."""
        record = self._walk.offers.get(step.id)
        if record is None or self._is_outdated(step.id, record):
            return self._quote(step)
        if "failed" in record:
            return step.unavailable
        if "performed" in record:
            return step.accepted
        if "declined" in record:
            return step.declined
        if "chosen" in record or step.text is None:
            return Need("perform", step.offer, step.id, self._arguments(step, record.get("chosen")))
        return None

    def _quote(self, step: OfferStep) -> Way:
        """The price is asked for the first deal; without all that the offer must be given it cannot be."""
        arguments = self._arguments(step, step.deals[0].id if step.deals else None)
        if None in arguments.values():
            self._walk.offers[step.id] = {"failed": True, **self._made_with(step.id)}
            return step.unavailable
        return Need("quote", step.offer, step.id, arguments)

    def _arguments(self, step: OfferStep, chosen: str | None) -> dict[str, Any]:
        deals = (deal.arguments for deal in step.deals if deal.id == chosen)
        return self._at.facts.arguments({**step.arguments, **next(deals, {})})

    def _made_with(self, step_id: str) -> dict[str, Any]:
        facts = self._at.given.for_offer(self._guide.steps[step_id])
        return {"given": facts} if facts else {}

    def _is_outdated(self, step_id: str, record: Mapping[str, Any]) -> bool:
        """Whether the customer changed what the offer was made with."""
        made_with = self._made_with(step_id).get("given", {})
        return "performed" not in record and record.get("given", {}) != made_with

    def feed_quote(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        """Takes in price and effect, or that it is not to be had."""
        quoted = {"quote": dict(facts)} if ok else {"failed": True, **_refusal(facts)}
        self._walk.offers[need.step] = {**quoted, **self._made_with(need.step)}

    def feed_receipt(self, need: Need, ok: bool, facts: Mapping[str, Any]) -> None:
        """Takes in that it was carried out, which the customer hears, or that it was not."""
        self._walk.offers[need.step].update(
            {"performed": dict(facts)} if ok else {"failed": True, **_refusal(facts)}
        )
        step = self._guide.steps[need.step]
        if ok and isinstance(step, OfferStep) and step.done is not None:
            self._at.says.append(self._at.facts.fill(step.done, facts, OFFERS[step.offer].receipt))
        result = as_words(facts, OFFERS[need.name].receipt, self._walk.language) if ok else "failed"
        if not self._at.trail.close(need.step, answer=None, result=result):
            self._at.trail.note("offer", need.step, need.name, result=result)


def _refusal(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Why the back office's own rules forbid it, in the word that the offer declares; empty otherwise."""
    return {"refused": facts["refused"]} if "refused" in facts else {}
