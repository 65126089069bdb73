"""Labelled messages to measure with: public benchmarks, our training data, our held-out file."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt
import yaml

from frontline.settings import PROJECT_ROOT

Numbers = npt.NDArray[Any]

NLU_DATA = PROJECT_ROOT / "data" / "nlu"
HELD_OUT = PROJECT_ROOT / "tests" / "nlu" / "held_out.yml"
HARD = PROJECT_ROOT / "tests" / "nlu" / "hard.yml"
UNSEEN = PROJECT_ROOT / "tests" / "nlu" / "unseen.yml"
"""Measured only: nobody looks at what is misread in it, so it tells what to expect of new customers."""
FRESH = PROJECT_ROOT / "tests" / "nlu" / "fresh.yml"
MOVES = PROJECT_ROOT / "tests" / "nlu" / "moves.yml"
"""Dialogue moves only: no problem stands in it."""
TEST_SETS = (HELD_OUT, HARD, UNSEEN, FRESH, MOVES)


@dataclass(frozen=True)
class Labelled:
    """A message with its intent, and its language where the file says so."""

    text: str
    label: str
    language: str = ""


def read_csv(path: Path) -> list[Labelled]:
    """Read a benchmark file with the columns text and category."""
    with path.open(encoding="utf8", newline="") as file:
        return [Labelled(row["text"], row["category"]) for row in csv.DictReader(file)]


def draw(rows: Iterable[Labelled], per_label: int, seed: int) -> list[Labelled]:
    """Draw the same number of messages of every label."""
    by_label: dict[str, list[Labelled]] = defaultdict(list)
    for row in rows:
        by_label[row.label].append(row)
    generator = random.Random(seed)
    return [row for label in sorted(by_label) for row in generator.sample(by_label[label], per_label)]


def training_data() -> list[Labelled]:
    """Read what `rasa train` reads, with the language from the folder."""
    files = sorted(NLU_DATA.glob("*/*.yml"))
    return [row for path in files for row in read_nlu(path, language=path.parent.name)]


def read_nlu(path: Path, language: str = "") -> list[Labelled]:
    """Read a file of training messages in Rasa's format."""
    intents = yaml.safe_load(path.read_text(encoding="utf8"))["nlu"]
    return [
        Labelled(line.removeprefix("- ").strip(), intent["intent"], language)
        for intent in intents
        for line in intent["examples"].splitlines()
        if line.strip("- ")
    ]
