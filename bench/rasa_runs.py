"""Trainings by Rasa itself: how long ours takes, and its stock pipeline on a benchmark's messages."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench.messages import NLU_DATA, Labelled, Numbers
from frontline.settings import PROJECT_ROOT

_DOMAIN = 'version: "3.1"\n'
_STOCK_CONFIG = """
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
"""


def timed_training() -> float:
    """Return the seconds `rasa train nlu` takes with config.yml and data/nlu, its own cache aside."""
    with tempfile.TemporaryDirectory() as folder:
        domain = Path(folder) / "domain.yml"
        domain.write_text(_DOMAIN)
        started = time.monotonic()
        _train(PROJECT_ROOT / "config.yml", NLU_DATA, domain, Path(folder))
        return time.monotonic() - started


def _train(config: Path, nlu: Path, domain: Path, out: Path) -> Path:
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(out / "cache"),
    }
    files = ["--config", str(config), "--nlu", str(nlu), "--domain", str(domain), "--out", str(out)]
    command = [sys.executable, "-m", "rasa", "train", "nlu", *files]
    subprocess.run(command, check=True, cwd=PROJECT_ROOT, env=environment, capture_output=True)
    return next(out.glob("*.tar.gz"))


class StockPipeline:
    """The NLU pipeline of `rasa init`, trained on given messages; each set is trained and read once."""

    def __init__(self) -> None:
        self._read: dict[int, dict[str, dict[str, Any]]] = {}

    def guesses(self, rows: Sequence[Labelled], test: Sequence[Labelled]) -> list[str]:
        """Return the intent it gives each test message after training on the rows."""
        intents = self._intents(rows, test)
        return [intents[row.text]["name"] for row in test]

    def confidences(self, rows: Sequence[Labelled], test: Sequence[Labelled]) -> Numbers:
        """Return its confidence in that intent, (len(test),)."""
        intents = self._intents(rows, test)
        return np.array([intents[row.text]["confidence"] for row in test])

    def _intents(self, rows: Sequence[Labelled], test: Sequence[Labelled]) -> dict[str, dict[str, Any]]:
        known = self._read.setdefault(hash(tuple(rows)), {})
        unread = [row.text for row in test if row.text not in known]
        if unread:
            known.update(_trained_and_read(rows, unread))
        return known


def _trained_and_read(rows: Sequence[Labelled], texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    from rasa.core.agent import Agent  # ten seconds that only this measurement needs

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(_STOCK_CONFIG)
        (folder / "domain.yml").write_text(_DOMAIN)
        (folder / "nlu.yml").write_text(_as_nlu(rows), encoding="utf8")
        model = _train(folder / "config.yml", folder / "nlu.yml", folder / "domain.yml", folder)
        agent = Agent.load(str(model))
        return {text: asyncio.run(agent.parse_message(text))["intent"] for text in texts}


def _as_nlu(rows: Sequence[Labelled]) -> str:
    labels = dict.fromkeys(row.label for row in rows)
    examples = {label: "".join(f"- {row.text}\n" for row in rows if row.label == label) for label in labels}
    intents = [{"intent": label.replace("/", "."), "examples": text} for label, text in examples.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": intents}, allow_unicode=True)
