"""What a browser gets with which its customer takes the conversation to WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.screening import HOUR, Allowance, Refused
from connectors.website.sessions import CHANNEL
from connectors.whatsapp.contacts import CHANNEL as WHATSAPP
from connectors.whatsapp.links import link_with
from frontline.bootstrap import Frontline
from frontline.conversations.moves import VALID
from frontline.copy import Copy

OFFERS = (20, HOUR)
"""How many codes one conversation may ask for."""


class Moving:
    """Gives codes out where WhatsApp is set up and its number is known."""

    def __init__(self, services: Frontline) -> None:
        self._services = services
        self._whatsapp = services.settings.whatsapp
        self._copy = Copy.load(services.content / "whatsapp.yml")
        self._offers = Allowance(*OFFERS)

    @property
    def channels(self) -> Sequence[str]:
        """Where a conversation can go on."""
        return [WHATSAPP] if self._whatsapp and self._whatsapp.phone_number else []

    def offer(self, conversation_id: str) -> Mapping[str, Any]:
        """A new `code`, the `link` that brings it, the `number` to send it to by hand, and for how many
        `minutes` it is valid. Errors: `Refused`."""
        conversation = self._services.conversations.get(conversation_id)
        if self._whatsapp is None or not self.channels or conversation.channel != CHANNEL:
            raise Refused("cannot_move")
        if not self._offers.use(conversation_id):
            raise Refused("too_many_codes")
        code = self._services.moves.offer(conversation)
        link = link_with(code, conversation.language, self._whatsapp, self._copy)
        minutes = int(VALID.total_seconds() // 60)
        return {"code": code, "link": link.url, "number": link.number, "minutes": minutes}
