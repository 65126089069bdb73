"""`rasa test nlu` on the fixed messages of tests/nlu; fails when an intent is found less than its floor.

    python -m tools.nlu.floors --model MODEL

Floors stand in tests/nlu_floors.yml. Whoever raises what is understood may raise them; nobody lowers one to
pass.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from frontline.settings import PROJECT_ROOT

TEST = (sys.executable, "-m", "rasa", "test", "nlu")
MESSAGES = "tests/nlu"
FLOORS = PROJECT_ROOT / "tests" / "nlu_floors.yml"
RESULTS = PROJECT_ROOT / "test-results" / "nlu"


def main() -> int:
    """Exit code 0 when every floor is reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", required=True, help="the trained model, a tar.gz")
    tested = subprocess.run(
        [*TEST, "--model", parser.parse_args().model, "--nlu", MESSAGES, "--no-plot", "--out", str(RESULTS)],
        cwd=PROJECT_ROOT,
        check=False,
    )
    if tested.returncode:
        return tested.returncode
    report = json.loads((RESULTS / "intent_report.json").read_text(encoding="utf8"))
    below = list(shortfalls(report, yaml.safe_load(FLOORS.read_text(encoding="utf8"))))
    print("\n".join(below) or f"{report['accuracy']:.1%} of intents right, every floor reached")
    return 1 if below else 0


def shortfalls(report: Mapping[str, Any], floors: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each floor that is not reached.

    `report` is Rasa's intent report; `floors` holds `all`, the share of all messages, and `intents`, the
    share of each intent's own messages that must be found.
    """
    if report["accuracy"] < floors["all"]:
        yield f"All: {report['accuracy']:.1%} right, at least {floors['all']:.0%} asked."
    for intent, floor in floors["intents"].items():
        found = report.get(intent, {}).get("recall")
        if found is None:
            yield f"{intent}: no message in {MESSAGES} has this intent, so its floor cannot be measured."
        elif found < floor:
            yield f"{intent}: {found:.0%} found, at least {floor:.0%} asked."
    for intent in sorted(set(_intents(report)) - set(floors["intents"])):
        yield f"{intent}: {FLOORS.name} holds no floor for this intent."


def _intents(report: Mapping[str, Any]) -> Iterator[str]:
    """The intents that messages have; Rasa's report also holds averages, and guesses of other intents."""
    for name, row in report.items():
        if isinstance(row, Mapping) and row.get("support") and not name.endswith(" avg"):
            yield name


if __name__ == "__main__":
    sys.exit(main())
