"""Words that stand for one thing: products, devices, brands, places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import spacy
from spacy.util import filter_spans

from frontline.understanding.entities.types import Entity, Finder


def word_finder(words: Mapping[str, Mapping[str, Sequence[str]]]) -> Finder:
    """Return a finder for {kind: {value: phrases}}; of phrases within one another the longest counts."""
    nlp = spacy.blank("xx")
    ruler = nlp.add_pipe("span_ruler", config={"phrase_matcher_attr": "LOWER", "spans_key": "words"})
    ruler.add_patterns(
        [
            {"label": kind, "id": value, "pattern": phrase}
            for kind, values in words.items()
            for value, phrases in values.items()
            for phrase in phrases
        ]
    )

    def find(text: str) -> Iterator[Entity]:
        doc = nlp(text)
        for kind in words:
            for span in filter_spans([span for span in doc.spans["words"] if span.label_ == kind]):
                yield Entity(kind, span.start_char, span.end_char, span.id_)

    return find
