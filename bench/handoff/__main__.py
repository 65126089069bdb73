"""The way to an agent and back, on a front line of its own: how quick it is, and that nothing gets lost.

    python -m bench.handoff [--seconds 120] [--minutes 10] [--waiting 200] [--live 50] [--seed 1]
        [--only speed traffic disturbed packs]

Customers come over the website's socket, agents sit at the desk's. First 50 talk with an agent; then 200
others wait as well, and everybody writes; then the same while the database is locked, all desks are gone, and
both processes are started anew. Ends with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from bench.customers.report import ROW, Figure
from bench.handoff.disturbances import all_of_them
from bench.handoff.ledger import AGENT, CUSTOMER
from bench.handoff.packs import fields_present
from bench.handoff.shift import Shift
from tools.running import RunningFrontLine

MESSAGE_MS, VISIBLE_MS = 300, 500
WARM_UP_SECONDS = 10
"""At the start of a shift every conversation is opened at once; messages count from here on."""
ESCALATIONS = 100
PARTS = ("speed", "traffic", "disturbed", "packs")


class Table:
    """Prints each figure as soon as it is known."""

    def __init__(self) -> None:
        self.met = True
        print(ROW.format("what", "target", "reached"))
        print(ROW.format(*["---"] * 3), flush=True)

    def add(self, figures: Iterable[Figure]) -> None:
        """More lines."""
        for figure in figures:
            print(ROW.format(figure.what, figure.target, figure.reached), flush=True)
            self.met = self.met and figure.is_met


async def play(running: RunningFrontLine, options: argparse.Namespace, table: Table) -> None:
    """All that needs a running front line."""
    shift = Shift(running, options.seed)
    await shift.begin()
    try:
        await shift.arrive(options.live)
        await shift.take(options.live)
        if "speed" in options.only:
            table.add(await speed(shift, options.seconds))
        await shift.arrive(options.waiting)
        if "traffic" in options.only:
            table.add(await traffic(shift, options.minutes * 60))
        if "disturbed" in options.only:
            table.add(await disturbed(shift, running, options.minutes * 60))
    finally:
        await shift.end()


async def speed(shift: Shift, seconds: float) -> list[Figure]:
    """Live conversations only."""
    began = perf_counter() + WARM_UP_SECONDS
    await shift.traffic(asyncio.sleep(seconds), resolving=False)
    return list(_ways(shift, began, f"{len(shift.customers)} live conversations"))


async def traffic(shift: Shift, seconds: float) -> list[Figure]:
    """Everybody there."""
    began = perf_counter() + WARM_UP_SECONDS
    await shift.traffic(asyncio.sleep(seconds), resolving=True)
    visible = _within(
        "a person asked for, in the queue on all screens, p95", shift.visible_seconds(0), VISIBLE_MS
    )
    told = [Figure(one.what, "", one.reached) for one in _ways(shift, began, "the queue full")]
    return [visible, *told, *_faults(shift, f"{len(shift.customers)} customers, {seconds / 60:g} minutes")]


async def disturbed(shift: Shift, running: RunningFrontLine, seconds: float) -> list[Figure]:
    """The same while things go wrong."""
    await shift.traffic(all_of_them(running, shift.agents, seconds), resolving=True)
    refusals = [one for customer in shift.customers for one in customer.refusals]
    wordless = sum(not one.get("text") for one in refusals)
    return [
        *_faults(shift, "the same, then with disturbances"),
        Figure("asked for a person in vain", "0", str(shift.never_handed), not shift.never_handed),
        Figure("put off without a sentence", "0", f"{wordless} of {len(refusals)}", not wordless),
    ]


def packs() -> Figure:
    """The fields of simulated escalations."""
    present, total = fields_present(ESCALATIONS)
    what = f"fields of the pack present in {ESCALATIONS} escalations of all problems"
    return Figure(what, "100 %", f"{present}/{total}", present == total)


def _ways(shift: Shift, began: float, when: str) -> Iterator[Figure]:
    ways = {CUSTOMER: "customer → agent's screen", AGENT: "agent → customer's screen"}
    for author, way in ways.items():
        yield _within(f"{way}, p95, {when}", shift.ledger.seconds(author, began), MESSAGE_MS)


def _within(what: str, seconds: Sequence[float], most: int) -> Figure:
    p95 = sorted(seconds)[int(len(seconds) * 0.95)] * 1000 if seconds else float("inf")
    return Figure(what, f"{most} ms", f"{p95:.0f} ms", p95 <= most)


def _faults(shift: Shift, when: str) -> list[Figure]:
    faults = shift.ledger.faults()
    print(*faults.lines(), sep="\n", end="\n" * (not faults.none), file=sys.stderr)
    what = f"{when}, {faults.sent} messages:"
    return [
        Figure(what, "", ""),
        Figure("lost / doubled / disordered / crossed", "0", str(faults), faults.none),
    ]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120, help="of live conversations only")
    parser.add_argument("--minutes", type=float, default=10, help="of traffic, calm and again disturbed")
    parser.add_argument("--live", type=int, default=50)
    parser.add_argument("--waiting", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    table = Table()
    if set(options.only) - {"packs"}:
        with tempfile.TemporaryDirectory() as folder, RunningFrontLine(Path(folder)) as running:
            asyncio.run(play(running, options, table))
    if "packs" in options.only:
        table.add([packs()])
    return 0 if table.met else 1


if __name__ == "__main__":
    sys.exit(main())
