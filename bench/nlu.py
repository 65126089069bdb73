"""How well messages are understood, and at what cost: one table, each row with its target.

    python -m bench.nlu [--data ../shared/bench-data] [--confusions FILE] [--stock]

The benchmarks train on benchmark messages alone, our own rows on ours alone. `--stock` trains the
pipeline of `rasa init` on the same draws as well, which takes about ten minutes more.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bench.messages import (
    HELD_OUT,
    TEST_SETS,
    Labelled,
    Numbers,
    draw,
    read_csv,
    read_nlu,
    training_data,
)
from bench.rasa_runs import StockPipeline, timed_training
from frontline.settings import PROJECT_ROOT
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.embedding_cache import CachedEncoder
from frontline.understanding.encoders import Encoder, load_encoder, unseen_by
from frontline.understanding.entities import EntityRules
from frontline.understanding.features import NGramSettings
from frontline.understanding.intents import IntentModel, Settings
from frontline.understanding.language import detect

DRAWS = 3
SHOTS = 10
FOLDS = 10
FALSE_ALARMS = 0.05
AROUND_60 = (50, 70)
WORST_CONFUSIONS = 40
CACHE = PROJECT_ROOT / "var" / "bench-embeddings.sqlite3"
OF_THE_BOX = Settings(
    encoders={"use": 1.0, "e5": 1.4}, ngrams=NGramSettings(weight=0.5), moves=(), reluctance=0.0, haste=0.0
)
"""Public benchmarks know neither our messages nor our dialogue, and nobody waits for an answer."""
ROW = "{:<58}{:>10}{:>10}{:>10}"


@dataclass(frozen=True)
class Row:
    """One line of the table; shares are between 0 and 1, `unit` says what else a number is."""

    what: str
    target: float
    reached: float
    stock: float | None = None
    unit: str = "%"

    def __str__(self) -> str:
        bound = "≥ " if self.unit in "%" else "≤ "
        stock = "" if self.stock is None else self._written(self.stock)
        return ROW.format(self.what, bound + self._written(self.target), self._written(self.reached), stock)

    def _written(self, number: float) -> str:
        return f"{number:.1%}" if self.unit == "%" else f"{number:.3g} {self.unit}".strip()


def cached_encoder(name: str) -> Encoder:
    """Return an encoder that remembers benchmark messages between runs."""
    return CachedEncoder(load_encoder(name), CACHE)


def trained(rows: Sequence[Labelled], settings: Settings = OF_THE_BOX) -> IntentModel:
    """Return our model trained on these rows alone, unless said otherwise with the encoders as they come."""
    texts = [row.text for row in rows]
    model = IntentModel(settings, cached_encoder)
    return model.fit(texts, [row.label for row in rows], fresh=unseen_by(settings.encoders, texts))


def guesses(model: IntentModel, rows: Sequence[Labelled]) -> list[str]:
    """Return the likeliest intent of each message."""
    best = model.confidences([row.text for row in rows]).argmax(axis=1)
    return [model.labels[index] for index in best]


def right(rows: Sequence[Labelled], guessed: Sequence[str]) -> float:
    """Return the share of messages whose guessed intent is theirs."""
    return float(np.mean([row.label == guess for row, guess in zip(rows, guessed, strict=True)]))


def auroc(inside: Numbers, outside: Numbers) -> float:
    """Return how well a score separates messages inside from those outside (1: completely)."""
    truth = np.r_[np.zeros(len(inside)), np.ones(len(outside))]
    return float(roc_auc_score(truth, np.r_[inside, outside]))


def found_at(false_alarms: float, inside: Numbers, outside: Numbers) -> float:
    """Return the share found outside when this share inside is taken for outside."""
    return float((outside > np.quantile(inside, 1 - false_alarms)).mean())


def banking(data: Path, stock: StockPipeline | None) -> Iterator[Row]:
    """10-shot BANKING77."""
    pool, test = read_csv(data / "banking77_train.csv"), read_csv(data / "banking77_test.csv")
    draws = [draw(pool, SHOTS, seed) for seed in range(DRAWS)]
    reached = [right(test, guesses(trained(rows), test)) for rows in draws]
    theirs = right(test, stock.guesses(draws[0], test)) if stock else None
    yield Row("10-shot BANKING77 accuracy, mean of 3 draws", 0.85, statistics.mean(reached), theirs)


def clinc(data: Path, stock: StockPipeline | None) -> Iterator[Row]:
    """10-shot CLINC150 and its out-of-scope messages, of which training sees none."""
    pool, test = read_csv(data / "clinc150_train.csv"), read_csv(data / "clinc150_test.csv")
    outside = read_csv(data / "clinc150_oos_test.csv")
    rows = draw(pool, SHOTS, 0)
    model = trained(rows)
    strange = [model.foreignness([row.text for row in part]) for part in (test, outside)]
    theirs = stock.confidences(rows, [*test, *outside]) if stock else None
    accuracy = right(test, stock.guesses(rows, test)) if stock else None
    apart = auroc(-theirs[: len(test)], -theirs[len(test) :]) if theirs is not None else None
    yield Row("10-shot CLINC150 accuracy", 0.91, right(test, guesses(model, test)), accuracy)
    yield Row("10-shot CLINC150 out-of-scope AUROC", 0.96, auroc(*strange), apart, unit="")


def across_languages(data: Path) -> Iterator[Row]:
    """xSID: trained on English, tested on Dutch; never on the translation of a command it was trained on."""
    reached, read = 0.0, 0
    for english, dutch in (("valid", "test"), ("test", "valid")):
        test = read_csv(data / f"xsid_nl_{dutch}.csv")
        model = trained(read_csv(data / f"xsid_en_{english}.csv"))
        reached += right(test, guesses(model, test)) * len(test)
        read += len(test)
    yield Row("xSID trained on English, tested on Dutch", 0.88, reached / read)


@dataclass(frozen=True)
class CrossValidation:
    """Those of our own messages that no encoder was tuned on, each read by a model that did not see it."""

    rows: list[Labelled]
    guessed: list[str]
    strange: Numbers

    @classmethod
    def of(cls, rows: list[Labelled]) -> CrossValidation:
        """Train on all folds but one, in turn; messages that occur twice stay in one fold."""
        rows = list({(row.text.lower(), row.label): row for row in rows}.values())
        guessed, strange = [""] * len(rows), np.zeros(len(rows))
        labels = [row.label for row in rows]
        for kept, held in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels):
            model = trained([rows[index] for index in kept], Settings())
            test = [rows[index] for index in held]
            strange[held] = model.foreignness([row.text for row in test])
            for index, guess in zip(held, guesses(model, test), strict=True):
                guessed[index] = guess
        fresh = np.flatnonzero(unseen_by(Settings().encoders, [row.text for row in rows]))
        return cls([rows[index] for index in fresh], [guessed[index] for index in fresh], strange[fresh])

    def share(
        self, counts: Callable[[Labelled], bool], same: Callable[[str, str], bool] = str.__eq__
    ) -> float:
        """Return the share read rightly of the messages that count."""
        pairs = zip(self.rows, self.guessed, strict=True)
        return float(np.mean([same(row.label, guess) for row, guess in pairs if counts(row)]))

    def confusions(self) -> str:
        """Return which intents are taken for one another most, with the messages, as Markdown."""
        wrong = [
            (row, guess) for row, guess in zip(self.rows, self.guessed, strict=True) if row.label != guess
        ]
        pairs = Counter((row.label, guess) for row, guess in wrong)
        lines = [
            f"# Confusions of the cross-validation of data/nlu: {len(wrong)} of {len(self.rows)} messages"
        ]
        for (label, guess), count in pairs.most_common(WORST_CONFUSIONS):
            lines += ["", f"## {label} read as {guess}: {count}"]
            lines += [f"- {row.text}" for row, other in wrong if (row.label, other) == (label, guess)]
        return "\n".join(lines) + "\n"


def same_category(taxonomy: Taxonomy, label: str, guess: str) -> bool:
    """Tell whether a guess is a problem of the same category as the label's."""
    return guess in taxonomy and taxonomy.problem(label).category == taxonomy.problem(guess).category


def ours(validation: CrossValidation, taxonomy: Taxonomy) -> Iterator[Row]:
    """Our own cross-validation: problem intents by language, categories, scope."""
    for language, name in (("nl", "Dutch"), ("en", "English")):
        asked = {row for row in validation.rows if row.label in taxonomy and row.language == language}
        yield Row(
            f"our cross-validation, problem intents, {name}", 0.92, validation.share(asked.__contains__)
        )
    yield Row(
        "our cross-validation, category of problems",
        0.97,
        validation.share(lambda row: row.label in taxonomy, partial(same_category, taxonomy)),
    )
    outside = np.array([row.label == Settings().foreign for row in validation.rows])
    found = found_at(FALSE_ALARMS, validation.strange[~outside], validation.strange[outside])
    yield Row("our cross-validation, out-of-scope found at 5 % alarms", 0.85, found)


def held_out(model: IntentModel, taxonomy: Taxonomy) -> Iterator[Row]:
    """The fixed messages of tests/nlu, written without sight of the training messages."""
    for path in TEST_SETS:
        rows = read_nlu(path)
        guessed = guesses(model, rows)
        pairs = [
            (row.label, guess) for row, guess in zip(rows, guessed, strict=True) if row.label in taxonomy
        ]
        yield Row(f"tests/nlu/{path.name}, all intents", 0.9, right(rows, guessed))
        if pairs:
            categories = float(np.mean([same_category(taxonomy, *pair) for pair in pairs]))
            yield Row(f"tests/nlu/{path.name}, category of problems", 0.96, categories)


def speed(model: IntentModel) -> Iterator[Row]:
    """CPU of a message of about 60 characters, with its entities and language, on one core."""
    rules = EntityRules.load()
    shortest, longest = AROUND_60
    texts = [row.text for row in read_nlu(HELD_OUT) if shortest <= len(row.text) <= longest]
    spent = [_milliseconds(model, rules, text) for text in texts]
    yield Row("parse of a 60-character message, p50", 30, statistics.median(spent), unit="ms")
    yield Row("parse of a 60-character message, p95", 60, statistics.quantiles(spent, n=20)[-1], unit="ms")


def _milliseconds(model: IntentModel, rules: EntityRules, text: str) -> float:
    before = time.process_time()
    model.read(text)
    rules.find(text)
    detect(text)
    return (time.process_time() - before) * 1000


def training() -> Iterator[Row]:
    """`rasa train nlu` from its start to the model, every message encoded before."""
    timed_training()
    yield Row("training, `rasa train nlu` to model, warm", 90, timed_training(), unit="s")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the public benchmarks")
    parser.add_argument("--confusions", type=Path, help="write our worst confusions to this file")
    parser.add_argument(
        "--stock", action="store_true", help="train Rasa's own pipeline on the same draws too"
    )
    options = parser.parse_args()
    print(ROW.format("what", "target", "reached", "stock Rasa"))
    for row in _rows(options):
        print(row, flush=True)


def _rows(options: argparse.Namespace) -> Iterator[Row]:
    if options.data:
        stock = StockPipeline() if options.stock else None
        yield from banking(options.data, stock)
        yield from clinc(options.data, stock)
        yield from across_languages(options.data)
    rows = training_data()
    validation = CrossValidation.of(rows)
    if options.confusions:
        options.confusions.write_text(validation.confusions(), encoding="utf8")
    taxonomy = Taxonomy.load(PROJECT_ROOT / "content" / "taxonomy.yml")
    yield from ours(validation, taxonomy)
    model = _without_cache(trained(rows, Settings()))
    yield from speed(model)  # before anything else: encoders remember the texts they have seen
    yield from held_out(model, taxonomy)
    yield from training()


def _without_cache(model: IntentModel) -> IntentModel:
    """Return the same model on the bare encoders, as the product runs it."""
    return model.with_encoders(load_encoder)


if __name__ == "__main__":
    main()
