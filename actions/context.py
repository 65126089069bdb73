"""What every action needs to know of the conversation it runs in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from frontline.bootstrap import Frontline, frontline
from frontline.conversations.types import Conversation
from frontline.customers.types import Subject
from frontline.guides.types import Prompt
from frontline.guides.values import Mention
from frontline.triage.service import CERTAIN


@dataclass(frozen=True)
class Context:
    """One turn of one conversation, with the services at hand."""

    services: Frontline
    tracker: Tracker
    conversation_id: str
    chose: str | None = None
    """The intent of the button that the customer pointed at in words."""

    @classmethod
    def of(cls, tracker: Tracker) -> Context:
        """The context of the turn that this tracker is in."""
        return cls(frontline(), tracker, tracker.sender_id)

    def choosing(self, intent: str) -> Context:
        """The same, as if the button with this intent was tapped."""
        return replace(self, chose=intent)

    @property
    def _read(self) -> Mapping[str, Any]:
        """The latest message as Rasa read it."""
        latest: Mapping[str, Any] = self.tracker.latest_message
        if self.chose is None:
            return latest
        return {"text": latest.get("text"), "intent": {"name": self.chose, "confidence": CERTAIN}}

    @property
    def language(self) -> str:
        """`nl` or `en`."""
        return self.tracker.get_slot("language") or "nl"

    @property
    def text(self) -> str:
        """What the customer typed, or the title of the tapped button."""
        return self._read.get("text") or ""

    @property
    def intent(self) -> str | None:
        """What the customer's message was taken for."""
        return self._read["intent"].get("name")

    @property
    def confidence(self) -> float:
        """How sure that is, 0 to 1."""
        return float(self._read["intent"].get("confidence") or 0.0)

    @property
    def ranking(self) -> list[dict[str, Any]]:
        """All intents the message could have, likeliest first."""
        return self._read.get("intent_ranking") or []

    @property
    def tapped(self) -> bool:
        """Whether it was a button: of typed words every intent is ranked, of a button only its own."""
        return len(self.ranking) < 2

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The clauses of a message that clearly asks several things, each with its intent."""
        return self._read.get("parts") or []

    @property
    def entities(self) -> dict[str, Any]:
        """What the message named, by entity; the last one where it named several."""
        found = self._read.get("entities") or []
        return {entity["entity"]: entity["value"] for entity in found if entity["entity"] != "language"}

    @property
    def known(self) -> dict[str, Any]:
        """What the message named beyond doubt: of what it names in two ways, nothing is known yet."""
        found = self._read.get("entities") or []
        named = [(entity["entity"], entity["value"]) for entity in found if entity["entity"] != "language"]
        return {**self._known_of_unclear, **_beyond_doubt(named)}

    @property
    def _known_of_unclear(self) -> dict[str, Any]:
        """The same of what the customer wrote before we knew what it is about."""
        words = filter(None, map(self.tracker.get_slot, ("noted_words", "unclear_words")))
        mentions = chain.from_iterable(map(self.services.mentions, words))
        return _beyond_doubt([(mention.kind, mention.value) for mention in mentions])

    @property
    def mentions(self) -> list[Mention]:
        """The same with the words that they stand in, in their order."""
        found = self._read.get("entities") or []
        return [
            Mention(entity["entity"], str(entity["value"]), self.text[entity["start"] : entity["end"]])
            for entity in found
            if entity.get("start") is not None
        ]

    @property
    def unseen(self) -> bool:
        """Whether the customer wrote this before they could read what is asked now."""
        uttered = [event for event in self.tracker.events if event["event"] == "user"]
        message_id = str(uttered[-1].get("message_id")) if uttered else ""
        return message_id.isdigit() and self.services.conversations.said_meanwhile(int(message_id))

    @property
    def walk(self) -> dict[str, Any] | None:
        """The walk through a guide that is under way."""
        return self.tracker.get_slot("guide")

    @property
    def past_walks(self) -> list[dict[str, Any]]:
        """The walks that ended, oldest first."""
        return self.tracker.get_slot("past_walks") or []

    @property
    def walks(self) -> list[dict[str, Any]]:
        """All walks of this conversation: those that ended, those put aside, and the one under way."""
        current = [self.walk] if self.walk else []
        return [*self.past_walks, *walks_put_aside(self.tracker.get_slot("waiting_problems") or ()), *current]

    @cached_property
    def conversation(self) -> Conversation:
        """The conversation in our log; one of `rasa shell` is made here."""
        channel = self.tracker.get_latest_input_channel() or "rasa"
        return self.services.conversations.adopt(self.conversation_id, channel)

    @property
    def customer(self) -> Subject:
        """Who the conversation is with, as surely as we know."""
        return self.services.customers.subject(self.conversation.customer_id, self.conversation.level)


def _beyond_doubt(named: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Kinds and values, but for the kinds that have several values."""
    values: dict[str, set[str]] = {}
    for kind, value in named:
        values.setdefault(kind, set()).add(str(value))
    return {kind: value for kind, value in named if len(values[kind]) == 1}


def walks_put_aside(waiting: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The walks of those of the waiting problems whose guide goes on later."""
    return [problem["walk"] for problem in waiting if "walk" in problem]


def show(dispatcher: CollectingDispatcher, prompt: Prompt) -> None:
    """Says a prompt's texts, with its buttons under the last."""
    if not prompt.texts:
        return
    *first, last = prompt.texts
    say(dispatcher, first)
    buttons = [{"title": button.title, "payload": button.payload} for button in prompt.buttons]
    dispatcher.utter_message(text=last, buttons=buttons)


def say(dispatcher: CollectingDispatcher, texts: list[str]) -> None:
    """Says texts that a service has already put in the customer's language."""
    for text in texts:
        dispatcher.utter_message(text=text)


def slots(values: dict[str, Any]) -> list[EventType]:
    """Slot values as events."""
    return [SlotSet(name, value) for name, value in values.items()]


UNDERSTOOD: dict[str, Any] = dict.fromkeys(("noted_words", "unclear_words", "unclear_times", "awaiting"))
"""The slots after a message that we did understand."""
