"""What E5 learnt of our subject: other numbers for its upper layers, from our own training messages.

They are made by `python -m frontline.understanding.adaptation`. A part of the messages is left out of the
tuning: what is calibrated on those is not fooled by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from frontline.settings import PROJECT_ROOT

ADAPTER = PROJECT_ROOT / "var" / "adapted_e5.npz"
NONE = "none"
"""The digest where there is no adapter."""
_SEEN = "seen"


class Adapter:
    """The tuned tensors by their names, and the texts they were tuned on."""

    def __init__(self, tensors: Mapping[str, np.ndarray], seen: np.ndarray, digest: str = NONE) -> None:
        self.tensors = dict(tensors)
        """As `Network.weights` has them, in half precision."""
        self.digest = digest
        """That of the file it was loaded from."""
        self._seen = np.sort(seen)

    @classmethod
    def tuned(cls, tensors: Mapping[str, np.ndarray], texts: Sequence[str]) -> Adapter:
        """Return an adapter with these tensors, tuned on these texts."""
        return cls({name: value.astype(np.float16) for name, value in tensors.items()}, _hashes(texts))

    @classmethod
    def load(cls, path: Path = ADAPTER) -> Adapter:
        """Return the adapter in a file; where there is none, one that changes nothing."""
        if not path.exists():
            return cls({}, np.zeros(0, dtype=np.uint64))
        with np.load(path, allow_pickle=False) as file:
            tensors = {name: file[name] for name in file.files if name != _SEEN}
            return cls(tensors, file[_SEEN], adapter_digest(path))

    def save(self, path: Path) -> None:
        """Write the adapter: the whole of it, or nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, **{_SEEN: self._seen}, **self.tensors)
        unfinished.replace(path)

    def unseen(self, texts: Sequence[str]) -> np.ndarray:
        """Return which texts it was not tuned on, (len(texts),) bool."""
        return ~np.isin(_hashes(texts), self._seen)


def adapter_digest(path: Path = ADAPTER) -> str:
    """Return a short hash that changes with the adapter."""
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest() if path.exists() else NONE


def _hashes(texts: Sequence[str]) -> np.ndarray:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, dtype="<u8")
