"""What the steps of transactions must keep to: offers with their arguments, and rows to pick from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.guides.drafts import Draft, brought, columns_of
from frontline.guides.phrases import PLACEHOLDER, Phrases, RowText, placeholders
from frontline.guides.picking import ROW_LENGTH
from frontline.guides.source import Finding, Key, Source
from frontline.guides.types import CheckStep, FactOf, OfferStep, PickStep


def unknown_offers(draft: Draft) -> Iterator[Finding]:
    """An offer is one that the back office has, with the arguments that it takes."""
    for step in draft.guide.steps.values():
        if not isinstance(step, OfferStep):
            continue
        if step.offer not in OFFERS:
            yield draft.finding(step, f"offers '{step.offer}'. Use one of: {', '.join(OFFERS)}.", "offer")
            continue
        yield from _offer_faults(draft, step)


def _offer_faults(draft: Draft, step: OfferStep) -> Iterator[Finding]:
    spec = OFFERS[step.offer]
    if spec.consent and step.text is None:
        yield draft.finding(step, "changes something for the customer. Ask with a 'text' first.", "offer")
    given = [("deals", index, "with") for index in range(len(step.deals))] if step.deals else [("with",)]
    arguments = [{**step.arguments, **deal.arguments} for deal in step.deals] or [{**step.arguments}]
    for keys, named in zip(given, arguments, strict=True):
        if set(named) != set(spec.arguments):
            wanted = ", ".join(spec.arguments) or "nothing"
            yield draft.finding(step, f"must be given exactly this: {wanted}. Correct its 'with'.", *keys)
    yield from _unknown_arguments(draft, step, ("with",), step.arguments)
    for index, deal in enumerate(step.deals):
        yield from _unknown_arguments(draft, step, ("deals", index, "with"), deal.arguments)


def _unknown_arguments(
    draft: Draft, step: OfferStep, keys: tuple[Key, ...], arguments: Mapping[str, Any]
) -> Iterator[Finding]:
    """A fact that an offer is given is one that a step of the guide brings: a mention is not enough."""
    known = brought(draft)
    for name, value in arguments.items():
        if isinstance(value, FactOf) and value.fact not in known:
            sentence = f"is given the fact '{value.fact}', which no step brings. Ask or pick it."
            yield draft.finding(step, sentence, *keys, name)


def unknown_picks(draft: Draft) -> Iterator[Finding]:
    """A step picks from the rows of a check, with a label and a fact that fit."""
    checked = {step.check for step in draft.guide.steps.values() if isinstance(step, CheckStep)}
    for step in draft.guide.steps.values():
        if not isinstance(step, PickStep):
            continue
        columns = columns_of(step)
        if columns is None:
            known = ", ".join(_lists())
            yield draft.finding(step, f"picks from '{step.pick}'. Use one of: {known}.", "pick")
            continue
        if step.check not in checked and step.unavailable is None:
            sentence = (
                f"is the first to run the check '{step.check}'. Say in 'unavailable' where to go without it."
            )
            yield draft.finding(step, sentence, "pick")
        if step.fact in CHECKS or step.fact in draft.guide.steps:
            sentence = f"calls its row '{step.fact}' like a check or a step. Choose another 'fact'."
            yield draft.finding(step, sentence, "fact")
        yield from _label_faults(draft, step, columns)


def _label_faults(draft: Draft, step: PickStep, columns: Mapping[str, Field]) -> Iterator[Finding]:
    for language, label in step.label.items():
        unknown = [name for name in placeholders(label) if name not in columns]
        if unknown:
            sentence = f"has no column '{unknown[0]}' in its rows. Use one of: {', '.join(columns)}."
            yield draft.finding(step, sentence, "label", language)
        if not placeholders(label):
            sentence = "calls every row the same. Mention a column in its 'label', such as {id}."
            yield draft.finding(step, sentence, "label", language)
        around = len(PLACEHOLDER.sub("", label))
        if around > ROW_LENGTH:
            sentence = (
                f"has a label with {around} characters around its columns. Keep all of it to {ROW_LENGTH}."
            )
            yield draft.finding(step, sentence, "label", language)


def list_faults(source: Source, phrases: Phrases) -> Iterator[Finding]:
    """The shared texts for the rows of lists: of lists and columns that there are, the last for every row."""
    columns_of_lists = _lists()
    for name, texts in phrases.lists.items():
        columns = columns_of_lists.get(name)
        if columns is None:
            sentence = f"There is no list '{name}'. Use one of: {', '.join(columns_of_lists)}."
            yield source.finding(("lists", name), sentence)
            continue
        if texts[-1].when:
            sentence = f"The rows of '{name}' may fit none of its texts. Add a last one without 'when'."
            yield source.finding(("lists", name, len(texts) - 1), sentence)
        for index, text in enumerate(texts):
            yield from _row_faults(source, ("lists", name, index), text, columns)


def _row_faults(
    source: Source, at: tuple[Key, ...], text: RowText, columns: Mapping[str, Field]
) -> Iterator[Finding]:
    for column, wanted in text.when.items():
        known = columns[column].values if column in columns else ()
        if not set(wanted) <= set(known):
            sentence = f"No row has '{column}' as '{wanted[0]}'. Name a column and values that it can have."
            yield source.finding((*at, "when", column), sentence)
    for language, said in text.say.items():
        unknown = [name for name in placeholders(said) if name not in columns]
        if unknown:
            sentence = f"The rows have no column '{unknown[0]}'. Use one of: {', '.join(columns)}."
            yield source.finding((*at, "say", language), sentence)


def _lists() -> Mapping[str, Mapping[str, Field]]:
    """The columns of every list that a check brings, by its full name."""
    return {
        f"{check}.{name}": fact.columns
        for check, spec in CHECKS.items()
        for name, fact in spec.fields.items()
        if fact.kind is FieldKind.ROWS
    }
