"""`python -m tools.nlu [--held-out]`: measures, prints the worst, and leaves a report in var/test-nlu/."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.messages import TEST_SETS, UNSEEN, Labelled, read_nlu, training_data
from bench.nlu import CrossValidation, guesses, trained
from frontline.understanding.intents import IntentModel
from tools.nlu import pictures, report
from tools.nlu.scores import Change, Reading, change, scope_curve

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "var" / "test-nlu"
LAST = "last.json"
CROSS_VALIDATION = "Cross-validation"

Sets = Mapping[str, Sequence[Reading]]


def main() -> int:
    """Always 0: this measures; the floors that must hold are in `make test`."""
    parser = argparse.ArgumentParser(prog="make test-nlu", description="How well messages are understood.")
    parser.add_argument("--held-out", action="store_true", help="only the held-out files, in a minute")
    options = parser.parse_args()
    started = time.monotonic()
    RESULTS.mkdir(parents=True, exist_ok=True)
    before = _last()
    sets: dict[str, Sequence[Reading]] = {}
    for name, readings in _measured(held_out_only=options.held_out):
        sets[name] = readings
        print("\n".join(report.summary(name, readings, _change(name, readings, before))), "\n", flush=True)
    _keep(sets, before)
    print(f"The whole report, with sentences and pictures: {RESULTS.relative_to(ROOT)}/report.md")
    print(f"It took {time.monotonic() - started:.0f} s.")
    return 0


def _measured(held_out_only: bool) -> Iterator[tuple[str, list[Reading]]]:
    """The held-out files first: they are quick, and say most about real customers."""
    rows = training_data()
    model = trained(rows)
    for path in (path for path in TEST_SETS if path != UNSEEN):
        yield f"Held out, tests/nlu/{path.name}", _readings(read_nlu(path), model)
    if not held_out_only:
        validation = CrossValidation.of(rows)
        read = zip(validation.rows, validation.guessed, validation.strange, strict=True)
        yield (
            CROSS_VALIDATION,
            [Reading(row.text, row.label, guess, float(strange)) for row, guess, strange in read],
        )


def _readings(rows: Sequence[Labelled], model: IntentModel) -> list[Reading]:
    guessed = guesses(model, rows)
    strange = model.foreignness([row.text for row in rows])
    read = zip(rows, guessed, strange, strict=True)
    return [Reading(row.text, row.label, guess, float(score)) for row, guess, score in read]


def _change(
    name: str, readings: Sequence[Reading], before: Mapping[str, Mapping[str, list[str]]]
) -> Change | None:
    return change(readings, before[name]) if name in before else None


def _keep(sets: Sets, before: Mapping[str, Mapping[str, list[str]]]) -> None:
    """The report, the pictures, and what the next run is compared with."""
    lines = [
        line
        for name, readings in sets.items()
        for line in report.section(name, readings, _change(name, readings, before))
    ]
    (RESULTS / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, readings in sets.items():
        pictures.draw_confusions(readings, RESULTS / f"confusions-{_file_name(name)}.png")
    curves = {name: scope_curve(readings) for name, readings in sets.items()}
    pictures.draw_scope(
        {name: curve for name, curve in curves.items() if curve}, RESULTS / "out-of-scope.png"
    )
    now = {
        name: {each.text: [each.label, each.guess] for each in readings} for name, readings in sets.items()
    }
    (RESULTS / LAST).write_text(json.dumps({**before, **now}, ensure_ascii=False), encoding="utf-8")


def _last() -> dict[str, dict[str, list[str]]]:
    path = RESULTS / LAST
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _file_name(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yml").lower()


if __name__ == "__main__":
    sys.exit(main())
