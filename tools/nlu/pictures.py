"""The confusion matrix and the out-of-scope curve as pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from tools.nlu.scores import Reading

INCHES_PER_INTENT = 0.24
SHOWN_FROM = 0.02
"""A smaller share of an intent's messages is not written into its box."""


def draw_confusions(readings: Sequence[Reading], path: Path) -> None:
    """A row for each intent with what its messages were taken for, in percent; right is on the diagonal."""
    order, shares = confusion_matrix(readings)
    side = 4 + INCHES_PER_INTENT * len(order)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(np.sqrt(shares), cmap="BuGn", vmin=0, vmax=1)
    axes.set_xticks(range(len(order)), order, rotation=90, fontsize=7)
    axes.set_yticks(range(len(order)), order, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("is")
    for row, column in np.argwhere(shares >= SHOWN_FROM):
        _write(axes, row, column, shares[row, column])
    figure.savefig(path, dpi=110)


def draw_scope(curves: dict[str, list[tuple[float, float]]], path: Path) -> None:
    """How much of what is not ours is found, against how much of ours is wrongly sent away."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.plot([100 * x for x, _ in curve], [100 * y for _, y in curve], marker="o", label=name)
    axes.set_xlabel("% of our own messages taken for foreign")
    axes.set_ylabel("% of foreign messages found")
    axes.set_ylim(0, 101)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)


def confusion_matrix(readings: Sequence[Reading]) -> tuple[list[str], Any]:
    """All intents that occur or were guessed; (n, n), the share of a row's messages taken for a column."""
    order = sorted({intent for reading in readings for intent in (reading.label, reading.guess)})
    places = {intent: place for place, intent in enumerate(order)}
    matrix = np.zeros((len(order), len(order)))
    for (label, guess), count in Counter((reading.label, reading.guess) for reading in readings).items():
        matrix[places[label], places[guess]] = count
    return order, matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)


def _write(axes: Any, row: int, column: int, share: float) -> None:
    colour = "white" if share > 0.5 else "black"
    axes.text(column, row, round(100 * share), ha="center", va="center", fontsize=5, color=colour)
