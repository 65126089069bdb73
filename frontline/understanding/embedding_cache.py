"""Vectors kept on disk between trainings: a trainer who adds a phrase waits for that phrase only."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from frontline.understanding.encoders import Encoder, clean

KEPT_IN = "var/embeddings.sqlite3"
"""Where a training keeps vectors, from the project's folder."""
_BATCH = 1024
_TABLE = """CREATE TABLE IF NOT EXISTS embeddings
            (encoder TEXT, text_hash BLOB, vector BLOB, PRIMARY KEY (encoder, text_hash)) WITHOUT ROWID"""


class CachedEncoder:
    """An encoder that keeps every vector in a SQLite file; the file may be deleted at any time."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder = encoder
        self._path = path

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return (len(texts), dimension) float32, rows of length 1; only unseen texts are encoded."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        hashes = [hashlib.blake2b(clean(text).encode(), digest_size=16).digest() for text in texts]
        with closing(self._open()) as connection:
            vectors = self._known(connection)
            unseen = {key: text for key, text in zip(hashes, texts, strict=True) if key not in vectors}
            vectors.update(self._encode_and_keep(connection, unseen))
        return np.stack([vectors[key] for key in hashes])

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=30)
        connection.execute(_TABLE)
        return connection

    def _known(self, connection: sqlite3.Connection) -> dict[bytes, np.ndarray]:
        rows = connection.execute("SELECT text_hash, vector FROM embeddings WHERE encoder = ?", (self.name,))
        return {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows}

    def _encode_and_keep(
        self, connection: sqlite3.Connection, unseen: dict[bytes, str]
    ) -> dict[bytes, np.ndarray]:
        keys: list[bytes] = list(unseen)
        encoded: dict[bytes, np.ndarray] = {}
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            encoded.update(zip(batch, self._encoder.encode([unseen[key] for key in batch]), strict=True))
            rows = [(self.name, key, encoded[key].tobytes()) for key in batch]
            with connection:
                connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)
        return encoded
