"""The report in plain words: a table, the worst confusions with their sentences, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tools.nlu.scores import (
    Change,
    Confusion,
    IntentScore,
    Reading,
    confusions,
    per_intent,
    scope_curve,
    share_right,
)

WORST_CONFUSIONS = 25
SENTENCES = 12
WORST_INTENTS = 12
MOST_CHANGES = 10


def summary(name: str, readings: Sequence[Reading], change: Change | None) -> Iterator[str]:
    """What stands on the screen: the share that is right, the worst intents, and what changed."""
    since = f", {_signed(change.share)} since the last run" if change else ""
    yield f"{name}: {share_right(readings):.1%} of {len(readings)} messages read rightly{since}"
    worst = [score for score in per_intent(readings) if score.f1 < 1][:WORST_INTENTS]
    if worst:
        yield f"  {'intent':<26}{'precision':>10}{'recall':>10}{'f1':>10}{'messages':>10}"
        yield from map(_aligned, worst)
    for confusion in confusions(readings)[:5]:
        yield f"  {confusion.label} read as {confusion.guess}: {len(confusion.texts)}"
    if change:
        yield f"  {len(change.mended)} messages mended, {len(change.broken)} broken since the last run"


def section(name: str, readings: Sequence[Reading], change: Change | None) -> Iterator[str]:
    """One set of messages, as Markdown."""
    yield f"# {name}: {share_right(readings):.1%} of {len(readings)} messages\n"
    if change:
        yield from _changes(change)
    yield "## Intents, the worst first\n"
    yield "| intent | precision | recall | f1 | messages |"
    yield "|---|---|---|---|---|"
    yield from map(_row, per_intent(readings))
    yield from _scope(readings)
    yield "\n## Confusions, the most frequent first\n"
    for confusion in confusions(readings)[:WORST_CONFUSIONS]:
        yield from _confusion(confusion)


def _changes(change: Change) -> Iterator[str]:
    yield f"## Since the last run: {_signed(change.share)} on the messages that were there then\n"
    for intent, recall in change.recalls.items():
        yield f"- {intent}: {_signed(recall)}"
    for title, readings in (("Broken", change.broken), ("Mended", change.mended)):
        if readings:
            yield f"\n{title}: {len(readings)}\n"
            yield from (f"- {each.label}: {each.text}{_read_as(each)}" for each in readings[:MOST_CHANGES])
    yield ""


def _scope(readings: Sequence[Reading]) -> Iterator[str]:
    curve = scope_curve(readings)
    if curve:
        yield "\n## Out of scope\n"
        yield "| of our own messages sent away | of foreign messages found |"
        yield "|---|---|"
        yield from (f"| {alarms:.0%} | {found:.1%} |" for alarms, found in curve)


def _confusion(confusion: Confusion) -> Iterator[str]:
    yield f"### {confusion.label} read as {confusion.guess}: {len(confusion.texts)}\n"
    yield from (f"- {text}" for text in confusion.texts[:SENTENCES])
    if len(confusion.texts) > SENTENCES:
        yield f"- … and {len(confusion.texts) - SENTENCES} more"
    yield ""


def _row(score: IntentScore) -> str:
    numbers = " | ".join(f"{number:.2f}" for number in (score.precision, score.recall, score.f1))
    return f"| {score.intent} | {numbers} | {score.support} |"


def _aligned(score: IntentScore) -> str:
    numbers = "".join(f"{number:>10.2f}" for number in (score.precision, score.recall, score.f1))
    return f"  {score.intent:<26}{numbers}{score.support:>10}"


def _read_as(reading: Reading) -> str:
    return "" if reading.right else f" (read as {reading.guess})"


def _signed(share: float) -> str:
    return f"{100 * share:+.1f} points"
