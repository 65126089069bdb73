"""Writes a message into the training data, and changes nothing else in the file.

The line goes into the block of its intent in `data/nlu/<language>/<topic>.yml`, the file that trainers
edit by hand. What the file says afterwards is read again before it takes the old one's place: it must be
what was there and the one line, or nothing is written.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from frontline.review.types import CannotWrite, HeldOut, StandsElsewhere, UnknownIntent

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is there: ten times as fast."""

Examples = Mapping[str, list[str]]
"""The messages of each intent in one file."""

_EXAMPLES = re.compile(r"\s*examples:\s*\|[+-]?\s*(#.*)?")
_ENTITY_MARKS = str.maketrans("[]{}", "()()")
_BETWEEN_WORDS = re.compile(r"[\s.,;:!?…'\"“”‘’()-]+")
_WORD = re.compile(r"[^\W\d_]+")
ALIKE = 0.8
"""Two messages that share so much of their words say the same thing twice."""
SHORTEST_COMPARED = 5
"""Messages with fewer words cannot help but share some."""
SHORTEST_HELD_OUT = 3
"""A message of fewer words may be tested and learned: everybody says it so."""


class _Block(NamedTuple):
    """The lines of an intent's messages, from `start` up to `end`, and how they are indented."""

    start: int
    end: int
    indent: str


def tidy(text: str) -> str:
    """The message as one line that YAML and Rasa read as just these words."""
    printable = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join(printable.translate(_ENTITY_MARKS).split()).lstrip("-/ ")


def plain(text: str) -> str:
    """What two messages have in common that differ in capitals, spaces and punctuation only."""
    return _BETWEEN_WORDS.sub(" ", text.lower()).strip() or text


def alike(one: str, other: str) -> bool:
    """Whether two messages say the same thing: plainly, or with hardly a word changed."""
    if plain(one) == plain(other):
        return True
    these, those = _words(one), _words(other)
    shared = len(these & those) >= ALIKE * len(these | those)
    return min(len(these), len(those)) >= SHORTEST_COMPARED and shared


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def examples_in(source: str) -> Examples:
    """The messages of each intent in a file's text."""
    document = yaml.load(source, Loader) or {}  # noqa: S506 - a safe loader
    found: dict[str, list[str]] = {}
    for block in document.get("nlu") or []:
        if "intent" in block and isinstance(block.get("examples"), str):
            lines = (line.strip().removeprefix("-").strip() for line in block["examples"].splitlines())
            found.setdefault(block["intent"], []).extend(line for line in lines if line)
    return found


def with_example(source: str, intent: str, text: str) -> str:
    """The file's text with one more message under the intent; ValueError when it has no block we know."""
    lines = source.splitlines(keepends=True)
    block = _block(lines, intent)
    if block is None:
        raise ValueError(intent)
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    before = lines[: block.end]
    if before and not before[-1].endswith(("\n", "\r")):
        before[-1] += ending
    return "".join([*before, f"{block.indent}- {text}{ending}", *lines[block.end :]])


def without_example(source: str, intent: str, text: str) -> str:
    """The file's text without this message under the intent; as it was when it is not there."""
    lines = source.splitlines(keepends=True)
    block = _block(lines, intent)
    wanted = f"- {text}"
    places = [i for i in range(block.start, block.end) if lines[i].strip() == wanted] if block else []
    if places:
        del lines[places[-1]]
    return "".join(lines)


def with_block(source: str, intent: str, text: str) -> str:
    """The file's text with a new block for an intent that it does not have yet."""
    start = source if source.strip() else 'version: "3.1"\nnlu:\n'
    return f"{start.rstrip()}\n\n  - intent: {intent}\n    examples: |\n      - {text}\n"


def _block(lines: list[str], intent: str) -> _Block | None:
    """Where the messages of an intent stand; the last block where there are several."""
    heading = re.compile(rf"\s*-\s+intent:\s*(['\"]?){re.escape(intent)}\1\s*(#.*)?")
    found = None
    for number, line in enumerate(lines):
        if heading.fullmatch(line.rstrip()):
            found = _messages_after(lines, number + 1) or found
    return found


def _messages_after(lines: list[str], start: int) -> _Block | None:
    for number in range(start, len(lines)):
        if _EXAMPLES.fullmatch(lines[number].rstrip()):
            return _messages(lines, number)
        if re.match(r"\s*-\s", lines[number]):
            return None
    return None


def _messages(lines: list[str], heading: int) -> _Block | None:
    """The lines that belong to a heading because they stand further in; empty lines at the end do not."""
    end = heading + 1
    for number in range(heading + 1, len(lines)):
        if not lines[number].strip():
            continue
        if _indent(lines[number]) <= _indent(lines[heading]):
            break
        end = number + 1
    first = next((line for line in lines[heading + 1 : end] if line.strip()), None)
    return None if first is None else _Block(heading + 1, end, first[: _indent(first)])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class TrainingFiles:
    """The training messages below `folder` (`data/nlu`): `<language>/<topic>.yml`."""

    def __init__(self, folder: Path, held_out: Path, lock: Path) -> None:
        """`held_out` has the files that the assistant is tested with; `lock` keeps two writers apart."""
        self._folder = folder
        self._held_out = held_out
        self._lock = lock

    def intents(self) -> set[str]:
        """Every intent that has messages, in whichever language."""
        return {intent for path in self._paths() for intent in self._read(path)}

    def add(self, language: str, intent: str, text: str) -> tuple[str, bool]:
        """Writes the message under its intent. Returns the file, and False when it has it, or nearly so.

        Raises UnknownIntent, StandsElsewhere, HeldOut or CannotWrite; nothing is written then.
        """
        text = tidy(text)
        with self._alone():
            self._must_be_new(intent, text)
            path = self._path(language, intent)
            there = self._read(path) if path.exists() else {}
            if any(alike(text, other) for other in there.get(intent, [])):
                return self._name(path), False
            source = _text(path) if path.exists() else ""
            changed = with_example if intent in there else with_block
            self._write(path, _changed(changed, source, intent, text, self._name(path)))
            return self._name(path), True

    def remove(self, language: str, intent: str, text: str) -> None:
        """Takes a message out again that `add` wrote."""
        with self._alone():
            path = self._path(language, intent)
            if path.exists():
                self._write(path, without_example(_text(path), intent, tidy(text)))

    def _must_be_new(self, intent: str, text: str) -> None:
        wanted = plain(text)
        tested = self._held_out.glob("*.yml") if len(_words(text)) >= SHORTEST_HELD_OUT else ()
        if any(_stands_under(self._read(path), wanted) for path in tested):
            raise HeldOut()
        for path in self._paths():
            for other in _stands_under(self._read(path), wanted):
                if other != intent:
                    raise StandsElsewhere(intent=other)

    def _path(self, language: str, intent: str) -> Path:
        """The intent's file in this language, or the one of the same name as in the other language."""
        having = [path for path in self._paths() if intent in self._read(path)]
        if not having:
            raise UnknownIntent(intent=intent)
        own = [path for path in having if path.parent.name == language]
        return own[0] if own else self._folder / language / having[0].name

    def _paths(self) -> Iterator[Path]:
        return iter(sorted(self._folder.glob("*/*.yml")))

    def _read(self, path: Path) -> Examples:
        try:
            return examples_in(_text(path))
        except yaml.YAMLError as error:
            raise CannotWrite(file=self._name(path)) from error

    def _name(self, path: Path) -> str:
        """The file as trainers call it: `nl/internet.yml`."""
        return f"{path.parent.name}/{path.name}"

    def _write(self, path: Path, source: str) -> None:
        """In one step: whoever reads meanwhile sees the old file or the new one, whole."""
        beside = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(exist_ok=True)
            with beside.open("w", encoding="utf-8", newline="") as file:
                file.write(source)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, beside)
            beside.replace(path)
        except OSError as error:
            raise CannotWrite(file=self._name(path)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            lock = self._lock.open("w")
        except OSError as error:
            raise CannotWrite(file=self._lock.name) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _text(path: Path) -> str:
    """With the line endings that it has."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _stands_under(examples: Examples, wanted: str) -> list[str]:
    return [intent for intent, texts in examples.items() if wanted in map(plain, texts)]


def _changed(change: Any, source: str, intent: str, text: str, name: str) -> str:
    """The changed text, if it says what it said and the one message more."""
    before = examples_in(source) if source else {}
    try:
        after = change(source, intent, text)
        said = examples_in(after)
    except (ValueError, yaml.YAMLError) as error:
        raise CannotWrite(file=name) from error
    expected = {**before, intent: [*before.get(intent, []), text]}
    if {key: sorted(texts) for key, texts in said.items()} != {
        key: sorted(texts) for key, texts in expected.items()
    }:
        raise CannotWrite(file=name)
    return str(after)
