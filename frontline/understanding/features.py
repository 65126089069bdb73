"""Numbers a linear model can learn from: sentence embeddings beside character n-grams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class NGramSettings:
    """Character n-grams within words, 2 to 5 long: they bear typos and unknown words."""

    weight: float = 0.5
    shortest: int = 2
    longest: int = 5
    vocabulary: int = 20000
    components: int = 250


@dataclass
class NGrams:
    """TF-IDF of character n-grams, reduced to a few hundred components."""

    settings: NGramSettings
    vectorizer: CountVectorizer = field(init=False)
    idf: np.ndarray = field(init=False)
    components: np.ndarray = field(init=False)

    def fit(self, texts: Sequence[str]) -> NGrams:
        """Learn which n-grams occur, how rare each is, and the components that carry most."""
        self.vectorizer = self._vectorizer(max_features=self.settings.vocabulary)
        counts = self.vectorizer.fit_transform(_lowered(texts))
        occurring = np.asarray((counts > 0).sum(axis=0)).ravel()
        self.idf = (np.log((1 + len(texts)) / (1 + occurring)) + 1).astype(np.float32)
        rank = min(self.settings.components, min(counts.shape) - 1)
        svd = TruncatedSVD(rank, n_iter=3, random_state=0).fit(self._weigh(counts))
        self.components = svd.components_.T.astype(np.float16)
        return self

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """Return (len(texts), components) float32."""
        weighed = self._weigh(self.vectorizer.transform(_lowered(texts)))
        return (weighed @ self.components.astype(np.float32)) * self.settings.weight

    def arrays(self) -> Arrays:
        """What `restored` needs, as arrays."""
        names = np.array(self.vectorizer.get_feature_names_out(), dtype=np.str_)
        return {"ngrams": names, "idf": self.idf, "components": self.components}

    @classmethod
    def restored(cls, settings: NGramSettings, arrays: Mapping[str, np.ndarray]) -> NGrams:
        """Return the n-grams that `arrays()` was called on."""
        ngrams = cls(settings)
        ngrams.vectorizer = ngrams._vectorizer(vocabulary=arrays["ngrams"].tolist())
        ngrams.idf, ngrams.components = arrays["idf"], arrays["components"].astype(np.float32)
        return ngrams

    def _vectorizer(self, **kwargs: Any) -> CountVectorizer:
        span = (self.settings.shortest, self.settings.longest)
        return CountVectorizer(
            analyzer="char_wb", ngram_range=span, lowercase=False, dtype=np.float32, **kwargs
        )

    def _weigh(self, counts: Any) -> Any:
        weighed = counts.copy()
        weighed.data = (1 + np.log(weighed.data)) * self.idf[weighed.indices]
        return normalize(weighed, copy=False)


def centred(vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return the vectors (n, d) less the centre (d), each of length 1.

    E5 puts all texts in a narrow cone; without its common direction differences show.
    """
    return normalize(vectors - centre, copy=False)


def _lowered(texts: Sequence[str]) -> list[str]:
    return [text.lower() for text in texts]
