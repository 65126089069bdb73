"""Simulated customers over the website channel, against a front line of their own.

    python -m bench.customers [--cases 800] [--seed 1] [--only mobile|home] [--language nl|en] [--verbose]

Each has a phone or a home with faults, reads only what the assistant writes, does what is asked and answers
what is true. Prints the table of the README and what went wrong; ends with 1 below the targets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.customers.cases import LANGUAGES, draw_cases
from bench.customers.report import print_report
from bench.customers.running import serve_all
from tools.running import RunningFrontLine

CASES = 800


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=CASES, help="how many customers, 5 of 8 of them mobile")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("mobile", "home"))
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--at-once", type=int, default=4, help="customers in the chat at the same time")
    parser.add_argument("--verbose", action="store_true", help="print every conversation that went wrong")
    options = parser.parse_args()
    languages = [options.language] if options.language else LANGUAGES
    cases = draw_cases(options.cases, options.seed, options.only, languages)
    with tempfile.TemporaryDirectory() as folder, RunningFrontLine(Path(folder)) as running:
        verdicts, seconds = serve_all(running, cases, options.at_once)
    return 0 if print_report(verdicts, seconds, verbose=options.verbose) else 1


if __name__ == "__main__":
    sys.exit(main())
