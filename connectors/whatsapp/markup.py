"""Our texts may be written in Markdown; WhatsApp has marks of its own."""

from __future__ import annotations

import re

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
IMAGE = re.compile(r"!\[([^\]\n]*)\]\((https?://[^\s)]+)\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:|tel:)[^\s)]+)\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=\S)([^\n]+?)(?<=\S)\*\*(?![\w*])|(?<!\w)__(?=\S)([^\n]+?)(?<=\S)__(?!\w)"
)
_STRUCK = re.compile(r"~~(?=\S)([^\n]+?)(?<=\S)~~")
_BULLET = re.compile(r"^(\s*)[*+]\s+", re.MULTILINE)
_HELD = "\ue000"
"""Stands for a mark of bold until single stars have become italic; of the private use area."""


def to_whatsapp(text: str) -> str:
    """The text with WhatsApp's marks for bold, italic and struck out; what is code stays as it is."""
    parts, position = [], 0
    for code in CODE.finditer(text):
        parts += [_convert(text[position : code.start()]), code.group()]
        position = code.end()
    return "".join([*parts, _convert(text[position:])])


def plain(text: str) -> str:
    """The text for places without marks, such as buttons, in one line."""
    unmarked = re.sub(r"(?<!\w)[*_~`](?=\S)|(?<=\S)[*_~`](?!\w)", "", to_whatsapp(text))
    return " ".join(unmarked.split())


def _convert(text: str) -> str:
    text = _LINK.sub(_link, text)
    text = _HEADING.sub(rf"{_HELD}\1{_HELD}", text)
    text = _BULLET.sub(r"\1- ", text)
    text = _BOLD.sub(lambda bold: f"{_HELD}{bold[1] or bold[2]}{_HELD}", text)
    text = _ITALIC.sub(r"_\1_", text)
    return _STRUCK.sub(r"~\1~", text).replace(_HELD, "*")


def _link(link: re.Match[str]) -> str:
    words, address = link[1], link[2]
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    return shown if words in (address, shown) else f"{words}: {shown}"
