"""The pack as a private note: what an agent reads before the first word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.types import Pack

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def note_of(pack: Pack, copy: HandoffCopy, language: str) -> str:
    """The note in Markdown: the summary first, then what it rests on, then all that was said."""
    return Note(pack, copy, language).text()


class Note:
    """One pack in one language."""

    def __init__(self, pack: Pack, copy: HandoffCopy, language: str) -> None:
        self._pack = pack
        self._copy = copy
        self._language = language

    def text(self) -> str:
        """Its parts, as far as there is something to say in them."""
        title = f"**{self._say('title')}**"
        summary = [plain(line) for line in self._pack["summary"][self._language]]
        parts = [
            ("facts", self._facts()),
            ("checks", self._checks()),
            ("steps", self._steps()),
            ("offers", self._offers()),
            ("earlier", self._earlier()),
            ("notes", self._notes()),
            ("transcript", self._transcript()),
        ]
        told = [self._part(heading, list(lines)) for heading, lines in parts]
        return "\n\n".join([title, *summary, *filter(None, told)])

    def _part(self, heading: str, lines: list[str]) -> str:
        return "\n".join([f"**{self._say(heading)}**", *(f"- {line}" for line in lines)]) if lines else ""

    def _say(self, *path: str) -> str:
        return self._copy.say(self._language, "note", *path)

    def _facts(self) -> Iterable[str]:
        return (
            f"{fact['label'][self._language]}: {plain(fact['text'][self._language])}"
            for fact in self._pack["facts"]
        )

    def _checks(self) -> Iterable[str]:
        for check in self._pack["checks"]:
            found = ", ".join(finding[self._language] for finding in check["findings"])
            yield plain(
                f"{check['label'][self._language]}: {found}" if found else check["label"][self._language]
            )

    def _steps(self) -> Iterable[str]:
        return (self._answered(step) for step in self._pack["steps"])

    def _offers(self) -> Iterable[str]:
        for offer in self._pack["offers"]:
            result = self._copy.say(self._language, "offer_results", offer["result"])
            yield f"{self._name(offer)} – {result}"

    def _answered(self, step: Mapping[str, Any]) -> str:
        name = self._name(step)
        return f"{name} – “{plain(step['answer'])}”" if step["answer"] else name

    def _name(self, step: Mapping[str, Any]) -> str:
        return plain(step["short"][self._language] if step["short"] else step["text"])

    def _earlier(self) -> Iterable[str]:
        for earlier in self._pack["earlier"]:
            outcome = self._copy.find("outcomes", earlier["outcome"] or "")
            ended = f" – {outcome[self._language]}" if outcome else ""
            yield f"{earlier['at'][:10]}: {earlier['problem'][self._language]}{ended}"

    def _notes(self) -> Iterable[str]:
        notes = self._pack["notes"]
        return (f"{note['at'][:10]}, {plain(note['agent_name'])}: {plain(note['text'])}" for note in notes)

    def _transcript(self) -> Iterable[str]:
        for entry in self._pack["transcript"]:
            author = plain(entry["author_name"] or self._say("authors", entry["author"]))
            yield f"**{author}:** {plain(entry['text'])}"


def plain(text: str) -> str:
    """Anyone's words on one line as they are: no Markdown, and nobody is mentioned by them.

    Chatwoot notifies whoever a private note links to with `mention://`.
    """
    line = " ".join(text.split()).replace("mention://", "mention:")
    return _MARKDOWN.sub(r"\\\1", line)
