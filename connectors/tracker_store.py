"""Rasa's tracker store on our own database, with a window: long conversations cost no more than short ones.

Rasa replays every stored event at each turn (8 ms at turn 1, 159 ms at turn 400). The transcript lives in
the conversation log, so the tracker only needs the recent turns and the state that older ones left behind.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Reversible
from copy import copy
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from frontline.bootstrap import frontline
from frontline.conversations.trackers import Trackers

WINDOW = 2
"""Customer turns that are kept; folding happens when there are twice as many. Rules look back one turn."""


EVENTS = {kind.type_name: kind for kind in all_subclasses(Event)}
"""Rasa searches all subclasses for each event that it reads; with some fifty events a turn that shows."""


class Tracker(DialogueStateTracker):
    """A tracker that is copied as it is; Rasa replays all events for it, before each action of a turn."""

    def copy(self) -> Tracker:
        """The same events and the same state, which can go on without the other."""
        twin = copy(self)
        twin.events = deque(self.events, self.events.maxlen)
        twin.slots = {name: copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy(self.active_loop)
        twin.model_id = twin.assistant_id = None
        return twin


class WindowedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps each tracker as one JSON document and ends the customer's turn in the same transaction."""

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        window: int = WINDOW,
        **kwargs: Any,
    ) -> None:
        """`window` is the number of customer turns kept; `host` is not used, the database is ours."""
        super().__init__(domain, event_broker, **kwargs)
        self._window = window
        self._trackers = Trackers(frontline().database)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker; a customer's message it has just handled counts as answered from then on."""
        if self.event_broker:
            await self.stream_events(tracker)
        events = fold(tracker, self.domain, self._window)
        await asyncio.to_thread(
            self._trackers.save,
            tracker.sender_id,
            json.dumps([event.as_dict() for event in events]),
            _handled_message_id(tracker),
            tracker.get_slot("language"),
        )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with its recent events, or None for a new conversation."""
        document = await asyncio.to_thread(self._trackers.load, sender_id)
        if document is None:
            return None
        events = [EVENTS[event["event"]]._from_parameters(event) for event in json.loads(document)]
        return Tracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)

    def init_tracker(self, sender_id: str) -> Tracker:
        """The tracker of a new conversation."""
        return Tracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations with a tracker."""
        return await asyncio.to_thread(self._trackers.conversation_ids)


def fold(tracker: DialogueStateTracker, domain: Domain, window: int) -> list[Event]:
    """The tracker's events, older turns replaced by the slots, form and pause they left behind.

    Turns are left until there are twice `window` of the customer's; then the last `window` are kept.
    """
    events = _needed(tracker.events, domain)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= 2 * window:
        return events
    cut = turns[-window]
    past = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots, domain=domain)
    return [*_state_of(past), *events[cut:]]


def _needed(events: Reversible[Event], domain: Domain) -> list[Event]:
    """Without values of slots that were set again later, where no rule looks at what a slot was before."""
    seen_by_rules = {slot.name for slot in domain.slots if slot.influence_conversation}
    needed: list[Event] = []
    set_later: set[str] = set()
    for event in reversed(events):
        if isinstance(event, SlotSet) and event.key not in seen_by_rules:
            if event.key in set_later:
                continue
            set_later.add(event.key)
        needed.append(event)
    return needed[::-1]


def _state_of(past: DialogueStateTracker) -> list[Event]:
    slots = [
        SlotSet(name, slot.value) for name, slot in past.slots.items() if slot.value != slot.initial_value
    ]
    loop = [ActiveLoop(past.active_loop_name)] if past.active_loop_name else []
    pause = [ConversationPaused()] if past.is_paused() else []
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *slots,
        *loop,
        *pause,
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _handled_message_id(tracker: DialogueStateTracker) -> int | None:
    """The log's id of the message this turn answered; `rasa shell` and the like have none.

    Read from all events: the tracker's own look-ups leave out what was said inside an active form.
    """
    uttered = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    last = next(uttered, None)
    return int(last.message_id) if last and last.message_id and last.message_id.isdigit() else None
