"""Any helpdesk behind the port: what it should hear is posted to it, what its agents do is posted to us.

Both are signed as the Standard Webhooks are (https://www.standardwebhooks.com): there are libraries for it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from connectors.helpdesk.http import Transport
from connectors.helpdesk.signing import check_fresh, digest, matches
from connectors.helpdesk.webhook import bodies
from frontline.conversations.types import Message
from frontline.handoffs.ports import Case, Errand, Heard, HelpdeskEvent, NotGenuine
from frontline.handoffs.types import Pack, State
from frontline.settings import Settings, WebhookHelpdeskSettings, signing_key
from frontline.storage.tables import now

VERSION = "v1"
LONGEST_ID = 256


class WebhookHelpdesk:
    """Posts signed webhooks, and hears them."""

    name = "helpdesk"

    def __init__(self, settings: WebhookHelpdeskSettings, clock: Callable[[], datetime] = now) -> None:
        """`clock` tells the time in UTC."""
        self._url = str(settings.url)
        self._key = signing_key(settings.secret)
        self._events_key = signing_key(settings.events_secret)
        self._transport = Transport(settings.connect_timeout, settings.read_timeout)
        self._clock = clock

    @classmethod
    def connect(cls, settings: Settings) -> WebhookHelpdesk:
        """With this installation's settings. Raises ValueError when they are missing."""
        if settings.helpdesk_webhook is None:
            raise ValueError("FRONTLINE_HELPDESK_WEBHOOK__URL and the settings beside it are missing")
        return cls(settings.helpdesk_webhook)

    def open(self, pack: Pack, errand: Errand) -> str:
        """The helpdesk calls the handoff what we call it."""
        self._post(bodies.opened(pack), errand)
        return str(pack["handoff_id"])

    def queue(self, case: Case, errand: Errand) -> None:
        """Now agents may be told."""
        self._post(bodies.queued(case), errand)

    def send(self, case: Case, message: Message, errand: Errand) -> None:
        """What the customer wrote."""
        self._post(bodies.written(case, message), errand)

    def move(self, case: Case, errand: Errand) -> None:
        """Where the customer is now."""
        self._post(bodies.moved(case), errand)

    def close(self, case: Case, reason: State, errand: Errand) -> None:
        """It has ended."""
        self._post(bodies.closed(case, reason), errand)

    def hear(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Heard:
        """Checks the signature over "id.timestamp.body" before anything is read."""
        id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        check_fresh(timestamp, at)
        if not 0 < len(id) <= LONGEST_ID:
            raise NotGenuine("no id")
        signature = digest(self._events_key, id.encode("utf-8", "replace"), timestamp.encode(), body)
        expected = f"{VERSION},{b64encode(signature).decode()}"
        if not any(matches(given, expected) for given in headers.get("webhook-signature", "").split()):
            raise NotGenuine("another signature")
        return Heard(signature.hex(), [bodies.event_in(body)])

    def catch_up(self, case: Case) -> Sequence[HelpdeskEvent]:
        """Nothing: the document asks the helpdesk to send again until it hears a 200."""
        return []

    def _post(self, body: Mapping[str, Any], errand: Errand) -> None:
        content = msgspec.json.encode(body)
        timestamp = str(int(self._clock().timestamp()))
        signature = digest(self._key, errand.key.encode(), timestamp.encode(), content)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": errand.key,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"{VERSION},{b64encode(signature).decode()}",
        }
        self._transport.send("POST", self._url, headers, data=content)
