"""What typed words hold besides a choice: values, proofs, changes of an offer, and what is told early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from frontline.guides.answer import MOVES, SURE_OF_MATCH, Answer
from frontline.guides.asking import CLAIM, HOME
from frontline.guides.engine import Engine
from frontline.guides.matching import Match
from frontline.guides.proving import CLAIMS
from frontline.guides.types import AskStep, IdentifyStep, OfferStep
from frontline.guides.values import VALUES, Said
from frontline.place import PLACE

NO_VALUES = (*MOVES, "affirm", "deny", "dont_know")
"""Intents of messages that are no value, though nearly any words can be one."""

UNMISTAKABLE = (*CLAIMS, "brand", "iban", "order_number", "postcode", "house_number")
"""Mentions that are kept for later questions; a day or an amount may be about anything."""


class Taking:
    """Takes it out of answers and puts it to the engine of a walk."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def took(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it holds a value of this step, or of the one that an answer of this step leads to."""
        return self.took_value(engine, answer, match) or self._took_next_value(engine, answer)

    def took_value(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it holds what the step takes: a value, who they are, or a change of what is offered."""
        step, said = engine.guide.steps.get(engine.walk.at), self._said(answer)
        if engine.walk.asking is not None:
            return False
        if isinstance(step, IdentifyStep):
            return self._took_proof(engine, said)
        if isinstance(step, OfferStep):
            return self._took_change(engine, step, said)
        if not isinstance(step, AskStep) or step.field is None:
            return False
        means_else = self._is_no_value(answer) or (match is not None and match.score >= SURE_OF_MATCH)
        return not (VALUES[step.field].loose and means_else) and self._took_field(engine, step, said)

    def _took_field(self, engine: Engine, step: AskStep, said: Said) -> bool:
        values = VALUES[str(step.field)].read(said)
        if values is not None:
            engine.deciding.type_value(values, said.text)
        return values is not None

    def _took_next_value(self, engine: Engine, answer: Answer) -> bool:
        """Whether it is what one of the answers would ask next: an e-mail address instead of "my e-mail"."""
        step, said = engine.guide.steps.get(engine.walk.at), self._said(answer)
        if engine.walk.asking is not None or not isinstance(step, AskStep):
            return False
        values = {option.id: _value_at(engine.guide.steps.get(option.next), said) for option in step.options}
        meant = [id for id, value in values.items() if value is not None]
        if len(meant) != 1:
            return False
        engine.deciding.choose(meant[0], answer.text)
        engine.deciding.type_value(values[meant[0]] or {}, answer.text)
        return True

    def _took_proof(self, engine: Engine, said: Said) -> bool:
        mentioned = ((kind, said.last(kind)) for kind in CLAIMS)
        claims = ({kind: found.value} for kind, found in mentioned if found)
        claim = next(claims, None) or VALUES["customer_number"].read(said)
        told = {CLAIM: claim, HOME: VALUES["address"].read(said)}
        found = {key: value for key, value in told.items() if value}
        if engine.walk.proof.get("asks") not in found:
            return False
        engine.deciding.prove(found)
        return True

    def _took_change(self, engine: Engine, offer: OfferStep, said: Said) -> bool:
        """ "No, 8 December": another value than the offer is made with, typed instead of a yes or a no."""
        for step in engine.deciding.behind(offer):
            kind = VALUES[str(step.field)]
            values = None if kind.loose else kind.read(said)
            if values is None or engine.deciding.has_given(step, values):
                continue
            if engine.steering.rewind(step.id):
                engine.deciding.type_value(values, said.text)
                return True
        return False

    def takes_any_words(self, engine: Engine) -> bool:
        """Whether nearly any words are a value of the kind that the step asks for."""
        step = engine.asking.step
        return isinstance(step, AskStep) and step.field is not None and VALUES[step.field].loose

    def keep_mentions(self, engine: Engine, answer: Answer) -> None:
        """What the customer tells before it is asked; who they are is not for the walk."""
        if isinstance(engine.asking.step, IdentifyStep):
            return
        for mention in answer.mentions:
            if mention.kind in UNMISTAKABLE:
                engine.walk.known.setdefault(mention.kind, mention.value)

    def keep_day(self, engine: Engine, answer: Answer) -> None:
        """Keeps a day that is told before it is asked, where the guide asks for one: it is about that."""
        steps = engine.guide.steps.values()
        asks = [step for step in steps if isinstance(step, AskStep) and step.field == "date"]
        if len(asks) != 1 or engine.walk.at == asks[0].id or engine.walk.decided(asks[0].id) is not None:
            return
        engine.walk.known.update(VALUES["date"].read(self._said(answer)) or {})

    def _said(self, answer: Answer) -> Said:
        return Said(answer.text, answer.mentions, self._now().astimezone(PLACE).date())

    def _is_no_value(self, answer: Answer) -> bool:
        return answer.intent in NO_VALUES and answer.is_sure


def _value_at(step: object, said: Said) -> Mapping[str, Any] | None:
    """The value that a message holds for a step, of a kind that cannot be just any words."""
    if not isinstance(step, AskStep) or step.field is None or VALUES[step.field].loose:
        return None
    return VALUES[step.field].read(said)
