"""Canned answers: those of `content/handoffs.yml`, and what admins made of them at the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping

from frontline.agents.types import Agent, Role
from frontline.handoffs.copy import LANGUAGES, HandoffCopy
from frontline.handoffs.types import CannedAnswer, NotAnAnswer, NotForThisRole, Text
from frontline.storage.database import Database
from frontline.storage.tables import CannedAnswerRow

NAME = re.compile(r"[a-z0-9_-]{1,40}")
LONGEST_TITLE, LONGEST_TEXT = 60, 2000


class Answers:
    """Lists and changes canned answers; an admin's answer takes the place of the file's of the same name."""

    def __init__(self, database: Database, copy: HandoffCopy) -> None:
        self._database = database
        self._shipped = {
            name: CannedAnswer(name, dict(answer["title"]), dict(answer["text"]))
            for name, answer in copy.section("answers").items()
        }

    def all(self) -> list[CannedAnswer]:
        """Every answer, the file's first and then by name."""
        with self._database.read() as session:
            own = {
                row.id: _answer(row) for row in session.query(CannedAnswerRow).order_by(CannedAnswerRow.id)
            }
        return list({**self._shipped, **own}.values())

    def save(self, agent: Agent, name: str, title: Text, text: Text) -> CannedAnswer:
        """Makes or changes an answer. Raises NotForThisRole, NotAnAnswer for what lacks a language."""
        _must_be_admin(agent)
        if not NAME.fullmatch(name) or not _whole(title, LONGEST_TITLE) or not _whole(text, LONGEST_TEXT):
            raise NotAnAnswer()
        with self._database.begin() as session:
            row = CannedAnswerRow(id=name, title=dict(title), text=dict(text))
            session.merge(row)
            return _answer(row)

    def forget(self, agent: Agent, name: str) -> None:
        """Removes an admin's answer; where the file has one of that name, that one is back."""
        _must_be_admin(agent)
        with self._database.begin() as session:
            session.query(CannedAnswerRow).filter_by(id=name).delete()


def _must_be_admin(agent: Agent) -> None:
    if agent.role is not Role.ADMIN:
        raise NotForThisRole()


def _whole(text: Mapping[str, str], longest: int) -> bool:
    return all(
        isinstance(text.get(language), str) and 0 < len(text[language].strip()) <= longest
        for language in LANGUAGES
    )


def _answer(row: CannedAnswerRow) -> CannedAnswer:
    return CannedAnswer(row.id, row.title, row.text)
