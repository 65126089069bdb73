"""Numbers a linear model can learn from: sentence embeddings beside character n-grams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from frontline.understanding.encoders import Encoder
from frontline.understanding.translations import between_languages, language_shift

Arrays = dict[str, np.ndarray]


class CentredEncoder:
    """An encoder whose vectors lose their language, and the direction that all training messages share.

    E5 puts all texts in a narrow cone; without its common direction the differences show.
    """

    def __init__(self, encoder: Encoder, weight: float) -> None:
        self._encoder = encoder
        self._weight = weight
        self.centre = np.zeros(encoder.dimension, dtype=np.float32)
        self.shift = np.zeros(encoder.dimension, dtype=np.float32)

    def fit(self, texts: Sequence[str]) -> np.ndarray:
        """Learn what is language and the common direction; return what `transform` would."""
        self.shift = language_shift(self._encoder)
        vectors = self._encoded(texts)
        self.centre = vectors.mean(axis=0)
        return self._centred(vectors)

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """Return (len(texts), dimension) float32, each row as long as the weight."""
        return self._centred(self._encoded(texts))

    def through(self, encoder: Encoder) -> CentredEncoder:
        """Return the same with another instance of the encoder."""
        other = CentredEncoder(encoder, self._weight)
        other.centre, other.shift = self.centre, self.shift
        return other

    def _encoded(self, texts: Sequence[str]) -> np.ndarray:
        return between_languages(self._encoder.encode(texts), texts, self.shift)

    def _centred(self, vectors: np.ndarray) -> np.ndarray:
        return normalize(vectors - self.centre, copy=False) * self._weight


@dataclass(frozen=True)
class NGramSettings:
    """Character n-grams within words: they bear typos and words the encoders do not know."""

    weight: float = 1.0
    shortest: int = 2
    longest: int = 5
    vocabulary: int = 20000
    components: int = 250


class NGrams:
    """TF-IDF of character n-grams, reduced to a few hundred components."""

    def __init__(self, settings: NGramSettings) -> None:
        self._settings = settings
        self._vectorizer = self._new_vectorizer()
        self._idf = np.zeros(0, dtype=np.float32)
        self._components = np.zeros((0, 0), dtype=np.float32)

    def fit(self, texts: Sequence[str]) -> np.ndarray:
        """Learn n-grams, their rarity and the components that matter; return what `transform` would."""
        self._vectorizer = self._new_vectorizer(max_features=self._settings.vocabulary)
        counts = self._vectorizer.fit_transform(_lowered(texts))
        occurring = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._idf = (np.log((1 + len(texts)) / (1 + occurring)) + 1).astype(np.float32)
        weighed = self._weigh(counts)
        rank = min(self._settings.components, min(counts.shape) - 1)
        svd = TruncatedSVD(rank, n_iter=2, random_state=0).fit(weighed)
        self._components = svd.components_.T.astype(np.float32)
        return (weighed @ self._components) * self._settings.weight

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """Return (len(texts), components) float32."""
        weighed = self._weigh(self._vectorizer.transform(_lowered(texts)))
        return (weighed @ self._components) * self._settings.weight

    def arrays(self) -> Arrays:
        """Return what `restored` needs."""
        names = np.array(self._vectorizer.get_feature_names_out(), dtype=np.str_)
        return {"ngrams": names, "idf": self._idf, "components": self._components.astype(np.float16)}

    @classmethod
    def restored(cls, settings: NGramSettings, arrays: Mapping[str, np.ndarray]) -> NGrams:
        """Return the n-grams that `arrays` was called on."""
        ngrams = cls(settings)
        ngrams._vectorizer = ngrams._new_vectorizer(vocabulary=arrays["ngrams"].tolist())
        ngrams._idf, ngrams._components = arrays["idf"], arrays["components"].astype(np.float32)
        return ngrams

    def _new_vectorizer(self, **kwargs: Any) -> CountVectorizer:
        span = (self._settings.shortest, self._settings.longest)
        return CountVectorizer(
            analyzer="char_wb", ngram_range=span, lowercase=False, dtype=np.float32, **kwargs
        )

    def _weigh(self, counts: Any) -> Any:
        weighed = counts.copy()
        weighed.data = (1 + np.log(weighed.data)) * self._idf[weighed.indices]
        return normalize(weighed, copy=False)


def _lowered(texts: Sequence[str]) -> list[str]:
    return [text.lower() for text in texts]
