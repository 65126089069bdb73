"""Texts made to fit. Lengths are in UTF-16 units, the strictest way in which Meta may count."""

from __future__ import annotations

import re

ELLIPSIS = "…"
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))
"""Where a text is parted by preference: paragraphs, lines, sentences, words."""
_WORD_ENDS = re.compile(r"\s+|(?<=\w)[-–/](?=\w)")


def length(text: str) -> int:
    """How long Meta may take the text to be: a picture sign counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether the text is within the limit."""
    return length(text) <= limit


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis where it is too long."""
    if fits(text, limit):
        return text
    head = _head(text, limit - 1)
    cut = head if text[len(head) : len(head) + 1].isspace() else head[: _last_word(head)]
    return (cut.rstrip(" ,;:.-–(/") or head) + ELLIPSIS


def _last_word(head: str) -> int:
    """Where the last word begins, or the last part of a long compound: "Amersfoort-Vathorst" has two."""
    return max((found.end() for found in _WORD_ENDS.finditer(head)), default=0)


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit`, parted where it hurts least; no part is empty."""
    parts, rest = [], text.strip()
    while rest and not fits(rest, limit):
        at = _place_to_part(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in (*parts, rest) if part]


def _place_to_part(text: str, limit: int) -> int:
    """The last good place within the limit; a paragraph's end only where it leaves no stump."""
    head = _head(text, limit)
    for pattern in _BREAKS:
        places = [found.start() for found in pattern.finditer(text[: len(head) + 1]) if found.start()]
        if places and places[-1] >= len(head) // 3:
            return places[-1]
    return len(head)


def _head(text: str, limit: int) -> str:
    """As many characters as fit."""
    head = text[:limit]
    while not fits(head, limit):
        head = head[: len(head) - max(1, (length(head) - limit) // 2)]
    return head
