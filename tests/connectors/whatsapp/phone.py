"""A customer's phone, as far as WhatsApp lets us see it: writes, taps and reads by way of Meta's stand-in."""

from __future__ import annotations

import time

from tests.connectors.whatsapp.graph_api import GraphApi, Meta, Payload, Sent

PATIENCE = 60.0
QUIET = 1.0
"""So long after its last message we take the assistant to be done; a reply waits for more of its turn."""


class Phone:
    """One customer; what they read has passed all of Meta's rules."""

    def __init__(self, number: str, graph: GraphApi, meta: Meta) -> None:
        self.number = number
        self._graph = graph
        self._meta = meta

    @property
    def read(self) -> list[Sent]:
        """Everything that came, oldest first."""
        return self._graph.to(self.number)

    @property
    def choices(self) -> list[str]:
        """What can be tapped under the newest message."""
        return list(self.read[-1].choices)

    def says(self, text: str) -> str:
        """Everything that comes in answer to a typed message, one message a line."""
        seen = len(self.read)
        self._meta.says(self.number, text)
        return self.waits(seen)

    def taps(self, title: str) -> str:
        """Everything that comes in answer to a tap, on the newest message with this choice."""
        seen = len(self.read)
        shown = next(sent for sent in reversed(self.read) if title in sent.choices)
        self._meta.taps(self.number, shown, title)
        return self.waits(seen)

    def sends(self, kind: str, content: Payload) -> str:
        """Everything that comes in answer to a photo, a place, or whatever else."""
        seen = len(self.read)
        assert self._meta.deliver([self._meta.message(self.number, kind, content=content)]).ok
        return self.waits(seen)

    def waits(self, seen: int) -> str:
        """All texts after the first `seen`, once there are some and it has gone quiet."""
        self._graph.wait_for(lambda: len(self.read) > seen, PATIENCE)
        count = 0
        while count != len(self.read):
            count = len(self.read)
            time.sleep(QUIET)
        return "\n".join(sent.text for sent in self.read[seen:])

    def waits_for(self, text: str) -> Sent:
        """The message with this text in it, now or soon."""
        return self._graph.reads(self.number, text, PATIENCE)
