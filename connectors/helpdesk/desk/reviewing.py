"""The events of the review page: what trainers see of kept messages, and do with them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from connectors.helpdesk.desk import views
from connectors.helpdesk.desk.requests import Handler, Json, identifier, number
from connectors.helpdesk.desk.workplace import Workplace
from frontline.review.service import Review


class Reviewing:
    """Answers the events of trainers; who is none is refused by the service."""

    def __init__(self, review: Review) -> None:
        self._review = review

    def handlers(self) -> Mapping[str, Handler]:
        """Every event with what answers it."""
        return {
            "review_list": self.list,
            "review_accept": self.accept,
            "review_undo": self.undo,
            "review_skip": self.skip,
            "review_delete": self.delete,
        }

    async def list(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """The most valuable messages, and what each intent is called."""
        waiting, total = await asyncio.to_thread(self._review.waiting, workplace.agent)
        return {
            "examples": [views.reviewable(one) for one in waiting],
            "total": total,
            "intents": [views.intent(name) for name in self._review.names],
        }

    async def accept(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Labels a message, which writes it into the training data."""
        example_id, intent = number(data, "id"), identifier(data, "intent")
        written = await asyncio.to_thread(self._review.accept, example_id, intent, workplace.agent)
        return {"file": written.file, "added": written.added}

    async def undo(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Takes a labelled message back."""
        await asyncio.to_thread(self._review.undo, number(data, "id"), workplace.agent)
        return {}

    async def skip(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Puts a message behind all others."""
        await asyncio.to_thread(self._review.skip, number(data, "id"), workplace.agent)
        return {}

    async def delete(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Forgets a message."""
        await asyncio.to_thread(self._review.delete, number(data, "id"), workplace.agent)
        return {}
