"""The figures of a run: one table, and what went wrong."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.customers.judging import Verdict

MOST_BEYOND = 6
ROW = "| {:<58} | {:>9} | {:>9} |"


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    target: str
    reached: str
    is_met: bool = True


def figures(verdicts: Sequence[Verdict], seconds: float) -> list[Figure]:
    """All figures of a run; `seconds` is what it took in all."""
    solvable = [verdict for verdict in verdicts if verdict.case.expects is None]
    personal = [verdict for verdict in verdicts if verdict.case.expects is not None]
    beyond = sorted(verdict.beyond for verdict in solvable) or [0]
    turns = sum(verdict.told.messages + 1 for verdict in verdicts)
    typical = statistics.median(beyond)
    return [
        Figure("simulated customers", "", str(len(verdicts))),
        _share("solvable cases solved", solvable),
        _share("cases only a person can solve, right skill and reason", personal),
        _none("handed over though solvable", verdicts, lambda verdict: verdict.handed_though_solvable),
        _none("asked twice, or asked what the back office had", verdicts, lambda verdict: verdict.repeated),
        _none("texts or buttons not understood by the customer", verdicts, lambda v: v.told.not_understood),
        Figure(
            "customer actions beyond the fixes, median",
            f"≤ {MOST_BEYOND}",
            f"{typical:g}",
            typical <= MOST_BEYOND,
        ),
        Figure("customer actions beyond the fixes, p90", "", str(beyond[int(len(beyond) * 0.9)])),
        Figure(
            "typed answers that had to be tapped after all", "", str(sum(v.told.missed for v in verdicts))
        ),
        Figure("turns a second, all customers together", "", f"{turns / seconds:.1f}"),
    ]


def _share(what: str, verdicts: Sequence[Verdict]) -> Figure:
    right = sum(verdict.is_right for verdict in verdicts)
    reached = f"{right}/{len(verdicts)}"
    return Figure(what, "100 %", reached, right == len(verdicts))


def _none(what: str, verdicts: Sequence[Verdict], is_so: Callable[[Verdict], object]) -> Figure:
    count = sum(bool(is_so(verdict)) for verdict in verdicts)
    return Figure(what, "0", str(count), count == 0)


def print_report(verdicts: Sequence[Verdict], seconds: float, *, verbose: bool = False) -> bool:
    """Prints table and misses; whether all targets were met."""
    table = figures(verdicts, seconds)
    for verdict in verdicts:
        if not verdict.is_right or verdict.repeated or verdict.told.not_understood:
            _print_miss(verdict, verbose)
    print(ROW.format("what", "target", "reached"))
    print(ROW.format(*["---"] * 3))
    for figure in table:
        print(ROW.format(figure.what, figure.target, figure.reached))
    return all(figure.is_met for figure in table)


def _print_miss(verdict: Verdict, verbose: bool) -> None:
    handed = f", handed to {verdict.handed.skill}: {verdict.handed.reason}" if verdict.handed else ""
    print(f"\n{verdict.case}: {'solved' if verdict.solved else 'not solved'}{handed}")
    if verdict.told.not_understood:
        print(f"  not understood: {verdict.told.not_understood}")
    for text in verdict.repeated:
        print(f"  asked for nothing: {text}")
    if verbose:
        print("\n".join(f"    {line}" for line in verdict.told.transcript))
