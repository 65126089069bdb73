"""What the customer gave in a walk: values that were typed, rows that were picked; and how they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.guides import picking
from frontline.guides.facts import Facts, brought_by
from frontline.guides.types import TYPED, AnyStep, AskStep, FactOf, Guide, OfferStep, PickStep, Walk
from frontline.guides.values import VALUES, Value, facts_of, named


class Given:
    """Reads and writes them in `walk.known`, under the names that the steps give them."""

    def __init__(self, guide: Guide, walk: Walk, facts: Facts, today: date) -> None:
        self._guide = guide
        self._walk = walk
        self._facts = facts
        self._today = today

    # -- values ------------------------------------------------------------------------------------

    def takes_value(self, step_id: str) -> bool:
        """Whether a value can be typed at a step; one that was refused is typed there more than once."""
        step = self._guide.steps.get(step_id)
        return isinstance(step, AskStep) and step.field is not None

    def take_value(self, step: AskStep, values: Mapping[str, Any]) -> None:
        """The value that was typed at a step with a field."""
        self._walk.known.update(named(str(step.field), values, step.fact))

    def has(self, step: AskStep, values: Mapping[str, Any]) -> bool:
        """Whether these are the values that were typed at a step."""
        return named(str(step.field), values, step.fact).items() <= self._walk.known.items()

    def prefill(self, step: AskStep) -> bool:
        """Takes a valid value that was given before, as if it was typed here; False without one."""
        if step.field is None:
            return False
        kind = VALUES[step.field]
        found = (kind.known(source, self._today) for source in self._sources(step, kind))
        values = next((values for values in found if values is not None), None)
        if values is None:
            return False
        self.take_value(step, values)
        return True

    def _sources(self, step: AskStep, kind: Value) -> Iterator[Mapping[str, Any]]:
        """Where a value may be known from: this step, a check, a mention that no other step has taken."""
        own, known = tuple(kind.facts), self._walk.known
        if step.fact is not None:
            names = {name: step.fact if len(own) == 1 else f"{step.fact}.{name}" for name in own}
            yield {name: known.get(fact) for name, fact in names.items()}
        if len(own) == 1:
            yield from ({own[0]: self._facts.get(name)} for name in step.known_from)
        if not any(self._has_mention(other, kind) for other in self._others(step)):
            yield known

    def _others(self, step: AskStep) -> Iterator[AskStep]:
        """The other steps where a value of the same kind was typed."""
        typed = {entry["step"] for entry in self._walk.path if entry["choice"] == TYPED}
        for other in self._guide.steps.values():
            if isinstance(other, AskStep) and other.id in typed and other.id != step.id:
                yield from [other] * (other.field == step.field)

    def _has_mention(self, step: AskStep, kind: Value) -> bool:
        names = [
            name for name in facts_of(str(step.field), step.fact) if name != step.fact or len(kind.facts) == 1
        ]
        known = self._walk.known
        return [known.get(name) for name in names] == [known.get(name) for name in kind.facts]

    # -- rows --------------------------------------------------------------------------------------

    def known_row(self, step: PickStep) -> str | None:
        """The row that was picked or mentioned before, among those that there are now.

        What another step has picked was meant there: here another one is wanted.
        """
        columns, known = CHECKS[step.check].fields[step.field].columns, self._walk.known
        found = picking.known_row(self._rows(step), columns, known, step.fact)
        picks = (other for other in self._guide.steps.values() if isinstance(other, PickStep))
        taken = {known.get(other.fact) for other in picks if other.pick == step.pick} - {known.get(step.fact)}
        return None if found in taken else found

    def take_row(self, step: PickStep, row_id: str) -> None:
        """The row that was picked."""
        row = next(row for row in self._rows(step) if row["id"] == row_id)
        self._walk.known.update({step.fact: row_id, **{f"{step.fact}.{name}": row[name] for name in row}})

    def _rows(self, step: PickStep) -> list[dict[str, Any]]:
        return list(self._walk.checks[step.check].get(step.field) or ())

    # -- both --------------------------------------------------------------------------------------

    def forget(self, step: AnyStep | None) -> None:
        """Drops what a step brought, also as it was mentioned before, so that it is asked again."""
        if not isinstance(step, (AskStep, PickStep)):
            return
        kind = VALUES.get(step.field or "") if isinstance(step, AskStep) else None
        mentions = tuple(kind.facts) if kind else picking.MENTIONS * isinstance(step, PickStep)
        for name in (*brought_by(step), *mentions):
            self._walk.known.pop(name, None)

    def for_offer(self, step: AnyStep) -> dict[str, Any]:
        """The facts that an offer is made with, by name; with others it is another offer."""
        if not isinstance(step, OfferStep):
            return {}
        arguments = [step.arguments, *(deal.arguments for deal in step.deals)]
        facts = {value.fact for row in arguments for value in row.values() if isinstance(value, FactOf)}
        return {name: self._facts.get(name) for name in sorted(facts)}

    def asks_anew(self, step_id: str) -> bool:
        """Whether an offer was turned down with what this step brought, and all else is as it was then."""
        step = self._guide.steps.get(step_id)
        if not isinstance(step, (AskStep, PickStep)):
            return False
        turned_down = (
            record["given"]
            for record in self._walk.offers.values()
            if "given" in record and not {"refused", "declined"}.isdisjoint(record)
        )
        return any(
            not brought_by(step).keys().isdisjoint(given)
            and all(self._facts.get(name) == value for name, value in given.items())
            for given in turned_down
        )
