"""The walker finds every end of a guide with transactions, so that a test of ours can trust it."""

from __future__ import annotations

import pytest

from frontline.guides.diagram import mermaid
from frontline.guides.graph import ways_on
from frontline.guides.types import Guide, OutcomeStep
from tests.library import LIBRARY
from tests.unit.guides.builders import guide_of
from tests.unit.guides.test_transactions import ACCOUNT, ORDERS
from tests.unit.guides.walker import Walker

PROVEN = guide_of("""
    who: {identify: verified, known: end, unknown: person}
    end: {outcome: informed, say: {nl: "Dag.", en: "Bye."}}
    person: {outcome: escalate, skill: orders, reason: {nl: "Wie?", en: "Who?"}}
""")
GUIDES = {"account": ACCOUNT, "orders": ORDERS, "proven": PROVEN}


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_every_end_of_a_transaction_is_reached(guide: Guide) -> None:
    seen = Walker(guide, LIBRARY.phrases).explore()
    assert seen.outcomes == {step.id for step in guide.steps.values() if isinstance(step, OutcomeStep)}
    for said in seen.said.values():
        assert said.prompts
        assert not any("{" in text for texts, _ in said.prompts for text in texts)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_every_way_of_a_transaction_is_drawn(guide: Guide) -> None:
    drawn = mermaid(guide)
    for step in guide.steps.values():
        for _, to in ways_on(step):
            assert any(
                f"step_{step.id} -->" in line and line.endswith(f" step_{to}") for line in drawn.splitlines()
            )
